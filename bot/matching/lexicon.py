"""The words of a knowledge base: their families, and the vocabulary that misspellings are repaired to."""

from __future__ import annotations

from collections import Counter
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.matching.contrasts import Contrasts
from bot.matching.families import Families, split_words
from bot.matching.filler import FILLER, without_filler
from bot.matching.normalize import normalize
from bot.matching.repair import Repairer
from bot.matching.short_forms import spelt_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge import Synonyms

_IN_FILLER: Final = frozenset(word for phrase in FILLER for word in phrase)


class Lexicon:
    """How words are read; built once from the synonyms and every text of the knowledge, and never changed."""

    def __init__(
        self,
        synonyms: Synonyms,
        texts: Sequence[str],
        words: tuple[tuple[str, ...], ...] | None = None,
        known: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        """`words` are those of each text, when they have been read before; `known` those of some texts, by the text."""
        self._families = Families(synonyms.families)
        self.texts = words or tuple(known.get(text) or self._interned(text) for text in texts)
        """The words of each text, in the order given."""
        groups = [[self.words(member) for member in group] for group in synonyms.contrasts]
        self.contrasts = Contrasts(groups)
        contrasted = (word for group in groups for member in group for word in member)
        written = (word for words in self.texts for word in words)
        self._repairer = Repairer(Counter((*contrasted, *self._families.words, *written)))

    def _interned(self, text: str) -> tuple[str, ...]:
        return tuple(map(intern, self.words(text)))

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text as written, families unified and chat filler dropped."""
        return without_filler(self._families.unify(split_words(normalize(text))))

    def repair(self, word: str) -> str:
        """What one word is taken for."""
        return self._repairer.repair(word)

    def repaired(self, words: Iterable[str]) -> Mapping[str, str]:
        """What each of many words is taken for."""
        return self._repairer.repaired(words)

    def is_inert(self, word: str) -> bool:
        """Whether a word has no part in any family, short form or filler, so that any other such word is read alike."""
        return word not in self._families.words and word not in _IN_FILLER and spelt_out((word,)) == (word,)

    def joined(self, words: Iterable[str]) -> tuple[str, ...]:
        """Repaired words with families unified again: a repair may have completed one."""
        return without_filler(self._families.unify(tuple(words)))
