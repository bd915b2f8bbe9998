"""Every fault worth telling is one line with an exit code of its own."""

from __future__ import annotations

import pytest

from bot.errors import (
    BackchatError,
    BadInputError,
    ConfigurationError,
    KnowledgeInvalidError,
    KnowledgeMissingError,
)
from bot.problems import Problem


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (BackchatError, 1),
        (BadInputError, 2),
        (KnowledgeInvalidError, 65),
        (KnowledgeMissingError, 66),
        (ConfigurationError, 78),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value),
)
def test_every_fault_has_its_exit_code(kind: type[BackchatError], code: int) -> None:
    """The exit codes are those of sysexits.h that the manual promises."""
    assert issubclass(kind, BackchatError)
    assert code == kind.exit_code


def test_one_problem_is_told_whole() -> None:
    """A single problem is named with its place, and the message says how to see it again."""
    problem = Problem("kb/a.yaml", 3, 1, "'title' is missing: add it", "schema")

    error = KnowledgeInvalidError("kb", (problem,))

    assert str(error) == (
        "the knowledge in kb has 1 problem: kb/a.yaml:3:1: 'title' is missing: add it (schema). "
        "Run 'backchat check --knowledge kb' for all."
    )


def test_of_several_problems_the_first_is_told() -> None:
    """Several problems are counted, the first is named, and the exception carries them all."""
    problems = tuple(Problem("kb/a.yaml", line, 1, f"wrong {line}", "yaml") for line in (2, 5, 9))

    error = KnowledgeInvalidError("kb", problems)

    assert str(error).startswith("the knowledge in kb has 3 problems, first: kb/a.yaml:2:1: wrong 2 (yaml). ")
    assert problems == error.problems


def test_a_message_is_one_line() -> None:
    """The message of invalid knowledge has no line break, so that it fits one line of a log."""
    problem = Problem("kb/a.yaml", 1, 1, "not valid YAML", "yaml")

    assert len(str(KnowledgeInvalidError("kb", (problem, problem))).splitlines()) == 1
