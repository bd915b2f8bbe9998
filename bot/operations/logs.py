"""Writes what the process does, one line an event, and by construction no question, no id and no secret.

Our own events have fields from a fixed list (`bot.operations.redaction.FIELDS`) and a name that is written out in the code
that logs it. Of what anybody else logs (libraries, warnings, exceptions nobody caught) only who, where and the class of the
exception is written, never the text: the libraries put whole messages, tokens and rows into theirs.
"""

from __future__ import annotations

import logging
import os
import sys
from inspect import currentframe
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO, cast

import structlog

from bot.operations import hooks
from bot.operations.lines import FIELDS_OF_OURS, Fields, Lines, OnFault, Render, given, told
from bot.operations.redaction import WITHHELD, fit, mask

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable, MutableMapping

Format = Literal["auto", "json", "pretty"]
Level = Literal["debug", "info", "warning", "error"]

_OURS: Final = "backchat"


def get_logger() -> structlog.stdlib.BoundLogger:
    """The logger for our own events: `log.info("reloaded", entries=127)`.

    The event must be written out where it is logged, and fields must be listed in `FIELDS`; all else is withheld.
    """
    logger = structlog.wrap_logger(
        logging.getLogger(_OURS),
        processors=_PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return cast("structlog.stdlib.BoundLogger", logger)


def _only_written_out(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Withholds the name of an event unless it stands, as it is, in the code that led here: no typed text does."""
    name, here = event.get("event"), currentframe()
    while here is not None:
        if any(isinstance(one, str) and one == name for one in here.f_code.co_consts):
            return event
        here = here.f_back
    return {**event, "event": WITHHELD}


def _hand_over(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Gives an event of ours to the standard library, with nothing in it that may not be written."""
    name, error = event.pop("event"), given(event.pop("exc_info", None))
    fields = Fields(fit(event) | told(error))
    fields.error = error
    return (name,), {"extra": {FIELDS_OF_OURS: fields}}


_PROCESSORS: Final = (structlog.stdlib.filter_by_level, _only_written_out, _hand_over)


def _renderer(format: Format, stream: TextIO) -> Render:  # noqa: A002 - named as the setting is
    terminal = stream.isatty()
    if format == "json" or (format == "auto" and not terminal):
        renderer: Any = structlog.processors.JSONRenderer()
    else:
        colors = terminal and not os.environ.get("NO_COLOR")
        renderer = structlog.dev.ConsoleRenderer(colors=colors, sort_keys=False)
    return lambda event: str(renderer(None, "", event))


def configure(
    format: Format,  # noqa: A002 - named as the setting is
    level: Level,
    secrets: Iterable[str],
    on_fault: OnFault | None = None,
) -> Callable[[], None]:
    """Sends all that is logged in this process, by whomever, to standard error, under the law of this module.

    `secrets` are struck out wherever they turn up; `on_fault` is told of the exception of every line of level error.
    Handlers that others have put up, or put up later, are passed over.

    Returns a function that puts everything back as it was.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    floor = least if level == "debug" else max(least, logging.WARNING)
    lines = Lines(_renderer(format, sys.stderr), mask(secrets), floor, on_fault)
    undo, unhook = _remember(), hooks.install(get_logger())
    # uvicorn, SQLAlchemy and discord.py put up handlers of their own when they like: only ours is ever called
    logging.Logger.callHandlers = lambda _, record: lines.handle(record)  # type: ignore[method-assign,assignment]
    logging.root.setLevel(floor)
    logging.getLogger(_OURS).setLevel(least)
    logging.getLogger("uvicorn.access").disabled = True  # addresses hold the codes of OAuth
    logging.raiseExceptions = False  # else a record that cannot be formatted is printed with its arguments
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=lambda *_: logging.getLogger(_OURS),
    )

    def _undo() -> None:
        unhook()
        undo()

    return _undo


def quiet_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Leads what an event loop would print of its tasks into the log."""
    hooks.quiet(loop, get_logger())


def _remember() -> Callable[[], None]:
    """A function that puts the standard library's logging back as it is now."""
    access, ours = logging.getLogger("uvicorn.access"), logging.getLogger(_OURS)
    calls, raising, disabled = logging.Logger.callHandlers, logging.raiseExceptions, access.disabled
    levels = (logging.root.level, ours.level)

    def _undo() -> None:
        logging.Logger.callHandlers = calls  # type: ignore[method-assign]
        logging.raiseExceptions, access.disabled = raising, disabled
        logging.root.setLevel(levels[0])
        ours.setLevel(levels[1])
        structlog.reset_defaults()

    return _undo
