"""What the bot says on a learning path: its list, its steps, its end, and the quiz about what one has read.

Every sentence about paths and quizzes stands in this file; the questions themselves are made in bot/quiz.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import FollowPath, Quiz, ShowEntry, action_code
from bot.counting import count
from bot.labels import BROWSE, PATHS, gone, known_name, sources_of
from bot.quiz import Quizzes
from bot.quiz_gaps import GAP, opening
from bot.reply import Block, Choices, Heading, Option, Prose, Reply

if TYPE_CHECKING:
    from bot.knowledge import Entry, Knowledge, LearningPath
    from bot.quiz import Item

QUIZ_AFTER: Final = 3
"""Steps done from which on a step offers the quiz: before, there is little to be asked about."""

_UNKNOWN: Final = "There is no path by that name. There are these:"
_PRAISE: Final = ("Exactly.", "Yes, that is it.", "Well remembered.", "You know this one.")
_MOST: Final = 2 / 3
_SOME: Final = 1 / 3
"""Shares of right answers from which on the result is told as most, or as a good part."""


class Lessons:
    """Says everything about the learning paths of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._quizzes = Quizzes(knowledge)

    def paths(self, said: str = "Which one is yours?") -> Reply:
        """The paths to choose from, with their length and whom they are for."""
        paths = self._knowledge.paths.values()
        if not paths:
            return Reply((Prose("There is no learning path here yet."),), (BROWSE,), private=True)
        lines = "\n".join(
            f"- **{path.title}** ({count(len(path.steps), 'step')}): {path.audience}" for path in paths
        )
        options = tuple(Option(path.title, action_code(FollowPath(path.id))) for path in paths)
        return Reply(
            (Heading("Learning paths"), Prose(lines), Choices(said, options)), (BROWSE,), private=True
        )

    def step(self, name: str, number: int) -> Reply:
        """A step of a path, counted from 1, and the end behind the last."""
        if (path := self._path(name)) is None:
            return self.paths(_UNKNOWN)
        if number > len(path.steps):
            return self._finished(path)
        step = path.steps[number - 1]
        entry = self._knowledge.entry(step.entry)
        if entry is None:
            return gone()
        blocks: list[Block] = [Heading(f"{path.title}, step {number} of {len(path.steps)}: {entry.title}")]
        if step.why:
            blocks.append(Prose(f"**Why now:** {step.why}"))
        blocks.append(Prose(entry.short))
        if step.task:
            blocks.append(Prose(f"**Do this:** {step.task}"))
        if entry.sources:
            blocks.append(sources_of(entry, self._knowledge))
        quiz = self._offer(path, number - 1, "Quiz me on the steps so far") if number > QUIZ_AFTER else ()
        return Reply(tuple(blocks), (*_step_buttons(path, number, entry), *quiz), private=True)

    def quiz(self, asked: Quiz) -> Reply:
        """A question, what an answer to it was worth, or the result; the list of paths where none is named.

        Numbers that no button has are taken for the nearest that one has, and a choice that was not offered for none.
        """
        if not asked.path:
            return self._quizzes_to_choose("Which path shall I ask you about?")
        if (path := self._path(asked.path)) is None:
            return self._quizzes_to_choose(_UNKNOWN)
        upto = min(max(asked.upto, 0), len(path.steps))
        items = self._quizzes.items(path, upto)
        if not items:
            return _nothing_to_ask(path, upto)
        number = min(max(asked.number, 1), len(items) + 1)
        at = Quiz(path.id, upto, number, min(max(asked.right, 0), number - 1), asked.choice)
        if number > len(items):
            return _result(path, at, len(items))
        item = items[number - 1]
        answered = 1 <= at.choice <= len(item.options)
        return (_verdict if answered else _question)(path, item, at, len(items))

    def _path(self, name: str) -> LearningPath | None:
        found = known_name(name, self._knowledge.paths)
        return self._knowledge.paths[found] if found else None

    def _finished(self, path: LearningPath) -> Reply:
        said = (
            f"That was the last step of **{path.title}**: {count(len(path.steps), 'step')} done. "
            "Keep what you built along the way; it is what you show people."
        )
        quiz = self._offer(path, len(path.steps), "Quiz me on this path")
        return Reply((Heading("You are through"), Prose(said)), (*quiz, PATHS, BROWSE), private=True)

    def _offer(self, path: LearningPath, upto: int, label: str) -> tuple[Option, ...]:
        """The button to the quiz on the first steps of a path, where there is anything to ask."""
        items = self._quizzes.items(path, upto)
        return (Option(label, action_code(Quiz(path.id, upto))),) if items else ()

    def _quizzes_to_choose(self, said: str) -> Reply:
        offers = (self._offer(path, len(path.steps), path.title) for path in self._knowledge.paths.values())
        options = tuple(option for offer in offers for option in offer)
        if not options:
            return Reply((Prose("There is nothing here that I could ask you yet."),), (BROWSE,), private=True)
        return Reply((Heading("Quiz"), Choices(said, options)), (PATHS,), private=True)


def _step_buttons(path: LearningPath, number: int, entry: Entry) -> tuple[Option, ...]:
    onward = Option(
        "What next?" if number < len(path.steps) else "Finish", action_code(FollowPath(path.id, number + 1))
    )
    back = (Option("Back", action_code(FollowPath(path.id, number - 1))),) if number > 1 else ()
    return (onward, Option(f"More: {entry.title}", action_code(ShowEntry(entry.id, whole=True))), *back)


def _question(path: LearningPath, item: Item, at: Quiz, total: int) -> Reply:
    so_far = f", {at.right} right" if at.right else ""
    blocks: list[Block] = [Heading(f"Question {at.number} of {total}{so_far}"), Prose(item.text)]
    if at.number == 1:
        told = (
            f"This is from **{path.title}**; {GAP} stands for words that would give it away. Take your time."
        )
        blocks.insert(1, Prose(told))
    options = (
        Option(option.title, action_code(Quiz(path.id, at.upto, at.number, at.right, choice)))
        for choice, option in enumerate(item.options, 1)
    )
    blocks.append(Choices("Which title fits best?", tuple(options)))
    return Reply(tuple(blocks), (_back(path, at.upto, "Back to the path"),), private=True)


def _verdict(path: LearningPath, item: Item, at: Quiz, total: int) -> Reply:
    """What an answer was worth: never more than the way on, the entry after a wrong one, and the way out."""
    is_right = at.choice == item.right
    following = Quiz(path.id, at.upto, at.number + 1, at.right + is_right)
    onward = Option("Next question" if at.number < total else "How did I do?", action_code(following))
    back = _back(path, at.upto, "Back to the path")
    if is_right:
        praise = _PRAISE[(at.number - 1) % len(_PRAISE)]
        return Reply((Heading("Right"), Prose(f"{praise} {_told(item.entry)}")), (onward, back), private=True)
    chosen = item.options[at.choice - 1]
    blocks = (
        Heading("Not quite"),
        Prose(f"{_told(item.entry)} {'Without the gaps' if GAP in item.text else 'Once more'}:"),
        Prose(item.entry.short),
        Prose(f"What you chose, **{chosen.title}**, says something else: {opening(chosen.short)}"),
    )
    again = Option(f"Read again: {item.entry.title}", action_code(ShowEntry(item.entry.id, whole=True)))
    return Reply(blocks, (onward, again, back), private=True)


def _told(entry: Entry) -> str:
    """What a text belongs to, said of a question and of a thing."""
    return f"It {'answers' if entry.title.endswith('?') else 'is about'} **{entry.title}**" + (
        "" if entry.title.endswith("?") else "."
    )


def _result(path: LearningPath, at: Quiz, total: int) -> Reply:
    if at.right == total:
        said = "Everything right. You can build on this."
    elif at.right >= _MOST * total:
        said = "Most of it has stuck, and the rest comes back when you need it in a project of your own."
    elif at.right >= _SOME * total:
        said = "A good part has stuck already. Read the others once more; a second look usually does it."
    else:
        said = (
            "Nobody keeps all this after one reading. Do the small task of a step or two, so that it means "
            "something to you, and try again whenever you like."
        )
    again = Option("Once more", action_code(Quiz(path.id, at.upto)))
    buttons = (_back(path, at.upto, f"Go on with step {at.upto + 1}"), again)
    return Reply((Heading(f"{at.right} of {total} right"), Prose(said)), buttons, private=True)


def _nothing_to_ask(path: LearningPath, upto: int) -> Reply:
    more = " Take another step or two first." if upto < len(path.steps) else ""
    said = f"There is nothing I can ask you about **{path.title}** yet.{more}"
    return Reply((Prose(said),), (_back(path, upto, f"Go on with step {upto + 1}"),), private=True)


def _back(path: LearningPath, upto: int, label: str) -> Option:
    """The way from the quiz to the step behind those asked about, and behind the last to the other paths."""
    return Option(label, action_code(FollowPath(path.id, upto + 1))) if upto < len(path.steps) else PATHS
