"""The smallest edit that changes an outcome really changes it, and nothing else for the worse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from bot.answer import Answerer
from bot.conversation import Answered, Question
from bot.errors import BadInputError
from bot.loading import load
from bot.workbench import counterfactual_text
from bot.workbench.counterfactual import NOTHING, counterfactual
from bot.workbench.edits import AddExample, AddVariant, applied

if TYPE_CHECKING:
    from tests.conftest import Write

_SUBJECTS: Final = ("containers", "databases", "queues", "tests", "proxies", "interviews")
_WAYS: Final = (
    "what are {}",
    "{} for beginners",
    "why use {}",
    "how do {} work",
    "when to use {}",
    "explain {} to me",
)
_FILES: Final = {
    **{
        f"glossary/{subject}.yaml": f"title: What are {subject}?\nphrasings:\n"
        + "".join(f"  - {way.format(subject)}\n" for way in _WAYS)
        + f"short: About {subject}.\n"
        for subject in _SUBJECTS
    },
    "out_of_scope.yaml": "pay: {title: pay, pointer: Surveys know., examples: [how much do they earn, salary in berlin]}\n",
    "golden.yaml": "- {q: containers in simple words, expect: containers}\n- {q: queues quickly told, expect: queues}\n",
}


@pytest.fixture
def home(write: Write) -> Answerer:
    """Six entries that are alike but for their subject, and a family out of scope."""
    return Answerer(load(write(_FILES)))


@pytest.mark.parametrize(
    "question", ["shipping boxes", "the thing with the whale", "which crate do i ship my app in"]
)
def test_a_phrasing(home: Answerer, question: str) -> None:
    """Where a wanted entry does not answer, the edit that is found makes it answer, and it is clean."""
    found = counterfactual(home, Question(question), "containers")
    assert found.best is not None
    after = Answerer(applied(home.knowledge, [found.best.edit]))
    decision = after.decide(after.rank(Question(question)))

    assert isinstance(decision, Answered)
    assert "containers" == decision.entry
    assert found.best.trial is not None
    assert () == found.best.trial.lost


def test_the_smallest_comes_first(home: Answerer) -> None:
    """Tries have ever more words, and the first that is clean is the last that was tried."""
    found = counterfactual(home, Question("could you tell me what the whale of the harbor is"), "containers")
    sizes = [len(one.edit.text.split()) for one in found.tries]

    assert sorted(sizes) == sizes
    assert found.best is found.tries[-1]


def test_a_word_of_like_meaning(home: Answerer) -> None:
    """A word that the knowledge has never seen is tried as another way to write the nearest one that it has."""
    found = counterfactual(home, Question("what are dbms"), "databases")

    assert AddVariant("databases", "dbms") == found.tries[0].edit
    assert found.best is found.tries[0]


def test_nothing_is_wanted(home: Answerer) -> None:
    """When nothing should answer, the question becomes an example of the nearest family out of scope."""
    found = counterfactual(home, Question("what are containers worth in berlin"), NOTHING)

    assert isinstance(found.tries[0].edit, AddExample)
    assert found.best is not None
    assert "refused" == found.best.told.kind


def test_a_golden_question_is_no_phrasing(home: Answerer) -> None:
    """A golden question is never proposed as a phrasing: it would prove nothing any more."""
    found = counterfactual(home, Question("queues quickly told"), "tests")

    assert "queues quickly told" not in [one.edit.text for one in found.tries]


@pytest.mark.parametrize(
    ("question", "wanted", "message"),
    [
        ("what are containers", "containers", "that is what happens already: containers"),
        ("what are containers", "contaners", "there is no entry 'contaners': 'backchat topics' lists them"),
        ("日本語", "", "nothing is near that question: 'backchat new' begins an entry for it"),
    ],
)
def test_refused(home: Answerer, question: str, wanted: str, message: str) -> None:
    """What cannot be wanted is told in one line."""
    with pytest.raises(BadInputError) as caught:
        counterfactual(home, Question(question), wanted)

    assert message == str(caught.value)


def test_text(home: Answerer) -> None:
    """The text names the edit as one makes it by hand, and what else it does."""
    found = counterfactual(home, Question("shipping boxes"), "containers")
    lines = counterfactual_text.text(found).splitlines()

    assert "Smallest edit for containers to answer" == lines[0]
    assert "  add to the phrasings of containers: shipping boxes" == lines[1]
    assert lines[2].startswith("  tried: it does it, every phrasing still finds its entry, ")


def test_for_programs(home: Answerer) -> None:
    """Programs get every try, with what it does."""
    told = counterfactual_text.described(counterfactual(home, Question("shipping boxes"), "containers"))

    assert json.loads(json.dumps(told)) == told
    assert "add to the phrasings of containers: shipping boxes" == told["edit"]
    assert [True] == [one["clean"] for one in told["tries"]]
