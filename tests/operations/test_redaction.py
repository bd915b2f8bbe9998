from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.operations.faults import fault, short
from bot.operations.redaction import FIELDS, WITHHELD, fit, mask

ROOT = Path(__file__).resolve().parent.parent.parent
SENTENCE = "how do i tell my boss about it"
ID = "123456789012345678"

FITTING: dict[str, Any] = {
    "entries": 127,
    "seconds": 0.25,
    "ready": True,
    "pid": 99_999,
    "platform": "slack",
    "part": "journal",
    "signal": "SIGTERM",
    "setting": "DATABASE_URL",
    "host": "127.0.0.1",
    "port": 8080,
    "version": "0.1.0",
    "file": "skills/docker-compose.yaml",
    "logger": "slack_bolt.AsyncApp",
    "fault": "sqlalchemy.exc.DataError",
    "place_in_code": "bot/service.py:12:ask",
    "frames": ["bot/service.py:12:ask"],
    "causes": ["KeyError at bot/service.py:12:<lambda>"],
    "reason": "the file is not YAML",
}


@pytest.mark.parametrize(("name", "value"), FITTING.items())
def test_what_a_field_is_for_fits_it(name: str, value: object) -> None:
    """Each field takes what it is listed for, unchanged."""
    assert {name: value} == fit({name: value})


SHAPELESS: dict[str, object] = {
    "text": SENTENCE,
    "list": [SENTENCE],
    "tuple": (SENTENCE,),
    "mapping": {"a": SENTENCE},
    "bytes": SENTENCE.encode(),
    "id": int(ID),
    "path": Path(SENTENCE),
    "nan": float("nan"),
}


@pytest.mark.parametrize("name", sorted(set(FIELDS) - {"reason"}))
@pytest.mark.parametrize("value", SHAPELESS.values(), ids=SHAPELESS)
def test_no_listed_field_takes_a_sentence_or_an_id(name: str, value: object) -> None:
    """A field has a shape, which neither what people type nor a number as long as an id fits."""
    assert fit({name: value})[name] in (WITHHELD, [WITHHELD])


def test_an_exception_in_the_place_of_its_class_is_told_by_its_class() -> None:
    """Who hands over the exception itself does not hand over its message."""
    assert {"fault": "UnicodeError"} == fit({"fault": UnicodeError(SENTENCE)})


KNOWN = mask(["s3cret-value", "postgres://me:pa%2Fss@db/backchat", "abc", "", "http://[broken", 'quo"te\n'])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127 entries of 0.1.0 in 12 files", "127 entries of 0.1.0 in 12 files"),
        ("with s3cret-value, s3cret%2Dvalue", "with ***, s3cret%2Dvalue"),
        ("pa%2Fss pa/ss pa%252Fss", "*** *** ***"),
        ('quo"te\n quo%22te%0A', "*** ***"),
        ("abc", "abc"),
        ("http://[broken", "***"),
        ("xoxb-1-2-abc xoxe.xoxp-1-abc xapp-1-A-b", "*** *** ***"),
        ("Authorization: Bearer abcdef.gh", "Authorization: Bearer ***"),
        ("postgresql+psycopg://u:p@ss/w@db/x", "postgresql+psycopg://***@db/x"),
        ("wss://wss.slack.com/link/?ticket=abc&app_id=def end", "*** end"),
        ("?ticket=abc&state=def&code=ghi", "?ticket=***&state=***&code=***"),
        ("https://hooks.slack.com/services/T0/B0/x", "https://***"),
        ("https://discord.com/api/v10/webhooks/1/x", "https://***"),
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB", "***"),
        (f"<@{ID}> user_{ID} 1234567890123456", "<@***> user_*** 1234567890123456"),
        ("<@U012ABCDEF> team_T0123456789 DATABASE_URL", "<@***> team_*** DATABASE_URL"),
        ("1716151413.000100", "***"),
    ],
)
def test_secrets_and_ids_are_struck_out(text: str, expected: str) -> None:
    """What is known as a secret, in any of its forms, or looks like one or like an id, does not stay."""
    assert expected == KNOWN(text)


@pytest.mark.parametrize("piece", ["a", "a:", "://", "x@", "xoxb-", "1", "A", "a.", "key=", "-", " "])
def test_no_text_holds_the_log_up(piece: str) -> None:
    """The patterns take less than a second even on ten thousand characters made to hold them up."""
    began = time.monotonic()
    KNOWN(piece * (10_000 // len(piece)))
    took = time.monotonic() - began
    print(f"{piece!r} repeated to 10,000 characters: {took * 1000:.1f} ms")  # noqa: T201 - the figure

    assert took < 0.5


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/home/me/backchat/bot/service.py", "bot/service.py"),
        ("/home/bot/backchat/bot/journal/tables.py", "bot/journal/tables.py"),
        (
            "/home/me/.venv/lib/python3.11/site-packages/sqlalchemy/engine/base.py",
            "sqlalchemy/engine/base.py",
        ),
        ("/usr/lib/python3.11/asyncio/events.py", "asyncio/events.py"),
        ("C:\\Users\\me\\bot\\x.py", "bot/x.py"),
        ("/home/me/notes/x.py", "x.py"),
        ("/usr/lib/python3/dist-packages/yaml/nodes.py", "yaml/nodes.py"),
        ("/home/bot/.venv/lib/python3.11/site-packages/discord/ext/bot.py", "discord/ext/bot.py"),
        ("<string>", "<string>"),
        ("", "?"),
        ("a note to my boss", "?"),
    ],
)
def test_a_file_is_named_within_its_package(file: str, expected: str) -> None:
    """The folders above a package, which have people's names, do not show."""
    assert expected == short(file)


def test_causes_that_run_in_circles_end() -> None:
    """Exceptions that name each other as causes are told once each, and groups tell of their members."""
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    group = ExceptionGroup("c", [one, ExceptionGroup("d", [OSError("e")])])

    assert ("KeyError",) == fault(one).causes
    assert ("ValueError", "KeyError", "ExceptionGroup", "OSError") == fault(group).causes


def test_what_was_deliberately_left_out_is_left_out() -> None:
    """`raise ... from None` hides what was behind it here too."""
    error = ValueError("a")
    error.__context__ = KeyError("b")

    assert (("KeyError",), ()) == (fault(error).causes, _without(error))


def _without(error: BaseException) -> tuple[str, ...]:
    error.__suppress_context__ = True
    return fault(error).causes


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger of ours in the code, with its place."""
    for file in sorted(path for part in ("bot", "adapters") for path in (ROOT / part).rglob("*.py")):
        text = file.read_text()
        if "get_logger" not in text:  # the texts of the standard library's loggers are withheld in any case
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                whose = ast.unparse(node.func.value).removeprefix("self.").strip("_")
                if whose in {"log", "logger"} and node.func.attr in {
                    "debug",
                    "info",
                    "warning",
                    "error",
                    "exception",
                }:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def test_every_call_in_the_code_obeys() -> None:
    """Each event is a literal and each field is listed; a reason is put together nowhere where it is logged."""
    wrong = []
    for where, call in calls():
        fields = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg != "exc_info"}
        literal = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
        reason = fields.get("reason", ast.Constant(""))
        fixed = isinstance(reason, ast.Constant) or ast.unparse(reason).split(".")[-1] in {"reason", "why"}
        if not (literal and fixed and fields.keys() <= FIELDS.keys()):
            wrong.append(where)

    assert [] == wrong
    assert len(list(calls())) >= 7
