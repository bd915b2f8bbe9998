from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings

from bot.answer import Answerer
from bot.knowledge import Knowledge
from bot.matching import model as modelling
from bot.matching.index import Index
from bot.matching.normalize import normalize
from bot.matching.screen import Readings, Screen
from bot.matching.slip_reading import SlipReader
from tests.slip_samples import BASES

Read = tuple[str, tuple[str, ...]]
"""The entry of a phrasing, and what is read of it after a slip."""


def readings(answerer: Answerer, screen: Screen, step: int = 1) -> Iterator[Readings]:
    """Every `step`th phrasing under all slips that the repair does not undo."""
    every = [
        (owner, screen.firsts[owner] + number, normalize(text))
        for owner, (_, entry) in enumerate(sorted(answerer.knowledge.entries.items()))
        for number, text in enumerate(entry.phrasings)
    ][::step]
    reader = SlipReader(answerer.index.lexicon, [text for _, _, text in every])
    return (Readings(owner, number, reader.read(text).misread) for owner, number, text in every)


def settled(answerer: Answerer, screen: Screen, found: Sequence[Readings]) -> list[Read]:
    """What the screen says is surely first."""
    ids, texts = sorted(answerer.knowledge.entries), answerer.index.lexicon.texts
    every = [(ids[one.owner], slip.words(texts[one.text])) for one in found for slip in one.misread]
    truths = screen.surely_first(found).tolist()
    return [one for one, is_first in zip(every, truths, strict=True) if is_first]


def not_first(answerer: Answerer, found: Sequence[Read]) -> list[Read]:
    """Those for which the matcher has another entry first."""
    scored = ((read, answerer.index.score(read[1], 5).entries) for read in found)
    return [read for read, entries in scored if not entries or entries[0].entry != read[0]]


def agrees(knowledge: Knowledge, *, thorough: bool) -> None:
    """Asserts that all of a base that the screen settles is so."""
    answerer = Answerer(knowledge, Index(knowledge, thorough=thorough))
    screen = Screen(knowledge, answerer.index)
    found = settled(answerer, screen, [*readings(answerer, screen)])

    assert [] == not_first(answerer, found)


@settings(max_examples=40)
@given(BASES)
def test_what_is_settled_of_a_small_base_is_so(knowledge: Knowledge) -> None:
    """Whatever the screen says is first, the matcher has first: phrasings of others, contrasts and all."""
    agrees(knowledge, thorough=True)


@settings(max_examples=40)
@given(BASES)
def test_what_is_settled_of_an_estimated_base_is_so(knowledge: Knowledge) -> None:
    """The same holds where what features say was estimated, as for a base too large to be learnt from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modelling, "QUICKLY_TRAINED", 0)
        agrees(knowledge, thorough=False)


def test_what_is_settled_of_our_knowledge_is_so(shipped: Answerer) -> None:
    """Thousands of readings of our phrasings, of every twentieth one, have the entry first that the screen says."""
    screen = Screen(shipped.knowledge, shipped.index)
    found = [*readings(shipped, screen, 20)]
    every = sum(len(one.misread) for one in found)
    surely = settled(shipped, screen, found)

    assert len(surely) > 5_000
    assert len(surely) > 0.97 * every
    assert [] == not_first(shipped, surely)


def test_no_reading_is_no_fault(shipped: Answerer) -> None:
    """Where no slip is to be judged, none is."""
    screen = Screen(shipped.knowledge, shipped.index)

    assert [] == screen.surely_first([]).tolist()
    assert [] == screen.surely_first([Readings(0, 0, ())]).tolist()


def test_a_phrasing_of_one_entry_is_its_own(shipped: Answerer) -> None:
    """Words that are a phrasing of one entry alone are its own; no words are nobody's."""
    screen = Screen(shipped.knowledge, shipped.index)
    texts = shipped.index.lexicon.texts
    own = texts[screen.firsts[3]]

    assert [False, True, False] == [
        screen.is_its_own(2, own),
        screen.is_its_own(3, own),
        screen.is_its_own(3, ()),
    ]
    assert len(screen.firsts) == len(shipped.knowledge.entries) + 1
    assert list(chain(screen.firsts)) == sorted(screen.firsts)
