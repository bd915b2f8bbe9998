"""What is said to the core and what it decides: the values between the four verbs.

A message is a `Question`; a tap on a button is an `Action`, which travels as a short code, so that a button
still works after a restart. What the core makes of a question is a `Decision`, a closed union: "I don't know"
is a value of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.errors import BadInputError

MAX_QUESTION: Final = 4_000
"""The longest message that is taken as a question, in characters: what Slack itself advises for a message."""

_ORDINAL: Final = re.compile("[1-9][0-9]{0,2}")
_QUIZ: Final = re.compile("[1-9][0-9]{0,2}:[1-9][0-9]{0,2}:(0|[1-9][0-9]{0,2})(:[1-9][0-9]{0,2})?")

MAX_CODE: Final = 90
"""The longest action code, in characters: Discord's custom_id takes 100, an adapter's prefix included."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message from a person, as it was typed; `after` is the id of the entry shown last in the conversation, if any."""

    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Show one entry; `whole` also where answers are kept short."""

    entry: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class BrowseTopics:
    """List the kinds of topics, or one page of the topics of a kind; pages count from 1."""

    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class FollowPath:
    """List the learning paths, or show one step of a path; steps count from 1."""

    path: str = ""
    step: int = 1


@dataclass(frozen=True, slots=True)
class Quiz:
    """List the paths that can be asked about, or ask about the first `upto` steps of one.

    `number` is the question, counted from 1, and the result behind the last; `right` is how many were answered rightly
    before it; `choice` is an answer to it, counted from 1, and 0 to be asked.
    """

    path: str = ""
    upto: int = 0
    number: int = 1
    right: int = 0
    choice: int = 0


@dataclass(frozen=True, slots=True)
class StartHere:
    """Greet whoever is new: the panel that a place shows to all, for months."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Say what the bot can do and how."""


Action = ShowEntry | BrowseTopics | FollowPath | Quiz | StartHere | ShowHelp


def action_code(action: Action) -> str:
    """The code of an action, at most `MAX_CODE` characters, to be kept in a button."""
    match action:
        case ShowEntry(entry, whole):
            return f"{'whole' if whole else 'show'}:{entry}"
        case BrowseTopics(kind, page):
            return f"topics:{kind}:{page}" if kind else "topics"
        case FollowPath(path, step):
            return f"path:{path}:{step}" if path else "paths"
        case Quiz(path, upto, number, right, choice):
            numbers = (upto, number, right, choice) if choice else (upto, number, right)
            return ":".join(["quiz", path, *map(str, numbers)]) if path else "quizzes"
        case StartHere():
            return "start"
        case ShowHelp():
            return "help"


_BARE: Final[dict[str, Action]] = {
    action_code(action): action for action in (BrowseTopics(), FollowPath(), Quiz(), StartHere(), ShowHelp())
}
"""The actions whose code is a word alone."""


def parse_action(code: str) -> Action | None:
    """The action of a code, or None when the code is none of ours (a button of another version, or forged)."""
    match code.split(":") if len(code) <= MAX_CODE else []:
        case [word]:
            return _BARE.get(word)
        case ["show" | "whole" as verb, entry] if entry:
            return ShowEntry(entry, whole=verb == "whole")
        case ["topics", kind, page] if kind and (number := _ordinal(page)):
            return BrowseTopics(kind, number)
        case ["path", path, step] if path and (number := _ordinal(step)):
            return FollowPath(path, number)
        case ["quiz", path, *numbers] if path and _QUIZ.fullmatch(":".join(numbers)):
            return Quiz(path, *map(int, numbers))
        case _:
            return None


def _ordinal(digits: str) -> int | None:
    """The number that one to three ASCII digits write, if it is at least 1 and has one spelling only."""
    return int(digits) if _ORDINAL.fullmatch(digits) else None


@dataclass(frozen=True, slots=True)
class Repair:
    """A word that was taken for a misspelling of another."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the core reads it.

    `text` is the normalised text, `words` are its words after families are unified, filler is dropped and
    misspellings are repaired; `known` is the share (0-1) of the question's information that the knowledge knows.
    """

    text: str
    words: tuple[str, ...]
    repairs: tuple[Repair, ...] = ()
    known: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an entry is a candidate.

    `words`, `letters` and `meaning` are what speaks for the entry, below 0 against it, by what was learnt from all
    phrasings; with a constant they come to some 0.4 for an entry's own phrasings and below -0.8 for others. `phrasing` is the entry's phrasing
    nearest to the question, `likeness` (0-1) its cosine by words and `closeness` (-1 to 1) by meaning; `covered` is the
    share (0-1) of the question that occurs in some phrasing of the entry; `exact` means that the question is
    that phrasing, `crossed` that the entry is about the other side of a declared contrast.
    """

    words: float
    letters: float
    meaning: float
    phrasing: str
    likeness: float
    closeness: float
    covered: float
    exact: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer, with its score (0-1) and the evidence for it."""

    entry: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the knowledge holds about a question.

    The best candidates, best first, and the family of out-of-scope questions nearest to it. `after` is the entry in
    whose light a follow-up was read, `more` that it only asks for more of that entry.
    """

    reading: Reading
    candidates: tuple[Candidate, ...]
    family: Candidate | None = None
    after: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """One entry answers; `confidence` is 0-1."""

    entry: str
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class Unsure:
    """A few entries may answer: the person chooses; `confidence` (0-1) is that the first of them answers."""

    candidates: tuple[Candidate, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """No entry answers; `nearest` are worth offering, `family` is the out-of-scope family, `confidence` as in `Unsure`."""

    nearest: tuple[Candidate, ...]
    family: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class More:
    """The person wants more of the entry shown last, all of which has been said; `confidence` is 1."""

    entry: str
    confidence: float = 1.0


Decision = Answered | Unsure | Unknown | More


def checked_question(text: str, after: str = "") -> Question:
    """A question fit to be answered, after an entry was shown.

    Raises:
        BadInputError: the text is empty, longer than `MAX_QUESTION`, or not text at all.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInputError("that is not valid UTF-8: send the question as plain text")
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise BadInputError("the question is empty: ask something like 'what does a back-end developer do?'")
    if len(text) > MAX_QUESTION:
        raise BadInputError(f"that is {len(text):,} characters long: put the question in one sentence or two")
    return Question(text.strip(), after)
