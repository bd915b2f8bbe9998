"""What is suggested for a post: what is near, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import MAX_QUESTION, Question, parse_action
from bot.decide import MOST_CHOICES
from bot.knowledge import Entry, Knowledge, OutOfScope
from bot.policy import Policy
from bot.reply import Choices, Reply
from tests.processes import tell

TALK: Final = "smalltalk"


def named(reply: Reply | None) -> list[str]:
    """The entries that a suggestion names."""
    return [option.code.removeprefix("show:") for option in reply.options] if reply else []


def entry(name: str, *phrasings: str, kind: str = "") -> Entry:
    """An entry with phrasings."""
    return Entry(id=name, kind=kind, title=name.title(), short=f"About {name}.", phrasings=phrasings)


def answerer(*entries: Entry, **outside: str) -> Answerer:
    """An answerer over entries and families of out-of-scope questions."""
    families = {
        name: OutOfScope(title=name, pointer="Ask others.", examples=(text,))
        for name, text in outside.items()
    }
    return Answerer(Knowledge(entries={one.id: one for one in entries}, out_of_scope=families))


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("What does a back-end developer do?", "duties-overview"),
        ("Confused about databases: SQL or NoSQL?", "databases-to-know"),
        ("[Help] do i need a degree??", "degree-required"),
    ],
)
def test_what_is_near_is_suggested(shipped: Answerer, title: str, first: str) -> None:
    """What a post is about comes first; there is one question back and nothing else."""
    reply = shipped.suggest(title)

    assert reply is not None
    assert first == named(reply)[0]
    assert [Choices] == [type(block) for block in reply.blocks]
    assert ((), False, "", "") == (reply.buttons, reply.private, reply.entry, reply.asked)


@pytest.mark.parametrize(
    "title",
    [
        *("", " \n", "\u200b", "a\ud800b", "x" * (MAX_QUESTION + 1)),
        *("Hello everyone!", "thanks", "asdfghjkl", "lunch?", "Welcome to the forum, read the rules first"),
    ],
)
def test_about_nothing_nothing_is_said(shipped: Answerer, title: str) -> None:
    """A title that is no text, that is small talk, or that is near to nothing gets silence."""
    assert shipped.suggest(title) is None


def test_small_talk_is_not_suggested() -> None:
    """An entry that is small talk is left out beside others, and when it is the nearest nothing is said."""
    known = answerer(entry("leaving", "see you later"), entry("bye", "see you", kind=TALK))
    near = [one.entry for one in known.rank(Question("see you later")).candidates]

    assert (["leaving", "bye"], ["leaving"]) == (near, named(known.suggest("see you later")))
    assert known.suggest("see you") is None


def test_of_equals_three_are_suggested() -> None:
    """However many entries fit alike, three are named."""
    known = answerer(*(entry(name, "see you") for name in ("a", "b", "c", "d")))
    found = named(known.suggest("see you"))

    assert (3, True) == (len(found), {*found} < {"a", "b", "c", "d"})


def test_what_is_word_for_word_needs_no_confidence() -> None:
    """A title that is a phrasing of several entries names them, however doubtful the policy is."""
    knowledge = answerer(entry("a", "see you"), entry("b", "see you")).knowledge
    doubtful = Answerer(knowledge.model_copy(update={"policy": Policy(bias=-50)}))

    assert {"a", "b"} == {*named(doubtful.suggest("see you"))}


def test_an_out_of_scope_title_is_passed_over(shipped: Answerer) -> None:
    """No example of a question that the bot does not answer gets a suggestion."""
    examples = [text for family in shipped.knowledge.out_of_scope.values() for text in family.examples]

    assert [] == [text for text in examples if shipped.suggest(text)]
    assert len(examples) > 100


def test_a_family_of_its_own_is_passed_over() -> None:
    """A title of an out-of-scope family is passed over though an entry is near."""
    known = answerer(entry("docker", "explain docker"), pay="docker salary")

    assert (["docker"], []) == (named(known.suggest("explain docker")), named(known.suggest("docker salary")))


def test_how_often_suggestions_are_right(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """Of the golden questions 95% get a suggestion with the entry that answers; of those without an answer 5% get any."""
    small = {one.id for one in shipped.knowledge.kinds[TALK]}
    golden = [one for one in shipped.knowledge.golden if one.expect not in small]
    inside = [one.expect in named(shipped.suggest(one.q)) for one in golden if one.expect != "nothing"]
    outside = [shipped.suggest(one.q) is not None for one in golden if one.expect == "nothing"]
    tell(
        record_property,
        f"suggestions: {_share(inside)} golden questions get their entry, {_share(outside)} without one get any",
    )

    assert sum(inside) >= 0.95 * len(inside)
    assert sum(outside) <= 0.05 * len(outside)


def _share(found: Iterable[bool]) -> str:
    counted = [*found]
    return f"{sum(counted)} of {len(counted)} ({sum(counted) / len(counted):.1%})"


@given(st.text(max_size=120))
def test_any_title_gets_a_suggestion_or_none(small: Answerer, title: str) -> None:
    """Whatever is posted, nothing is raised, and what is suggested is one to three different entries."""
    reply = small.suggest(title)
    codes = [option.code for option in reply.options] if reply else []

    assert (reply is None) == (codes == [])
    assert len(set(codes)) == len(codes) <= MOST_CHOICES
    assert all(parse_action(code) for code in codes)


def test_suggesting_changes_nothing(shipped: Answerer) -> None:
    """The same title gets the same suggestion, before and after others."""
    first = shipped.suggest("What is docker?")
    shipped(Question("what is an api"))

    assert first == shipped.suggest("What is docker?")
