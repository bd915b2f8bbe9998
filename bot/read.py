"""The first verb: from what was typed to the words that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import Question, Reading, Repair
from bot.matching.normalize import normalize

if TYPE_CHECKING:
    from bot.matching.lexicon import Lexicon


def read(question: Question, lexicon: Lexicon) -> Reading:
    """The question as the knowledge's lexicon reads it. Never raises, whatever the text."""
    typed = lexicon.words(question.text)
    repairs = tuple(Repair(word, fixed) for word in typed if (fixed := lexicon.repair(word)) != word)
    return Reading(normalize(question.text), lexicon.repaired(typed), repairs)
