"""What the far side of Slack keeps: workspaces and what is in them, the calls that came, and what it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

Arguments = dict[str, Any]
Result = dict[str, Any]

TEAM: Final = "T0HOME"
CHANNEL: Final = "C0GENERAL"
USER: Final = "U0ADA"
APP: Final = "A0BACKCHAT"
DROPPED: Final = 0
"""The status of a call whose connection is dropped instead of an answer."""


class DeniedError(Exception):
    """A call that Slack refuses."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came: `at` is `time.monotonic()`, `team` the workspace of its token."""

    method: str
    arguments: Arguments
    at: float
    result: Result
    status: int = 200
    team: str = ""

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked."""
        return self.result.get("ok") is True


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that broke a rule of Slack."""

    method: str
    arguments: Arguments
    error: str
    messages: tuple[str, ...] = ()


@dataclass(slots=True)
class Trouble:
    """A fault that a test armed; `times` is how often it still strikes, None for always."""

    method: str
    times: int | None
    status: int = 200
    error: str = ""
    retry_after: float | None = None
    delay: float = 0.0

    def strikes(self, method: str) -> bool:
        """Whether it strikes this call; if so, it is used once."""
        if self.method not in {method, "*"} or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True

    @property
    def answer(self) -> Result | None:
        """What is answered instead; None where the call is only late."""
        if self.retry_after is not None:
            return {"ok": False, "error": self.error or "ratelimited"}
        if self.error or self.status >= 400:
            return {"ok": False, "error": self.error or "internal_error"}
        return None


@dataclass(slots=True)
class Posted:
    """A message in a channel; `only` is the one person who sees it, `bot_id` is empty where a person wrote it."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    user: str = ""
    bot_id: str = ""
    only: str = ""
    edits: int = 0

    def payload(self) -> dict[str, Any]:
        """It as Slack tells it, in answers and in what people tap."""
        told: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        told |= {"blocks": self.blocks} if self.blocks else {}
        told |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        told |= {"bot_id": self.bot_id, "app_id": APP} if self.bot_id else {}
        return told | ({"edited": {"user": self.user, "ts": self.ts}} if self.edits else {})


@dataclass(slots=True)
class Person:
    """Somebody in a workspace."""

    id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False


@dataclass(slots=True)
class Channel:
    """A channel; `joined` says whether the bot is in it, `members` who else is (None: everybody)."""

    id: str
    joined: bool = True
    members: set[str] | None = None


@dataclass(slots=True)
class Workspace:
    """A workspace in which the app is installed."""

    team_id: str
    name: str
    bot_token: str
    bot_id: str
    bot_user_id: str
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Posted] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    revoked: bool = False

    def person(self, user: str, **more: Any) -> Person:
        """Somebody, who is added or changed; also a channel for direct messages with them."""
        known = self.people.get(user)
        self.people[user] = Person(user, **({"name": user.lower()} | more)) if known is None else known
        for name, value in more.items():
            setattr(self.people[user], name, value)
        self.channels.setdefault(direct(user), Channel(direct(user), members={user}))
        return self.people[user]

    def channel(self, channel: str, *, joined: bool = True, members: set[str] | None = None) -> Channel:
        """A channel, which is added or changed."""
        self.channels[channel] = Channel(channel, joined, members)
        return self.channels[channel]


@dataclass(slots=True)
class Link:
    """A `response_url`: where it leads, and how often it was used."""

    team: str
    channel: str
    user: str
    ts: str
    at: float
    uses: int = 0


@dataclass(slots=True)
class Trigger:
    """A `trigger_id`: whose it is, since when, in which view it came about if in one, and whether it was used."""

    team: str
    user: str
    at: float
    view: str = ""
    used: bool = False


def direct(user: str) -> str:
    """The channel of direct messages with somebody."""
    return f"D{user[1:]}"
