"""`backchat report`: what was asked, what lacked an answer, and which part of the field has none."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell
from bot.errors import BadInputError

if TYPE_CHECKING:
    from bot.answer import Answerer
    from bot.workbench.coverage_map import Coverage
    from bot.workbench.unanswered import Again
    from bot.workbench.usage import Usage

_DAYS: Final = 30
_MOST_DAYS: Final = 400
"""As long as questions are kept without their words."""

DaysOption = Annotated[
    int, typer.Option("--days", min=1, max=_MOST_DAYS, metavar="N", help="How many days to look back.")
]


def report(
    days: DaysOption = _DAYS,
    json_: JsonOption = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with plots to FILE instead.")
    ] = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Tell what was asked, what found no answer, and which part of the field has none.

    It counts questions, outcomes, votes, times and entries, lists what found no answer (asked again of the knowledge as
    it is now), and draws the map: entries by track and by whom they help. What to write next stands in "found no answer"
    and in the empty places of the map.

    backchat report --days 7

    backchat report --html report.html

    The journal is that of BACKCHAT_DATA or DATABASE_URL, as the server has them. It shows people's own words, though not
    whose they are: keep it to the maintainers. Without a journal it draws the map alone.

    Ends with 0.
    """
    from bot.bootstrap import bootstrap
    from bot.cli.history import kept_questions
    from bot.cli.progress import progress
    from bot.workbench.coverage_map import coverage
    from bot.workbench.usage import usage

    if html is not None and (html.is_dir() or not html.parent.is_dir()):
        raise BadInputError(f"{html} cannot be written: name a file in a folder that exists")
    now = time.time_ns() // 1_000_000
    with progress() as watch:
        watch("learning the phrasings", 0, 1)
        answerer = bootstrap(knowledge)
        watch("reading the journal", 0, 1)
        found = kept_questions(days)
        watch("asking again what found no answer", 0, 1)
        counted = usage(found.kept, answerer.knowledge, days, now, _again(answerer))
    drawn = coverage(answerer.knowledge, found.kept)
    if found.note:
        typer.echo(found.note, err=True)
    _print(counted, drawn, found.note, html=html, json_=json_)


def _again(answerer: Answerer) -> Again:
    """Asks a question of the knowledge as it is now."""
    from bot.conversation import Question
    from bot.workbench.changes import Told, told

    def _told(text: str, after: str) -> Told:
        return told(answerer.decide(answerer.rank(Question(text, after))))

    return _told


def _print(counted: Usage, drawn: Coverage, note: str, *, html: Path | None, json_: bool) -> None:
    from bot.workbench.usage_text import text
    from bot.workbench.usage_values import described

    if html is not None:
        from bot.workbench.usage_html import page

        _write(html, page(counted, drawn, note))
        private = "; it shows people's own words: keep it to the maintainers"
        typer.echo(f"written to {html}{private if counted.unanswered or counted.wanted else ''}", err=True)
    if json_:
        tell(described(counted, drawn, note))
    elif html is None:
        tell(text(counted, drawn, color=sys.stdout.isatty() and not os.environ.get("NO_COLOR")))


def _write(file: Path, page: str) -> None:
    """Writes a page that nobody else on this machine may read: it may hold people's words."""
    file.touch(mode=0o600)
    if file.is_file():  # one that was there before may be open to others
        file.chmod(0o600)
    file.write_text(page, encoding="utf-8")
