"""`backchat new`: begins an entry with somebody who has never seen its file."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import KnowledgeOption
from bot.errors import BadInputError


def new(  # noqa: PLR0913, PLR0917 - each is a field of an entry, and an option
    kind: Annotated[
        str,
        typer.Argument(help="The folder: glossary, duties, skills, faqs ... 'backchat topics' lists them."),
    ],
    title: Annotated[str, typer.Argument(help='The question or the thing, as in "What is an index?"')],
    id_: Annotated[
        str, typer.Option("--id", metavar="ID", help="The name of the file; suggested from the title.")
    ] = "",
    phrasing: Annotated[
        list[str] | None,
        typer.Option("--phrasing", metavar="TEXT", help="A way to ask for it; give many of them."),
    ] = None,
    short: Annotated[
        str,
        typer.Option(
            "--short", metavar="TEXT", help="The answer in one or two sentences, at most 280 characters."
        ),
    ] = "",
    related: Annotated[
        list[str] | None,
        typer.Option("--related", metavar="ID", help="An entry people want next; the nearest are suggested."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="KEY", help="A key of sources.yaml; editorial when you write what you know."
        ),
    ] = None,
    golden: Annotated[
        list[str] | None,
        typer.Option(
            "--golden", metavar="TEXT", help="A question in other words that must find it; three are good."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take what is suggested for all that is not given, and ask nothing.")
    ] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Begin a new entry: it asks what it needs, writes the file, and says what to do next.

    For example:

    backchat new glossary "What is a database index?"

    While you type phrasings it tells which of them another entry has already. Nothing is written before the end.
    """
    from bot.cli.beginning import Wanted, begin

    given = map(tuple, (phrasing or (), related or (), source or (), golden or ()))
    try:
        begin(Wanted(kind, title, id_, short, *given), knowledge, yes=yes)
    except typer.Abort:
        typer.echo(err=True)  # the last question is a line that was not ended
        raise BadInputError(
            "the answers ended too soon, and nothing was written: 'backchat new --help' shows how to give them as options"
        ) from None
