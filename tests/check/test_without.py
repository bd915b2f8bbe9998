"""The estimate of what phrasings would score if they were not written, against learning everything without them."""

from __future__ import annotations

from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.answer import Answerer
from bot.check.leads import LEAST_LEAD, lead_of_entry
from bot.check.without import kinship, ranking_without
from bot.conversation import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.conversation import Ranking
    from bot.knowledge import Entry

EVERY, AT = 12, 3
"""Every twelfth entry loses its fourth phrasing."""


class Pair(NamedTuple):
    """A score as estimated, and as it is."""

    estimated: float
    true: float

    @property
    def off(self) -> float:
        """By how much it is wrong."""
        return abs(self.estimated - self.true)


@pytest.fixture(scope="module")
def robbed(shipped: Answerer) -> Answerer:
    """The shipped knowledge, learnt without some of its phrasings."""
    entries = {**shipped.knowledge.entries}
    for entry in _chosen(shipped):
        fewer = tuple(text for number, text in enumerate(entry.phrasings) if number != AT)
        entries[entry.id] = entry.model_copy(update={"phrasings": fewer})
    return Answerer(shipped.knowledge.model_copy(update={"entries": entries}))


def _chosen(shipped: Answerer) -> Iterator[Entry]:
    return islice(shipped.knowledge.entries.values(), 0, None, EVERY)


def _scores(ranking: Ranking) -> Mapping[str, float]:
    return {one.entry: one.score for one in ranking.candidates}


def _pairs(shipped: Answerer, robbed: Answerer) -> Iterator[tuple[bool, Pair]]:
    """For every phrasing that was taken away: whether the score is for its own entry, and the score."""
    kin = kinship(shipped)
    for entry in _chosen(shipped):
        question = Question(entry.phrasings[AT])
        estimated = _scores(ranking_without(shipped.rank(question), entry.id, kin[entry.id, AT]))
        true = _scores(robbed.rank(question, len(shipped.knowledge.entries)))
        yield from ((name == entry.id, Pair(score, true[name])) for name, score in estimated.items())


def test_the_estimate_is_near(shipped: Answerer, robbed: Answerer) -> None:
    """What a phrasing would score without itself is estimated well enough to tell a stray one."""
    pairs = [*_pairs(shipped, robbed)]

    assert median(pair.off for own, pair in pairs if not own) < 0.04
    assert median(pair.off for own, pair in pairs if own) < 0.15


def test_an_edit_takes_little_from_others(shipped: Answerer, robbed: Answerer) -> None:
    """The least lead that is demanded is more than many edits elsewhere take from the phrasings that lead least."""
    touched = {entry.id for entry in _chosen(shipped)}
    lost = []
    for entry in shipped.knowledge.entries.values():
        if entry.id not in touched:
            question = Question(entry.title)
            before, after = (lead_of_entry(one.rank(question), entry.id) for one in (shipped, robbed))
            lost.append(before.by - after.by if before and after else 1.0)

    assert max(lost) < LEAST_LEAD
