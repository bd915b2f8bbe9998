"""`backchat ask`: one answer, or one for each line."""

from __future__ import annotations

import json
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.adapters import adapter
from bot.cli.options import JsonOption, KnowledgeOption
from bot.errors import BadInputError

if TYPE_CHECKING:
    from bot.answer import Answerer
    from bot.conversation import Question


def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question; without one it is read from standard input.")
    ] = None,
    json_: JsonOption = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Read one question a line from standard input, plain or JSON with q; print one JSON object a line.",
        ),
    ] = False,
    after: Annotated[
        str,
        typer.Option(
            "--after", metavar="ENTRY", help="The entry shown before: reads a follow-up in its light."
        ),
    ] = "",
    knowledge: KnowledgeOption = None,
) -> None:
    """Answer one question and leave.

    Ends with 0 whether the question was answered, led to choices, or has no answer.
    """
    if jsonl and question is not None:
        raise BadInputError("--jsonl reads the questions from standard input: leave the question out")
    from bot.bootstrap import bootstrap
    from bot.conversation import checked_question

    if jsonl:
        _each_line(bootstrap(knowledge), after)
        return
    asked = checked_question(question_from_stdin() if question is None else question, after)
    answerer = bootstrap(knowledge)
    if json_:
        typer.echo(_dumps(answerer, asked))
    else:
        adapter("terminal").show(answerer(asked))


_MOST: Final = 1_000_000
"""The most that is read of a single question, in bytes."""


def question_from_stdin() -> str:
    """The question that standard input holds, at most `_MOST` bytes of it.

    Raises:
        BadInputError: a person sits at the keyboard, or what came is no UTF-8.
    """
    if sys.stdin.isatty():
        raise BadInputError('what is the question? As in: backchat ask "do I need a degree?"')
    content = sys.stdin.buffer.read(_MOST)
    try:  # where the reading stopped early, half a letter at the end is nobody's mistake
        return getincrementaldecoder("utf-8-sig")().decode(content, final=len(content) < _MOST)
    except UnicodeDecodeError:
        raise BadInputError("standard input is not valid UTF-8: send the question as plain text") from None


def _each_line(answerer: Answerer, after: str) -> None:
    for line in sys.stdin.buffer:
        if text := line.decode("utf-8", errors="replace").strip("\ufeff \t\r\n"):
            typer.echo(_dumps(answerer, _question_of(text, after)))


def _question_of(line: str, after: str) -> Question:
    """The question of a line: the fields `q` and `after` of a JSON object, or else the line itself."""
    from bot.conversation import Question

    try:
        value = json.loads(line) if line.startswith("{") else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("q"), str):
        return Question(line, after)
    said = value.get("after")
    return Question(value["q"], said if isinstance(said, str) else after)


def _dumps(answerer: Answerer, question: Question) -> str:
    return json.dumps(described(answerer, question), ensure_ascii=False).encode(errors="replace").decode()


def described(answerer: Answerer, question: Question) -> dict[str, Any]:
    """A question and what came of it, for programs; scores and confidence are 0-1."""
    from bot.conversation import Answered, More, Unsure

    ranking = answerer.rank(question)
    decision = answerer.decide(ranking)
    match decision:
        case Answered():
            outcome = "answered"
        case More():
            outcome = "more"
        case Unsure():
            outcome = "unsure"
        case _:
            outcome = "unknown"
    return {
        "question": question.text,
        "outcome": outcome,
        "entry": decision.entry if isinstance(decision, Answered | More) else None,
        "candidates": [
            {"entry": found.entry, "score": round(found.score, 4)} for found in ranking.candidates
        ],
        "confidence": round(decision.confidence, 4),
        "text": answerer.compose(decision).text,
    }
