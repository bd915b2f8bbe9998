"""`backchat db`: the tables of the journal, and a copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.options import JsonOption
from bot.cli.output import tell
from bot.cli.processes import with_journal
from bot.errors import BadInputError, StoreError

if TYPE_CHECKING:
    from bot.journal.journal import Journal

app = typer.Typer(
    help="Look after the journal: its tables, its state, a backup.\n\n"
    "The journal is the SQLite file in BACKCHAT_DATA, or the PostgreSQL of DATABASE_URL.",
    rich_markup_mode=None,
)

_STANDINGS: Final = {
    "empty": "not made yet: 'backchat db upgrade' makes them",
    "old": "older than this version: run 'backchat db upgrade'",
    "current": "up to date",
    "newer": "made by a newer Backchat: install that one",
}


@app.command()
def upgrade() -> None:
    """Make the tables, or bring them to what this version needs. Harmless when there is nothing to do.

    Run it before a new version starts; several at once do no harm.
    """

    async def _upgrade(journal: Journal) -> None:
        before, after = await journal.upgrade()
        change = "is up to date" if before == after else f"went from {before or 'nothing'} to {after}"
        typer.echo(f"the journal in {journal.store.name} {change}")

    with_journal(_upgrade, prepared=False)


@app.command()
def status(json_: JsonOption = False) -> None:
    """Say where the journal is, whether its tables fit this version, and how much is in it."""

    async def _status(journal: Journal) -> None:
        standing = await journal.standing()
        counts = dict(await journal.counts()) if standing == "current" else {}
        if json_:
            tell({"journal": journal.store.name, "tables": standing, "rows": counts})
            return
        typer.echo(f"journal  {journal.store.name}\ntables   {_STANDINGS[standing]}")
        for name, rows in counts.items():
            typer.echo(f"{name:<14}{rows:>10,}")

    with_journal(_status, prepared=False)


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="The file to write; it must not exist yet.", show_default=False)
    ],
) -> None:
    """Copy a SQLite journal into one file, while processes go on writing to it.

    The secret lies beside the journal, in installation.key: keep a copy of it too, elsewhere. For PostgreSQL use pg_dump.
    """

    async def _backup(journal: Journal) -> None:
        if journal.store.file is None:
            raise BadInputError("the journal is in PostgreSQL: back it up with pg_dump")
        if file.exists() or not file.parent.is_dir():
            why = "exists already" if file.exists() else "would lie in a folder that does not exist"
            raise BadInputError(f"{file} {why}: name another file")
        if await journal.standing() == "empty":
            raise StoreError(
                f"there is nothing in {journal.store.name}: is BACKCHAT_DATA what the server has?"
            )
        await _copied(journal, file)
        typer.echo(f"{journal.store.name} copied to {file} ({file.stat().st_size:,} bytes)")

    with_journal(_backup, prepared=False)


async def _copied(journal: Journal, file: Path) -> None:
    """Copies a journal; half a copy does not stay."""
    try:
        await journal.copy_to(file)
    except StoreError:
        file.unlink(missing_ok=True)  # noqa: ASYNC240 - nothing else runs in this process
        raise
