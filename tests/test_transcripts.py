"""Replays the conversations in `transcripts/` on the knowledge that comes with Backchat.

`transcripts/README.md` says how a maintainer writes one. A line typed goes through the parts of the terminal that
do no input and output: what it means, the answer, and the reply as it is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from adapters.terminal.render import plain, render
from adapters.terminal.turns import Note, Offered, Quit, interpret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answer import Answerer

_FOLDER: Final = Path(__file__).parent / "transcripts"
_SIGNS: Final = ("you>", "bot>", "not>")
_AGAIN: Final = "---"
_MARKS: Final = str.maketrans("", "", "*`")


class _Line(NamedTuple):
    """One line of a transcript: who, what, and in which line of the file."""

    sign: str
    words: str
    number: int


class _Fault(Exception):  # noqa: N818 - tells a maintainer what to mend, and is no error of the program
    """What is wrong with a transcript, or with the conversation, in one line with its place."""


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a transcript that are no comment and not empty."""
    if not text.startswith("# "):
        raise _Fault("1: begin with a comment that says what the conversation shows: # ...")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.strip() == _AGAIN:
            yield _Line(_AGAIN, "", number)
            continue
        sign, words = line[:4], line[4:].strip()
        if sign not in _SIGNS or not words:
            raise _Fault(f"{number}: begin the line with you>, bot> or not> and some words, or with #")
        yield _Line(sign, words, number)


def _key(text: str) -> str:
    """A text as words are looked up in it: without case, Markdown's stars and backticks, and with single spaces."""
    return " ".join(text.translate(_MARKS).casefold().split())


class _Conversation:
    """One person with the bot; what is offered is remembered from reply to reply, as in the terminal."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer, self._offered = answerer, Offered()
        self.over = False

    def says(self, words: str) -> str:
        """What the bot replies."""
        meant = interpret(words, self._offered)
        if isinstance(meant, Quit):
            self.over = True
            return ""
        if isinstance(meant, Note):
            return meant.text
        reply = self._answerer(meant)
        self._offered = self._offered.after(reply)
        return plain(render(reply))


def _replay(text: str, answerer: Answerer) -> None:
    conversation = _Conversation(answerer)
    typed, reply, checked = "", "", 1
    for sign, words, number in _lines(text):
        if sign == _AGAIN and checked:
            conversation, typed = _Conversation(answerer), ""
            continue
        if sign in {"you>", _AGAIN}:
            if not checked:
                raise _Fault(f"{number}: nothing was expected of the reply before: add a bot> line above")
            if conversation.over:
                raise _Fault(f"{number}: the conversation ended with {typed!r}")
            typed, reply, checked = words, conversation.says(words), int(words.casefold() == "/quit")
            continue
        if not typed:
            raise _Fault(f"{number}: a you> line comes first")
        if (_key(words) in _key(reply)) != (sign == "bot>"):
            told = "does not say" if sign == "bot>" else "says"
            raise _Fault(f"{number}: to {typed!r} the bot {told} {words!r} but replies:\n{reply}")
        checked += 1
    if not typed or not checked:
        raise _Fault("the transcript ends with nothing expected of the reply: add a bot> line")


def _fault(text: str, answerer: Answerer) -> str:
    """What is wrong with a conversation and where, or nothing."""
    try:
        _replay(text, answerer)
    except _Fault as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("file", sorted(_FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path, shipped: Answerer) -> None:
    """Every transcript comes true: each reply has the words expected of it, and none that may not be there."""
    if fault := _fault(file.read_text(encoding="utf-8"), shipped):
        pytest.fail(f"{file.name}:{fault}", pytrace=False)


def test_there_are_conversations_to_replay() -> None:
    """The folder holds transcripts, and nothing but them and their explanation."""
    endings = [file.suffix for file in _FOLDER.iterdir()]

    assert endings.count(".txt") >= 14
    assert set(endings) == {".txt", ".md"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("you> hello\nbot> hello\n", "1: begin with a comment"),
        ("# fact\nme> hello\n", "2: begin the line with you>, bot> or not>"),
        ("# fact\nyou>\n", "2: begin the line with you>, bot> or not>"),
        ("# fact\n\nbot> hello\n", "3: a you> line comes first"),
        ("# fact\nyou> hello\nyou> hello\n", "3: nothing was expected of the reply before"),
        ("# fact\nyou> hello\n", "nothing expected of the reply"),
        ("# fact\n", "nothing expected of the reply"),
        ("# fact\nyou> /quit\nyou> hello\n", "3: the conversation ended with '/quit'"),
        ("# fact\nyou> hello\nbot> goodbye\n", "3: to 'hello' the bot does not say 'goodbye'"),
        ("# fact\nyou> hello\nbot> HELLO\nnot> welcome\n", "4: to 'hello' the bot says 'welcome'"),
    ],
    ids=[
        "no-fact",
        "unknown-sign",
        "no-words",
        "reply-first",
        "nothing-expected",
        "nothing-expected-last",
        "nothing-said",
        "after-quit",
        "missing-words",
        "forbidden-words",
    ],
)
def test_a_transcript_that_is_wrong_is_told_where(text: str, fault: str, shipped: Answerer) -> None:
    """A transcript that does not come true, or is none, is told with its line and what to do."""
    assert fault in _fault(text, shipped)
