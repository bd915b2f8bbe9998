"""`backchat ask`: one answer for a person or a program, whatever is typed."""

from __future__ import annotations

import io
import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.answer import Answerer
from bot.cli.main import run
from bot.conversation import Question
from bot.loading import load

if TYPE_CHECKING:
    from tests.conftest import Run, Write

_ROOT: Final = Path(__file__).resolve().parents[2]

_TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
_FILES: Final = {
    **{
        f"glossary/{term}.yaml": f"title: What is a {term}?\n"
        f"phrasings: [what is a {term}, explain the {term} to me]\n"
        f"short: This explains the {term}.\n"
        "sources: [guide]\n"
        for term in _TERMS
    },
    "sources.yaml": "guide: {title: The Guide}\n",
    "out_of_scope.yaml": "pay: {title: pay, pointer: Salary surveys know., examples: [how much do they earn]}\n",
    "policy.yaml": "answer: 1\noffer: 0\n",
}
_ANSWER: Final = "What is a cache?\n\nThis explains the cache.\n\nSource: The Guide"

_ANSWERED, _UNSURE, _UNKNOWN = "what is a cache", "is the cache a server or a proxy", "how much do they earn"

Ended = tuple[int, str, str]
Ask = Callable[..., Ended]


@pytest.fixture
def folder(write: Write) -> Path:
    """Seven terms, one family out of scope, and a policy that is sure of a phrasing only."""
    return write(_FILES)


@pytest.fixture
def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `backchat ask` within this process: exit code, standard output, standard error."""

    def _ask(*arguments: str, typed: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        code = run(["ask", "--knowledge", str(folder), *arguments])
        return (code, *capsys.readouterr())

    return _ask


def _objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_it_answers_in_plain_text_with_the_command_for_what_is_next(backchat: Run, folder: Path) -> None:
    """The answer of a question given as an argument is printed as plain text, and nothing else is."""
    done = backchat("ask", "--knowledge", str(folder), _ANSWERED)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{_ANSWER}\n", "")


def test_it_reads_the_question_from_standard_input(backchat: Run, folder: Path) -> None:
    """Without an argument the question is what standard input holds."""
    done = backchat("ask", "--knowledge", str(folder), typed=f"  {_ANSWERED}\n\n")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{_ANSWER}\n", "")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (_ANSWERED, "This explains the cache."),
        (_UNSURE, "  backchat show cache   What is a cache?\n"),
        (_UNKNOWN, "Salary surveys know."),
        ("日本語", "I have no answer to that, and I never make one up."),
    ],
    ids=["answered", "unsure", "unknown-family", "unknown"],
)
def test_every_outcome_is_a_success(ask: Ask, question: str, said: str) -> None:
    """An answer, choices and no answer all end with 0 and with words on standard output alone."""
    code, out, err = ask(question)

    assert (code, err) == (0, "")
    assert said in out


@pytest.mark.parametrize(
    ("question", "outcome", "entry"),
    [
        (_ANSWERED, "answered", "cache"),
        (_UNSURE, "unsure", None),
        (_UNKNOWN, "unknown", None),
        ("日本語", "unknown", None),
    ],
    ids=["answered", "unsure", "unknown-family", "unknown"],
)
def test_json_tells_what_came_of_the_question(
    ask: Ask, folder: Path, question: str, outcome: str, entry: str | None
) -> None:
    """The JSON object has six keys: the question, what came of it, on what evidence and what is said."""
    code, out, err = ask("--json", question)
    (told,) = _objects(out)

    assert (code, err) == (0, "")
    assert list(told) == ["question", "outcome", "entry", "candidates", "confidence", "text"]
    assert (told["question"], told["outcome"], told["entry"]) == (question, outcome, entry)
    assert 0 <= told["confidence"] <= 1
    assert told["text"] == Answerer(load(folder))(Question(question)).text


def test_json_has_the_best_five_candidates_with_scores(ask: Ask) -> None:
    """Candidates are an entry and a score from 0 to 1 each, best first and at most five of seven."""
    _, out, _ = ask("--json", _ANSWERED)
    (told,) = _objects(out)
    scores = [candidate["score"] for candidate in told["candidates"]]

    assert len(scores) == 5
    assert all(list(candidate) == ["entry", "score"] for candidate in told["candidates"])
    assert {candidate["entry"] for candidate in told["candidates"]} <= set(_TERMS)
    assert told["candidates"][0]["entry"] == "cache"
    assert sorted(scores, reverse=True) == scores
    assert all(0 <= score <= 1 for score in scores)


def test_nothing_like_the_question_leaves_no_candidates(ask: Ask) -> None:
    """A question that shares no letter with the knowledge has no candidate."""
    _, out, _ = ask("--json", "日本語")

    assert _objects(out)[0]["candidates"] == []


def test_jsonl_answers_plain_lines_and_json_lines_alike(ask: Ask) -> None:
    """A plain line and a JSON line with q are the same question, answered in the order in which they came."""
    other = json.dumps({"id": 7, "q": _ANSWERED})

    code, out, err = ask("--jsonl", typed=f"{_ANSWERED}\n{other}\n{_UNKNOWN}\r\n{_UNSURE}".encode())
    told = _objects(out)

    assert (code, err) == (0, "")
    assert [one["outcome"] for one in told] == ["answered", "answered", "unknown", "unsure"]
    assert told[0] == told[1]
    assert list(told[0]) == ["question", "outcome", "entry", "candidates", "confidence", "text"]


@pytest.mark.parametrize(
    ("line", "question"),
    [
        (b"caf\xe9 \xff", "caf\ufffd \ufffd"),
        (b'{"q": "what is', '{"q": "what is'),
        (b'{"q": 5}', '{"q": 5}'),
        (b'{"question": "what is a cache"}', '{"question": "what is a cache"}'),
        (b'["what is a cache"]', '["what is a cache"]'),
        (b'{"q": ""}', ""),
        (b'{"q": "a\\nb"}', "a\nb"),
        (b'{"q": "\\ud83d\\udc4b"}', "\N{WAVING HAND SIGN}"),
        (b'{"q": "\\ud800 api"}', "? api"),
        (b'{"q": 1' + b"0" * 10_000 + b"}", '{"q": 1' + "0" * 10_000 + "}"),
        (b'{"q": ' + b"[" * 100_000, '{"q": ' + "[" * 100_000),
        (b"what is\x00 a \x1b[31mcache", "what is\x00 a \x1b[31mcache"),
        (b"\xef\xbb\xbfwhat is a cache", "what is a cache"),
        (b'\xef\xbb\xbf{"q": "what is a cache"}', "what is a cache"),
        (b"x" * 100_000, "x" * 100_000),
    ],
    ids=[
        "invalid-utf-8",
        "broken-json",
        "q-no-text",
        "no-q",
        "no-object",
        "empty-q",
        "line-break",
        "surrogate-pair",
        "lone-surrogate",
        "huge-number",
        "deep-json",
        "control-characters",
        "byte-order-mark",
        "byte-order-mark-json",
        "long",
    ],
)
def test_jsonl_makes_the_best_of_every_line(ask: Ask, line: bytes, question: str) -> None:
    """A line that is no JSON with q is the question itself, and no line disturbs the next."""
    code, out, err = ask("--jsonl", typed=line + b"\n" + _ANSWERED.encode())
    told = _objects(out)

    assert (code, err) == (0, "")
    assert [one["question"] for one in told] == [question, _ANSWERED]
    assert told[1]["entry"] == "cache"


def test_jsonl_passes_over_empty_lines(ask: Ask) -> None:
    """A line without a question gives no object."""
    code, out, err = ask("--jsonl", typed=b"\n  \n\r\n" + _ANSWERED.encode() + b"\n\n")

    assert (code, err) == (0, "")
    assert [one["question"] for one in _objects(out)] == [_ANSWERED]


def test_jsonl_of_nothing_is_nothing(ask: Ask) -> None:
    """Empty input gives no output and is no fault."""
    assert ask("--jsonl") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        ([""], b"", "the question is empty"),
        ([" \t"], b"", "the question is empty"),
        (["\x01\x07"], b"", "the question is empty"),
        (["\u200b\u2060"], b"", "the question is empty"),
        (["--json", ""], b"", "the question is empty"),
        ([], b"", "the question is empty"),
        ([], b"\n\n", "the question is empty"),
        ([], b"\x00\x00", "the question is empty"),
        (["x" * 4001], b"", "that is 4,001 characters long"),
        ([], b"x" * 100_000, "that is 100,000 characters long"),
        ([], ("a" + "é" * 600_000).encode(), "characters long"),
        (["\udcff"], b"", "not valid UTF-8"),
        (["what is \ud800"], b"", "not valid UTF-8"),
        ([], b"caf\xe9", "not valid UTF-8"),
        (["--jsonl", "what is an api"], b"", "leave the question out"),
    ],
    ids=[
        "empty",
        "space",
        "control-characters",
        "invisible",
        "empty-json",
        "no-input",
        "empty-lines",
        "nul",
        "long",
        "long-input",
        "longest-input",
        "invalid-utf-8",
        "lone-surrogate",
        "invalid-utf-8-input",
        "jsonl-and-question",
    ],
)
def test_what_is_no_question_is_told_in_one_line(
    ask: Ask, arguments: list[str], typed: bytes, told: str
) -> None:
    """What cannot be answered at all ends with 2 and one clear line on standard error."""
    code, out, err = ask(*arguments, typed=typed)

    assert (code, out) == (2, "")
    assert err.startswith("backchat: ")
    assert told in err
    assert err.count("\n") == 1


def test_control_characters_within_a_question_change_nothing(ask: Ask) -> None:
    """A question with stray control characters is answered, and none of them comes back to the terminal."""
    assert ask("what\x07 is a cac\x00he\x1b") == (0, f"{_ANSWER}\n", "")


@pytest.mark.parametrize(
    ("argument", "typed"), [(b"caf\xe9", b""), (None, b"x" * 100_000)], ids=["invalid-argument", "long-input"]
)
def test_hostile_bytes_leave_no_traceback(backchat: Run, argument: bytes | None, typed: bytes) -> None:
    """Bytes that are no question end the real process with 2 and one line."""
    done = backchat("ask", *([] if argument is None else [argument]), typed=typed)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("backchat: that is ")
    assert done.stderr.count("\n") == 1


def test_a_closed_standard_input_is_no_question(folder: Path) -> None:
    """Without any standard input the person is told what is missing, with 2."""
    command = shlex.join([sys.executable, "-m", "bot", "ask", "--knowledge", str(folder)])

    done = subprocess.run(
        ["sh", "-c", f"exec {command} <&-"], cwd=_ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_at_a_keyboard_without_a_question_it_asks_for_one() -> None:
    """Without a question and with nobody piping one in, it shows how to ask instead of waiting in silence."""
    keyboard, stdin = pty.openpty()

    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask"],
        cwd=_ROOT,
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(stdin)
    os.close(keyboard)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'backchat: what is the question? As in: backchat ask "do I need a degree?"\n'


def test_a_follow_up_names_the_entry_before(backchat: Run) -> None:
    """`--after`, or `after` in a line, reads a message in the light of an entry; an unknown entry changes nothing."""
    one = json.loads(backchat("ask", "--json", "--after", "git", "why?").stdout)
    typed = '{"q": "why?", "after": "git"}\nwhy?\n{"q": "why?", "after": 7}\n'
    lines = [json.loads(line) for line in backchat("ask", "--jsonl", typed=typed).stdout.splitlines()]
    alone = json.loads(backchat("ask", "--json", "--after", "nobody", "why?").stdout)

    assert ("more", "git") == (one["outcome"], one["entry"])
    assert "That is all I have on" in one["text"]
    assert one == lines[0]
    assert alone == lines[1] == lines[2]
    assert alone["outcome"] != "more"
