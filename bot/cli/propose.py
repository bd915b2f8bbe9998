"""`backchat propose`: from questions that got no answer to patches that are proved to answer them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell

if TYPE_CHECKING:
    from collections.abc import Mapping


def propose(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help='Questions, one a line, or as JSON lines {"q": "..."}; - reads them from standard input. '
            "Without one, those of the journal.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How many days of the journal are read.")] = 30,
    least: Annotated[
        int, typer.Option(metavar="N", min=1, help="Leave out what was asked fewer times than this.")
    ] = 2,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="DIR", help="Write the patches into DIR instead of printing one."),
    ] = None,
    json_: JsonOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Propose what to add to the knowledge, from questions that got no answer.

    Questions that mean the same are put together, and the fewest of them that make the others understood become phrasings
    of the entry, or examples of the out-of-scope family, that is probably meant. Nothing is changed: you get a patch. It is
    offered only if, with all of it applied, those questions are answered, 'backchat check' has nothing against it, and
    every phrasing, golden question and other question that was asked fares no worse. Where nothing is near, you get the
    draft of an entry instead, for you to write the answer.

    backchat propose unanswered.txt --write patches

    git apply patches/all.patch

    Look at each before you apply it: what people typed goes into git then. Questions that seem to hold somebody's address,
    number, token or mention are left out; names are not recognized.

    Ends with 0, also when there is nothing to propose.
    """
    from bot.cli import proposing
    from bot.cli.progress import progress
    from bot.settings import knowledge_folder
    from bot.workbench.proposal_text import described, patches, text

    folder = knowledge_folder(knowledge)
    with progress() as watch:
        done = proposing.proposed(folder, file, days=days, least=least, watch=watch)
    if done.note:
        typer.echo(done.note, err=True)
    prefix, command = proposing.prefix_of(folder)
    made = patches(done.found, done.written, prefix)
    if write:
        proposing.write(made, write)
    left, fewer = done.sorted.left, len(done.sorted.gaps) - len(done.found)
    if json_:
        tell(described(done.found, made, left, fewer))
        return
    tell(text(done.found, done.written.knowledge, left=left, fewer=fewer, least=least))
    tell(_how(made, write, command))


def _how(made: Mapping[str, str], folder: Path | None, command: str) -> str:
    """What to do with the patches."""
    if not made:
        return ""
    if folder:
        written = "\n".join(f"  {folder / name}" for name in made)
        files = folder.resolve() if " -C " in command else folder
        apply_ = (
            f"\n\napply all that is ready: {command} {shlex.quote(str(files / 'all.patch'))}"
            if "all.patch" in made
            else ""
        )
        return f"\nwritten:\n{written}{apply_}"
    if "all.patch" not in made:
        return ""
    return f"\nto apply this, save it and run '{command} < FILE', or use --write DIR:\n\n{made['all.patch'].rstrip()}"
