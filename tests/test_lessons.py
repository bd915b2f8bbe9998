"""What the bot says in a quiz, from the offer on a step to the result, whatever code arrives."""

from __future__ import annotations

from typing import Final

import pytest

from bot.compose import Voice
from bot.conversation import FollowPath, Quiz
from bot.knowledge import Entry, Knowledge, LearningPath, Step
from bot.lessons import QUIZ_AFTER
from bot.quiz import Quizzes
from bot.reply import Choices, Heading, Option, Prose, Reply

_TEXTS: Final = {
    "Doors": "What people open and close to get into a room, and out of it again. Keep them oiled.",
    "Lamps": "What gives light once the sun has gone down in the evening.",
    "Roofs": "What keeps rain and snow away from everything that is under it.",
    "What is a wall?": "Stones upon stones, around the place where people live. A wall keeps the wind away.",
    "Stairs": "What leads up and down, one foot after the other, until you are there.",
}
_NAMES: Final = ("doors", "lamps", "roofs", "wall", "stairs")
_QUIET: Final = "x" * 64
_PATHS: Final = Option("Learning paths", "paths")


def _knowledge() -> Knowledge:
    """A path of five steps that can be asked about, and one through an entry too short for that."""
    entries = {
        name: Entry(id=name, kind="house", title=title, short=short, phrasings=(name,))
        for name, (title, short) in zip(_NAMES, _TEXTS.items(), strict=True)
    }
    entries["hole"] = Entry(id="hole", kind="house", title="Holes", short="Nothing.", phrasings=("hole",))
    return Knowledge(
        entries=entries,
        paths={
            "house": LearningPath(
                id="house", title="A house", audience="you", steps=tuple(Step(entry=name) for name in _NAMES)
            ),
            _QUIET: LearningPath(id=_QUIET, title="Quiet", audience="you", steps=(Step(entry="hole"),)),
        },
    )


@pytest.fixture(scope="module")
def voice() -> Voice:
    """The voice of a small knowledge base."""
    return Voice(_knowledge())


def _right(number: int) -> int:
    knowledge = _knowledge()
    return Quizzes(knowledge).items(knowledge.paths["house"], 5)[number - 1].right


def _wrong(number: int) -> int:
    return _right(number) % 4 + 1


def _heading(reply: Reply) -> str:
    (found,) = (block.text for block in reply.blocks if isinstance(block, Heading))
    return found


def _choices(reply: Reply) -> Choices:
    (found,) = (block for block in reply.blocks if isinstance(block, Choices))
    return found


def _said(reply: Reply) -> str:
    return "\n".join(block.markdown for block in reply.blocks if isinstance(block, Prose))


def test_the_first_question_says_what_it_is_about(voice: Voice) -> None:
    """The first question tells its path and its gaps, shows the text and four titles, and leads back to the path."""
    reply = voice.action(Quiz("house", 4))

    assert _heading(reply) == "Question 1 of 4"
    assert _said(reply) == (
        "This is from **A house**; (…) stands for words that would give it away. Take your time.\n"
        "What people open and close to get into a room, and out of it again. Keep them oiled."
    )
    assert _choices(reply).prompt == "Which title fits best?"
    assert [option.code for option in _choices(reply).options] == [
        f"quiz:house:4:1:0:{choice}" for choice in (1, 2, 3, 4)
    ]
    assert reply.buttons == (Option("Back to the path", "path:house:5"),)


def test_later_questions_tell_how_it_stands(voice: Voice) -> None:
    """The number of the question, how many there are and how many were right stand above it; none is not rubbed in."""
    assert _heading(voice.action(Quiz("house", 4, 3, 1))) == "Question 3 of 4, 1 right"
    assert _heading(voice.action(Quiz("house", 4, 3, 0))) == "Question 3 of 4"


def test_a_right_answer_is_praised_and_counted(voice: Voice) -> None:
    """A right answer is told with its title, and counts in the next question's code."""
    reply = voice.action(Quiz("house", 4, 2, 1, _right(2)))

    assert (_heading(reply), _said(reply)) == ("Right", "Yes, that is it. It is about **Lamps**.")
    assert reply.buttons == (
        Option("Next question", "quiz:house:4:3:2"),
        Option("Back to the path", "path:house:5"),
    )


def test_a_wrong_answer_is_told_with_both_texts(voice: Voice) -> None:
    """A wrong answer is told what was right and why, and what the chosen title says; the entry can be read again."""
    reply = voice.action(Quiz("house", 5, 4, 1, _wrong(4)))
    chosen = _choices(voice.action(Quiz("house", 5, 4, 1))).options[_wrong(4) - 1].label
    opening = _TEXTS[chosen].split(". ")[0].removesuffix(".")

    assert _heading(reply) == "Not quite"
    assert _said(reply) == (
        f"It answers **What is a wall?** Without the gaps:\n{_TEXTS['What is a wall?']}\n"
        f"What you chose, **{chosen}**, says something else: {opening}."
    )
    assert reply.buttons == (
        Option("Next question", "quiz:house:5:5:1"),
        Option("Read again: What is a wall?", "whole:wall"),
        _PATHS,
    )


def test_after_the_last_question_comes_the_result(voice: Voice) -> None:
    """The last answer leads to the result, which leads on with the path or to the same questions once more."""
    last = voice.action(Quiz("house", 4, 4, 3, _right(4)))

    assert last.buttons[0] == Option("How did I do?", "quiz:house:4:5:4")
    result = voice.action(Quiz("house", 4, 5, 4))
    assert _heading(result) == "4 of 4 right"
    assert result.buttons == (
        Option("Go on with step 5", "path:house:5"),
        Option("Once more", "quiz:house:4:1:0"),
    )


def test_the_result_of_a_whole_path_leads_to_the_paths(voice: Voice) -> None:
    """Behind the last step there is none to go on with: the other paths are offered."""
    assert voice.action(Quiz("house", 5, 6, 2)).buttons[0] == _PATHS


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (0, "Nobody keeps all this after one reading."),
        (1, "Nobody keeps all this after one reading."),
        (2, "A good part has stuck already."),
        (3, "A good part has stuck already."),
        (4, "Most of it has stuck"),
        (5, "Everything right."),
    ],
)
def test_every_result_is_told_kindly(voice: Voice, right: int, said: str) -> None:
    """From none to all, a result says what is good about it and what helps."""
    reply = voice.action(Quiz("house", 5, 6, right))

    assert _heading(reply) == f"{right} of 5 right"
    assert _said(reply).startswith(said)


def test_the_paths_that_can_be_asked_about_are_listed(voice: Voice) -> None:
    """Without a path named, or with one that there is not, the paths are offered that allow a question."""
    options = (Option("A house", "quiz:house:5:1:0"),)

    assert _choices(voice.action(Quiz())) == Choices("Which path shall I ask you about?", options)
    assert _choices(voice.action(Quiz("gone", 3))) == Choices(
        "There is no path by that name. There are these:", options
    )


@pytest.mark.parametrize(
    ("path", "upto", "said", "buttons"),
    [
        (_QUIET, 999, "There is nothing I can ask you about **Quiet** yet.", (_PATHS,)),
        (
            "house",
            0,
            "There is nothing I can ask you about **A house** yet. Take another step or two first.",
            (Option("Go on with step 1", "path:house:1"),),
        ),
    ],
    ids=["too-short", "nothing-done"],
)
def test_where_there_is_nothing_to_ask_it_says_so(
    voice: Voice, path: str, upto: int, said: str, buttons: tuple[Option, ...]
) -> None:
    """A path whose entries say too little, and one of which nothing is done, allow no question yet."""
    reply = voice.action(Quiz(path, upto))

    assert (_said(reply), reply.buttons) == (said, buttons)


def test_a_knowledge_base_of_one_entry_has_nothing_to_ask() -> None:
    """One entry is no choice: no path is listed, and no step or end offers a quiz."""
    full = _knowledge()
    voice = Voice(Knowledge(entries={"doors": full.entries["doors"]}, paths={"house": full.paths["house"]}))

    assert _said(voice.action(Quiz())) == "There is nothing here that I could ask you yet."
    assert [option.code for option in voice.action(FollowPath("house", 6)).buttons] == ["paths", "topics"]


def test_steps_offer_the_quiz_from_the_fourth_on(voice: Voice) -> None:
    """With three steps done there is enough to ask about: one more button, about the steps before this one."""
    buttons = [voice.action(FollowPath("house", step)).buttons for step in (1, 2, 3, 4, 5)]
    quizzes = [[option for option in row if option.code.startswith("quiz:")] for row in buttons]

    assert QUIZ_AFTER == 3
    assert quizzes == [
        *([], [], []),
        [Option("Quiz me on the steps so far", "quiz:house:3:1:0")],
        [Option("Quiz me on the steps so far", "quiz:house:4:1:0")],
    ]
    assert max(map(len, buttons)) == 4


def test_a_finished_path_offers_the_quiz(voice: Voice) -> None:
    """Behind the last step the whole path can be asked about, if anything of it can."""
    assert voice.action(FollowPath("house", 6)).buttons[0] == Option(
        "Quiz me on this path", "quiz:house:5:1:0"
    )
    assert voice.action(FollowPath(_QUIET, 2)).buttons[0] == _PATHS
