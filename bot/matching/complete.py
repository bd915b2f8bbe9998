"""Completes what somebody is typing, at each keystroke and from memory, so that no list contradicts the answer to come."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log1p
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import Answered, Ranking, Reading, Unknown
from bot.decide import WORTH_OFFERING, decide
from bot.matching.index import Index, total_of
from bot.matching.phrases import Phrases, bare
from bot.matching.starters import starters
from bot.matching.unfinished import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.conversation import Candidate, Decision
    from bot.knowledge import Knowledge
    from bot.matching.phrases import Alike, Begun
    from bot.matching.unfinished import Typed

MOST: Final = 25
"""How many completions a list has at most: what Discord shows."""

LEAST: Final = 0.15
"""The least score (0-1) of an entry that does not begin as typed: what nothing speaks for has 0.1."""

EAGER: Final = 0.8
"""What the logarithm of how many texts of an entry begin as typed counts beside what speaks for the entry."""

TITLED: Final = 0.5
"""What it counts that the title is one of them."""

ALIKE: Final = 1.5
"""What it counts how like the beginning of an entry's likest text is (0-1) where none begins as typed."""

READS_ALIKE: Final = 0.8
"""From which likeness (0-1) on a phrasing that begins alike is the label."""

SAYS_ALIKE: Final = 0.6
"""From which likeness of words (0-1) on the phrasing that the matcher found nearest is the label."""

MEANT: Final = 0.5
"""From which score (0-1) on more speaks for an entry than against it: then its title is better than a phrasing."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A line of the list: what it says, in 1 to 100 characters, and the id of the entry that it stands for."""

    label: str
    entry: str


class _Near(NamedTuple):
    """What the matcher makes of what was typed, entries by number.

    What speaks for each that it found, those of them that may be shown for that, and the one that it would answer with.
    """

    totals: Mapping[int, float]
    shown: Mapping[int, Candidate]
    answer: int | None


class _Choice(NamedTuple):
    """An entry for the list, by number: its texts that begin as typed, if any, its likest one, and why it is near."""

    number: int
    begun: Begun | None
    alike: Alike
    near: Candidate | None


class Completer:
    """Completes questions to one knowledge base. Built once, never changed, safe to share between threads."""

    def __init__(self, knowledge: Knowledge, index: Index | None = None) -> None:
        """`index` is that of the knowledge, when there is one already."""
        self._knowledge = knowledge
        self._index = index or Index(knowledge)
        self._phrases = Phrases(knowledge, self._index.lexicon.texts)
        self._reader = Reader(self._index.lexicon, self._phrases.words)
        numbers = self._phrases.numbers
        first = [numbers[name] for name in starters(knowledge) if name in numbers]
        self._starters = self._listed((number, self._phrases.names(number)) for number in first)

    def complete(self, typed: str) -> tuple[Completion, ...]:
        """What somebody who has typed so much may want: at most 25, no two alike, each of another entry, best first.

        What the matcher would answer comes first, then what begins as typed, then what the matcher finds near; for less
        than two letters, good questions to start with. Never raises, whatever the text.
        """
        read = self._reader.read(typed)
        if len(read.text) <= 1 or not read.words:
            return self._starters
        begun = self._phrases.begun(read.beginnings)
        ranking = self._ranking(read)
        decision = decide(ranking, self._knowledge.policy)
        if not begun and isinstance(decision, Answered) and decision.entry not in self._phrases.numbers:
            return self._starters  # small talk
        near = self._near(ranking, decision)
        choices = self._choices(read, begun, near)
        return self._listed((choice.number, self._labels(read, choice)) for choice in _ordered(choices, near))

    def _ranking(self, read: Typed) -> Ranking:
        scored = self._index.score(read.words, MOST)
        reading = Reading(read.text, read.words, known=scored.known)
        return Ranking(reading, scored.entries, scored.families[0] if scored.families else None)

    def _near(self, ranking: Ranking, decision: Decision) -> _Near:
        numbers = self._phrases.numbers
        found = {numbers[one.entry]: one for one in ranking.candidates if one.entry in numbers}
        answer = numbers.get(decision.entry) if isinstance(decision, Answered) else None
        least = self._least(ranking, decision)
        near = {number: one for number, one in found.items() if one.score >= least or number == answer}
        return _Near({number: total_of(one.score) for number, one in found.items()}, near, answer)

    def _least(self, ranking: Ranking, decision: Decision) -> float:
        """The least score that is shown; out of scope, and where nothing is near, it is that of the answer to come."""
        if isinstance(decision, Unknown) and decision.family:
            family = self._knowledge.out_of_scope[decision.family]
            return WORTH_OFFERING if family.offer_topics else inf
        best = max((one.score for one in ranking.candidates), default=0.0)
        return LEAST if best >= WORTH_OFFERING else inf

    def _choices(self, read: Typed, begun: Mapping[int, Begun], near: _Near) -> Iterator[_Choice]:
        others = [number for number in near.shown if number not in begun]
        places = [*(one.places for one in begun.values()), *map(self._phrases.all_of, others)]
        alike = self._phrases.alike(read.text, places)
        for number, one in zip((*begun, *others), alike, strict=True):
            yield _Choice(number, begun.get(number), one, near.shown.get(number))

    def _labels(self, read: Typed, choice: _Choice) -> Iterator[str]:
        """What may stand for an entry, best first: its title where that begins so, or says it all and is meant."""
        title = self._phrases.titles[choice.number]
        says = self._phrases.title_says(choice.number, read.words)
        meant = choice.near is not None and choice.near.score >= MEANT
        if choice.begun:
            literal = choice.alike.plain.startswith(read.text)
            if choice.begun.titled or (says and (meant or not literal)):
                yield title
            yield choice.alike.label
        elif not says:
            yield from self._like(choice)
        yield from self._phrases.names(choice.number)

    def _like(self, choice: _Choice) -> Iterator[str]:
        """The phrasing that begins like what was typed, or the one nearest to it, if near enough."""
        if choice.alike.likeness >= READS_ALIKE:
            yield choice.alike.label
        elif choice.near and choice.near.evidence.likeness >= SAYS_ALIKE:
            yield self._phrases.label(choice.number, choice.near.evidence.phrasing)

    def _listed(self, choices: Iterable[tuple[int, Iterable[str]]]) -> tuple[Completion, ...]:
        """The first entries, each with the first of its labels that no other has."""
        used: set[str] = set()
        found: list[Completion] = []
        for number, labels in choices:
            label = next((one for one in labels if one and bare(one.casefold()) not in used), "")
            if label:
                used.add(bare(label.casefold()))
                found.append(Completion(label, self._phrases.ids[number]))
            if len(found) == MOST:
                break
        return tuple(found)


def _ordered(choices: Iterable[_Choice], near: _Near) -> list[_Choice]:
    """The answer, what is word for word what was typed, what begins so, and the others; likeliest first."""
    lowest = min(near.totals.values(), default=0.0)

    def place(choice: _Choice) -> tuple[bool, bool, bool, float, int]:
        weight = near.totals.get(choice.number, lowest)
        if choice.begun:
            weight += EAGER * log1p(len(choice.begun.places)) + TITLED * choice.begun.titled
        else:
            weight += ALIKE * choice.alike.likeness
        exact = choice.near is not None and choice.near.evidence.exact
        return choice.number != near.answer, not exact, choice.begun is None, -weight, choice.number

    return sorted(choices, key=place)
