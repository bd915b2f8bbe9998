"""What helps to begin an entry: ids, neighbors, and phrasings that nobody else has, all from its title."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.compose import SMALL_TALK
from bot.conversation import Answered, Question
from bot.matching.families import split_words
from bot.matching.normalize import normalize
from bot.workbench.typed import house_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answer import Answerer
    from bot.knowledge import Knowledge

MOST_IDS: Final = 3
MOST_RELATED: Final = 5
"""As many as an entry may name."""

MOST_PHRASINGS: Final = 8
"""How many phrasings are suggested: a start, for the good ones are those that a person thinks of."""

_LONGEST_ID: Final = 64
_USUAL_ID: Final = 4
"""Words of an id that is easy to remember."""

_SMALL_TEXT: Final = (
    "a an and are as at be by can could did do does for from has have how i if in into is it its me my of on or our "
    "should so than that the their then there they this to was we were what when where which who whom whose why will "
    "with would you your"
)
SMALL_WORDS: Final = frozenset(_SMALL_TEXT.split())
"""Words that say nothing of a subject."""
_IS: Final = re.compile(r"(?:what|who) (?:is|are) (?:an? |the )?(.+)")


class Taken(NamedTuple):
    """Why a phrasing is not free: the bot says something to it already, with what confidence (0-1), and by what phrasing."""

    entry: str
    confidence: float
    phrasing: str


def ids(title: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Ids for an entry of this title that nothing has or had, the most telling first; they are never changed later.

    None of a title in letters that not everybody can type: an id is typed by whoever leads to it.
    """
    words = [_plain(word) for word in split_words(normalize(title))]
    if not house_form(_unaccented(title)).isascii():
        return ()
    telling = [word for word in words if word not in SMALL_WORDS] or words
    tries = [
        "-".join(telling[:_USUAL_ID]),
        "-".join(words),
        "-".join(telling[:2]),
        telling[0] if telling else "",
    ]
    gone = {*knowledge.entries, *knowledge.aliases, *knowledge.paths}
    free = (id_[:_LONGEST_ID].strip("-") for id_ in tries)
    return tuple(dict.fromkeys(id_ for id_ in free if id_.isascii() and id_ and id_ not in gone))[:MOST_IDS]


def _unaccented(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _plain(word: str) -> str:
    return word.replace("c++", "cpp").replace("#", "-sharp").replace(".", "dot-")


def related(answerer: Answerer, texts: Sequence[str]) -> tuple[str, ...]:
    """The entries nearest to some texts taken together, nearest first: what somebody may want next."""
    scores: dict[str, float] = {}
    for text in texts:
        for one in answerer.rank(Question(text), most=2 * MOST_RELATED).candidates:
            if answerer.knowledge.entries[one.entry].kind != SMALL_TALK:
                scores[one.entry] = scores.get(one.entry, 0.0) + one.score
    return tuple(sorted(scores, key=lambda entry: (-scores[entry], entry))[:MOST_RELATED])


def taken(answerer: Answerer, text: str) -> Taken | None:
    """Who has a phrasing already, or would lose it: the entry that the bot answers it with today; None when it is free."""
    ranking = answerer.rank(Question(text))
    decision = answerer.decide(ranking)
    if isinstance(decision, Answered):
        return Taken(decision.entry, decision.confidence, decision.evidence.phrasing)
    for one in ranking.candidates:
        if one.evidence.exact:
            return Taken(one.entry, 1.0, one.evidence.phrasing)
    return None


def phrasings(answerer: Answerer, title: str, asked: Iterable[str] = ()) -> tuple[str, ...]:
    """Ways to ask for this title that collide with nobody; those really `asked` (in vain) come first.

    What reads as the title itself is none of them: the title is a phrasing already.
    """
    subject = _subject(title)
    lexicon = answerer.index.lexicon
    tries = [*_about(subject, asked), *_ways(subject, house_form(title))]
    found: dict[tuple[str, ...], str] = {}
    for text in tries:
        words = lexicon.words(text)
        if words and words not in (*found, lexicon.words(title)) and taken(answerer, text) is None:
            found[words] = text
    return tuple(found.values())[:MOST_PHRASINGS]


def _subject(title: str) -> str:
    """What a title is about: of "What is an index?" it is "index"."""
    plain = house_form(title)
    match = _IS.fullmatch(plain)
    return match.group(1) if match else plain


def _about(subject: str, asked: Iterable[str]) -> Iterator[str]:
    """The questions that share a telling word with the subject."""
    telling = {word for word in split_words(subject) if word not in SMALL_WORDS}
    for text in asked:
        plain = normalize(text).rstrip("?!. ")
        if telling & {*split_words(plain)}:
            yield plain


def _ways(subject: str, title: str) -> Iterator[str]:
    """The ways in which nearly everything is asked for."""
    yield title
    if subject != title:
        yield from (
            f"what is {subject}",
            f"{subject} meaning",
            f"whats {subject} good for",
            f"explain {subject}",
        )
        yield from (
            f"when do i need {subject}",
            f"{subject} in simple words",
            f"{subject} for beginners",
            subject,
        )
    else:
        yield from (f"{subject} tips", f"somebody asked me: {subject}", f"help me understand {subject}")
