"""What a list of completions may show: the titles and phrasings of the entries that have a topic, as people read them."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from bot.compose import SMALL_TALK
from bot.matching.beginnings import Beginnings
from bot.matching.features import stem
from bot.matching.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.knowledge import Entry, Knowledge
    from bot.matching.unfinished import Words

    Places = Sequence[int]

LONGEST: Final = 100
"""The longest label, in characters. A title has at most 80, so that no label is ever cut."""

MOST_BEGUN: Final = 40
"""How many entries are looked at that have texts which begin as typed: those with the most such texts."""

TITLE: Final = 0.1
"""By how much less a title needs to be like what was typed than a phrasing: it is written to be read by all."""

_LENGTH: Final = 0.001
"""What each character of a label counts against it: of two that begin as typed, the shorter one."""

_BEYOND: Final = 2
"""So many characters more than typed are compared: a letter that was left out must not cost two."""


class Begun(NamedTuple):
    """The places of an entry's texts that begin as typed, and whether the title is one of them."""

    places: Places
    titled: bool


class Alike(NamedTuple):
    """How like what was typed (0-1) the beginnings of some texts are at best, and the text to show, as it is and plain."""

    likeness: float
    label: str
    plain: str


class Phrases:
    """The titles and phrasings that fit a label, entry by entry, entries counting up by id; the title comes last."""

    def __init__(self, knowledge: Knowledge, texts: Sequence[Words]) -> None:
        """`texts` are the words of every text of the knowledge's owners, in their order."""
        self.ids: list[str] = []
        self.titles: list[str] = []
        """What each entry is called in a list."""
        self.words: list[Words] = []
        """The words of each text."""
        self._labels: list[str] = []
        self._plain: list[str] = []
        self._titled: list[bool] = []
        self._spans: list[tuple[int, int]] = []
        self._stems: list[frozenset[str]] = []
        for entry, read in _entries(knowledge, texts):
            self._add(entry, read)
        sizes = [last - first for first, last in self._spans]
        self._owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self._bonus = TITLE * np.array(self._titled, np.float32)
        self._bonus -= _LENGTH * np.array([len(label) for label in self._labels], np.float32)
        self._beginnings = Beginnings([f"{' '.join(words)} " for words in self.words])
        self.numbers: Mapping[str, int] = {id_: number for number, id_ in enumerate(self.ids)}
        """The number of each entry."""

    def _add(self, entry: Entry, read: Sequence[Words]) -> None:
        title, plain_title = shown(entry.title)
        texts = [(*shown(text), words) for text, words in zip(entry.phrasings, read, strict=False)]
        kept = [one for one in texts if one[1] and one[2] and bare(one[1]) != bare(plain_title)]
        titled = bool(plain_title and read[-1])
        kept += [(title, plain_title, read[-1])] if titled else []
        if not kept:
            return
        self._spans.append((len(self._labels), len(self._labels) + len(kept)))
        for label, plain, words in kept:
            self._labels.append(label)
            self._plain.append(plain)
            self.words.append(words)
        self._titled += [False] * (len(kept) - titled) + [True] * titled
        self.ids.append(entry.id)
        self.titles.append(title if plain_title else kept[0][0])
        self._stems.append(frozenset(map(stem, read[-1])))

    def begun(self, beginnings: Iterable[str]) -> Mapping[int, Begun]:
        """The entries with texts whose words begin in one of some ways, by number."""
        places = self._beginnings.of(beginnings)
        counts = np.bincount(self._owners[places], minlength=len(self.ids))
        chosen = np.argsort(-counts, kind="stable")[:MOST_BEGUN]
        picked = np.zeros(len(self.ids), np.bool_)
        picked[chosen] = counts[chosen] > 0
        places = places[picked[self._owners[places]]]
        found: dict[int, list[int]] = {}
        for owner, place in zip(self._owners[places].tolist(), places.tolist(), strict=True):
            found.setdefault(owner, []).append(place)
        return {owner: Begun(own, self._titled[own[-1]]) for owner, own in found.items()}

    def all_of(self, number: int) -> Places:
        """The places of all texts of an entry."""
        return range(*self._spans[number])

    def alike(self, typed: str, groups: Sequence[Places]) -> Iterator[Alike]:
        """For each group of texts, of one or more, the one that reads most like a normalised text as far as that goes."""
        if not groups:
            return
        typed = typed[:LONGEST]
        places = list(chain.from_iterable(groups))
        most = len(typed) + _BEYOND
        begins = [self._plain[place][:most] for place in places]
        likeness = process.cdist([typed], begins, scorer=fuzz.ratio)[0] / 100
        reads = likeness + self._bonus[places]
        for first, last in pairwise(accumulate(map(len, groups), initial=0)):
            best = places[first + int(reads[first:last].argmax())]
            yield Alike(float(likeness[first:last].max()), self._labels[best], self._plain[best])

    def names(self, number: int) -> Iterator[str]:
        """All that may stand for an entry: its title, then every text that fits."""
        yield self.titles[number]
        yield from (self._labels[place] for place in self.all_of(number))

    def label(self, number: int, text: str) -> str:
        """What shows a text of an entry: the title if that says the same; empty when the text does not fit."""
        label, plain = shown(text)
        if bare(plain) == bare(normalize(self.titles[number])):
            return self.titles[number]
        return label if plain else ""

    def title_says(self, number: int, words: Words) -> bool:
        """Whether the title of an entry has all of some words, in any form and order."""
        return self._stems[number].issuperset(map(stem, words))


def _entries(knowledge: Knowledge, texts: Sequence[Words]) -> Iterator[tuple[Entry, Sequence[Words]]]:
    """The entries that have a topic, each with the words of its phrasings and of its title."""
    first = 0
    for _, entry in sorted(knowledge.entries.items()):
        last = first + len(entry.phrasings) + 1
        if entry.kind != SMALL_TALK:
            yield entry, texts[first:last]
        first = last + 1


def shown(text: str) -> tuple[str, str]:
    """The text on one line, and how it reads; that is empty if it does not fit a label, or nothing of it is seen."""
    label = " ".join(text.split())
    plain = normalize(label) if len(label) <= LONGEST else ""
    return text if label == text else label, label if plain == label else plain


def bare(plain: str) -> str:
    """A normalised text without the signs at its end."""
    return plain.rstrip("?!. ")
