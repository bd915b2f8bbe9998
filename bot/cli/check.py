"""`backchat check` and `backchat schema`: for people who edit the knowledge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption, KnowledgeOption
from bot.errors import BadInputError


def check(json_: JsonOption = False, knowledge: KnowledgeOption = None) -> None:
    """Check the knowledge and name every problem: file:line:column: message (rule).

    Ends with 0 when there is nothing to mend and with 1 when there is.
    """
    from bot.counting import count
    from bot.loading import inspect
    from bot.settings import knowledge_folder

    folder = nearby(knowledge_folder(knowledge))
    base, problems = inspect(folder)
    if json_:
        typer.echo(json.dumps([problem._asdict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(str(problem))
    if problems:
        typer.echo(f"{count(len(problems), 'problem')} in {folder}", err=True)
        raise typer.Exit(1)
    if not json_:
        phrasings = sum(len(entry.phrasings) for entry in base.entries.values())
        steps = sum(len(path.steps) for path in base.paths.values())
        typer.echo(
            f"{folder} is sound: {count(len(base.entries), 'entry', 'entries')} with {count(phrasings, 'phrasing')}, "
            f"every reference leads somewhere, {count(len(base.paths), 'path')} with {count(steps, 'step')} "
            f"in an order that works, {count(len(base.golden), 'golden question')}."
        )


def nearby(folder: Path) -> Path:
    """The folder as seen from here, when it lies below: shorter lines, and editors jump to them alike."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_absolute() and folder.is_relative_to(here) else folder


def schema(
    kind: Annotated[
        str, typer.Argument(help="entry, path, source, synonyms, out-of-scope, golden or policy.")
    ] = "entry",
) -> None:
    """Print the JSON Schema of a kind of knowledge file, for editors."""
    from bot.schema import SCHEMAS, json_schema

    if kind not in SCHEMAS:
        raise BadInputError(f"there is no schema '{kind}': there are {', '.join(SCHEMAS)}")
    typer.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
