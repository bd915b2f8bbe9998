"""What the far side of Discord keeps: servers and what is in them, what came, what it answered, and what it refused."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

FIRST: Final = 252_000_000_000
"""Milliseconds since Discord began, in December 2022; divisible by 2 to 10, so that server N is on shard N % count."""


def server(number: int) -> str:
    """The id of a server: number 0 is on shard 0, 1 on shard 1, and so on, with up to ten shards."""
    return str((FIRST + number) << 22)


def _named(number: int) -> str:
    return str((FIRST << 22) + number)


GUILD: Final = server(0)
BOT: Final = _named(1)
APPLICATION: Final = _named(2)
BOT_ROLE: Final = _named(3)
CHANNEL: Final = _named(11)
FORUM: Final = _named(12)
USER: Final = _named(21)
OTHER: Final = _named(22)
MANAGER: Final = _named(23)
WEBHOOK: Final = _named(31)

TEXT, DIRECT, THREAD, FORUM_KIND = 0, 1, 11, 15
"""Kinds of channels."""
PLAIN, REPLY, SLASH_REPLY, MENU_REPLY = 0, 19, 20, 23
"""Types of messages."""
COMMAND, TAP, COMPLETION, SUBMISSION = 2, 3, 4, 5
"""Types of interactions."""
SAID, DEFERRED, DEFERRED_CHANGE, CHANGED, COMPLETED, FORM = 4, 5, 6, 7, 8, 9
"""Types of answers to interactions."""
EPHEMERAL, LOADING = 1 << 6, 1 << 7
"""Flags of messages."""
DROPPED: Final = 0
"""The status of a request whose connection is dropped instead of an answer."""


class DeniedError(Exception):
    """A request that Discord refuses; `meant` says that the test has arranged it, so that it is nobody's fault."""

    def __init__(
        self, status: int, code: int, message: str, *details: str, body: Any = None, meant: bool = False
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.message, self.details = status, code, message, details
        self.body, self.meant = body, meant


@dataclass(frozen=True, slots=True)
class Call:
    """A request that came: `route` has the names of what varies, `at` is `time.monotonic()`, `took` is in seconds."""

    method: str
    path: str
    route: str
    body: Any
    status: int
    answer: Any
    at: float
    took: float

    @property
    def code(self) -> int:
        """Discord's own number of an error, 0 where there is none."""
        return int(self.answer.get("code", 0)) if isinstance(self.answer, dict) and self.status >= 400 else 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that broke a rule of Discord or of the house: a request, or what came through the gateway."""

    what: str
    body: Any
    code: int
    messages: tuple[str, ...] = ()


@dataclass(slots=True)
class Person:
    """Somebody; `manages` is the permission to manage servers and messages, `closed` takes no direct messages."""

    id: str
    name: str
    bot: bool = False
    manages: bool = False
    closed: bool = False
    locale: str = "en-US"


@dataclass(slots=True)
class Guild:
    """A server; `installed` says whether the bot is in it, or people only brought the app along.

    `external` is their permission to show its answers to all there.
    """

    id: str
    name: str
    installed: bool = True
    external: bool = True


@dataclass(slots=True)
class Channel:
    """A channel, a thread or direct messages; `guild` is empty for the latter, `person` is with whom they are.

    The bot does not see one that is `hidden`, and may not write in one that is `locked`. One that is not `begun` is
    a forum post without its first message.
    """

    id: str
    kind: int
    guild: str = ""
    name: str = ""
    parent: str = ""
    owner: str = ""
    person: str = ""
    hidden: bool = False
    locked: bool = False
    archived: bool = False
    begun: bool = True
    messages: list[Posted] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Posted:
    """A message; `only` is the one person who sees it, `was` are the contents that it had before, `at` is monotonic."""

    id: str
    channel: str
    author: str
    content: str
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    flags: int = 0
    kind: int = PLAIN
    reference: str = ""
    mentions: list[str] = field(default_factory=list)
    webhook: str = ""
    only: str = ""
    nonce: str = ""
    interaction: Interaction | None = field(default=None, repr=False)
    was: list[str] = field(default_factory=list)
    deleted: bool = False
    at: float = field(default_factory=time.monotonic)

    @property
    def ids(self) -> list[str]:
        """The custom ids of what can be tapped in it, in the order in which it is drawn."""
        return [part["custom_id"] for part in parts(self.components) if "custom_id" in part]


@dataclass(frozen=True, slots=True)
class Response:
    """The first answer to an interaction: its type, what it says, and after how many seconds it came."""

    kind: int
    data: Json
    after: float


@dataclass(slots=True)
class Interaction:
    """What somebody did; `source` is the message in which they tapped, `original` the one that answers it: their ids.

    `before` is what showed them the form that they submit.
    """

    id: str
    token: str
    kind: int
    data: Json
    user: str
    channel: str
    at: float
    source: str = ""
    response: Response | None = None
    original: str = ""
    followups: list[str] = field(default_factory=list)
    before: Interaction | None = None

    @property
    def name(self) -> str:
        """The command or custom id that it is about."""
        return str(self.data.get("custom_id") or self.data.get("name"))


def parts(components: list[Json]) -> list[Json]:
    """All components, with those inside of others."""
    found = []
    for one in components:
        inner = [one["component"]] if "component" in one else one.get("components", [])
        found += [one, *parts(inner)]
    return found
