"""`backchat diff`: what an edit of the knowledge changes in what people are answered."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.check import nearby
from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell
from bot.errors import BadInputError

if TYPE_CHECKING:
    from bot.workbench.difference import Difference


_NOTHING: Final = (
    "there was nothing to write into golden.yaml: to have questions of yours in it, put them into a file, one a line, and "
    "name it with --questions FILE --accept"
)


def diff(  # noqa: PLR0913, PLR0917 - each is an option of the command
    base: Annotated[
        str | None,
        typer.Argument(
            metavar="BASE",
            help="The branch, tag or commit to compare with; without it, where your branch left the main one, "
            "and on the main branch the last commit.",
            show_default=False,
        ),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a comment for a pull request.")] = False,
    chat: Annotated[
        bool, typer.Option("--chat", help="Print two or three lines for a chat, with no mention in them.")
    ] = False,
    json_: JsonOption = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Write into golden.yaml what becomes of these questions now."),
    ] = False,
    accept_asked: Annotated[
        bool,
        typer.Option(
            "--accept-asked",
            help="The same, and for questions of the journal too: people's words go into git then.",
        ),
    ] = False,
    questions: Annotated[
        list[Path] | None,
        typer.Option(
            "--questions",
            metavar="FILE",
            help="Ask these as well, to see what becomes of them: one a line, JSON lines, or YAML like golden.yaml.",
        ),
    ] = None,
    journal: Annotated[
        bool, typer.Option("--journal/--no-journal", help="Ask what people asked, as far as it is kept.")
    ] = True,
    quote: Annotated[
        bool,
        typer.Option("--quote", help="Quote questions of the journal with --markdown and --chat, too."),
    ] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Tell whose answers change by your edit of the knowledge.

    Every golden question and every question of the journal is put to the knowledge as it was and as it is. A change counts
    as listed when golden.yaml has the question and it fares as it says: answered by the entry it expects, or as its so_far.
    Before you open a pull request:

    backchat diff

    A question went to the wrong entry? Mend the phrasings. Is it what you want, or the best there is for now? Then list it:

    backchat diff --accept

    Words that people typed are shown here and with --json, but not with --markdown and --chat, which others read: there
    they are counted, unless --quote is given.

    Ends with 0 when every change is listed, with 1 when one is not, with 65 when the knowledge has problems, now or then,
    and with 66 when there was none.
    """
    from bot.cli.diffing import accept as accepted
    from bot.cli.diffing import difference
    from bot.settings import knowledge_folder

    if markdown + chat + json_ > 1:
        raise BadInputError("--markdown, --chat and --json are three ways to print: choose one")
    folder = nearby(knowledge_folder(knowledge))
    found, written, before = difference(folder, base, questions or (), journal=journal)
    if accept or accept_asked:
        found = accepted(found, written, before, asked=accept_asked)
        if not found.accepted and not found.skipped:
            typer.echo(_NOTHING, err=True)
    if found.note:
        typer.echo(found.note, err=True)
    tell(_drawn(found, markdown=markdown, chat=chat, json_=json_, quote=quote))
    if found.failing:
        raise typer.Exit(1)


def _drawn(
    found: Difference, *, markdown: bool, chat: bool, json_: bool, quote: bool
) -> str | dict[str, Any]:
    if markdown:
        from bot.workbench.difference_markdown import markdown as comment

        return comment(found, quote=quote).rstrip("\n")
    if chat:
        from bot.workbench.difference_chat import chat as notice

        return notice(found, quote=quote)
    if json_:
        from bot.workbench.difference import described

        return described(found)
    from bot.workbench.difference_text import text

    return text(found, color=_is_colorful())


def _is_colorful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
