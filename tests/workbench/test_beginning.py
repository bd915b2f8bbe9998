"""What is suggested to somebody who begins an entry is free: ids that nothing has, phrasings that nobody else has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Answered, Question
from bot.workbench import beginning

if TYPE_CHECKING:
    from bot.answer import Answerer

ID_SIGNS: Final = set(" \t\n:/\\")


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("What is a database index?", "database-index"),
        ("Do I need a degree?", "need-degree"),
        ("C++ or C#?", "cpp-c-sharp"),
        ("What is .NET?", "dot-net"),
        ("Éclair", "eclair"),
    ],
)
def test_ids(shipped: Answerer, title: str, first: str) -> None:
    """The first id that is suggested has the telling words of the title, unless an entry has it already."""
    free = beginning.ids(title, shipped.knowledge)

    assert (first if first not in shipped.knowledge.entries else None) == next(iter(free), None)


@given(title=st.text(max_size=80))
def test_ids_can_be_file_names(small: Answerer, title: str) -> None:
    """Whatever the title, an id is a name that a file can have, and that nothing has."""
    for id_ in beginning.ids(title, small.knowledge):
        assert set() == set(id_) & ID_SIGNS
        assert 1 <= len(id_) <= 64
        assert small.knowledge.entry(id_) is None


def test_related(shipped: Answerer) -> None:
    """The entries nearest to a title come first, at most five, and no small talk."""
    near = beginning.related(shipped, ["how do database indexes make queries faster"])

    assert near[0] == "query-optimization"
    assert len(near) == beginning.MOST_RELATED


def test_taken(shipped: Answerer) -> None:
    """A phrasing that an entry has is taken by it, and one about nothing that is known is free."""
    there = beginning.taken(shipped, "what is docker")

    assert there is not None
    assert ("docker", 1.0) == (there.entry, round(there.confidence, 2))
    assert beginning.taken(shipped, "what is a monad transformer") is None


@pytest.mark.parametrize("title", ["What is gRPC?", "Terraform", "What is docker?", "How do I tune a JVM?"])
def test_phrasings_are_free(shipped: Answerer, title: str) -> None:
    """No phrasing that is suggested gets an answer today, no two read the same, and there are eight at most."""
    found = beginning.phrasings(shipped, title)
    words = [shipped.index.lexicon.words(text) for text in found]

    assert not any(isinstance(shipped.decide(shipped.rank(Question(text))), Answered) for text in found)
    assert len(words) == len(set(words)) <= beginning.MOST_PHRASINGS


def test_what_was_asked_comes_first(shipped: Answerer) -> None:
    """Questions that people asked in vain about the subject are suggested before all others."""
    found = beginning.phrasings(
        shipped, "What is a monad?", ["Why would my backend want a monad??", "best pizza in town"]
    )

    assert found[0] == "why would my backend want a monad"
    assert "best pizza in town" not in found


@pytest.mark.parametrize("title", ["Что такое очередь?", "什么是 API?", "Was heißt 队列?"])
def test_no_id_that_is_hard_to_type(shipped: Answerer, title: str) -> None:
    """No id is suggested for a title in letters that not everybody can type."""
    assert () == beginning.ids(title, shipped.knowledge)


def test_the_title_is_a_phrasing_already(shipped: Answerer) -> None:
    """What reads as the title is not suggested: a check would tell to remove it."""
    words = shipped.index.lexicon.words
    found = beginning.phrasings(shipped, "What is gRPC?")

    assert found
    assert words("What is gRPC?") not in {words(text) for text in found}
