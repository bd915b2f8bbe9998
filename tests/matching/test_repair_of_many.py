from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.answer import Answerer
from bot.matching.neighbours import Neighbours
from bot.matching.repair import Repairer
from bot.matching.slips import slips

WORDS = st.text("qxzj", min_size=1, max_size=8)


@given(st.lists(WORDS, max_size=12), WORDS)
def test_neighbours_are_the_words_one_mistake_away(known: list[str], word: str) -> None:
    """The table finds what comparing with every word finds, and no other."""
    expected = {one for one in known if OSA.distance(word, one) == 1}

    assert expected == Neighbours(known).of(word)


@given(st.dictionaries(WORDS, st.integers(0, 3), max_size=12), st.lists(WORDS, max_size=20))
def test_many_words_are_repaired_as_one_by_one(uses: dict[str, int], typed: list[str]) -> None:
    """Repairing many words at once takes each for what it is taken for alone."""
    repairer = Repairer(uses)

    assert {word: repairer.repair(word) for word in typed} == repairer.repaired(typed)


def test_slips_in_all_our_words_are_repaired_as_one_by_one(shipped: Answerer) -> None:
    """Of the slips in the words of our knowledge, every ninth is taken for the same either way."""
    lexicon = shipped.index.lexicon
    words = sorted(set(chain.from_iterable(lexicon.texts)))
    typed = [slip for word in words for slip in slips(word)][::9]

    assert len(typed) > 5_000
    assert {word: lexicon.repair(word) for word in typed} == lexicon.repaired(typed)
