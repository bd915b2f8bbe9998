"""A follow-up is read in the light of the entry shown before it; everything else stands alone."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import Answered, Decision, More, Question, Unknown, Unsure
from bot.follow_up import LONGEST
from bot.knowledge import Entry, Knowledge, OutOfScope

_TOPICS: Final = {
    "git": ("What is Git?", ("explain git", "git basics", "learn git commands"), ("version-control",)),
    "version-control": ("What is version control?", ("why version control", "do i need version control"), ()),
    "sql": ("What is SQL?", ("explain sql", "sql basics", "learn sql queries"), ("nosql",)),
    "nosql": ("What is NoSQL?", ("explain nosql", "nosql basics"), ("sql",)),
    "degree": ("Do I need a degree?", ("is a degree needed", "degree or no degree"), ()),
}
_KNOWLEDGE: Final = Knowledge(
    entries={
        name: Entry(id=name, title=title, phrasings=phrasings, short=f"About {name}.", related=related)
        for name, (title, phrasings, related) in _TOPICS.items()
    },
    out_of_scope={
        "salary": OutOfScope(
            title="salaries", pointer="Ask them.", examples=("what does it pay", "how much is the salary")
        )
    },
)
ANSWERER: Final = Answerer(_KNOWLEDGE)


def decided(text: str, after: str = "") -> Decision:
    """What the answerer decides on a message after an entry."""
    return ANSWERER.decide(ANSWERER.rank(Question(text, after)))


def chosen(text: str, after: str) -> list[str]:
    """The entries that a message leads to, best first."""
    return [one.entry for one in ANSWERER.rank(Question(text, after)).candidates]


@pytest.mark.parametrize(
    "text",
    [
        "why?",
        "tell me more",
        "more please",
        "go on",
        "and then? keep going",
        "Example?",
        "hm ok, can you explain that a bit more?",
        "sorry i dont get it",
        "how come",
        "what else",
        "sources?",
    ],
)
def test_asking_for_more_is_heard(text: str) -> None:
    """A message of nothing but a wish for more is that, after an entry; without one it is a question like any other."""
    assert More("git") == decided(text, "git")
    assert not isinstance(decided(text), More)


@pytest.mark.parametrize(
    ("text", "after", "first"),
    [
        ("why do i need it", "git", "version-control"),
        ("and what about nosql", "sql", "nosql"),
        ("ok so what about sql then", "git", "sql"),
        ("but do i need it?", "git", "version-control"),
    ],
)
def test_the_entry_shown_before_gives_the_direction(text: str, after: str, first: str) -> None:
    """Related entries gain, and the opening words that only join a message to the last are passed over."""
    assert first == chosen(text, after)[0]


@pytest.mark.parametrize("after", ["", "git", "no-such-entry"])
@pytest.mark.parametrize("text", ["explain sql", "learn sql queries", "is a degree needed"])
def test_a_question_of_its_own_is_not_twisted(text: str, after: str) -> None:
    """A phrasing is answered with its entry, whatever was shown before."""
    assert decided(text) == decided(text, after)
    assert isinstance(decided(text, after), Answered)


def test_a_long_message_stands_alone() -> None:
    """A message of many words is no follow-up, though it begins like one."""
    text = "and " + "why do i need it " * 5

    assert len(text.split()) > LONGEST
    assert ANSWERER.rank(Question(text)) == ANSWERER.rank(Question(text, "git"))


def test_what_is_out_of_scope_stays_so() -> None:
    """A follow-up about pay is not answered because something was shown before."""
    assert not isinstance(decided("and what does it pay", "git"), Answered)


@given(st.text(max_size=60), st.sampled_from(["", "nobody", *_TOPICS]))
def test_any_message_after_any_entry_is_read(text: str, after: str) -> None:
    """Nothing raises, the same message after the same entry is read alike, and its candidates are sorted."""
    ranking = ANSWERER.rank(Question(text, after))
    scores = [one.score for one in ranking.candidates if not one.evidence.exact]

    assert ranking == ANSWERER.rank(Question(text, after))
    assert sorted(scores, reverse=True) == scores
    assert all(0 <= score <= 1 for score in scores)
    assert isinstance(ANSWERER.decide(ranking), Answered | Unsure | Unknown | More)
