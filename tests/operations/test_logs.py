from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from bot.operations import logs
from bot.operations.redaction import WITHHELD

CANARY = "how do i tell my boss about it"
TOKEN = "xoxb-not-a-real-one"  # noqa: S105 - of this test alone

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Logs as JSON at level info, and what was written since the last look."""
    undo = logs.configure("json", "info", [TOKEN, "postgres://me:pa%2Fss@db/backchat"])

    def _read() -> list[dict[str, Any]]:
        text = capsys.readouterr().err
        assert CANARY not in text
        return [json.loads(line) for line in text.splitlines()]

    yield _read
    undo()


def fails() -> None:
    """Raises with what nobody may read."""
    raise ValueError(CANARY)


def test_an_event_of_ours_is_one_line_with_its_fields(lines: Lines) -> None:
    """An event has its time in UTC, its level, its name and its fields."""
    logs.get_logger().info(
        "reloaded", entries=127, milliseconds=12.5, platform="slack", file="skills/docker.yaml"
    )
    (line,) = lines()

    assert line.pop("timestamp").endswith("Z")
    assert {
        "level": "info",
        "event": "reloaded",
        "entries": 127,
        "milliseconds": 12.5,
        "platform": "slack",
        "file": "skills/docker.yaml",
    } == line


@pytest.mark.parametrize(
    "name", ["question", "text", "person", "user_id", "message", "url", "path", "exc_text", "x"]
)
def test_a_field_that_is_not_listed_is_withheld(lines: Lines, name: str) -> None:
    """The name of the field shows, so that its author sees what is wrong; its value does not."""
    logs.get_logger().info("asked", **{name: CANARY})

    assert WITHHELD == lines()[0][name]


def test_a_name_that_is_no_name_of_a_field_is_not_written(lines: Lines) -> None:
    """What came into the place of a field's name by accident does not show."""
    logs.get_logger().info("asked", **{CANARY: 1})

    assert WITHHELD == lines()[0]["unnamed"]


@pytest.mark.parametrize("event", [CANARY.upper(), CANARY[:9], 7, None, b"asked", ["asked"]])
def test_an_event_must_be_written_out_in_the_code(lines: Lines, event: Any) -> None:
    """A text that was put together or handed in is withheld; only a literal of the code that logs is an event."""
    logs.get_logger().info(event if event != CANARY[:9] else f"asked {event}")

    assert WITHHELD == lines()[0]["event"]


def test_arguments_of_an_event_are_withheld(lines: Lines) -> None:
    """The standard library's %-arguments are none of ours."""
    logs.get_logger().info("asked %s", CANARY)

    assert ("asked %s", WITHHELD) == ((line := lines()[0])["event"], line["positional_args"])


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("the file is not YAML", "the file is not YAML"),
        (f"refused {TOKEN}", "refused ***"),
        ("refused pa%2Fss and pa/ss", "refused *** and ***"),
        ("for U012ABCDEF in C0123456789", "for *** in ***"),
        ("message 1716151413.000100", "message ***"),
        ("two\nlines", WITHHELD),
        ("x" * 201, WITHHELD),
    ],
)
def test_secrets_and_ids_are_struck_out_of_reasons(lines: Lines, reason: str, expected: str) -> None:
    """In the one field that takes a text, what is known or looks like a secret or an id is struck out."""
    logs.get_logger().warning("refused", reason=reason)

    assert expected == lines()[0]["reason"]


def test_an_exception_is_told_by_class_and_places(lines: Lines) -> None:
    """Of an exception and those behind it the classes and the places are written, and no message."""
    try:
        try:
            fails()
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        logs.get_logger().exception("failed")
        logging.getLogger("anybody").exception(CANARY)
    ours, theirs = lines()

    for line in (ours, theirs):
        assert "KeyError" == line["fault"]
        assert line["frames"][0].startswith("test_logs.py:")
        assert line["causes"][0].startswith("ValueError at test_logs.py:")
        assert line["causes"][0].endswith(":fails")


def test_of_a_library_only_who_and_where_is_written(lines: Lines) -> None:
    """A warning of a library has its logger and the place of the call; below that nothing is written at level info."""
    for log in (
        logging.getLogger("slack_bolt.AsyncApp"),
        structlog.stdlib.get_logger("x"),
        logging.getLogger("backchat"),
    ):
        log.info(f"hello {CANARY}")  # noqa: G004 - as libraries do
        log.warning(f"hello {CANARY}")  # noqa: G004 - as libraries do
    slack, *_, stray = lines()

    assert ("(text withheld)", "slack_bolt.AsyncApp", "warning") == (
        slack["event"],
        slack["logger"],
        slack["level"],
    )
    assert slack["place_in_code"].startswith("test_logs.py:")
    assert "(text withheld)" == stray["event"]


def test_known_texts_of_the_server_are_written(lines: Lines) -> None:
    """What is known to hold nothing is written; the same logger with another text is not."""
    server = logging.getLogger("uvicorn.error")
    server.warning("Invalid HTTP request received.")
    server.warning("ASGI callable should return None, but returned '%s'.", CANARY)
    logging.getLogger("other").warning("Invalid HTTP request received.")

    expected = ["Invalid HTTP request received.", "(text withheld)", "(text withheld)"]
    assert expected == [line["event"] for line in lines()]


def test_what_python_itself_would_print_has_no_message(lines: Lines) -> None:
    """Warnings, and exceptions of threads, tasks, finalisers and the whole program, are lines like others."""

    class _Bad:
        def __del__(self) -> None:
            fails()

    async def _loses_a_task() -> None:
        logs.quiet_loop(asyncio.get_running_loop())
        asyncio.get_running_loop().call_soon(fails)
        await asyncio.sleep(0)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning(CANARY, UserWarning, "bot/x.py", 7)
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    asyncio.run(_loses_a_task())
    _Bad()
    gc.collect()
    sys.excepthook(ValueError, ValueError(CANARY), None)
    written = lines()

    assert ["UserWarning", *["ValueError"] * 4] == [line["fault"] for line in written]
    assert "bot/x.py:7" == written[0]["place_in_code"]


def test_a_thread_may_end_itself(lines: Lines) -> None:
    """A thread that leaves by SystemExit, as threads may, is no fault."""
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()

    assert [] == lines()


def test_all_is_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    """After its undo nothing of the process is other than before."""

    def _now() -> tuple[object, ...]:
        hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning)
        access = logging.getLogger("uvicorn.access").disabled
        return (*hooks, logging.Logger.callHandlers, logging.root.level, logging.raiseExceptions, access)

    before = _now()
    logs.configure("json", "debug", [])()

    assert before == _now()


def test_a_record_that_cannot_be_formatted_is_not_printed(lines: Lines) -> None:
    """Wrong arguments, which the standard library would print with the record, make a line like others."""
    logging.getLogger("uvicorn.error").warning("Started server process [%d]", CANARY)
    logging.getLogger("other").warning("%d %d", CANARY)  # noqa: PLE1206 - the very fault
    logging.getLogger("other").handle(logging.makeLogRecord({"levelno": 40, "msg": CANARY, "pathname": None}))

    assert ["Started server process [%d]", "(text withheld)", "a log line could not be written"] == [
        line["event"] for line in lines()
    ]


@pytest.mark.parametrize(
    ("form", "terminal", "start"),
    [
        ("json", True, "{"),
        ("auto", False, "{"),
        ("pretty", False, "2"),
        ("auto", True, "\x1b"),
        ("pretty", True, "\x1b"),
    ],
)
def test_formats(monkeypatch: pytest.MonkeyPatch, form: Any, terminal: bool, start: str) -> None:  # noqa: FBT001 - a case
    """JSON for machines, lines for eyes, in colour only on a terminal; auto looks where it writes to."""
    stream = io.StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.delenv("NO_COLOR", raising=False)
    undo = logs.configure(form, "info", [])
    logs.get_logger().error("failed", exc_info=ValueError("x"), rows=3)
    undo()

    assert (start, 1) == (stream.getvalue()[0], stream.getvalue().count("\n"))
    assert all(text in stream.getvalue() for text in ("failed", "ValueError", "rows"))
