"""The questions a policy is fitted on: none of them stands in the knowledge that it is asked of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from bot.answer import Answerer
from bot.conversation import Candidate, Evidence, Ranking, Reading
from bot.errors import BadInputError
from bot.loading import load
from bot.workbench.questions import LabelledQuestion, golden_questions
from bot.workbench.samples import FEWEST, HELD_OUT, PARTS, Sample, golden_samples, samples

if TYPE_CHECKING:
    from tests.conftest import Write

_TERMS: Final = ("cache", "queue", "proxy")
_SHAPES: Final = (
    "explain the {0} to me",
    "why would i use a {0}",
    "how does the {0} work",
    "my {0} is broken",
    "pick a good {0}",
    "{0} for beginners",
    "who invented the {0}",
    "drawbacks of every {0}",
)
_ASKED: Final = (
    "tell me about {0}",
    "is {0} hard",
    "when was {0} new",
    "{0} or nothing",
    "old {0}",
    "new {0}",
    "fast {0}",
    "slow {0}",
    "cheap {0}",
    "that {0} thing",
)
_DISHES: Final = ("soup", "bread", "rice", "cake", "pasta", "stew", "salad", "curry", "pie", "toast")
_MEALS: Final = tuple(
    shape.format(dish) for dish in _DISHES for shape in ("cook {0} tonight", "a recipe of {0}", "{0} for two")
)


def _family(examples: tuple[str, ...]) -> str:
    return "{title: Food, pointer: Ask a cook., examples: [" + ", ".join(examples) + "]}"


def _files(golden: tuple[str, ...] = _ASKED, examples: tuple[str, ...] = _MEALS) -> dict[str, str]:
    """Three terms with golden questions, and one family of questions out of scope."""
    entries = {
        f"glossary/{term}.yaml": f"title: The {term}\nshort: The {term}.\nphrasings:\n"
        + "".join(f"  - {shape.format(term)}\n" for shape in _SHAPES)
        for term in _TERMS
    }
    asked = "".join(f"- {{q: {shape.format(term)}, expect: {term}}}\n" for term in _TERMS for shape in golden)
    return {**entries, "out_of_scope.yaml": f"food: {_family(examples)}\n", "golden.yaml": asked}


def _answerer(write: Write, files: dict[str, str] | None = None) -> Answerer:
    return Answerer(load(write(files or _files())))


@pytest.fixture
def answerer(write: Write) -> Answerer:
    """Three terms with thirty golden questions, and thirty examples out of scope."""
    return _answerer(write)


@pytest.fixture
def found(answerer: Answerer) -> tuple[Sample, ...]:
    """The samples of that knowledge."""
    return samples(answerer, golden_questions(answerer.knowledge))


def test_every_text_is_asked_once(found: tuple[Sample, ...]) -> None:
    """The golden questions come first, then each phrasing with its entry and each example with none."""
    golden = [(one.asked.text, one.asked.topics) for one in found if one.golden]
    held_out = [(one.asked.text, one.asked.topics) for one in found if not one.golden]
    phrasings = [(shape.format(term), (term,)) for term in _TERMS for shape in _SHAPES]

    assert [(shape.format(term), (term,)) for term in _TERMS for shape in _ASKED] == golden
    assert sorted([*phrasings, *((meal, ()) for meal in _MEALS)]) == sorted(held_out)
    assert [one.asked.text for one in found[: len(golden)]] == [text for text, _ in golden]


def test_phrasings_count_less_than_golden_questions_and_examples(found: tuple[Sample, ...]) -> None:
    """What counts fully is a golden question or has no answer."""
    assert {(True, True, 1.0), (False, True, HELD_OUT), (False, False, 1.0)} == {
        (one.golden, bool(one.asked.topics), one.weight) for one in found
    }


def test_a_text_is_asked_of_a_knowledge_without_it(answerer: Answerer, found: tuple[Sample, ...]) -> None:
    """A phrasing or example is known word for word in the knowledge, and unknown where it was taken out."""
    held_out = [one.asked for one in found if not one.golden]

    assert all(one.certain for one in golden_samples(answerer, held_out))
    assert [] == [one.asked.text for one in found if one.certain]


def test_a_family_is_missing_as_a_whole_from_one_part(found: tuple[Sample, ...]) -> None:
    """Some examples, about one of five, are asked of a knowledge that does not know their family."""
    examples = [one for one in found if not one.asked.topics]
    unthought = [one for one in examples if one.ranking.family is None]

    assert 0 < len(unthought) < len(examples) / PARTS * 2


def test_the_samples_do_not_depend_on_chance(answerer: Answerer, found: tuple[Sample, ...]) -> None:
    """The same knowledge gives the same samples."""
    assert found == samples(answerer, golden_questions(answerer.knowledge))


def test_who_watches_is_told_of_each_step(answerer: Answerer) -> None:
    """Each index that is asked is told, which is what takes the time."""
    told: list[str] = []
    samples(answerer, golden_questions(answerer.knowledge), told.append)

    assert 1 + PARTS == len(told)
    assert ("asking the golden questions", "asking part 1 of 5 of the phrasings and examples") == (*told[:2],)


@pytest.mark.parametrize(
    ("golden", "examples", "counts"),
    [
        pytest.param(_ASKED[1:], _MEALS, "27 and 30", id="few-golden"),
        pytest.param(_ASKED, _MEALS[1:], "30 and 29", id="few-examples"),
        pytest.param(_SHAPES + _ASKED[:2], _MEALS, "6 and 30", id="golden-that-are-phrasings"),
        pytest.param(tuple(f"{'文' * n}" for n in range(1, 11)), _MEALS, "0 and 30", id="nothing-known"),
    ],
)
def test_too_few_questions_are_refused_with_the_remedy(
    write: Write, golden: tuple[str, ...], examples: tuple[str, ...], counts: str
) -> None:
    """With fewer than thirty of a kind, those that leave nothing to be sure of not counted, nothing is fitted."""
    answerer = _answerer(write, _files(golden, examples))

    with pytest.raises(BadInputError, match=f"here are {counts}: write more into golden.yaml"):
        samples(answerer, golden_questions(answerer.knowledge))


def test_too_few_questions_are_told_before_they_are_asked(write: Write) -> None:
    """Where counting is enough to see that there are too few, nobody waits."""
    answerer = _answerer(write)
    told: list[str] = []

    with pytest.raises(BadInputError):
        samples(answerer, golden_questions(answerer.knowledge)[: FEWEST - 1], told.append)
    assert [] == told


def _candidate(name: str, *, exact: bool = False, crossed: bool = False) -> Candidate:
    evidence = Evidence(
        words=0.5,
        letters=0.5,
        meaning=0.5,
        phrasing="x",
        likeness=0.5,
        closeness=0.5,
        covered=0.5,
        exact=exact,
        crossed=crossed,
    )
    return Candidate(name, 0.5, evidence)


_PLAIN: Final = _candidate("a")


@pytest.mark.parametrize(
    ("candidates", "family", "known"),
    [
        pytest.param((_PLAIN,), None, (True, False, False), id="plain"),
        pytest.param((_candidate("b"), _PLAIN), None, (False, False, False), id="second"),
        pytest.param((_candidate("a", exact=True),), None, (True, False, True), id="phrasing"),
        pytest.param((_candidate("a", crossed=True),), None, (True, True, False), id="crossed"),
        pytest.param((_PLAIN,), _candidate("f"), (True, False, False), id="family"),
        pytest.param((_PLAIN,), _candidate("f", exact=True), (True, False, True), id="example"),
        pytest.param((), None, (False, False, True), id="nothing"),
    ],
)
def test_a_sample_knows_whether_it_is_right_crossed_or_certain(
    candidates: tuple[Candidate, ...], family: Candidate | None, known: tuple[bool, bool, bool]
) -> None:
    """Right is a first candidate that answers; certain is a text of the knowledge, or a question without candidates."""
    asked = LabelledQuestion("?", ("a",), "in")
    one = Sample(asked, Ranking(Reading("", ("word",)), candidates, family))

    assert known == (one.right, one.crossed, one.certain)
