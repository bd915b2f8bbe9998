"""Leads what Python itself would print about exceptions and warnings into the log, where it has no message."""

from __future__ import annotations

import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

from bot.operations.faults import class_name, short

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import TracebackType
    from typing import TextIO

    from structlog.stdlib import BoundLogger


def install(log: BoundLogger) -> Callable[[], None]:
    """Takes the place of Python's hooks; returns a function that puts them back."""
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning)

    def _crashed(_kind: type[BaseException], error: BaseException, _where: TracebackType | None) -> None:
        log.error("crashed", exc_info=error)

    def _thread_crashed(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:  # this is how a thread may end itself
            log.error("thread crashed", exc_info=args.exc_value)

    def _not_raised(args: sys.UnraisableHookArgs) -> None:
        log.error("exception while cleaning up", exc_info=args.exc_value)

    def _warned(
        message: Warning | str,  # noqa: ARG001 - the names of warnings.showwarning
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG001
        line: str | None = None,  # noqa: ARG001
    ) -> None:
        log.warning("warned", fault=class_name(category), place_in_code=f"{short(filename)}:{lineno}")

    sys.excepthook, sys.unraisablehook = _crashed, _not_raised
    threading.excepthook, warnings.showwarning = _thread_crashed, _warned

    def _undo() -> None:
        sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = before

    return _undo


def quiet(loop: asyncio.AbstractEventLoop, log: BoundLogger) -> None:
    """Leads what an event loop would print about its tasks into the log."""

    def _failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        log.error("the event loop met a fault", exc_info=context.get("exception") or False)

    loop.set_exception_handler(_failed)
