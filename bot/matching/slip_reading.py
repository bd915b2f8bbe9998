"""Reads a text under every slip of the fingers, hundreds of thousands of them in a second or two.

What is read is exactly what `bot.read` reads. It is quick because most slips make a word that nobody has ever seen: with
any such word in its place, the words around it are read alike, so that they are read once.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category

from bot.matching.slips import places, slipped, slips, wholes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.matching.lexicon import Lexicon
    from bot.matching.slips import Place

    Words = tuple[str, ...]

_ANY: Final = "\0"
"""Stands for any word that nobody has ever seen."""

_MORE_THAN_LETTERS: Final = re.compile(r"[+#]|(?<!\w)\.\w")
"""Where a word may begin or end with a sign: C++, .NET."""


class Misread(NamedTuple):
    """A slip after which other words are read than those of the text.

    `at` is the only place where they differ, and `read` the one word that is read there; or it is -1, and `read` is all.
    """

    place: Place
    slip: str
    at: int
    read: Words

    def words(self, of: Words) -> Words:
        """All that is read, where the text is `of`."""
        return self.read if self.at < 0 else (*of[: self.at], *self.read, *of[self.at + 1 :])


class Slipped(NamedTuple):
    """A text under every slip: its words, how many slips there are, and those after which other words are read."""

    words: Words
    slips: int
    misread: tuple[Misread, ...]


class _Slip(NamedTuple):
    """A slip in a word, the word it makes with what an apostrophe joins to it, and what that is taken for."""

    slip: str
    typed: str
    taken: str


class _Slips(NamedTuple):
    """The slips in a word: those that make an unseen word which is taken for the word again, for another, or neither.

    `inert` says that the word itself is like an unseen one to the words around it.
    """

    inert: bool
    undone: tuple[_Slip, ...]
    unseen: tuple[_Slip, ...]
    others: tuple[_Slip, ...]


class SlipReader:
    """Reads texts under slips, in the words of one knowledge base."""

    def __init__(self, lexicon: Lexicon, texts: Iterable[str]) -> None:
        """`texts` are those that will be read, normalised."""
        self._lexicon = lexicon
        every = {whole for text in texts for whole in wholes(text)}
        found = {(place.before, place.word, place.after) for whole in every for place in places(whole)}
        self._taken = dict(
            lexicon.repaired({f"{first}{one}{last}" for first, word, last in found for one in slips(word)})
        )
        self._taken[_ANY] = _ANY
        self._slips = {key: self._sorted(*key) for key in found}

    def read(self, text: str) -> Slipped:
        """A normalised text under every slip."""
        words = self._lexicon.words(text)
        every = tuple(places(text))
        read = self._quickly(every, words) if _is_plain(text) else self._slowly(text, every, words)
        found = (self._slips[place.before, place.word, place.after] for place in every)
        count = sum(len(one.undone) + len(one.unseen) + len(one.others) for one in found)
        return Slipped(words, count, tuple(read))

    def _sorted(self, before: str, word: str, after: str) -> _Slips:
        whole = f"{before}{word}{after}"
        undone, unseen, others = [], [], []
        for slip in slips(word):
            typed = f"{before}{slip}{after}"
            taken = self._taken[typed]
            one = _Slip(slip, typed, taken)
            if not self._lexicon.is_inert(typed):
                others.append(one)
            elif taken == whole:
                undone.append(one)
            elif taken == typed or self._lexicon.is_inert(taken):
                unseen.append(one)
            else:
                others.append(one)
        return _Slips(self._lexicon.is_inert(whole), tuple(undone), tuple(unseen), tuple(others))

    def _quickly(self, every: Sequence[Place], words: Words) -> Iterator[Misread]:
        tokens = tuple({place.token: place.whole for place in every}.values())
        again = self._lexicon.joined(words)
        final = again == words == self.repaired(words)
        for place in every:
            found = self._slips[place.before, place.word, place.after]
            if final and found.inert and words.count(place.whole) == 1:
                at = words.index(place.whole)
                for one in found.unseen:
                    yield Misread(place, one.slip, at, (one.taken,))
            else:
                yield from self._around(place, tokens, words, again)
            head, tail = tokens[: place.token], tokens[place.token + 1 :]
            for one in found.others:
                read = self.fixed(self._lexicon.joined((*head, one.typed, *tail)))
                yield from _misread(place, one.slip, read, words)

    def _around(self, place: Place, tokens: Words, words: Words, again: Words) -> Iterator[Misread]:
        """The slips that make an unseen word out of one on which the reading of its neighbours may depend."""
        found = self._slips[place.before, place.word, place.after]
        around = _Around(self, (*tokens[: place.token], _ANY, *tokens[place.token + 1 :]), words)
        if found.undone:
            repaired = around.repaired(place.whole)
            read = again if repaired == words else self._lexicon.joined(repaired)
            if read != words:
                for one in found.undone:
                    yield from _misread(place, one.slip, read, words)
        for one in found.unseen:
            read, at = around.with_unseen(one)
            if at < 0:
                yield from _misread(place, one.slip, _put(read, one.taken), words)
            elif one.taken != words[at]:
                yield Misread(place, one.slip, at, (one.taken,))

    def _slowly(self, text: str, every: Sequence[Place], words: Words) -> Iterator[Misread]:
        for place in every:
            for slip in slips(place.word):
                read = self.fixed(self._lexicon.words(slipped(text, place, slip)))
                yield from _misread(place, slip, read, words)

    def fixed(self, typed: Words) -> Words:
        """Words as typed, misspellings repaired, as `bot.read` does it."""
        repaired = self.repaired(typed)
        return typed if repaired == typed else self._lexicon.joined(repaired)

    def repaired(self, words: Words) -> Words:
        """Each word, or what it is taken for."""
        return tuple([self._taken.get(word) or self._repair(word) for word in words])

    def joined(self, words: Words) -> Words:
        """As `Lexicon.joined`."""
        return self._lexicon.joined(words)

    def _repair(self, word: str) -> str:
        taken = self._taken[word] = self._lexicon.repair(word)
        return taken


class _Around:
    """What is read of a text with any unseen word in one place."""

    def __init__(self, reader: SlipReader, tokens: Words, words: Words) -> None:
        self._reader = reader
        self._words = words
        self._typed = reader.joined(tokens)
        self._repaired = reader.repaired(self._typed)

    def repaired(self, word: str) -> Words:
        """What is read, before families are unified again, when the unseen word is taken for some word."""
        return _put(self._repaired, word)

    def with_unseen(self, slip: _Slip) -> tuple[Words, int]:
        """What is read around a slip that makes an unseen word, and the only place where that differs, or -1."""
        as_typed = slip.taken == slip.typed and self._repaired == self._typed
        return self._as_typed if as_typed else self._joined

    @cached_property
    def _as_typed(self) -> tuple[Words, int]:
        return self._typed, _only(self._typed, self._words)

    @cached_property
    def _joined(self) -> tuple[Words, int]:
        joined = self._reader.joined(self._repaired)
        return joined, _only(joined, self._words)


def _is_plain(text: str) -> bool:
    """Whether a slip in a word of a normalised text leaves all others what they are, and nothing to normalise."""
    strange = {category(one)[0] for one in set(text) if not one.isascii()}
    return strange <= {"S", "P"} and not _MORE_THAN_LETTERS.search(text)


def _put(words: Words, word: str) -> Words:
    at = words.index(_ANY)
    return (*words[:at], word, *words[at + 1 :])


def _misread(place: Place, slip: str, read: Words, words: Words) -> Iterator[Misread]:
    """A slip after which something is read: nothing if that is the text itself."""
    if read != words:
        at = _only(read, words)
        yield Misread(place, slip, at, read if at < 0 else (read[at],))


def _only(read: Words, words: Words) -> int:
    """The only place where two texts of equal length differ, or -1."""
    if len(read) != len(words):
        return -1
    differing = [at for at, (one, other) in enumerate(zip(read, words, strict=True)) if one != other]
    return differing[0] if len(differing) == 1 else -1
