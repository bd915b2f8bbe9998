"""`backchat evaluate`: how good the answers are, on questions whose right entries are known."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell
from bot.counting import count
from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.workbench.questions import LabelledQuestion, Selection

_PATIENCE: Final = 500
"""With more questions than this, progress is shown."""


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Questions as JSON lines, or as YAML in the form of golden.yaml; "
            "without one, the golden questions of the knowledge.",
        ),
    ] = None,
    json_: JsonOption = False,
    failures: Annotated[
        bool, typer.Option("--failures", help="Show every question that went wrong, and why.")
    ] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Measure how good the answers are, on questions whose right entries are known.

    A line of FILE.jsonl names a question and the entries that answer it, best first:

    {"q": "do i need a degree", "topics": ["degree-required"]}

    No topics: no entry answers. Then "scope" may say "near_out" or "far_out" (of our subject). "style" groups
    questions, as in "typo". Questions that equal a phrasing or a title prove nothing and are left out.

    To see what your change did, run it before and after: backchat evaluate --failures

    Ends with 0 however good the answers are.
    """
    from bot.bootstrap import bootstrap
    from bot.workbench.evaluate import evaluation
    from bot.workbench.evaluation_text import described, text
    from bot.workbench.questions import golden_questions, read_questions

    asked = [one for file in files or () for one in read_questions(file)]
    answerer = bootstrap(knowledge)
    if not files and not (asked := list(golden_questions(answerer.knowledge))):
        raise BadInputError("the knowledge has no golden questions: name a FILE of questions")
    found = evaluation(answerer, asked, _watched)
    _warn(found.selection)
    tell(described(found) if json_ else text(found, failures=failures))


def _watched(asked: Sequence[LabelledQuestion]) -> Iterator[LabelledQuestion]:
    """The questions one by one, with a progress bar when there are many and a person waits."""
    if len(asked) <= _PATIENCE or not sys.stderr.isatty():
        yield from asked
        return
    with typer.progressbar(asked, label="asking", file=sys.stderr) as bar:
        yield from bar


def _warn(selection: Selection) -> None:
    """Lists the topics that are no entries on standard error."""
    if not selection.unknown:
        return
    typer.echo("\n".join(_unknown(selection)), err=True)


def _unknown(selection: Selection) -> Iterable[str]:
    from bot.yaml_reader import quoted

    for topic in selection.unknown:
        remedy = f": did you mean '{topic.near}'?" if topic.near else ""
        yield f"{topic.place}: there is no entry {quoted(topic.id)}{remedy}"
    yield f"{count(len(selection.unknown), 'topic')} without an entry; questions count by their other topics, if any"
