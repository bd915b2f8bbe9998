"""Everything that can go wrong in a way worth telling, as one tree.

    BackchatError                    one clear line, with the remedy, and an exit code (sysexits.h)
        BadInputError                what was typed cannot be used (2)
        KnowledgeMissingError        there is no such folder or it cannot be read (66)
        KnowledgeInvalidError        the files have problems, all listed (65)
        ConfigurationError           a setting is wrong (78)
        StoreError                   the journal cannot be used: unreachable, full, not migrated (69)
        ServingError                 the process cannot serve, or not any more (69)

Expected outcomes, such as a question nobody wrote an answer for, are values and not errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from bot.problems import Problem


class BackchatError(Exception):
    """A fault that ends a command with one line and `exit_code`."""

    exit_code: ClassVar[int] = 1


class BadInputError(BackchatError):
    """What was typed cannot be used."""

    exit_code = 2


class KnowledgeMissingError(BackchatError):
    """The knowledge folder does not exist or cannot be read."""

    exit_code = 66


class KnowledgeInvalidError(BackchatError):
    """The knowledge files have problems; `problems` has all of them."""

    exit_code = 65

    def __init__(self, folder: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        first = problems[0]
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems, first"
        super().__init__(
            f"the knowledge in {folder} has {count}: {first}. Run 'backchat check --knowledge {folder}' for all."
        )


class ConfigurationError(BackchatError):
    """A setting has a value that cannot be used."""

    exit_code = 78


class StoreError(BackchatError):
    """The journal cannot be read or written now; whatever was asked of it was not done."""

    exit_code = 69


class ServingError(BackchatError):
    """The process cannot begin to serve, or cannot go on."""

    exit_code = 69
