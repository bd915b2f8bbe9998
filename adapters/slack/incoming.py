"""What Slack delivers, read as what a person said and where; pure, and without a call to Slack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.asking import told
from bot.conversation import (
    Action,
    Question,
    ShowEntry,
)
from bot.turns.message import Message, Said
from bot.wishes import Wish, parse_code

PLATFORM: Final = "slack"

_ENTITY: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_SAID: Final = frozenset({"", "file_share", "thread_broadcast"})
"""The subtypes of messages that a person wrote; all others tell of edits, deletions, joins and bots."""

_SLACKBOT: Final = "USLACKBOT"

Json = Mapping[str, Any]
"""A body, or a part of one, as it came."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was said, and where what is said back belongs.

    `ts` is the message's own, empty for what is no message; `thread` is the thread that it was said in, if any; `im`
    is whether Slack says that it is a direct message, which the ids of their channels tell as well.
    """

    team: str
    channel: str
    person: str
    ts: str = ""
    thread: str = ""
    im: bool = False

    @property
    def direct(self) -> bool:
        """Whether it was said to the bot alone."""
        return self.im or self.channel.startswith("D")

    @property
    def answer_in(self) -> str:
        """The thread that an answer belongs in: in a channel always one, in a direct message the one it was said in."""
        return self.thread if self.direct else self.thread or self.ts

    @property
    def conversation(self) -> str:
        """What follow-ups share: a thread of a channel, or all that is said to the bot alone."""
        if self.direct or not self.channel:
            return self.aside
        return ":".join(filter(None, (self.team, self.channel, self.answer_in)))

    @property
    def aside(self) -> str:
        """What follow-ups share whose answers one person alone sees: those in a thread know nothing of it."""
        thread = "" if self.direct else self.thread
        return ":".join(filter(None, (self.team, self.channel, thread, self.person)))

    def message(self, said: Said, key: str = "", **more: Any) -> Message:
        """The message for the service; its key is the place and time of the message, or else `key`."""
        named = f"{self.team}:{self.channel}:{self.ts}" if self.ts and not key else f"{self.team}:{key}"
        person = f"{self.team}/{self.person}"  # Slack promises unique ids of people within a workspace alone
        return Message(PLATFORM, named, person, self.team, self.conversation, said, **more)


def typed(text: str, bot: str = "") -> str:
    """The text of a message as its author sees it: names of channels and links as they read, no mention, unescaped."""

    def _read(entity: re.Match[str]) -> str:
        kind, target, label = entity[1], entity[2], entity[3]
        match kind:
            case "@":
                return " " if target == bot or not label else f"@{label}"
            case "#":
                return f"#{label or ''}"
            case "!":
                return label or " "
            case _:
                return label or target

    plain = _ENTITY.sub(_read, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def heard(event: Json, team: str, bot: str) -> tuple[Spot, Message] | None:
    """What a person said to us or in our hearing; None for what is not ours to answer, whatever it may be."""
    if not _by_a_person(event, bot):
        return None
    channel, ts, thread, text = (_text(event, name) for name in ("channel", "ts", "thread_ts", "text"))
    if not (channel and ts):
        return None
    thread = thread or (ts if "app_context" in event else "")  # in the agent view all is threads
    spot = Spot(team, channel, _text(event, "user"), ts, thread, im=event.get("channel_type") == "im")
    if event.get("type") == "app_mention" or spot.direct:
        return spot, spot.message(told(typed(text, bot)))
    if thread in {"", ts} or "<@" in text or "<!" in text:
        return None  # not in a thread, or said to somebody by name: to us it comes as app_mention
    return spot, spot.message(Question(typed(text)), addressed=False, following=True)


def _by_a_person(event: Json, bot: str) -> bool:
    """Whether a person wrote this just now: no bot, not ourselves, no edit of an earlier message."""
    written = _text(event, "user") not in {"", bot, _SLACKBOT} and str(event.get("subtype") or "") in _SAID
    return written and not any(event.get(mark) for mark in ("bot_id", "edited", "hidden"))


def _text(of: Json, name: str) -> str:
    """A field that is a text; empty where it is none."""
    value = of.get(name)
    return value if isinstance(value, str) else ""


def tapped(action: Json) -> Action | Wish:
    """What a button stands for; one that is none of ours, or no more, shows that nothing is there by that name."""
    return parse_code(str(action.get("value") or "")) or ShowEntry("gone")


def tapped_at(body: Json, team: str) -> Spot:
    """Where a tap happened: under a message, or in a view, which is in no channel."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id") or ""
    ts = str(container.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    return Spot(team, str(channel), str(body["user"]["id"]), ts, thread)


def asker_of(action: Json) -> str:
    """The id of the person for whom the message under a tap was posted, as its block says; empty when it does not."""
    return str(action.get("block_id") or "").partition(":")[2]


def asked_in(body: Json) -> str:
    """The id of the question that the message or view under a tap answers, as its own button carries it; empty for none."""
    blocks = (body.get("message") or body.get("view") or {}).get("blocks") or ()
    buttons = (element for block in blocks for element in block.get("elements") or ())
    return next((str(one.get("value")) for one in buttons if one.get("action_id") == "missing"), "")
