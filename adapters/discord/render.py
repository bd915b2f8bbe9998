"""Draws a reply as Discord messages. Pure, so that a test can compare what is sent.

Plain content, and neither embeds nor Components V2: embeds are hidden from whoever has switched previews off, and only what
is content is found again and stands in notifications. Every shipped answer fits into one message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, tee
from typing import TYPE_CHECKING, Final

from adapters.clipping import ELLIPSIS
from adapters.discord import components as kit
from adapters.discord.text import JOINER, Piece, literal, markdown, unescaped, units
from bot.conversation import MAX_QUESTION
from bot.reply import Block, Choices, Heading, Prose, Sources, footer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.discord.components import Json
    from bot.reply import Option, Reply

MOST: Final = 2_000
"""Units of a message."""

MOST_MESSAGES: Final = 3
MOST_QUESTION: Final = 200
"""Units of a question that is restated or shared: below one as long as that every shipped answer is still one message."""

_LINE: Final = 700
"""Units of a heading, a prompt or the sources."""

_SHORT: Final = 40
"""Characters of a prompt that can stand, on a phone too, in the list to choose from while that is closed."""

_MOST_BUTTONS: Final = 10
"""More than this are a list."""

_THUMBS: Final = (("👍", "This helped"), ("👎", "This did not help"))

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
    kept = rows[: kit.ROW - len(end)]
    texts = _texts(_pieces(reply, frame), more=len(kept) < len(rows))
    messages: list[Json] = [
        {"content": text, "components": [], "allowed_mentions": {"parse": []}} for text in texts
    ]
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
    return kit.form(_ASK, "Ask a question", kit.field("question", "What do you want to know?", MAX_QUESTION))


def _choices(reply: Reply) -> list[tuple[Choices, bool]]:
    """What is to be chosen from, and whether it is a list: where it is much, or stands below something else to choose from."""
    blocks = [block for block in reply.blocks if isinstance(block, Choices)]
    return [(block, len(block.options) > (1 if at else kit.ROW)) for at, block in enumerate(blocks)]


def _rows(reply: Reply, numbers: count[int]) -> Iterator[Json]:
    """What is to be chosen from, then what is offered besides."""
    main = _main(reply)
    for block, is_list in _choices(reply):
        yield from _offer("pick", block.options, (block.prompt or ELLIPSIS) if is_list else "", main, numbers)
    prompt = "What else?" if len(reply.buttons) > _MOST_BUTTONS else ""
    yield from _offer("tap", reply.buttons, prompt, main, numbers)


def _main(reply: Reply) -> str:
    """The code of the button that stands out: the only one to choose, or, where there is no choice, the one that leads on."""
    if choices := _choices(reply):
        options = choices[0][0].options
        return options[0].code if len(options) == 1 else ""
    return next((one.code for one in reply.buttons if _ONWARD.fullmatch(one.code)), "")


def _offer(kind: str, options: Sequence[Option], prompt: str, main: str, numbers: count[int]) -> list[Json]:
    """Options as lists with a prompt, or as buttons where that is empty; those that do the same are there once."""
    once = list({option.code: option for option in reversed(options)}.values())[::-1]
    if prompt:
        some = (once[at : at + kit.LIST] for at in range(0, len(once), kit.LIST))
        return [kit.row(kit.choice(f"{kind}:{next(numbers)}", prompt, listed)) for listed in some]
    ids = (one.code if one.code == _ASK else f"{kind}:{next(numbers)}:{one.code}" for one in once)
    buttons = [kit.button(id_, one.label, main=one.code == main) for id_, one in zip(ids, once, strict=True)]
    return [kit.row(*buttons[at : at + kit.ROW]) for at in range(0, len(buttons), kit.ROW)]


def _end(reply: Reply, frame: Frame, numbers: count[int]) -> list[Json]:
    """The row that is never left out: whether it helped, and what can be done with the message; none if it is empty."""
    votes = zip(reply.votes, _THUMBS, strict=False)
    buttons = [
        kit.button(f"tap:{next(numbers)}:{code}", text, emoji={"name": thumb})
        for code, (thumb, text) in votes
    ]
    others = (
        (reply.asked, "missing", "Not what I asked" if reply.entry else "This is missing"),
        (reply.entry if frame.share else "", "share", "Show to channel"),
        (frame.asker if frame.deletable else "", "delete", "Dismiss"),
    )
    buttons += [kit.button(f"{name}:{value}", text) for value, name, text in others if value]
    return [kit.row(*buttons)] if buttons else []


def _pieces(reply: Reply, frame: Frame) -> Iterator[Piece]:
    """What is to be read, the prompts last: the choices stand under the text."""
    if frame.question.strip():
        lead = "Question" if frame.shared else "You asked"
        yield Piece("", f"-# {lead}: {literal(frame.question, MOST_QUESTION)}")
    others = [block for block in reply.blocks if not isinstance(block, Choices)]
    prompts = [
        one for one, is_list in _choices(reply) if not (others and is_list and len(one.prompt) <= _SHORT)
    ]
    for block in (*others, *prompts):
        for number, piece in enumerate(_drawn(block)):
            yield piece if number else Piece("\n\n", piece.text)


def _drawn(block: Block) -> Iterator[Piece]:
    match block:
        case Heading(text):
            title = literal(text, _LINE)
            # Discord takes what "#" are at its end for marks
            yield Piece("", f"### {title}{JOINER if title.endswith('#') else ''}")
        case Prose(text):
            yield from markdown(text)
        case Choices(prompt):
            yield Piece("", literal(prompt, _LINE))
        case Sources():
            yield Piece("", f"-# {literal(footer(block), _LINE)}")


def _texts(pieces: Iterable[Piece], *, more: bool) -> list[str]:
    """The contents of the messages, with a note in the last if that is not all: `more` says so, or there is no room."""
    first, again = tee(pieces)
    texts = _packed(first, MOST)
    if more or len(texts) > MOST_MESSAGES:
        texts = _packed(again, MOST - units(_NOTE))[:MOST_MESSAGES]
        texts[-1] += _NOTE
    return [text.strip() if any(map(str.isprintable, text.replace(" ", ""))) else ELLIPSIS for text in texts]


def _packed(pieces: Iterable[Piece], most: int) -> list[str]:
    """The pieces in as few texts as they need; more than may be sent are as good as all."""
    texts = [""]
    for piece in pieces:
        before = texts[-1]
        roomy = piece.text.startswith("```") or _ROOMY.match(before.rpartition("\n")[2])
        text = before + ("\n" if roomy else piece.glue) + piece.text if before else piece.text
        if units(text) <= most:
            texts[-1] = text
        elif len(texts) > MOST_MESSAGES:
            break
        else:
            texts.append(piece.text)
    return texts
