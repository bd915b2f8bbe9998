"""Reads what somebody is still typing: the words that are done, and what the last one may become."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import MAX_QUESTION
from bot.matching.beginnings import Tally
from bot.matching.families import split_words
from bot.matching.normalize import normalize, seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.matching.lexicon import Lexicon

    Words = tuple[str, ...]

MOST_REPAIRED: Final = 6
"""How many unknown words are repaired at a keystroke: one takes some 0.2 ms."""

_REMEMBERED: Final = 2_048
"""How many repairs are remembered: the next keystroke has the same words, but for the last."""

_ENDS: Final = (" ", "?", "!")
"""What ends a word for good: "node." may go on."""


class Typed(NamedTuple):
    """What was typed so far.

    `text` is it normalised, `words` are its words as the matcher takes them, the last one finished; `beginnings` is how
    the words of a text begin that goes on from here, the spelling put right, likeliest first.
    """

    text: str
    words: Words
    beginnings: tuple[str, ...]


class Reader:
    """Reads beginnings of questions in the words of one knowledge base."""

    def __init__(self, lexicon: Lexicon, texts: Sequence[Words]) -> None:
        """`texts` are what may be typed; the lexicon knows others, too, such as what is out of scope."""
        self._lexicon = lexicon
        self._repair = lru_cache(_REMEMBERED)(lexicon.repair)
        self._known = frozenset(chain.from_iterable(lexicon.texts))
        pairs = Counter(f"{one} {other}" for words in texts for one, other in pairwise(("", *words)))
        self._words = Tally(Counter(chain.from_iterable(texts)))
        self._pairs = Tally({pair: count for pair, count in pairs.items() if count > 1})

    def read(self, typed: str) -> Typed:
        """What was typed, as far as `MAX_TEXT` characters that can be seen. Never raises, whatever the text."""
        visible = _visible(typed[:MAX_QUESTION])
        text = normalize(visible)
        words = split_words(text)
        if not words or visible.endswith(_ENDS):
            whole = self._fixed(words)
            return Typed(text, whole, (f"{' '.join(whole)} ",) if whole else ())
        return self._going_on(text, words)

    def _going_on(self, text: str, words: Words) -> Typed:
        """Typed with an end that may be the middle of a word."""
        *done, last = words
        before = self._fixed(tuple(done)) if done else ()
        typed = self._lexicon.joined((*before, last))
        whole = begun = self._fixed(words)
        if not self._ends(typed, last) and (found := self._finished(before, last)):
            whole, begun = found
        ways = dict.fromkeys(" ".join(way) for way in ((*before, last), typed, begun) if way)
        return Typed(text, whole, tuple(ways))

    def _ends(self, typed: Words, last: str) -> bool:
        """Whether the last word is one as it stands: it is known, and not the one letter with which many begin."""
        return len(last) > 1 and not self._known.isdisjoint(typed[-1:])

    def _finished(self, before: Words, last: str) -> tuple[Words, Words] | None:
        """The words with the last one finished as is likeliest, and as far as typed; None when no word begins so.

        What follows the word before decides, else what is said most; "back e" may become backend as well.
        """
        if pair := self._pairs.most(f"{before[-1] if before else ''} {last}").text:
            return (*before, pair.rpartition(" ")[2]), (*before, last)
        if before and (word := self._words.most(before[-1] + last)).times > self._words.times(before[-1]):
            return (*before[:-1], word.text), (*before[:-1], before[-1] + last)
        word = self._words.most(last)
        return ((*before, word.text), (*before, last)) if word.times else None

    def _fixed(self, words: Words) -> Words:
        """The words as the matcher reads them."""
        read = self._lexicon.joined(words)
        repaired = tuple(self._repaired(read))
        return read if repaired == read else self._lexicon.joined(repaired)

    def _repaired(self, words: Words) -> Iterator[str]:
        left = MOST_REPAIRED
        for word in words:
            known = word in self._known or not left
            left -= not known
            yield word if known else self._repair(word)


def _visible(typed: str) -> str:
    """The text without what cannot be seen, spaces single, one at the end kept."""
    return seen(f"{' '.join(typed.split())}{' ' if typed[-1:].isspace() else ''}")
