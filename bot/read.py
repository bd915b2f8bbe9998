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
    fixed = tuple(lexicon.repair(word) for word in typed)
    repairs = tuple(Repair(*pair) for pair in zip(typed, fixed, strict=True) if pair[0] != pair[1])
    words = lexicon.joined(fixed) if repairs else typed
    return Reading(normalize(question.text), words, repairs)
