from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.compose import SMALL_TALK
from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching.complete import MOST, Completer, Completion
from tests.thoroughness import of

_FAMILY: Final = "👨‍👩‍👧"
_PIECES: Final = (
    "what is a",
    "how do i",
    "databse",
    "kubernetes",
    "back e",
    "c++",
    " ",
    "?",
    "\x00",
    "\ud800",
    "\u202e",
    "e" + "\u0301" * 25,
    _FAMILY,
    "数据",
    "\ufdfa",
    "hello",
    "salary",
)
_typed: Final = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join),
)
_WORDS: Final = st.sampled_from(
    [
        "what",
        "is",
        "a",
        "an",
        "Git",
        "git?",
        "api",
        "db",
        "C#",
        "!!",
        "\u2800",
        _FAMILY,
        "数据",
        "i",
        "\n",
        "x" * 70,
    ]
)
_said: Final = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: bool(text.strip()))


@st.composite
def _knowledge(draw: st.DrawFn) -> Knowledge:
    entries = {}
    for number in range(draw(st.integers(0, 40))):
        entries[f"e{number}"] = Entry(
            id=f"e{number}",
            title=draw(_said)[:80].strip() or "t",
            phrasings=tuple(draw(st.lists(_said, min_size=1, max_size=3))),
            short="s",
            kind=draw(st.sampled_from(["", "tools", SMALL_TALK])),
        )
    return Knowledge(
        entries=entries,
        synonyms=Synonyms(families={"database": ("db",), "!!": ("api",)}),
        out_of_scope={"pay": OutOfScope(title="pay", pointer="Ask.", examples=("salary",))},
    )


def _faults(found: tuple[Completion, ...], knowledge: Knowledge) -> list[object]:
    """All that must not be in a list."""
    labels = [one.label for one in found]
    return [
        *(label for label in labels if not 1 <= len(label) <= 100 or label != " ".join(label.split())),
        *(label for label in labels if labels.count(label) > 1),
        *(one for one in found if knowledge.entries[one.entry].kind == SMALL_TALK),
        *(one for one in found if not _says(knowledge.entries[one.entry], one.label)),
        *found[MOST:],
    ]


def _says(entry: Entry, label: str) -> bool:
    """Whether a label is all of the title or of a phrasing of an entry."""
    return label in {" ".join(text.split()) for text in (entry.title, *entry.phrasings)}


@given(typed=_typed)
@settings(max_examples=of(400))
def test_every_list_is_within_its_limits(shipped: Answerer, typed: str) -> None:
    """At most 25 whole titles or phrasings of 1 to 100 characters, no two alike, no small talk; and the same each time."""
    found = shipped.complete(typed)

    assert [] == _faults(found, shipped.knowledge)
    assert len({one.entry for one in found}) == len(found)
    assert found == shipped.complete(typed)


@given(knowledge=_knowledge(), typed=st.lists(st.one_of(_typed, _said), min_size=1, max_size=3))
@settings(max_examples=40)
def test_every_knowledge_keeps_to_the_limits(knowledge: Knowledge, typed: list[str]) -> None:
    """The same holds for any knowledge, titles nobody can see and twins among them, with or without entries."""
    completer = Completer(knowledge)

    assert [] == [fault for text in ("", *typed) for fault in _faults(completer.complete(text), knowledge)]


@pytest.fixture(scope="module")
def fresh(shipped: Answerer) -> Completer:
    """A completer of the shipped knowledge that nobody else uses."""
    return Completer(shipped.knowledge, shipped.index)


@given(typed=_typed)
@settings(max_examples=50)
def test_what_was_typed_before_changes_nothing(shipped: Answerer, fresh: Completer, typed: str) -> None:
    """A completer that has seen thousands of texts completes as one that has seen others."""
    assert fresh.complete(typed) == shipped.complete(typed)
