"""A line of the log: what is told of an event of ours, and how little of anybody else's."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from bot.operations.faults import fault, short
from bot.operations.redaction import Mask, fit

OnFault = Callable[[BaseException], None]
Render = Callable[[MutableMapping[str, Any]], str]

FIELDS_OF_OURS: Final = "backchat_fields"
"""The attribute of a record of ours that has its fields; no record of a library has it."""

_LEVELS: Final = ((50, "critical"), (40, "error"), (30, "warning"), (20, "info"))
_KNOWN_TEXTS: Final[Mapping[str, frozenset[str]]] = {
    "uvicorn.error": frozenset(
        {
            "Started server process [%d]",
            "Waiting for application startup.",
            "Application startup complete.",
            "Application startup failed. Exiting.",
            "Uvicorn running on %s://%s:%d (Press CTRL+C to quit)",
            "Shutting down",
            "Waiting for connections to close. (CTRL+C to force quit)",
            "Waiting for background tasks to complete. (CTRL+C to force quit)",
            "Waiting for application shutdown.",
            "Application shutdown complete.",
            "Finished server process [%d]",
            "Exceeded concurrency limit.",
            "Invalid HTTP request received.",
        }
    ),
    "alembic.runtime.migration": frozenset({"Context impl %s.", "Will assume %s DDL.", "Running %s"}),
}
"""The texts of others that are written, as they stand here: what would be put into them is not."""


class Fields(dict[str, Any]):
    """The fields of an event of ours, and the exception that it is about."""

    error: BaseException | None = None


def given(exc_info: object) -> BaseException | None:
    """The exception that a call to a logger is about, in any of the ways in which it can be given."""
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case None | False | (_, _, _):
            return None
        case _:
            return sys.exc_info()[1]


def told(error: BaseException | None) -> dict[str, Any]:
    """The fields that tell of an exception; none where there is none."""
    if error is None:
        return {}
    known = fault(error)
    fields = {"fault": known.name, "frames": known.frames, "causes": known.causes}
    return fit({name: value for name, value in fields.items() if value})


class Lines(logging.Handler):
    """Writes a line a record to standard error, as it is at that moment."""

    def __init__(self, render: Render, strike: Mask, floor: int, on_fault: OnFault | None) -> None:
        """Records of others below `floor` are left out; `strike` is for every text, `on_fault` for errors."""
        super().__init__()
        self._render = render
        self._strike = strike
        self._floor = floor
        self._on_fault = on_fault

    def emit(self, record: logging.LogRecord) -> None:
        """Writes the line and, of an error, hands the exception on."""
        fields = getattr(record, FIELDS_OF_OURS, None)
        ours = fields if isinstance(fields, Fields) else None
        if ours is None and record.levelno < self._floor:
            return
        line = self._line(record, ours)
        with suppress(OSError, ValueError):  # standard error is gone or closed: nobody is left to be told
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
        error = given(record.exc_info) if ours is None else ours.error
        if self._on_fault and error and record.levelno >= logging.ERROR:
            with suppress(Exception):  # reporting a fault must not make another
                self._on_fault(error)

    def _line(self, record: logging.LogRecord, ours: Fields | None) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"timestamp": at.replace("+00:00", "Z"), "level": _level(record.levelno)}
        try:
            fields = _foreign(record) if ours is None else {"event": record.msg, **ours}
            return self._render(head | _struck(fields, self._strike))
        except Exception:  # noqa: BLE001 - the standard library would print the record with all that is in it
            return self._render(head | {"event": "a log line could not be written"})


def _level(number: int) -> str:
    """The name of the standard level at or below a number; those that others add have names of their own making."""
    return next((name for least, name in _LEVELS if number >= least), "debug")


def _struck(value: Any, strike: Mask) -> Any:
    """A value with every text in it struck through."""
    match value:
        case str():
            return strike(value)
        case dict():
            return {name: _struck(one, strike) for name, one in value.items()}
        case list() | tuple():
            return [_struck(one, strike) for one in value]
        case _:
            return value


def _foreign(record: logging.LogRecord) -> dict[str, Any]:
    """What may be told of a record that is not ours."""
    where = f"{short(record.pathname)}:{record.lineno}:{record.funcName}"
    who = fit({"logger": record.name, "place_in_code": where})
    return {"event": _known_text(record)} | who | told(given(record.exc_info))


def _known_text(record: logging.LogRecord) -> str:
    known = _KNOWN_TEXTS.get(record.name, frozenset())
    return record.msg if isinstance(record.msg, str) and record.msg in known else "(text withheld)"
