"""Whatever a reply holds, Discord takes what is drawn of it, nothing in it is live, and what fits is all there.

What Discord takes is judged by `tests/discord_oracle.py`, and what its clients show by `tests/discord_markdown.py`; neither knows
anything of the renderer.
"""

from __future__ import annotations

from typing import Final

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.discord.render import MOST_QUESTION, Frame, ask, message, restated
from adapters.markdown import parts, spans
from bot.reply import Block, Choices, Heading, Option, Prose, Reply, Sources, footer
from tests.discord_drawings import (
    SPELLS,
    all_shown,
    assert_dead,
    faults,
    faults_of_form,
    letters,
    pressed,
    units,
    visible,
    written,
)
from tests.discord_markdown import leaves
from tests.reply_samples import ASKED
from tests.thoroughness import of

_FAMILY: Final = "👨‍👩‍👧"
_NOTE: Final = "There is more than fits here."
_JOINER: Final = "\u2060"

_marks = st.lists(
    st.sampled_from([
        "**", "*", "_", "__", "`", "``", "```", "```py\n", "~~~\n", "\n", "\n\n", "- ", "  - ", "1. ", "# ", "> ", ">>> ", "-# ", "||", "~~",
        *SPELLS, "[", "](", ")", "<", "@", "://", ":", "\\", _FAMILY, "😀", _JOINER, "\u2028", "a", "é", "Word ", " ", " * ", "C#", "1", ".",
    ]),
    max_size=30,
).map("".join)  # fmt: skip
_texts = st.one_of(
    st.text(), _marks, st.builds(str.__mul__, st.text(min_size=1, max_size=20), st.integers(1, 1_000))
)
_codes = st.text("abcdefghijklmnopqrstuvwxyz0123456789-:é", min_size=1, max_size=90)
_options = st.builds(Option, _texts, _codes)
_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Prose, _texts),
    st.builds(Choices, _texts, st.lists(_options, max_size=7).map(tuple)),
    st.builds(
        lambda n: Choices("Many", tuple(Option(str(at), f"show:{at}") for at in range(n))),
        st.integers(0, 200),
    ),
    st.builds(Sources, st.lists(_texts, max_size=4).map(tuple), st.sampled_from(["", "2026-11-22"])),
)
_replies = st.builds(
    Reply,
    st.lists(_blocks, max_size=6).map(tuple),
    st.lists(_options, max_size=30).map(tuple),
    st.booleans(),
    st.sampled_from(["", "entry"]),
    st.sampled_from(["", ASKED]),
)
_worded = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Prose, _texts),
    st.builds(Sources, st.lists(_texts, max_size=3).map(tuple), st.sampled_from(["", "2026-11-22"])),
)
_frames = st.builds(Frame, st.sampled_from(["", "301"]), _texts, st.booleans(), st.booleans(), st.booleans())


def _said(block: Block) -> str:
    """All that a block says, without spaces and marks."""
    match block:
        case Heading(text) | Choices(text):
            return letters(text) or "…"
        case Prose(text):
            return letters("".join(span.text for part in parts(visible(text)) for span in spans(part)))
        case Sources():
            return letters(footer(block))


@settings(max_examples=of(200))
@given(_replies, _frames)
def test_discord_takes_any_reply(reply: Reply, frame: Frame) -> None:
    """Whatever stands in a reply and around it, its messages keep to Discord's rules, with nothing live in them."""
    drawn = message(reply, frame)

    assert [] == faults(drawn)
    assert_dead(drawn)
    assert 1 <= len(drawn) <= 3
    assert all(units(one["content"]) <= 2_000 and one["content"] == one["content"].strip() for one in drawn)
    assert not any(one["components"] for one in drawn[:-1])
    assert len(pressed(drawn)) <= 25
    assert all(text.strip() and units(text) <= most for text, most in written(drawn))


@settings(max_examples=of(200))
@given(st.lists(_worded, max_size=4).map(tuple), _texts)
def test_all_that_is_said_is_shown(blocks: tuple[Block, ...], question: str) -> None:
    """What is shown of a reply is what it says, letter by letter, marks and all, if it fits."""
    said = [_said(block) for block in blocks]
    assume(max(map(len, [*said, question]), default=0) < 140)
    drawn = message(Reply(blocks), Frame(question=question))

    asked = f"Youasked:{letters(question) or '…'}" if question.strip() else ""
    assert (asked + "".join(said) or "…") == all_shown(drawn)


@settings(max_examples=of(200))
@given(_texts, st.booleans())
def test_a_restated_question_is_read_back(question: str, shared: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    """From a message the question is read that it restates: in one line, and as much of it as was restated."""
    assume(question.strip())
    first, *_ = message(Reply((Prose("Yes."),)), Frame(question=question, shared=shared))

    line = " ".join(visible(question).split()) or "…"
    read = restated(first["content"])
    assert read == line or (read.endswith("…") and line.startswith(read[:-1]) and units(line) > MOST_QUESTION)


@pytest.mark.parametrize(
    "content", ["", "…", "-# Sources: You asked: a", r"\-# You asked: a", "a\n-# You asked: b"]
)
def test_no_question_is_read_where_none_is_restated(content: str) -> None:
    """Only the first line of a message restates a question."""
    assert "" == restated(content)


@settings(max_examples=of(200))
@given(_replies)
def test_no_option_is_lost_unsaid(reply: Reply) -> None:
    """All codes of a reply can be tapped, or a note says that there is more."""
    drawn = message(reply, Frame())

    ids = [part["custom_id"] for part in pressed(drawn)]
    codes = {one.split(":", 2)[-1] for one in ids if one == "ask" or one.count(":") > 1}
    codes |= {option["value"] for part in pressed(drawn) for option in part.get("options", ())}
    assert {option.code for option in reply.options} <= codes or drawn[-1]["content"].endswith(_NOTE)


def test_the_form_to_ask_is_taken() -> None:
    """The form of the panel keeps to Discord's rules."""
    assert [] == faults_of_form(ask())


def test_no_letter_is_cut_in_two() -> None:
    """Wherever text is clipped or goes on in the next message, families stay together."""
    many = _FAMILY * 1_000
    listed = Choices(many, tuple(Option(many, f"show:{n}") for n in range(6)))
    blocks = (Heading(many), Prose(many), Prose(f"```\n{many}\n```"), listed, Sources((many,)))
    drawn = message(Reply(blocks, (Option(many, "help"),)), Frame("301", many))

    texts = [one["content"] for one in drawn] + [text for text, _ in written(drawn)]
    assert {_FAMILY} == {
        letter for text in texts for letter in regex.findall(r"\X", text) if "\u200d" in letter
    }
    assert {"👨", "👩", "👧"} == {
        one for one in "".join(texts).replace(_FAMILY, "") + _FAMILY if one > "\uffff"
    }


def test_rows_that_do_not_fit_are_left_out_from_the_end() -> None:
    """Of too many rows the first ones stay, and always the one about the message itself, and a note says so."""
    options = tuple(Option(f"Topic {n}", f"show:topic-{n}") for n in range(300))
    reply = Reply((Choices("Pick one:", options),), options[:3], entry="entry", asked=ASKED)
    [drawn] = message(reply, Frame("301", deletable=True))

    ids = [[part["custom_id"] for part in row["components"]] for row in drawn["components"]]
    assert [["pick:0"], ["pick:1"], ["pick:2"], ["pick:3"]] == ids[:4]
    assert [f"missing:{ASKED}", "delete:301"] == ids[4][2:]
    assert drawn["content"].endswith(_NOTE)


def test_a_long_text_goes_on_and_ends_with_a_note() -> None:
    """Text goes on in two more messages, parted between paragraphs, and the last one tells that there is more."""
    paragraph = "A sentence that goes on for a while. " * 20
    drawn = message(Reply((Heading("Long"), *[Prose(paragraph)] * 12)), Frame())

    ends = [one["content"].split("\n")[-1] for one in drawn]
    assert [paragraph.strip(), paragraph.strip(), f"-# {_NOTE}"] == [end.strip() for end in ends]
    assert "### Long" == drawn[0]["content"].split("\n")[0]


def test_the_note_has_its_room() -> None:
    """Where the text would fill all three messages to the last character, the note still fits into the third."""
    drawn = message(Reply((Prose("a" * 999),) * 12), Frame())

    assert [True] * 3 == [units(one["content"]) <= 2_000 for one in drawn]
    assert drawn[-1]["content"].endswith(_NOTE)


def test_a_heading_keeps_its_last_letters() -> None:
    """What stands at the end of a heading is no mark, though Discord takes a `#` there for one."""
    [drawn] = message(Reply((Heading("C#"),)), Frame())

    assert "C#" == all_shown((drawn,))


def test_code_goes_on_as_code() -> None:
    """Long code is closed at the end of a message and opened again in the next, cut between lines, and all of it is there."""
    lines = [f"line {n} of a long listing" for n in range(150)]
    drawn = message(Reply((Prose("\n".join(["```python", *lines, "```"])),)), Frame())

    blocks = [text for one in drawn for text, path in leaves(one["content"]) if "code block" in path]
    assert lines == [line for block in blocks for line in block.split("\n")]
    assert all(one["content"].startswith("```python\n") for one in drawn)
