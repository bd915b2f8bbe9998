"""The words of a knowledge base: their families, and the vocabulary that misspellings are repaired to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.families import Families, split_words
from bot.matching.filler import without_filler
from bot.matching.normalize import normalize
from bot.matching.repair import Repairer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge import Synonyms


class Lexicon:
    """How words are read; built once from the synonyms and every text of the knowledge, and never changed."""

    def __init__(self, synonyms: Synonyms, texts: Iterable[str]) -> None:
        self._families = Families(synonyms.families)
        self._vocabulary = frozenset(word for text in texts for word in self.words(text))
        self._repairer = Repairer(self._vocabulary)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text as written, families unified and chat filler dropped."""
        return without_filler(self._families.unify(split_words(normalize(text))))

    def repaired(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with misspellings repaired, and families unified again where a repair completed one."""
        fixed = tuple(self._repairer.repair(word) for word in words)
        return words if fixed == words else without_filler(self._families.unify(fixed))

    def repair(self, word: str) -> str:
        """What one word is taken for."""
        return self._repairer.repair(word)
