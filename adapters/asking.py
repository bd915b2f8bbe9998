"""What people type to the bot on any platform: a question, or one of the few words that it knows."""

from __future__ import annotations

from bot.conversation import (
    Action,
    BrowseTopics,
    FollowPath,
    Question,
    ShowHelp,
    parse_action,
)
from bot.wishes import QuizMe, Resume

Asked = Question | Action | Resume | QuizMe
"""What a person asks for in words."""


def told(text: str) -> Asked:
    """What is said to the bot: a single word that its command knows, such as "topics", is meant as there."""
    return commanded(text) if len(text.split()) <= 1 else Question(text)


def commanded(text: str) -> Asked:
    """What the words after a command ask for."""
    words = text.split()
    match [word.casefold() for word in words]:
        case [] | ["help" | "?"]:
            return ShowHelp()
        case ["topics" | "topic", *rest] if len(rest) <= 1:
            return BrowseTopics(words[1] if rest else "")
        case ["path" | "paths"]:
            return FollowPath()
        case ["path" | "paths", _]:
            return Resume(words[1])
        case ["quiz", *rest] if len(rest) <= 1:
            return QuizMe(words[1] if rest else "")
        case ["path" | "paths", _, step] if isinstance(
            found := parse_action(f"path:{words[1]}:{step}"), FollowPath
        ):
            return found
        case ["question", _, *_]:
            return Question(text.split(maxsplit=1)[1])
        case _:
            return Question(text)
