"""`backchat forget` and `backchat export`: what is kept of people, for an operator who is asked."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.options import JsonOption
from bot.cli.output import tell
from bot.cli.processes import needs_serving, with_journal
from bot.errors import BadInputError

if TYPE_CHECKING:
    from bot.journal.journal import Journal
    from bot.journal.records import Pseudonym

_USER_HELP: Final = (
    "The platform and its id of the person: discord:80351110224678912 or slack:T012AB3C4/U012AB3CD."
)
_UserArgument = Annotated[str, typer.Argument(metavar="USER", help=_USER_HELP, show_default=False)]
_PersonOption = Annotated[
    str | None,
    typer.Option("--person", metavar="USER", help=f"Only what is kept of one person. {_USER_HELP}"),
]


def forget(user: _UserArgument, json_: JsonOption = False) -> None:
    """Delete everything that is kept of a person: questions, votes, remarks, and where they are on a path.

    People can do it themselves in chat: "delete my data". What is deleted is overwritten in the files of SQLite; backups
    are yours to delete.
    """
    person = _pseudonym(user)

    async def _forget(journal: Journal) -> None:
        from bot.journal.journal import now
        from bot.turns.notices import counted

        forgotten = await journal.people.forget(person, now())
        if json_:
            tell(asdict(forgotten))
        elif forgotten.anything:
            tell(f"deleted: {counted(forgotten)}")
        else:
            where = journal.store.name
            tell(f"nothing was kept of that person in {where}, or it was with another secret than this one's")

    with_journal(_forget, prepared=True)


def export(person: _PersonOption = None) -> None:
    """Print everything that is kept, one JSON object a line, without tokens of installations.

    People and places stand in it as pseudonyms; the words of a question are there until they are erased.
    """
    one = None if person is None else _pseudonym(person)  # an empty one is a mistake, and not everybody

    async def _export(journal: Journal) -> None:
        async for row in journal.people.export(one):
            typer.echo(json.dumps(row, ensure_ascii=False))

    with_journal(_export, prepared=True)


def _pseudonym(user: str) -> Pseudonym:
    """What stands for a person in the journal."""
    needs_serving()
    from bot.journal.privacy import privacy_of
    from bot.settings import data_folder, read_settings

    platform, _, id_ = user.partition(":")
    if not (platform and id_):
        raise BadInputError("name the person as PLATFORM:ID, for example discord:80351110224678912")
    settings = read_settings()
    return privacy_of(settings, data_folder(settings)).pseudonym("person", platform.lower(), id_)
