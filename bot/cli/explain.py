"""`backchat explain`: why the bot says what it says."""

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
    """
    from bot.bootstrap import bootstrap
    from bot.conversation import checked_question
    from bot.workbench.explain import explanation
    from bot.workbench.explanation_text import described, text

    asked = checked_question(question_from_stdin() if question is None else question)
    found = explanation(bootstrap(knowledge), asked)
    tell(described(found) if json_ else text(found))
