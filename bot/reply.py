"""What the bot says, before any platform draws it.

A `Reply` is a few blocks and the buttons under them. Adapters draw every kind of block; `Reply.text` is the same
in plain text, for notifications, logs of a pipe and screen readers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.conversation import Action, Question
from bot.wishes import Vote, wish_code


@dataclass(frozen=True, slots=True)
class Heading:
    """What the reply is about, in a few words of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of Markdown: bold, code, lists and short fenced blocks, nothing else."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tap: a label of plain text and the code of the action it stands for."""

    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A question back to the person, with the options to choose from."""

    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the answer rests on, one line of plain text each, and the day of the last review."""

    titles: tuple[str, ...]
    reviewed: str = ""


Block = Heading | Prose | Choices | Sources


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot.

    `buttons` are offered under the blocks; `private` means for the eyes of the asker alone where the platform can: what is
    about the person and not about the question, and lists to browse;
    `entry` is the id of the entry that the message is about, if it is about one: it goes with the next question.
    `asked` is the id of the question that it answers, where that is kept: people can then say whether it helped.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[Option, ...] = ()
    private: bool = False
    entry: str = ""
    asked: str = ""

    @property
    def votes(self) -> tuple[str, ...]:
        """The codes of "this helped" and "this did not", in this order; none where there is nothing to vote on."""
        if not (self.entry and self.asked):
            return ()
        return tuple(wish_code(Vote(self.entry, helped, self.asked)) for helped in (True, False))

    @property
    def options(self) -> tuple[Option, ...]:
        """Everything that can be tapped, in the order in which it is drawn."""
        chosen = (option for block in self.blocks if isinstance(block, Choices) for option in block.options)
        return (*chosen, *self.buttons)

    @property
    def text(self) -> str:
        """The reply in plain text, Markdown left as written, without its buttons."""
        return "\n\n".join(_plain(block) for block in self.blocks)


class Measure(NamedTuple):
    """How much of a platform's limit a drawn reply takes: `what` is counted, as in "characters of one message"."""

    what: str
    used: int
    limit: int


Measures = Callable[[Reply], tuple[Measure, ...]]
"""What an adapter's `budget` module offers: the limits that a reply is held against, the tightest ones."""

Answer = Callable[[Question | Action], Reply]
"""The port between adapters and core: a message or a tap in, a reply out. The fake for it is a lambda."""


def _plain(block: Block) -> str:
    match block:
        case Heading(text):
            return text
        case Prose(markdown):
            return markdown
        case Choices(prompt, options):
            return "\n".join([prompt, *(f"- {option.label}" for option in options)])
        case Sources():
            return footer(block)


def footer(sources: Sources) -> str:
    """The sources in one line: `Sources: A · B (reviewed 2026-11-22)`."""
    named = f"{'Sources' if len(sources.titles) > 1 else 'Source'}: {' · '.join(sources.titles)}"
    return f"{named} (reviewed {sources.reviewed})" if sources.reviewed else named
