"""What a person may ask for that changes what is kept: the service does it, the pure core cannot.

Like actions, wishes travel as short codes in buttons and work after a restart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.conversation import MAX_CODE, Action, parse_action

_ASKED: Final = re.compile("[A-Za-z0-9_-]{11}")
"""The id of a question: 64 random bits in base64."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Say whether an answer helped; `asked` is the id of the question that it answered."""

    entry: str
    helped: bool
    asked: str


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Delete everything kept of the person; without `confirmed` only say what that means."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tell what one wanted to know instead, in one's own words; `asked` is the id of the question that was answered.

    It is typed and not tapped, and so has no code.
    """

    text: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a learning path where the person is, from the first step if they have not begun it."""

    path: str


@dataclass(frozen=True, slots=True)
class QuizMe:
    """Ask about the steps that the person has done of a path; without one, of the path walked last."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class Suggest:
    """Name what may help with a post of this title, or say nothing: nobody asked the bot.

    It is posted and not tapped, and so has no code.
    """

    title: str


@dataclass(frozen=True, slots=True)
class Picked:
    """Answer with the entry that a person chose while typing: it counts as a question in the words of its title.

    It is chosen from a list of the platform's and not tapped, and so has no code.
    """

    entry: str


Wish = Vote | ForgetMe | Resume | QuizMe
"""The wishes that a button can stand for."""

Uncoded = Wanted | Suggest | Picked
"""The wishes that come another way."""


def wish_code(wish: Wish) -> str:
    """The code of a wish, at most `MAX_CODE` characters, to be kept in a button."""
    match wish:
        case Vote(entry, helped, asked):
            return f"vote:{entry}:{'up' if helped else 'down'}:{asked}"
        case ForgetMe(confirmed):
            return "forget:yes" if confirmed else "forget"
        case Resume(path):
            return f"resume:{path}"
        case QuizMe(path):
            return f"quiz:{path}" if path else "quiz"


def parse_code(code: str) -> Action | Wish | None:
    """The action or the wish of a code, or None when the code is none of ours."""
    match code.split(":") if len(code) <= MAX_CODE else []:
        case ["vote", entry, "up" | "down" as way, asked] if entry and _ASKED.fullmatch(asked):
            return Vote(entry, way == "up", asked)
        case ["forget"]:
            return ForgetMe()
        case ["forget", "yes"]:
            return ForgetMe(confirmed=True)
        case ["resume", path] if path:
            return Resume(path)
        case ["quiz"]:
            return QuizMe()
        case ["quiz", path] if path:  # a longer one is an action: a question of the quiz
            return QuizMe(path)
        case _:
            return parse_action(code)
