"""An evaluation counts what the bot really does: where the right entry stands, and what the person gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pytest

from bot.answer import Answerer
from bot.conversation import Question
from bot.loading import load
from bot.workbench.evaluate import Confusion, Evaluation, evaluation, judge
from bot.workbench.questions import LabelledQuestion, Scope, golden_questions, select

if TYPE_CHECKING:
    from tests.conftest import Write

_TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
_FILES: Final = {
    f"glossary/{term}.yaml": f"title: What is a {term}?\nphrasings: [explain the {term} to me]\nshort: The {term}.\n"
    for term in _TERMS
}
_ALWAYS: Final = "answer: 0\noffer: 0\n"
_CHOICES: Final = "answer: 1\noffer: 0\n"
_NEVER: Final = "answer: 1\noffer: 1\n"


def _asked(text: str, *topics: str, scope: Scope = "in", style: str = "") -> LabelledQuestion:
    return LabelledQuestion(text, topics, scope if topics or scope != "in" else "out", style)


def _answerer(write: Write, policy: str) -> Answerer:
    return Answerer(load(write({**_FILES, "policy.yaml": policy})))


@pytest.mark.parametrize(
    ("policy", "topics", "became"),
    [
        (_ALWAYS, ("cache",), ("right", False)),
        (_ALWAYS, ("api", "cache"), ("right", False)),
        (_ALWAYS, ("proxy",), ("wrong", True)),
        (_ALWAYS, (), ("answered", True)),
        (_CHOICES, ("cache",), ("offered", False)),
        (_CHOICES, ("proxy",), ("offered", True)),
        (_CHOICES, ("queue",), ("misled", True)),
        (_CHOICES, (), ("offered", False)),
        (_NEVER, ("cache",), ("refused", False)),
        (_NEVER, ("queue",), ("refused", True)),
        (_NEVER, (), ("refused", False)),
    ],
)
def test_what_becomes_of_a_question(
    write: Write, policy: str, topics: tuple[str, ...], became: tuple[str, bool]
) -> None:
    """A question's outcome is what the person gets; it is missed when no topic of it, or an answer to none, came first."""
    found = judge(_answerer(write, policy), _asked("cache and cache, or else a proxy", *topics))

    assert became == (found.outcome, found.missed)


@pytest.mark.parametrize(
    ("topics", "expected", "rank"),
    [(("cache",), "cache", 1), (("proxy",), "proxy", 2), (("queue", "proxy"), "proxy", 2), ((), None, 0)],
)
def test_the_rank_is_the_place_of_the_best_placed_topic(
    write: Write, topics: tuple[str, ...], expected: str | None, rank: int
) -> None:
    """Of several topics the best placed counts, wherever it is named; places count from 1, and 0 is none."""
    found = judge(_answerer(write, _CHOICES), _asked("cache and cache, or else a proxy", *topics))

    assert found.winner is not None
    assert ("cache", expected, rank) == (
        found.winner.entry,
        found.expected.entry if found.expected else None,
        found.rank,
    )


def test_nothing_known_is_a_miss_without_a_winner(write: Write) -> None:
    """A question of which nothing is known has neither winner nor place, and is missed if it has an answer."""
    found = judge(_answerer(write, _ALWAYS), _asked("日本語", "api"))

    assert ("refused", None, None, 0, True, "api") == (
        found.outcome,
        found.winner,
        found.expected,
        found.rank,
        found.missed,
        found.wanted,
    )


def test_it_is_judged_what_the_bot_really_does(shipped: Answerer) -> None:
    """Although all entries are placed, the winner and the decision are those of an ordinary question."""
    asked = select(golden_questions(shipped.knowledge), shipped.knowledge).kept[::8]
    rankings = [shipped.rank(Question(one.text)) for one in asked]
    found = [judge(shipped, one) for one in asked]

    assert [shipped.decide(ranking) for ranking in rankings] == [one.decision for one in found]
    assert [next(iter(ranking.candidates), None) for ranking in rankings] == [one.winner for one in found]
    assert [one.winner is not None and one.winner.entry in one.asked.topics for one in found] == [
        one.rank == 1 for one in found
    ]


@pytest.fixture
def found(write: Write) -> Evaluation:
    """Four questions in scope, of which one is won by another entry, and three out of scope; all are answered."""
    asked = [
        _asked("about the cache", "cache", style="plain"),
        _asked("cache and cache or proxy", "proxy", style="plain"),
        _asked("which server", "server", style="typo"),
        _asked("my queue", "queue", "api", style="typo"),
        _asked("any database", scope="near_out"),
        _asked("日本語", scope="far_out"),
        _asked("a proxy", scope="out"),
        _asked("What is a Cache", "cache", style="typo"),
        _asked("a new framework", "library"),
    ]
    return evaluation(_answerer(write, _ALWAYS), asked)


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("top_1", 3 / 4, 4),
        ("top_3", 1, 4),
        ("mrr", (1 + 1 / 2 + 1 + 1) / 4, 4),
        ("right", 3 / 4, 4),
        ("wrong", 1 / 4, 4),
        ("offered", 0, 4),
        ("misled", 0, 4),
        ("refused", 0, 4),
        ("out_answered", 2 / 3, 3),
        ("near_out_answered", 1, 1),
        ("far_out_answered", 0, 1),
        ("out_offered", 0, 3),
        ("near_out_offered", 0, 1),
        ("far_out_offered", 0, 1),
    ],
)
def test_figures(found: Evaluation, name: str, value: float, n: int) -> None:
    """Every figure is the share, or the mean, of the questions that it is about."""
    figure = found.figures[name]

    assert figure
    assert value == pytest.approx(figure.value)
    assert n == figure.n


def test_surety_is_compared_in_and_out_of_scope(found: Evaluation) -> None:
    """AUROC takes the confidence of every question in scope and, once all and once near, out of scope."""
    sure = {
        scope: [one.decision.confidence for one in found.judged if one.asked.scope == scope]
        for scope in _SCOPES
    }
    outside = [*sure["near_out"], *sure["far_out"], *sure["out"]]
    everything, near = found.figures["auroc_in_out"], found.figures["auroc_in_near"]

    assert everything
    assert near
    assert (7, 5) == (everything.n, near.n)
    assert _brute(sure["in"], outside) == pytest.approx(everything.value)
    assert _brute(sure["in"], sure["near_out"]) == pytest.approx(near.value)


_SCOPES: Final[tuple[Scope, ...]] = ("in", "near_out", "far_out", "out")


def _brute(positive: Sequence[float], negative: Sequence[float]) -> float:
    above = [(a > b) + (a == b) / 2 for a in positive for b in negative]
    return sum(above) / len(above)


def test_styles_have_figures_of_their_own(found: Evaluation) -> None:
    """Every style of question in scope has its own figures."""
    shares = {style: (of["top_1"], of["wrong"]) for style, of in found.styles.items()}

    assert {"plain": (0.5, 0.5, 2), "typo": (1.0, 0.0, 2)} == {
        style: (first.value, wrong.value, first.n)
        for style, (first, wrong) in shares.items()
        if first and wrong
    }


def test_what_does_not_count_is_counted(found: Evaluation) -> None:
    """Copies, and questions to no known entry, are no part of the figures and are told."""
    assert (7, 1, 1) == (len(found.judged), found.selection.copied, found.selection.unplaced)
    assert ["library"] == [topic.id for topic in found.selection.unknown]


def test_misses_are_those_that_went_wrong(found: Evaluation) -> None:
    """Misses are the questions in scope with another winner, and those out of scope with an answer."""
    assert ["cache and cache or proxy", "any database", "a proxy"] == [one.asked.text for one in found.misses]


def test_entries_that_steal_from_each_other(write: Write) -> None:
    """A pair of entries is told once, with the counts of both directions, the most frequent first."""
    asked = [
        _asked("about the cache", "proxy"),
        _asked("my cache", "proxy"),
        _asked("my proxy", "cache"),
        _asked("which server", "queue"),
        _asked("日本語", "api"),
    ]
    found = evaluation(_answerer(write, _ALWAYS), asked)

    assert (Confusion("proxy", "cache", 2, 1), Confusion("queue", "server", 1, 0)) == found.confusions


def test_a_balanced_pair_is_told_once(write: Write) -> None:
    """Two entries that take one question of each other are one pair."""
    asked = [_asked("my cache", "proxy"), _asked("my proxy", "cache")]

    assert [(1, 1)] == [
        (pair.times, pair.back) for pair in evaluation(_answerer(write, _ALWAYS), asked).confusions
    ]


def test_without_questions_there_are_no_figures(write: Write) -> None:
    """Where no question counts, every figure is None, and nothing else is there."""
    found = evaluation(_answerer(write, _ALWAYS), [_asked("what is a cache?", "cache")])

    assert {None} == set(found.figures.values())
    assert ((), {}, ()) == (found.judged, found.styles, found.confusions)


def test_who_watches_sees_every_question_that_counts(write: Write) -> None:
    """The watcher is given the questions that count, all together, and hands them out."""
    seen: list[str] = []

    def watch(asked: Sequence[LabelledQuestion]) -> Sequence[LabelledQuestion]:
        seen.extend(one.text for one in asked)
        return asked

    evaluation(
        _answerer(write, _ALWAYS), [_asked("a cache", "cache"), _asked("what is a cache", "cache")], watch
    )

    assert ["a cache"] == seen
