"""`backchat check` and `backchat schema`: for people who edit the knowledge."""

from __future__ import annotations

import json
import os
import sys
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell
from bot.counting import count
from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.check.rule import Rule
    from bot.check.running import Report
    from bot.check.subject import Subject
    from bot.cli.mending import Mended

_ONLY_WARNINGS: Final = 3
_FEW: Final = 3
"""So many files are named; more are counted."""


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


def _rule_names(begun: str) -> list[str]:
    """The rules whose names begin so, for tab completion."""
    from bot.check.rules import RULES

    return [rule.name for rule in RULES if rule.name.startswith(begun)]


_RuleOption = typer.Option(
    "--only", metavar="RULE", help="Only this rule; may be given several times.", autocompletion=_rule_names
)


def check(  # noqa: PLR0913, PLR0917 - each is an option of the command
    format_: Annotated[
        Format,
        typer.Option("--format", help="How to print: lines for people, annotations for GitHub, or JSON."),
    ] = Format.TEXT,
    json_: JsonOption = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without changing any answer.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 3 when there are warnings and nothing else.")
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="RULE",
            help="Say what a rule looks for, why, and how to mend what it finds.",
            autocompletion=_rule_names,
        ),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    only: Annotated[list[str] | None, _RuleOption] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(
            "--skip", metavar="RULE", help="Leave this rule out; likewise.", autocompletion=_rule_names
        ),
    ] = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Check the knowledge and name everything that is wrong: file:line:column: message (rule).

    It asks the bot itself every phrasing that is written down, with and without a slip of the finger, and holds every
    answer against what each platform can show. Nothing found? Then it says what is proved.

    What is this rule about, and what do I do?

    backchat check --explain shadowed-phrasing

    Ends with 0 when there is nothing to mend, or nothing but warnings; with 1 when there are errors; with --strict, with
    3 when there are warnings only.
    """
    from bot.check.rules import RULES

    if explain is not None:
        return tell(_named(explain, RULES).manual.rstrip())
    if rules:
        return tell("\n".join(f"{rule.name:<22} {rule.severity:<8} {_first(rule)}" for rule in RULES))
    chosen = _chosen(RULES, only or [], skip or [])
    subject, report = _checked(knowledge, chosen, fix=fix)
    _print(subject, report, Format.JSON if json_ else format_)
    if report.errors:
        raise typer.Exit(1)
    if report.warnings and strict:
        raise typer.Exit(_ONLY_WARNINGS)
    return None


def _first(rule: Rule) -> str:
    return rule.manual.partition("\n")[0]


def _named(name: str, rules: Sequence[Rule]) -> Rule:
    found = next((rule for rule in rules if rule.name == name), None)
    if found is None:
        near = get_close_matches(name, [rule.name for rule in rules], n=1)
        remedy = f"did you mean '{near[0]}'?" if near else "'backchat check --rules' lists them"
        raise BadInputError(f"there is no rule '{name}': {remedy}")
    return found


def _chosen(rules: Sequence[Rule], only: list[str], skip: list[str]) -> tuple[Rule, ...]:
    wanted = {_named(name, rules).name for name in only} or {rule.name for rule in rules}
    unwanted = {_named(name, rules).name for name in skip}
    return tuple(rule for rule in rules if rule.name in wanted - unwanted)


def _checked(named: Path | None, rules: Sequence[Rule], *, fix: bool) -> tuple[Subject, Report]:
    """What was checked and what became of it, after mending if that is wanted."""
    from bot.check.running import checked
    from bot.cli.checking import subject_of
    from bot.cli.mending import mend
    from bot.cli.progress import progress
    from bot.settings import knowledge_folder

    folder = nearby(knowledge_folder(named))
    with progress() as watch:
        subject = subject_of(folder, watch)
        report = checked(subject, rules)
        if not fix:
            return subject, report
        mended = mend(subject, report, rules, lambda draft: subject_of(folder, watch, draft))
    _tell_mended(report, mended)
    return mended.subject, mended.report


def _tell_mended(before: Report, mended: Mended) -> None:
    """How much was mended, where, and what was left alone because it would do harm."""
    gone = sum(bool(one.found.fix) for one in before.findings)
    gone -= sum(bool(one.found.fix) for one in mended.report.findings)
    names = sorted(mended.files)
    where = ", ".join(names) if len(names) <= _FEW else count(len(names), "file")
    said = (
        f"mended {count(gone, 'finding')} in {where}" if names else "there was nothing that could be mended"
    )
    typer.echo(said, err=True)
    if mended.held_back:
        typer.echo(f"not mended, for it would break something else: {', '.join(mended.held_back)}", err=True)


def _print(subject: Subject, report: Report, format_: Format) -> None:
    from bot.check import drawing

    folder = subject.written.folder
    match format_:
        case Format.JSON:
            tell(drawing.described(report, folder))
        case Format.GITHUB:
            _lines(drawing.github(report, folder))
        case Format.TEXT:
            _lines(drawing.text(report, folder, color=_is_colorful()))
    if report.findings:
        typer.echo(f"{drawing.summary(report)} in {folder}", err=True)
    elif format_ is not Format.JSON:
        _lines(drawing.praise(subject.knowledge, report, folder))
    if report.left_out:
        few = len(report.left_out) == 1
        what = f"{report.left_out[0]} was left out" if few else "the bot was not asked"
        typer.echo(f"{what}: mend the errors first, then check again", err=True)


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        tell(line)


def _is_colorful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def nearby(folder: Path) -> Path:
    """The folder as seen from here, when it lies below: shorter lines, and editors jump to them alike."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_absolute() and folder.is_relative_to(here) else folder


def schema(
    kind: Annotated[
        str, typer.Argument(help="entry, path, source, synonyms, out-of-scope, golden, policy or map.")
    ] = "entry",
) -> None:
    """Print the JSON Schema of a kind of knowledge file, for editors."""
    from bot.schema import SCHEMAS, json_schema

    if kind not in SCHEMAS:
        raise BadInputError(f"there is no schema '{kind}': there are {', '.join(SCHEMAS)}")
    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
