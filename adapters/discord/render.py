"""Draws a reply as Discord messages. Pure, so that a test can compare what is sent.

Plain content, and neither embeds nor Components V2: embeds are hidden from whoever has switched previews off, and only what
is content is found again and stands in notifications. Every shipped answer fits into one message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, tee
from typing import TYPE_CHECKING, Final, TypeVar

from adapters.clipping import ELLIPSIS
from adapters.discord import components as kit
from adapters.discord.text import JOINER, Piece, literal, markdown, unescaped, units
from bot.conversation import MAX_QUESTION
from bot.reply import Block, Choices, Heading, Prose, Sources, footer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.discord.components import Json
    from bot.reply import Option, Reply

_T = TypeVar("_T")

MOST: Final = 2_000
"""Units of a message."""

MOST_MESSAGES: Final = 3
MOST_QUESTION: Final = 300
"""Units of a question that is restated or shared."""

_TITLE: Final = 200
_PROMPT: Final = 300
_SHORT: Final = 40
_SOURCES: Final = 700
_MOST_BUTTONS: Final = {"pick": 5, "tap": 10}
"""More options than this are a list."""

_NOTE: Final = "\n\n-# There is more than fits here."
_ASK: Final = "ask"
_ONWARD: Final = re.compile("path:[^:]+:(?!1$)[0-9]+|(?:resume|quiz|whole):.+|quiz|ask")
"""Codes of what goes on with what the person is at."""

_RESTATED: Final = re.compile("-# (?:You asked|Question): (.*)")
_ROOMY: Final = re.compile("### |-# (?:You asked|Question): |```$")
"""Lines below which there is room anyway: Discord takes a blank line literally."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a reply.

    `asker` is the Discord id of the person it is for, `question` their question where it is to be restated, for everybody if
    it is `shared`. `share` adds a button that shows the answer to the channel, `deletable` one by which the asker dismisses it.
    """

    asker: str = ""
    question: str = ""
    shared: bool = False
    share: bool = False
    deletable: bool = False


def message(reply: Reply, frame: Frame) -> tuple[Json, ...]:
    """The messages of a reply, nearly always one and at most three; what can be tapped is under the last."""
    numbers = count()
    rows, end = list(_rows(reply, numbers)), _end(reply, frame, numbers)
    kept = rows[: kit.MOST_ROWS - len(end)]
    texts = _texts(_pieces(reply, frame), more=len(kept) < len(rows))
    nobody = {"allowed_mentions": {"parse": []}}
    messages: list[Json] = [{"content": text, "components": []} | nobody for text in texts]
    messages[-1]["components"] = [*kept, *end]
    return tuple(messages)


def restated(content: str) -> str:
    """The question that a message restates, as it was drawn; empty if there is none."""
    found = _RESTATED.match(content)
    return unescaped(found[1]) if found else ""


def missing(asked: str, heading: str = "What is missing?") -> Json:
    """The form in which a person writes what they wanted to know; `asked` is the id of the question, `heading` its title."""
    hint = "It goes to the people who write the answers: no names or secrets, please."
    wanted = kit.field("wanted", "What did you want to know?", 3_000, hint)
    return kit.form(f"missing:{asked}", heading, wanted)


def ask() -> Json:
    """The form in which a person asks."""
    field = kit.field("question", "What do you want to know?", MAX_QUESTION)
    return kit.form(_ASK, "Ask a question", field)


def _rows(reply: Reply, numbers: Iterator[int]) -> Iterator[Json]:
    """What is to be chosen from, then what is offered besides."""
    for block in reply.blocks:
        if isinstance(block, Choices):
            yield from _offered("pick", block.options, block.prompt, numbers)
    yield from _offered("tap", reply.buttons, "What else?", numbers)


def _offered(action: str, options: Sequence[Option], prompt: str, numbers: Iterator[int]) -> Iterator[Json]:
    """Options as rows of buttons, or as lists if they are many; what has the same code is there once."""
    once = list({option.code: option for option in reversed(options)}.values())[::-1]
    if len(once) > _MOST_BUTTONS[action]:
        for some in _by(kit.MOST_OPTIONS, once):
            yield kit.row(kit.choice(f"{action}:{next(numbers)}", prompt, some))
        return
    onward = len(once) == 1 if action == "pick" else bool(once and _ONWARD.fullmatch(once[0].code))
    ids = (one.code if one.code == _ASK else f"{action}:{next(numbers)}:{one.code}" for one in once)
    buttons = [kit.button(id_, one.label) for id_, one in zip(ids, once, strict=True)]
    if onward:
        buttons[0]["style"] = kit.PRIMARY
    yield from (kit.row(*some) for some in _by(kit.ROW, buttons))


def _end(reply: Reply, frame: Frame, numbers: Iterator[int]) -> list[Json]:
    """The row that is never left out: whether it helped, and what can be done with the message; none if it is empty."""
    thumbs = zip(reply.votes, ("This helped", "This did not help"), ("👍", "👎"), strict=False)
    buttons = [kit.button(f"tap:{next(numbers)}:{code}", text, thumb) for code, text, thumb in thumbs]
    if reply.asked:
        said = "Not what I asked" if reply.entry else "This is missing"
        buttons.append(kit.button(f"missing:{reply.asked}", said))
    if frame.share and reply.entry:
        buttons.append(kit.button(f"share:{reply.entry}", "Show to channel"))
    if frame.deletable and frame.asker:
        buttons.append(kit.button(f"delete:{frame.asker}", "Dismiss"))
    return [kit.row(*buttons)] if buttons else []


def _pieces(reply: Reply, frame: Frame) -> Iterator[Piece]:
    """What is to be read, the prompts last: the choices stand under the text."""
    if question := literal(frame.question, MOST_QUESTION):
        yield Piece("", f"-# {'Question' if frame.shared else 'You asked'}: {question}")
    prompts = [block for block in reply.blocks if isinstance(block, Choices)]
    others = [block for block in reply.blocks if not isinstance(block, Choices)]
    for block in (*others, *(one for one in prompts if not (others and _in_list(one)))):
        for number, piece in enumerate(_drawn(block)):
            yield piece if number else Piece("\n\n", piece.text)


def _in_list(block: Choices) -> bool:
    """Whether the prompt is short enough to stand, also on a phone, where the list to choose from is closed."""
    return len(block.options) > _MOST_BUTTONS["pick"] and units(literal(block.prompt, _PROMPT)) <= _SHORT


def _drawn(block: Block) -> Iterator[Piece]:
    match block:
        case Heading(text):
            if title := literal(text, _TITLE):
                yield Piece("", f"### {title}{JOINER if title.endswith('#') else ''}")
        case Prose(text):
            yield from markdown(text)
        case Choices(prompt):
            if line := literal(prompt, _PROMPT):
                yield Piece("", line)
        case Sources():
            yield Piece("", f"-# {literal(footer(block), _SOURCES)}")


def _texts(pieces: Iterable[Piece], *, more: bool) -> list[str]:
    """The contents of the messages, with a note in the last if that is not all: `more` says so, or there is no room."""
    first, again = tee(pieces)
    texts = _packed(first, MOST)
    if more or len(texts) > MOST_MESSAGES:
        texts = _packed(again, MOST - units(_NOTE))[:MOST_MESSAGES]
        texts[-1] = (texts[-1] + _NOTE).strip()
    return [text if any(map(_seen, text)) else ELLIPSIS for text in texts]


def _packed(pieces: Iterable[Piece], most: int) -> list[str]:
    """The pieces in as few texts as they need; more than may be sent are as good as all."""
    texts = [""]
    for piece in pieces:
        before = texts[-1]
        tight = _ROOMY.match(before.rpartition("\n")[2]) or piece.text.startswith("```")
        text = before + ("\n" if tight else piece.glue) + piece.text if before else piece.text
        if units(text) <= most:
            texts[-1] = text
        elif len(texts) > MOST_MESSAGES:
            break
        else:
            texts.append(piece.text.lstrip(" "))
    return texts


def _seen(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace()


def _by(most: int, things: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (things[start : start + most] for start in range(0, len(things), most))
