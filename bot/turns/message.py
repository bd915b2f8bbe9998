"""A message as an adapter hands it in, and how its turn can end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.conversation import Action, Question
from bot.reply import Reply
from bot.wishes import Suggest, Uncoded, Wish

if TYPE_CHECKING:
    from bot.journal.privacy import Privacy
    from bot.journal.records import Pseudonym

Said = Question | Action | Wish | Uncoded
"""All that a person can say to the bot, or have it do."""

Send = Callable[[Reply], Awaitable[None]]
"""How a reply reaches the person; raises when it does not."""

Ending = Literal["answered", "silent", "notice", "duplicate", "held", "cooldown", "busy", "failed"]
"""How a turn ended.

With an answer; with nothing, because nobody asked us; with a notice that it was too fast; with nothing, because it was
answered before, is in the hands of another process, was still too fast, or came when too much was under way; or with a
reply that did not arrive.
"""

AGAIN: Final[frozenset[Ending]] = frozenset({"held", "busy", "failed"})
"""The endings after which a message must be delivered again, later, or it may stay without an answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said on a platform, with the platform's own ids.

    `key` is the same for every delivery of the same message; `place` is the server or workspace; `thread` is the conversation
    that a follow-up belongs to, and the `key` itself for a message that begins one; `addressed` is whether it was said to
    the bot: if not, the bot speaks up only when it knows; `following` means that it speaks up only in a conversation that it
    is part of already; `brief` that an answer is to be short, with a button to all of it; `quoted` that the words are
    another person's, who said them to others: they are answered, but not kept, and not read as this person's own;
    `aloud` that all will see the reply, even one that is private: it then has nothing of the person in it.
    """

    platform: str
    key: str
    person: str
    place: str
    thread: str
    said: Said
    addressed: bool = True
    following: bool = False
    brief: bool = False
    quoted: bool = False
    aloud: bool = False

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for a reply, and must be told why there is none; nobody does for a suggestion."""
        return self.addressed and not isinstance(self.said, Suggest)


@dataclass(frozen=True, slots=True)
class Turn:
    """A message with what stands for its ids from here on."""

    message: Message
    key: Pseudonym
    person: Pseudonym
    place: Pseudonym
    thread: Pseudonym


def turn_of(message: Message, privacy: Privacy) -> Turn:
    """The turn of a message: from here on nobody sees a platform's id."""
    platform = message.platform
    return Turn(
        message,
        privacy.pseudonym("message", platform, message.key),
        privacy.pseudonym("person", platform, message.person),
        privacy.pseudonym("place", platform, message.place),
        privacy.pseudonym("thread", platform, message.thread),
    )
