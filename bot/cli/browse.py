"""`backchat topics`, `backchat show` and `backchat path`: the knowledge without asking."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.adapters import adapter
from bot.cli.options import JsonOption, KnowledgeOption
from bot.counting import count
from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.conversation import Action
    from bot.knowledge import Knowledge


def topics(
    kind: Annotated[str | None, typer.Argument(help="One kind only, such as duties.")] = None,
    json_: JsonOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """List every topic with its id, by kind."""
    base = _load(knowledge)
    if kind is not None and kind not in base.kinds:
        raise BadInputError(_no(f"kind '{kind}'", kind, base.kinds))
    kinds = {name: entries for name, entries in base.kinds.items() if kind in {None, name}}
    if json_:
        rows = [
            {"id": entry.id, "kind": name, "title": entry.title}
            for name, entries in kinds.items()
            for entry in entries
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(entry.id) for entries in kinds.values() for entry in entries)
    for name, entries in kinds.items():
        typer.secho(f"{name or '(no folder)'} ({len(entries)})", bold=True)
        for entry in entries:
            typer.echo(f"  {entry.id:<{width}}  {entry.title}")


def show(
    entry: Annotated[
        str, typer.Argument(metavar="ID", help="The entry's id, as 'backchat topics' lists it.")
    ],
    json_: JsonOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Show one entry."""
    from bot.conversation import ShowEntry

    base = _load(knowledge)
    found = base.entry(entry)
    if found is None:
        raise BadInputError(_no(f"entry '{entry}'", entry, base.entries))
    if json_:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _draw(base, ShowEntry(found.id))


def path(
    name: Annotated[str | None, typer.Argument(help="The path; without one all are listed.")] = None,
    step: Annotated[int, typer.Option("--step", min=1, help="The step to show.")] = 1,
    json_: JsonOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """List the learning paths, or show one step of a path."""
    from bot.conversation import FollowPath

    base = _load(knowledge)
    if name is None and step != 1:
        raise BadInputError("--step needs the name of a path, as in: backchat path from-zero --step 3")
    if name is not None and name not in base.paths:
        raise BadInputError(_no(f"path '{name}'", name, base.paths))
    if name is not None and step > len(base.paths[name].steps):
        raise BadInputError(f"the path '{name}' has {count(len(base.paths[name].steps), 'step')}")
    if json_:
        chosen = [base.paths[name]] if name is not None else list(base.paths.values())
        typer.echo(json.dumps([one.model_dump(mode="json") for one in chosen], ensure_ascii=False, indent=2))
    else:
        _draw(base, FollowPath(name or "", step))


def _load(folder: Path | None) -> Knowledge:
    from bot.loading import load
    from bot.settings import knowledge_folder

    return load(knowledge_folder(folder))


def _draw(base: Knowledge, action: Action) -> None:
    from bot.compose import Voice

    adapter("terminal").show(Voice(base).action(action))


def _no(what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"there is no {what}: did you mean '{near[0]}'?"
    return f"there is no {what}: there are {', '.join(known[:6])}" + (", …" if len(known) > 6 else "")  # noqa: PLR2004 - one line's worth
