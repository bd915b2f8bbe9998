from __future__ import annotations

import gzip
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sentry_sdk

from bot.errors import ConfigurationError
from bot.operations import logs
from bot.operations.reports import Reports, only_allowed, start_reports

CANARIES = [
    f"canary-{name}-7f3a"
    for name in ("message", "local", "cause", "note", "log", "extra", "tag", "crumb", "user")
]


@dataclass
class Sentry:
    """A server that takes what is reported."""

    port: int
    bodies: list[bytes] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    def wait(self, count: int) -> bytes:
        """All that came, once `count` envelopes have."""
        deadline = time.monotonic() + 20
        while len(self.bodies) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return b"\n".join(self.bodies)


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    """A real server on a free port of this machine."""
    got = Sentry(0)

    class _Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.headers.append(str(self.headers) + self.path)
            got.bodies.append(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), _Handler)
    got.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield got
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def reports(sentry: Sentry) -> Iterator[Reports]:
    """Reports that go to that server."""
    begun = start_reports(f"http://key@127.0.0.1:{sentry.port}/7", release="backchat@1", environment="test")
    yield begun
    begun.close()


def broken() -> BaseException:
    """An exception with a canary in every corner."""
    message, local, cause, note = CANARIES[:4]
    try:
        inner = {"question": local}
        try:
            raise KeyError(cause)  # noqa: TRY301 - it is the cause that is wanted
        except KeyError as error:
            raise ValueError(message, inner) from error
    except ValueError as error:
        error.add_note(note)
        return error


def event_of(sentry: Sentry) -> dict[str, Any]:
    """The one event that came."""
    lines = sentry.wait(1).splitlines()
    event = next(json.loads(line) for line in lines if b'"exception"' in line)
    assert isinstance(event, dict)
    return event


def test_nothing_of_what_a_fault_was_about_is_sent(sentry: Sentry, reports: Reports) -> None:
    """Messages, variables, causes, notes, log lines, extras, tags, crumbs and users: no byte of them leaves."""
    logging.getLogger("anybody").error(CANARIES[4])
    with sentry_sdk.new_scope() as scope:
        scope.set_extra("question", CANARIES[5])
        scope.set_tag("place", CANARIES[6])
        scope.add_breadcrumb(message=CANARIES[7])
        scope.set_user({"id": CANARIES[8]})
        reports.fault(broken())
        got = sentry.wait(1)
    sent = got.decode() + "".join(sentry.headers)
    print(f"{len(CANARIES)} canaries, 0 in {len(sent):,} bytes that were sent")  # noqa: T201 - the figure of this check

    assert [] == [canary for canary in CANARIES if canary in sent]
    assert "def broken" not in sent
    assert '"ValueError"' in sent


def test_what_is_sent_says_where_to_look(sentry: Sentry, reports: Reports) -> None:
    """The classes, the places in the code, the release and the runtime arrive."""
    reports.fault(broken())
    event = event_of(sentry)
    errors = event["exception"]["values"]

    assert ["KeyError", "ValueError"] == [error["type"] for error in errors]
    assert [("test_reports.py", "broken")] == [
        (frame["filename"], frame["function"]) for frame in errors[1]["stacktrace"]["frames"]
    ]
    assert {"filename", "function", "lineno"} == set(errors[1]["stacktrace"]["frames"][0])
    assert ("backchat@1", "test", "error") == (event["release"], event["environment"], event["level"])
    assert {"runtime", "os"} == set(event["contexts"])


def test_only_the_listed_keys_leave(sentry: Sentry, reports: Reports) -> None:
    """The event has no key beyond the list, whatever Sentry's library would add."""
    reports.fault(broken())
    listed = {"event_id", "timestamp", "level", "release", "environment", "platform", "exception", "contexts"}

    assert set() == set(event_of(sentry)) - listed


def test_an_event_is_built_anew() -> None:
    """Whatever any part of Sentry's library puts into an event, only what is listed is left of it."""
    filled: Any = {
        **dict.fromkeys(("message", "logentry", "logger", "server_name", "transaction", "dist"), CANARIES[5]),
        **{
            name: {"x": CANARIES[5]}
            for name in ("extra", "tags", "user", "request", "modules", "contexts", "sdk")
        },
        "breadcrumbs": {"values": [CANARIES[7]]},
        "exception": {"values": [{"type": "E", "value": CANARIES[0], "mechanism": {"data": CANARIES[0]}}]},
        "threads": {"values": [{"stacktrace": {"frames": [{"vars": {"x": CANARIES[1]}}]}}]},
    }
    frame = {
        "filename": "/home/somebody/bot/service.py",
        "abs_path": "/home/somebody",
        "vars": {"x": CANARIES[1]},
    }
    filled["exception"]["values"][0]["stacktrace"] = {
        "frames": [frame | {"context_line": CANARIES[1], "lineno": 7}]
    }
    left: Any = only_allowed(filled, {})

    assert [{"type": "E", "stacktrace": {"frames": [{"filename": "bot/service.py", "lineno": 7}]}}] == left[
        "exception"
    ]["values"]
    assert {"exception", "contexts"} == set(left)
    assert "canary" not in repr(left)


def test_an_event_about_no_exception_is_not_sent() -> None:
    """A captured message has nothing that may be sent."""
    assert only_allowed({"message": CANARIES[0], "level": "error"}, {}) is None


def test_what_is_logged_as_an_error_is_reported(sentry: Sentry, reports: Reports) -> None:
    """The exception of a line of level error, ours or anybody's, is reported; one of a warning is not."""
    undo = logs.configure("json", "info", [], reports.fault)
    try:
        logging.getLogger("slack_bolt").warning("%s", CANARIES[4], exc_info=RuntimeError(CANARIES[0]))
        logging.getLogger("slack_bolt").error("%s", CANARIES[4], exc_info=LookupError(CANARIES[0]))
        logs.get_logger().error("failed", exc_info=ArithmeticError(CANARIES[0]))
    finally:
        undo()
    got = sentry.wait(2)

    assert [False, True, True] == [
        name in got for name in (b"RuntimeError", b"LookupError", b"ArithmeticError")
    ]
    assert [] == [canary for canary in CANARIES if canary.encode() in got]


def test_a_server_that_is_away_disturbs_nobody() -> None:
    """When nobody takes the reports, faults are handled and the process ends in time."""
    reports = start_reports("http://key@127.0.0.1:9/7", release="backchat@1")
    began = time.monotonic()
    reports.fault(broken())
    reports.close()

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("dsn", ["nonsense", "http://127.0.0.1/7", "ftp://key@host/7", ""])
def test_a_dsn_that_is_none_is_told(dsn: str) -> None:
    """What is no DSN is a wrong setting, and the line does not repeat it."""
    with pytest.raises(ConfigurationError, match=r"^SENTRY_DSN cannot be used: ") as told:
        start_reports(dsn, release="backchat@1")

    assert dsn == "" or dsn not in str(told.value)


def test_without_the_library_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Sentry's library is not installed, the line says how to install it."""
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'backchat\[sentry\]'$"):
        start_reports("http://key@127.0.0.1/7", release="backchat@1")


def test_nothing_of_the_process_is_hooked(sentry: Sentry) -> None:
    """Reporting leaves Python's hooks and the library's global client alone."""
    before = (sys.excepthook, threading.excepthook, logging.Logger.callHandlers)
    start_reports(f"http://key@127.0.0.1:{sentry.port}/7", release="backchat@1").close()

    assert before == (sys.excepthook, threading.excepthook, logging.Logger.callHandlers)
    assert not sentry_sdk.get_client().is_active()
