"""`backchat explain`: why the bot says what it says, and what it takes to have it say something else."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.ask import question_from_stdin
from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell


def explain(
    question: Annotated[
        str | None, typer.Argument(help="The question; without one it is read from standard input.")
    ] = None,
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Find the smallest edit that would change the outcome, tried against everything else.",
        ),
    ] = False,
    wanted: Annotated[
        str,
        typer.Option(
            "--wanted",
            metavar="ENTRY",
            help="With --mend: what should answer, or 'nothing'; without it, the entry that is next in line.",
        ),
    ] = "",
    json_: JsonOption = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Tell why the bot says what it says to a question.

    It shows what was read, the best candidates and what speaks for each, which words made the difference, how sure that
    is, and the decision. For example:

    backchat explain "is it hard"

    The wrong entry came first? See which words speak for it, and add such a question to the phrasings of the right one.

    A misspelling was taken for the wrong word? Write the word into a phrasing.

    "I don't know", although there is an answer? See what the confidence lacks: often it is one more phrasing.

    To be told which one, tried on every phrasing and golden question there is, in some ten seconds:

    backchat explain --mend "is it hard to become a senior"
    """
    from bot.bootstrap import bootstrap
    from bot.cli.progress import progress
    from bot.conversation import checked_question
    from bot.workbench import counterfactual_text
    from bot.workbench.counterfactual import counterfactual
    from bot.workbench.explain import explanation
    from bot.workbench.explanation_text import described, text

    asked = checked_question(question_from_stdin() if question is None else question)
    answerer = bootstrap(knowledge)
    found = explanation(answerer, asked)
    told, said = described(found), text(found)
    if mend or wanted:
        with progress() as watch:
            edit = counterfactual(answerer, asked, wanted, watch)
        told["counterfactual"] = counterfactual_text.described(edit)
        said = f"{said}\n\n{counterfactual_text.text(edit)}"
    tell(told if json_ else said)
