"""Tells of many readings of phrasings at once for which the phrasing's own entry is surely still first.

Asking the matcher about each takes half a millisecond. Most need not be asked: what speaks for the own entry is at least
what was learnt and what the phrasing itself adds, and for another entry at most what was learnt and the most that any of
its phrasings can add. Where the one is greater than the other, the matcher, which adds up the same, can say nothing else;
where it is not, nothing is claimed.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.matching.contrasts import crosses
from bot.matching.covering import Covering
from bot.matching.index import CLOSENESS_WEIGHT, FINALISTS, LIKENESS_WEIGHT
from bot.matching.meaning import meanings
from bot.matching.model import LETTER_SHARE, MEANING_SHARE, beside
from bot.matching.owners import owners_of
from bot.matching.shifted import shifted, sums
from bot.matching.spelt import Letters, Stems, block
from bot.matching.weights import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.knowledge import Knowledge
    from bot.matching.index import Index
    from bot.matching.slip_reading import Misread
    from bot.matching.spelt import Block

    Ids = NDArray[np.integer[Any]]
    Numbers = NDArray[np.floating[Any]]
    Truths = NDArray[np.bool_]
    Words = tuple[str, ...]

SLACK: Final = 1e-3
"""By how much more than nothing a bound must be beaten: single precision errs by less than a hundredth of it."""


class Readings(NamedTuple):
    """What is read of a phrasing after some slips: the number of its entry, by id, and of its text, and what is read."""

    owner: int
    text: int
    misread: Sequence[Misread]


class _Row(NamedTuple):
    """One of the readings."""

    owner: int
    text: int
    misread: Misread


class Screen:
    """The bounds for readings of the phrasings of one knowledge base."""

    def __init__(self, knowledge: Knowledge, index: Index) -> None:
        """`index` is that of the knowledge."""
        owners = tuple(owners_of(knowledge))[: len(knowledge.entries)]
        self.firsts: Sequence[int] = [0, *accumulate(len(owner.texts) for owner in owners)]
        """The number of the first text of each entry, and what follows; its phrasings come first, in their order."""
        self._learnt = learnt = index.compiled.learnt
        self._lexicon = index.lexicon
        self._stems = Stems(learnt.words, learnt.by_word, len(owners))
        self._letters = Letters(learnt.letters, learnt.by_letter, len(owners))
        starts, sizes = np.array(self.firsts[:-1]), np.array([len(owner.phrasings) for owner in owners])
        self._spoken = learnt.meanings[spans(starts, starts + sizes)]
        self._begins = np.cumsum(sizes) - sizes
        self._covering = Covering(learnt.words.rows, len(learnt.words.features), starts, sizes)
        self._exact: dict[Words, set[int]] = {}
        for number, (start, size) in enumerate(zip(self.firsts, sizes.tolist(), strict=False)):
            for words in self._lexicon.texts[start : start + size]:
                self._exact.setdefault(words, set()).add(number)
        self._used = frozenset(chain.from_iterable(self._exact))
        self._contrasted = self._lexicon.contrasts.words
        self._told: dict[int, frozenset[tuple[int, Words]]] = {}

    def is_its_own(self, owner: int, words: Words) -> bool:
        """Whether some words are a phrasing of an entry and of no other one: then it comes first, whatever the scores."""
        return bool(words) and self._exact.get(words) == {owner}

    def surely_first(self, readings: Sequence[Readings]) -> Truths:
        """For each reading whether the entry of its phrasing comes first of all entries, as far as bounds can tell."""
        rows = [_Row(one.owner, one.text, misread) for one in readings for misread in one.misread]
        fit = np.array([self._is_fit(*row) for row in rows], np.bool_)
        fits = [row for row, is_fit in zip(rows, fit.tolist(), strict=True) if is_fit]
        if fits:
            fit[fit] = self._is_ahead(fits)
        return fit

    def _is_fit(self, owner: int, text: int, misread: Misread) -> bool:
        """Whether sums alone decide: no other entry has the words as a phrasing, and the own one is on no other side."""
        phrasing, at, read = self._lexicon.texts[text], misread.at, misread.read
        if not read:
            return False
        used, contrasted = at < 0 or read[0] in self._used, self._contrasted
        taking_sides = at < 0 or read[0] in contrasted or phrasing[at] in contrasted
        if not used and not taking_sides:
            return True  # no other phrasing has the word, and the sides are those of the phrasing, and so the entry's
        words = misread.words(phrasing)
        if used and not self._exact.get(words, set()) <= {owner}:
            return False
        return not (taking_sides and crosses(self._lexicon.contrasts.sides(words), self._sides(owner)))

    def _sides(self, owner: int) -> frozenset[tuple[int, Words]]:
        if owner not in self._told:
            texts = self._lexicon.texts[self.firsts[owner] : self.firsts[owner + 1]]
            self._told[owner] = self._lexicon.contrasts.sides(
                tuple(word for text in texts for word in (*text, ""))
            )
        return self._told[owner]

    def _is_ahead(self, rows: Sequence[_Row]) -> Truths:
        """Whether the least that speaks for the own entry is more than the most that speaks for any other."""
        found, others = self._block(rows)
        units, texts, shifts, _ = self._stems.units(found)
        stems = shifted(units, texts, others, shifts)
        letters = shifted(self._letters.units(found), found.texts, others, found.shifts)
        meaning = self._meaning(found)
        each, own = np.arange(len(rows)), np.array([row.owner for row in rows])
        text = np.array([row.text for row in rows])
        totals = self._totals(stems.said, letters.said, meaning)
        near = (meaning * self._learnt.meanings[text]).sum(axis=1)
        mine = totals[each, own]
        least = mine + LIKENESS_WEIGHT * stems.cosine + CLOSENESS_WEIGHT * near - SLACK
        totals[each, own] = -np.inf
        is_ahead = least > totals.max(axis=1) + LIKENESS_WEIGHT + CLOSENESS_WEIGHT
        rest = np.flatnonzero(~is_ahead)
        closest = np.maximum.reduceat(meaning[rest] @ self._spoken.T, self._begins, axis=1)
        likest = np.sqrt(self._covered([self._words(rows[number]) for number in rest.tolist()]))
        most = (totals[rest] + LIKENESS_WEIGHT * likest + CLOSENESS_WEIGHT * closest).max(axis=1)
        looked_at = (totals[rest] > mine[rest, None] - SLACK).sum(axis=1) < FINALISTS
        is_ahead[rest] = (least[rest] > most) & looked_at
        return np.asarray(is_ahead & (stems.cosine > 0), np.bool_)

    def _words(self, row: _Row) -> Words:
        return row.misread.words(self._lexicon.texts[row.text])

    def _block(self, rows: Sequence[_Row]) -> tuple[Block, Ids]:
        """The rows as numbers, and for each of the block's texts the one that is the phrasing it was made of."""
        phrasings = {text: number for number, text in enumerate(dict.fromkeys(row.text for row in rows))}
        texts = [self._lexicon.texts[text] for text in phrasings]
        others, found = [*range(len(texts))], []
        for _, text, misread in rows:
            if misread.at < 0:
                found.append((len(texts), -1, ""))
                texts.append(misread.read)
                others.append(phrasings[text])
            else:
                found.append((phrasings[text], misread.at, misread.read[0]))
        return block(texts, found), np.array(others)

    def _covered(self, texts: Sequence[Words]) -> Numbers:
        """The share (0-1) of each text that every entry's phrasings have between them."""
        if not texts:
            return np.zeros((0, len(self._begins)))
        units, lists, _, numbers = self._stems.units(block(texts, [(0, -1, "")]))
        return self._covering.share(units, lists, numbers)

    def _meaning(self, found: Block) -> Numbers:
        table = meanings()
        places = np.array([*(table.rows.get(word, -1) for word in found.words), -1])
        words = np.where(places[:, None] < 0, 0, table.table[places]).astype(np.float32)
        total = sums(words, found.texts)[found.shifts.text]
        total += words[found.shifts.come[:, 0]] - words[found.shifts.gone[:, 0]]
        lengths = np.sqrt((total * total).sum(axis=1, keepdims=True))
        return beside(total / np.maximum(lengths, np.float32(1e-9)), self._learnt.middle)

    def _totals(self, stems: Numbers, letters: Numbers, meaning: Numbers) -> Numbers:
        """What was learnt for every entry, as `bot.matching.model.Model.score` adds it up."""
        count = len(self._begins)
        totals = meaning @ (self._learnt.by_meaning[:, :count] * np.float32(MEANING_SHARE**0.5))
        stems *= np.float32((1 - LETTER_SHARE) ** 0.5)
        letters *= np.float32(LETTER_SHARE**0.5)
        for part in (stems, letters, self._learnt.constant[:count]):
            totals += part
        return totals
