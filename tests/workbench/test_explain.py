"""An explanation is what the bot really does: its parts add up to its decision, whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import exp
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import Question
from bot.decide import signals
from bot.loading import load
from bot.workbench.explain import Explanation, Rule, explanation
from bot.workbench.explanation_text import MOST_WORDS, described, text

if TYPE_CHECKING:
    from tests.conftest import Write

_TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
_FILES: Final = {
    **{
        f"glossary/{term}.yaml": f"title: What is a {term}?\n"
        f"phrasings: [explain the {term} to me, 'hello, is it any good']\n"
        f"short: The {term}.\n"
        for term in _TERMS
    },
    "careers/senior.yaml": "title: The senior developer\nphrasings: [become a senior developer]\nshort: Yes.\n",
    "synonyms.yaml": "families: {developer: [dev]}\ncontrasts: [[junior, senior]]\n",
    "out_of_scope.yaml": "pay: {title: pay, pointer: Surveys know., examples: [how much do they earn]}\n",
}
_ALWAYS: Final = "answer: 0\noffer: 0\n"
_CHOICES: Final = "answer: 1\noffer: 0\n"
_NEVER: Final = "answer: 1\noffer: 1\n"

Explain = Callable[..., Explanation]


@pytest.fixture
def explain(write: Write) -> Explain:
    """Explains a question to eight entries and one family out of scope, by a policy that always answers or another."""

    def _explain(question: str, policy: str = _ALWAYS, after: str = "") -> Explanation:
        return explanation(
            Answerer(load(write({**_FILES, "policy.yaml": policy}))), Question(question, after)
        )

    return _explain


@pytest.fixture(scope="module")
def explained(shipped: Answerer) -> list[Explanation]:
    """Every sixteenth golden question of the shipped knowledge, explained."""
    return [explanation(shipped, Question(one.q)) for one in shipped.knowledge.golden[::16]]


_BECAUSE: Final = (
    ("Explain the CACHE to me!", _NEVER, "", "phrasing"),
    ("is it any good", _ALWAYS, "", "phrasings"),
    ("my cache", _ALWAYS, "", "sure"),
    ("what does a junior developer become", _ALWAYS, "", "crossed"),
    ("my cache", _CHOICES, "", "unsure"),
    ("how much do they earn", _ALWAYS, "", "example"),
    ("東京", _ALWAYS, "", "nothing_known"),
    ("my cache", _NEVER, "", "unlikely"),
    ("tell me more", _NEVER, "cache", "more"),
)


@pytest.mark.parametrize(
    ("question", "policy", "after", "rule"), _BECAUSE, ids=[rule for *_, rule in _BECAUSE]
)
def test_the_rule_that_decided_is_named(
    explain: Explain, question: str, policy: str, after: str, rule: str
) -> None:
    """Each way to a decision has its rule, which follows from the question and the policy, and a sentence of its own."""
    found = explain(question, policy, after)

    assert rule == found.rule
    assert text(found).partition("\nDecision")[2].rstrip().endswith(".")


def test_every_rule_is_put_to_the_test() -> None:
    """No rule is without a question above that it decides."""
    assert set(get_args(Rule)) == {rule for *_, rule in _BECAUSE}


def test_what_is_explained_is_what_the_bot_does(shipped: Answerer, explained: list[Explanation]) -> None:
    """Ranking and decision of an explanation are those of an ordinary question."""
    rankings = [shipped.rank(one.question) for one in explained]

    assert rankings == [one.ranking for one in explained]
    assert [shipped.decide(ranking) for ranking in rankings] == [one.decision for one in explained]


def test_the_signals_add_up_to_the_confidence(explained: list[Explanation]) -> None:
    """Bias and products are the total, and the total's logistic is the confidence, for one candidate and for three."""
    for weighed in (weighed for one in explained for weighed in (one.first, one.among_three)):
        total = weighed.bias + sum(signal.value * signal.weight for signal in weighed.signals)

        assert pytest.approx(total) == weighed.total
        assert pytest.approx(1 / (1 + exp(-total))) == weighed.confidence


def test_the_confidence_is_the_decision_s(explained: list[Explanation]) -> None:
    """Unless the question is a phrasing, the decision is as sure as the signals are of the first candidate."""
    judged = [one for one in explained if one.rule not in {"phrasing", "phrasings", "more"}]

    assert judged
    assert [one.decision.confidence for one in judged] == [one.first.confidence for one in judged]


def test_signals_and_weights_are_those_that_decide(shipped: Answerer, explained: list[Explanation]) -> None:
    """Values are the signals of the ranking, among one and among three; weights, bias and thresholds the policy's."""
    policy = shipped.knowledge.policy
    for one in explained:
        for weighed, among in ((one.first, 1), (one.among_three, 3)):
            assert signals(one.ranking, among) == {part.name: part.value for part in weighed.signals}
            assert dict(policy.weights) == {
                part.name: part.weight for part in weighed.signals if part.name in policy.weights
            }
        assert (policy.bias, policy.answer, policy.offer) == (one.first.bias, one.answer, one.offer)


def test_a_signal_without_a_weight_adds_nothing(explain: Explain) -> None:
    """A signal that the policy does not weigh is shown with weight 0, and the bias is all there is."""
    found = explain("my cache", "bias: -1.5\nweights: {}\n")

    assert {0.0} == {signal.product for signal in found.first.signals}
    assert -1.5 == found.first.total == found.among_three.total


def test_words_are_those_of_winner_runner_up_and_family(explained: list[Explanation]) -> None:
    """There are votes for the first two candidates and for the nearest out-of-scope family, in that order."""
    for one in explained:
        owners = [candidate.entry for candidate in one.ranking.candidates[:2]]
        family = [one.ranking.family.entry] if one.ranking.family else []

        assert [*owners, *family] == [votes.owner for votes in one.votes]


def test_words_are_ordered_and_add_up(shipped: Answerer, explained: list[Explanation]) -> None:
    """The strongest word comes first, each is named once, and with the rest they are what was learnt of the evidence."""
    for one in explained:
        found = {
            each.entry: each.evidence
            for each in (*one.ranking.candidates, one.ranking.family)
            if each is not None
        }
        for votes in one.votes:
            said = [says for _, says in votes.words]
            seen = found[votes.owner]

            assert sorted(map(abs, said), reverse=True) == list(map(abs, said))
            assert set(one.ranking.reading.words) == {word for word, _ in votes.words}
            family = votes is one.votes[-1] and one.ranking.family is not None
            says = shipped.by_word(one.ranking, votes.owner, family=family)
            assert pytest.approx(sum(each for _, each in says)) == sum(said)
            assert pytest.approx(seen.words + seen.letters + seen.meaning) == sum(said) + votes.rest


def test_a_word_said_twice_is_one_word(explain: Explain) -> None:
    """A word that stands twice in a question has one vote."""
    words = [word for word, _ in explain("cache and cache or proxy").votes[0].words]

    assert sorted(set(words)) == sorted(words)


def test_unknown_words_are_those_that_no_text_has(explain: Explain) -> None:
    """A word counts as known in any form and by its family, and an unknown one is named once."""
    found = explain("zebra caches of a dev in a zebra, 東京")

    assert ("zebra", "of", "in", "東京") == found.unknown
    assert "developer" in found.ranking.reading.words


def test_shipped_words_are_known(shipped: Answerer) -> None:
    """A phrasing of the knowledge has no unknown word."""
    entries = list(shipped.knowledge.entries.values())[::20]

    assert [()] * len(entries) == [
        explanation(shipped, Question(entry.phrasings[0])).unknown for entry in entries
    ]


def _numbers(value: Any) -> list[float]:
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value] if isinstance(value, float) else [number for part in parts for number in _numbers(part)]


@given(
    st.text(st.characters(exclude_categories=()), max_size=400)
    | st.lists(
        st.sampled_from(
            ["what", "is", "backend", "juniro", "degree", "c++", "salary", "hi", "more", "ä", "?", "東京"]
        )
    ).map(" ".join)
)
def test_any_text_is_explained(shipped: Answerer, question: str) -> None:
    """Whatever is typed is explained to people in lines that a terminal can show, and to programs in JSON."""
    found = explanation(shipped, Question(question))
    told = described(found)

    assert [] == [line for line in text(found).splitlines() if not line.isprintable()]
    assert told == json.loads(json.dumps(told, allow_nan=False))
    assert [] == [number for number in _numbers(told) if round(number, 4) != number]


def test_a_long_question_names_its_strongest_words(shipped: Answerer) -> None:
    """At most eight words are printed for each candidate, and one line says what all others say."""
    asked = "do i need a university degree in maths or physics to get a job as a backend developer in a small company"
    found = explanation(shipped, Question(asked))
    (section,) = [part for part in text(found).split("\n\n") if part.startswith("What each word says")]
    heading, *rows = section.splitlines()

    assert len(found.votes[0].words) > MOST_WORDS
    assert 1 <= len(rows) - 1 <= MOST_WORDS + 1
    assert "more words" in rows[-1]
    assert heading.endswith("strongest first")
