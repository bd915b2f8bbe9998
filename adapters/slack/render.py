"""Draws a reply as Slack's Block Kit: messages, modals and the App Home. Pure, so that a test can compare what is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.clipping import ELLIPSIS, clip
from adapters.slack import blocks as kit
from adapters.slack.rich_text import plain, rich_text
from bot.conversation import BrowseTopics, FollowPath, ShowEntry, action_code
from bot.reply import Choices, Heading, Prose, Sources, footer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.slack.blocks import Json
    from bot.reply import Block, Option, Reply

MOST_QUESTION: Final = 300
"""Characters of a question that is restated or shared."""

_MESSAGE: Final = 50
_VIEW: Final = 100
"""The most blocks of each."""

_MOST: Final = 12_000
"""Bytes of all blocks as JSON: Slack refuses messages from some 13,200 on, and does not say what it counts."""

_TITLE: Final = 24
_AT_HOME: Final = {action_code(BrowseTopics()), action_code(FollowPath())}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a reply.

    `asker` is the Slack id of the person it is for, `question` their question where it is to be restated, for everybody if
    it is `shared`. `share` is the label of the button that shares it, in `thread` if that is given; `deletable` adds one that
    deletes it.
    """

    asker: str = ""
    question: str = ""
    shared: bool = False
    share: str = ""
    deletable: bool = False
    thread: str = ""


def message(reply: Reply, frame: Frame) -> Json:
    """The `text` and `blocks` of a message."""
    small = [kit.feedback(*reply.votes)] if reply.votes else []
    if frame.deletable and frame.asker:
        delete = {"type": "icon_button", "action_id": "delete", "icon": "trash", "value": frame.asker}
        small.append(delete | {"text": kit.plain_text("Delete")})
    end = [{"type": "context_actions", "elements": small}] if small else []
    text = kit.escaped("\n\n".join(map(_plain, reply.blocks)))
    return {"text": text, "blocks": _framed(reply, frame, end, _MESSAGE)}


def modal(reply: Reply, frame: Frame) -> Json:
    """The view of a reply: the same, but with buttons for thumbs, which Slack draws in messages alone, and no trash."""
    names = zip(("vote:up", "vote:down"), ("This helped", "This did not help"), reply.votes, strict=False)
    votes = kit.rows([kit.button(*name) for name in names])
    return _view("reply", "Backchat", close="Close") | {"blocks": _framed(reply, frame, votes, _VIEW)}


def home(topics: Reply, paths: Reply) -> Json:
    """The App Home: a field to ask in, the topics and the learning paths; no buttons to what is there already."""
    on_enter = {"trigger_actions_on": ["on_enter_pressed"]}
    ask = kit.field("search", "Ask me", "Your question, then Enter", dispatch_action_config=on_enter)
    buttons = _taps(option for option in (*topics.buttons, *paths.buttons) if option.code not in _AT_HOME)
    body = [
        ask | {"dispatch_action": True},
        *_drawn(topics.blocks),
        *kit.rows(buttons),
        {"type": "divider"},
        *_drawn(paths.blocks),
    ]
    return {"type": "home", "blocks": _fitted(body, [], _VIEW, "")}


def missing(asked: str, heading: str = "What is missing?") -> Json:
    """The modal in which a person writes what they wanted to know; `asked` is the id of the question, `heading` its title."""
    typed = {"multiline": True, "max_length": 3_000}
    wanted = kit.field("wanted", "What did you want to know?", "In your own words", **typed)
    hint = kit.plain_text("It goes to the people who write the answers: no names or secrets, please.")
    view = _view("missing", heading, submit="Send", close="Cancel")
    return view | {"private_metadata": asked, "blocks": [wanted | {"hint": hint}]}


def _view(name: str, title: str, **buttons: str) -> Json:
    texts = {key: kit.plain_text(text, _TITLE) for key, text in {"title": title, **buttons}.items()}
    return {"type": "modal", "callback_id": name, **texts}


def _framed(reply: Reply, frame: Frame, end: list[Json], most: int) -> list[Json]:
    question = clip(kit.defused(" ".join(frame.question.split())), MOST_QUESTION)
    buttons = _taps(reply.buttons)
    if reply.asked:
        label = "Not what I asked" if reply.entry else "This is missing"
        buttons.append(kit.button("missing", label, reply.asked))
    if frame.share and reply.entry:
        shared = {"code": action_code(ShowEntry(reply.entry)), "question": question, "thread": frame.thread}
        buttons.append(kit.button("share", frame.share, json.dumps(shared, ensure_ascii=False)))
    restated = [kit.context(f"{'Question' if frame.shared else 'You asked'}: {question}")] if question else []
    rows = kit.rows(buttons)
    body = [*restated, *_drawn(reply.blocks), *rows[:-1]]
    return _fitted(body, [*rows[-1:], *end], most, frame.asker)


def _drawn(blocks: Iterable[Block]) -> Iterator[Json]:
    for block in blocks:
        match block:
            case Heading(text):
                yield {"type": "header", "text": kit.plain_text(text, kit.HEADER)}
            case Prose(markdown):
                yield from rich_text(markdown)
            case Choices(prompt, options):
                yield kit.section(prompt)
                yield from kit.rows(_taps(options, "pick"))
            case Sources():
                yield kit.context(footer(block))


def _taps(options: Iterable[Option], action: str = "tap") -> list[Json]:
    return [kit.button(action, option.label, option.code) for option in options]


def _fitted(body: list[Json], end: list[Json], most: int, asker: str) -> list[Json]:
    """As much of the body as fits above the end, with a note if that is not all of it, and names for its taps."""
    note = kit.context("There is more than fits here.")
    room = _MOST - _size([note, *end])
    kept: list[Json] = []
    for block in body:
        room -= _size(block)
        if room < 0 or len(kept) + len(end) + 1 >= most:
            kept.append(note)
            break
        kept.append(block)
    return _named([*kept, *end] or [kit.section(ELLIPSIS)], asker)


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def _named(blocks: list[Json], asker: str) -> list[Json]:
    """Names by which taps come back.

    `n:asker` for blocks, so that a tap tells whose message it was on; `pick:n` for what answers a question of the bot,
    `tap:n` for what is offered under a reply.
    """
    active = [block for block in blocks if block["type"] in {"actions", "context_actions"}]
    taps = [part for block in active for part in block["elements"] if part["action_id"] in {"tap", "pick"}]
    for number, block in enumerate(active):
        block["block_id"] = f"{number}:{asker}"
    for number, part in enumerate(taps):
        part["action_id"] += f":{number}"
    return blocks


def _plain(block: Block) -> str:
    match block:
        case Heading(text):
            return text
        case Prose(markdown):
            return plain(markdown)
        case Choices(prompt, options):
            return "\n".join([prompt, *(f"• {option.label}" for option in options)])
        case Sources():
            return footer(block)
