"""What the loader finds while it reads is a rule with a manual, and every such rule is something that it finds."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from bot.check.rules import RULES
from bot.problems import ReadingRule

if TYPE_CHECKING:
    from collections.abc import Iterator

BOT: Final = Path(__file__).resolve().parent.parent.parent / "bot"
READERS: Final = ("loading", "references", "yaml_reader", "files")
NAMES: Final = set(get_args(ReadingRule))


def written(module: str) -> Iterator[str]:
    """The names of rules that a module names, wherever it may hand them over."""
    for node in ast.walk(ast.parse((BOT / f"{module}.py").read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="_report") | ast.Name(id="YamlProblem"), args=[*_, last]):
                handed = last
            case ast.Yield(value=ast.Tuple(elts=[*_, last])):
                handed = last
            case _:
                continue
        if isinstance(handed, ast.Constant) and isinstance(handed.value, str):
            yield handed.value


def test_every_finding_of_the_loader_is_a_rule() -> None:
    """The names that the loader may give to what it finds are those of the rules without a search of their own.

    That it gives no other name than these is for mypy to see: `Problem.rule` is a `ReadingRule`.
    """
    assert {rule.name for rule in RULES if rule.find is None} == NAMES


def test_every_name_is_given() -> None:
    """Each of the names is written somewhere in the modules that read; `yaml` is what stands for all else."""
    named = {name for module in READERS for name in written(module)}

    assert {"yaml"} == NAMES - named
    assert set() == named - NAMES


def test_what_cannot_be_read_is_an_error() -> None:
    """Whatever the loader finds stands in the way of the bot, and so is an error."""
    assert {"error"} == {rule.severity for rule in RULES if rule.find is None}
