"""What people wrap around a question in chat, and what carries none of it: greetings, thanks, apologies."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from bot.matching.short_forms import spelt_out

_PHRASES: Final = """
hey all|hi all|hello all|hey guys|hi guys|hey folks|hi folks|hey everyone|hi everyone|hello everyone|hey there
hi there|hey team|hi team|good morning|good evening|quick question|quick q|quick one|dumb question|stupid question
silly question|noob question|newbie question|beginner question|random question|serious question|honest question
genuine question|question for you|got a question|have a question|asking for a friend|out of curiosity
just curious|just wondering|i was wondering|im wondering|was wondering|been wondering|does anyone know
does anybody know|anyone know|anybody know|do you know|do any of you know|can anyone explain|can someone explain
can anybody explain|could someone explain|could anyone explain|can someone tell me|can anyone tell me|can you tell me
could you tell me|could you explain|can you explain|can u explain|can u tell me|please explain|pls explain
please tell me|tell me about|tell me|what about|how about|thoughts on|info on|question about|explain to me|help me understand|i want to know|i wanna know|i would like to know
i d like to know|id like to know|sorry if|sorry for|thanks in advance|thank you in advance|thx in advance
many thanks|any help appreciated|any advice|any tips|any thoughts|in simple terms|in simple words|in plain english
in a nutshell|eli5|explain like i am five|explain like im five|like i am five|like im five|like i am 5|like im 5|tldr|tl dr|tia|thanks|thx|ty|cheers|pls|plz|please|lol|lmao|haha|btw|fyi|imo|imho|tbh|ngl|idk
omg|smh|fr|rn|asap|hey|hi|hello|yo|hiya|um|umm|uh|hmm|hm|ok so|okay so|so basically|basically|actually|guys|folks
mate|bro|dude|sir|madam|anyways|anyway
"""

FILLER: Final[frozenset[tuple[str, ...]]] = frozenset(
    form
    for line in _PHRASES.strip().splitlines()
    for phrase in line.split("|")
    for form in (tuple(phrase.split()), spelt_out(tuple(phrase.split())))
)
_LONGEST: Final = {
    phrase[0]: max(len(other) for other in FILLER if other[0] == phrase[0]) for phrase in FILLER
}
_SECONDS: Final = {
    first: frozenset(phrase[1] for phrase in FILLER if phrase[0] == first and len(phrase) > 1)
    for first in _LONGEST
}
_ALONE: Final = frozenset(phrase[0] for phrase in FILLER if len(phrase) == 1)


def without_filler(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without chat filler; all of them when nothing else is left ("hi" is a question, too)."""
    if not _may_have_filler(words):
        return words
    kept: list[str] = []
    place = 0
    while place < len(words):
        longest = _LONGEST.get(words[place], 0)
        length = next((n for n in range(longest, 0, -1) if words[place : place + n] in FILLER), 0)
        if not length:
            kept.append(words[place])
        place += length or 1
    return tuple(kept) or words


def _may_have_filler(words: tuple[str, ...]) -> bool:
    """Whether some word, or two neighbours, begin a phrase: nearly always none do, and nothing need be built."""
    if _LONGEST.keys().isdisjoint(words):
        return False
    if not _ALONE.isdisjoint(words):
        return True
    return any(second in _SECONDS[first] for first, second in pairwise(words) if first in _SECONDS)
