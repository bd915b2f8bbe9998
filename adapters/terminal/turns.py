"""What a typed line means: a question, the number or label of an option, or a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import (
    Action,
    BrowseTopics,
    FollowPath,
    Question,
    Quiz,
    ShowHelp,
    checked_question,
    parse_action,
)
from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reply import Option, Reply

COMMANDS: Final = {
    "/topics": "browse what I know, or one kind: /topics duties",
    "/path": "learning paths, step by step: /path from-zero, /path from-zero 4",
    "/quiz": "see what has stuck of a path: /quiz from-zero",
    "/help": "what you can ask and how",
    "/quit": "leave (Ctrl-D and Ctrl-C do the same)",
}

_ALL_STEPS: Final = 999
"""More than a path can have: nobody keeps which steps were done here, so a quiz is about the whole path."""

_LEAVING: Final = frozenset({"quit", "exit", "q", ":q"})


class Note(NamedTuple):
    """Something to tell the person at once, without asking the core."""

    text: str


class Quit(NamedTuple):
    """The person is leaving."""


class Offered(NamedTuple):
    """What the person can choose from, and what was shown last.

    The last reply's options by number, all labels so far with their codes, and the id of the entry shown last.
    """

    options: tuple[Option, ...] = ()
    labels: Mapping[str, str] = {}
    entry: str = ""

    def after(self, reply: Reply) -> Offered:
        """What is offered once a reply has been shown."""
        fresh = {_key(option.label): option.code for option in reply.options}
        kept = {label: code for label, code in self.labels.items() if not _answers(code)}
        return Offered(reply.options, {**kept, **fresh}, reply.entry or self.entry)


def interpret(line: str, offered: Offered) -> Question | Action | Note | Quit:
    """What one typed line asks for."""
    typed = line.strip()
    if typed.startswith("/"):
        return _command(typed.split())
    if typed.casefold() in _LEAVING:
        return Quit()
    number = typed.strip("#.) ")
    if number.isascii() and number.isdigit() and offered.options:
        return _chosen(number, offered.options)
    if action := parse_action(offered.labels.get(_key(typed), "")):
        return action
    try:
        return checked_question(typed, after=offered.entry)
    except BadInputError as error:
        return Note(str(error))


def _command(words: list[str]) -> Action | Note | Quit:
    match [words[0].casefold(), *words[1:]]:
        case ["/quit" | "/exit" | "/q", *_]:
            return Quit()
        case ["/help" | "/?", *_]:
            return ShowHelp()
        case ["/topics", *kind]:
            return BrowseTopics(kind[0] if kind else "")
        case ["/path" | "/paths"]:
            return FollowPath()
        case ["/path" | "/paths", name]:
            return FollowPath(name)
        case ["/path" | "/paths", name, step] if isinstance(
            action := parse_action(f"path:{name}:{step}"), FollowPath
        ):
            return action
        case ["/path" | "/paths", *_]:
            return Note("A step is a number, as in: /path from-zero 4")
        case ["/quiz", *name]:
            return Quiz(name[0], _ALL_STEPS) if name else Quiz()
        case _:
            return Note(f"There is no command {words[0].casefold()}. There are: {', '.join(COMMANDS)}")


def _chosen(digits: str, options: tuple[Option, ...]) -> Action | Note:
    number = int(digits[:4])
    action = parse_action(options[number - 1].code) if 1 <= number <= len(options) else None
    return action or Note(f"The choices are 1 to {len(options)}; or just ask.")


def _answers(code: str) -> bool:
    """Whether a code answers a question of a quiz: its label is a title, which asks for the entry once the quiz went on."""
    action = parse_action(code)
    return isinstance(action, Quiz) and action.choice > 0


def _key(label: str) -> str:
    return label.casefold().strip(" ?!.")
