"""The few words that the bot knows on any platform, and all the questions that only begin like them."""

from __future__ import annotations

import pytest

from adapters.asking import Asked, commanded, told
from bot.conversation import BrowseTopics, FollowPath, Question, ShowHelp
from bot.wishes import QuizMe, Resume


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ShowHelp()),
        ("   ", ShowHelp()),
        ("HELP", ShowHelp()),
        ("?", ShowHelp()),
        ("help me with docker", Question("help me with docker")),
        ("topics", BrowseTopics()),
        ("Topic", BrowseTopics()),
        ("topics skills", BrowseTopics("skills")),
        ("topics of interest in databases", Question("topics of interest in databases")),
        ("paths", FollowPath()),
        ("path first", Resume("first")),
        ("Paths First", Resume("First")),
        ("path first 2", FollowPath("first", 2)),
        ("path first 0", Question("path first 0")),
        ("path first two", Question("path first two")),
        ("path to become a developer", Question("path to become a developer")),
        ("quiz", QuizMe()),
        ("QUIZ From-Zero", QuizMe("From-Zero")),
        ("quiz me on docker", Question("quiz me on docker")),
        ("question help", Question("help")),
        ("question  topics\n now", Question("topics\n now")),
        ("question", Question("question")),
        ("explain docker", Question("explain docker")),
    ],
)
def test_commanded_reads_words_after_the_command(text: str, said: Asked) -> None:
    """A few words are commands, all else is a question; `question` makes a question of anything."""
    assert said == commanded(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topics", BrowseTopics()),
        ("quiz", QuizMe()),
        ("", ShowHelp()),
        ("path first", Question("path first")),
        ("topics skills", Question("topics skills")),
    ],
)
def test_only_a_single_word_is_a_command_in_a_conversation(text: str, said: Asked) -> None:
    """Who talks to the bot means a question as soon as it is more than a word."""
    assert said == told(text)
