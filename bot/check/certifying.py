"""What becomes of every written phrasing under every slip of the finger: proved for all, by asking where proof is needed.

Three steps settle a slip, each exactly. After most, the repair of misspellings reads the very words of the phrasing. After
most others, what speaks for the phrasing's own entry is more than can speak for any other one (`bot.matching.screen`). The
rest is put to the matcher, as a person would.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.certificate import Certificate, Misled, Phrasing
from bot.conversation import Answered, Question
from bot.matching.families import split_words
from bot.matching.filler import FILLER
from bot.matching.normalize import normalize
from bot.matching.owners import owners_of
from bot.matching.repair import is_ordinary
from bot.matching.screen import Readings, Screen
from bot.matching.short_forms import spelt_out
from bot.matching.slip_reading import SlipReader
from bot.matching.slips import slipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answer import Answerer
    from bot.matching.slip_reading import Misread

    Watch = Callable[[str, int, int], None]

BLOCK: Final = 2_000_000
"""Numbers of single precision in the largest array of the screen: 8 MB."""

_SHORTEST: Final = frozenset(
    "a i ad ah am an as at be by do go ha he hi if in is it me my no of oh ok on or so to up us we".split()  # noqa: SIM905 - words are easier to read in a row
)
"""Plain words that the list of ordinary ones leaves out, because it begins at three letters."""

_STEP: Final = 200
"""How many slips are asked about before it is told how far that is."""


class _Suspect(NamedTuple):
    """A slip that neither the repair nor the screen settles."""

    phrasing: Phrasing
    misread: Misread
    text: str


class _Reading(NamedTuple):
    """A phrasing, the text of it that was read, and what is read after the slips that the repair does not undo."""

    phrasing: Phrasing
    plain: str
    readings: Readings

    def suspects(self) -> Iterator[_Suspect]:
        """Those slips, one by one."""
        return (_Suspect(self.phrasing, one, self.plain) for one in self.readings.misread)


def certify(answerer: Answerer, watch: Watch) -> Certificate:
    """Proves what becomes of every phrasing under every slip; `watch` is told how far it is."""
    with _uncollected():
        return _Certifying(answerer, watch).certificate()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Holds the search for unused cycles off, a quarter of the time: a million small values are made here, and no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Certifying:
    """One pass over all phrasings, in blocks."""

    def __init__(self, answerer: Answerer, watch: Watch) -> None:
        self._answerer, self._watch = answerer, watch
        self._screen = Screen(answerer.knowledge, answerer.index)
        self._slips = self._repaired = self._lost = 0

    def certificate(self) -> Certificate:
        """What becomes of all slips."""
        suspects = [one for block in self._blocks() for one in self._suspects(block)]
        misled = tuple(self._asked(suspects))
        screened = self._slips - self._repaired - len(suspects)
        return Certificate(self._slips, self._repaired, screened, len(suspects), self._lost, misled)

    def _suspects(self, block: Sequence[_Reading]) -> Iterator[_Suspect]:
        """The slips of some phrasings that the screen does not settle."""
        found = self._screen.surely_first([one.readings for one in block]).tolist()
        every = chain.from_iterable(one.suspects() for one in block)
        return (suspect for suspect, is_first in zip(every, found, strict=True) if not is_first)

    def _blocks(self) -> Iterator[Sequence[_Reading]]:
        """The slips that the repair does not undo, of some phrasings at a time."""
        entries = [entry for _, entry in sorted(self._answerer.knowledge.entries.items())]
        reader = SlipReader(
            self._answerer.index.lexicon, (normalize(text) for one in entries for text in one.phrasings)
        )
        block: list[_Reading] = []
        rows, most = 0, BLOCK // max(1, len(entries))
        done, whole = 0, sum(len(one.phrasings) for one in entries)
        for owner, entry in enumerate(entries):
            self._watch("trying slips of the finger", done, whole)
            done += len(entry.phrasings)
            for number, text in enumerate(entry.phrasings):
                block.append(self._reading(Phrasing(entry.id, number, text), owner, reader))
                rows += len(block[-1].readings.misread)
            if rows >= most:
                yield block
                block, rows = [], 0
        yield block

    def _reading(self, phrasing: Phrasing, owner: int, reader: SlipReader) -> _Reading:
        plain = normalize(phrasing.text)
        slipping = reader.read(plain)
        repaired = slipping.slips - len(slipping.misread)
        self._slips += slipping.slips
        self._repaired += repaired
        if not self._screen.is_its_own(owner, slipping.words) and not self._is_first(phrasing):
            self._lost += repaired
        text = self._screen.firsts[owner] + phrasing.number
        return _Reading(phrasing, plain, Readings(owner, text, slipping.misread))

    def _is_first(self, phrasing: Phrasing) -> bool:
        ranking = self._answerer.rank(Question(phrasing.text))
        return bool(ranking.candidates) and ranking.candidates[0].entry == phrasing.entry

    def _asked(self, suspects: Sequence[_Suspect]) -> Iterator[Misled]:
        """Those of some slips that get another entry's answer; those that are lost are counted."""
        for done, suspect in enumerate(suspects):
            if done % _STEP == 0:
                self._watch("asking about slips", done, len(suspects))
            typed = slipped(suspect.text, suspect.misread.place, suspect.misread.slip)
            ranking = self._answerer.rank(Question(typed))
            decision = self._answerer.decide(ranking)
            own = suspect.phrasing.entry
            if isinstance(decision, Answered) and decision.entry != own:
                yield self._misled(suspect, typed, decision)
            else:
                self._lost += not ranking.candidates or ranking.candidates[0].entry != own

    @cached_property
    def _words(self) -> frozenset[str]:
        """What counts as a word: what is written anywhere; being in synonyms.yaml alone does not make one of a slip."""
        written = chain.from_iterable(owner.texts for owner in owners_of(self._answerer.knowledge))
        every = chain.from_iterable(split_words(normalize(text)) for text in written)
        return frozenset(chain(every, *FILLER, _SHORTEST))

    def _misled(self, suspect: _Suspect, typed: str, answer: Answered) -> Misled:
        place, lexicon = suspect.misread.place, self._answerer.index.lexicon
        whole = f"{place.before}{suspect.misread.slip}{place.after}"
        return Misled(
            suspect.phrasing,
            place.whole,
            whole,
            lexicon.repair(whole),
            typed,
            answer,
            whole in self._words or is_ordinary(whole) or spelt_out((whole,)) != (whole,),
        )
