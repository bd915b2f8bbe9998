"""What the tests of slips share: small knowledge bases out of few words, and the plain way to ask about every slip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import Answered, Question
from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching.normalize import normalize
from bot.matching.slips import places, slipped, slips

SYNONYMS: Final = Synonyms(
    families={
        "backend": ("back end", "server side"),
        "developer": ("dev", "devs"),
        "backend developer": ("be dev",),
        "server side code": ("serverside code",),
        "api": ("pai",),
        "ux": ("user experience",),
    },
    contrasts=(("senior", "junior"), ("ui", "ux"), ("back end", "front end"), ("rest api", "soap api")),
)
_WORDS: Final = """
what is an api rest soap ux ui user experience dev's backend back-end server side code front end be dev don't hi thanks
tell me about how do i test rust trust c++ .net git gist junior senior it its whats form from
""".split()  # noqa: SIM905 - words are easier to read in a row
PHRASINGS: Final = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)
_ENTRIES: Final = st.lists(st.lists(PHRASINGS, min_size=1, max_size=4), min_size=1, max_size=10)


def _based_on(phrasings: list[list[str]], examples: list[str]) -> Knowledge:
    entries = {
        f"e{9 - number}": Entry(id=f"e{9 - number}", title=texts[0], short=texts[-1], phrasings=tuple(texts))
        for number, texts in enumerate(phrasings)
    }
    family = OutOfScope(title="Elsewhere", pointer="Ask.", examples=("soup", *examples))
    return Knowledge(entries=entries, synonyms=SYNONYMS, out_of_scope={"elsewhere": family})


BASES: Final = st.builds(_based_on, _ENTRIES, st.lists(PHRASINGS, max_size=2))
"""Knowledge bases whose entries have much in common, of ten entries at most."""


class Outcome(NamedTuple):
    """What becomes of one slip: the entry that it is for, the text, whether that comes first, and who answers."""

    entry: str
    text: str
    first: bool
    answered: str | None


def outcomes(answerer: Answerer) -> Iterator[Outcome]:
    """Every slip in every phrasing, put to the matcher."""
    for entry in answerer.knowledge.entries.values():
        for text in entry.phrasings:
            for typed in every_slip(normalize(text)):
                ranking = answerer.rank(Question(typed))
                decision = answerer.decide(ranking)
                first = bool(ranking.candidates) and ranking.candidates[0].entry == entry.id
                yield Outcome(
                    entry.id, typed, first, decision.entry if isinstance(decision, Answered) else None
                )


def every_slip(text: str) -> Iterator[str]:
    """A normalised text under every slip."""
    return (slipped(text, place, slip) for place in places(text) for slip in slips(place.word))
