"""The first verb: from what was typed to the words that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import Question, Reading, Repair
from bot.matching.normalize import MAX_TEXT, normalize, seen

if TYPE_CHECKING:
    from bot.matching.lexicon import Lexicon


def read(question: Question, lexicon: Lexicon) -> Reading:
    """The question as the knowledge's lexicon reads it. Never raises, whatever the text."""
    text = _heart(_undecorated(" ".join(question.text.split())))
    typed = lexicon.words(text)
    fixed = tuple(lexicon.repair(word) for word in typed)
    repairs = tuple(Repair(*pair) for pair in zip(typed, fixed, strict=True) if pair[0] != pair[1])
    words = lexicon.joined(fixed) if repairs else typed
    return Reading(normalize(text), words, repairs)


def _undecorated(text: str) -> str:
    """The text as long as it looks: marks and invisible characters must not use up what is compared."""
    return text if len(text) <= MAX_TEXT else " ".join(seen(text).split())


def _heart(text: str) -> str:
    """The part of a long message that is compared: what leads up to its last question mark, or else its beginning."""
    end = text.rfind("?") + 1
    if len(text) <= MAX_TEXT or end <= MAX_TEXT:
        return text[:end] if end and len(text) > MAX_TEXT else text
    return text[end - MAX_TEXT : end].partition(" ")[2] or text[end - MAX_TEXT : end]
