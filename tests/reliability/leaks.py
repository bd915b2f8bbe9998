"""Every way in which a text could get into the log, tried in a process of its own; started by test_canaries.py.

Reads JSON from standard input: the level and the format, the secrets that are known, and the canaries. With the level
"none" the logs are as the libraries would have them, which shows that each way does lead there.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any, Final, NoReturn

import structlog

from bot.operations import logs
from bot.operations.redaction import FIELDS
from tests.reliability.leaks_of_libraries import databases, fails, requests, slack

LOGGERS: Final = (
    *("root", "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"),
    *("sqlalchemy.engine.Engine", "sqlalchemy.pool", "asyncio", "backchat", "bot"),
    *(
        "slack_bolt.AsyncApp",
        "slack_sdk.web.async_client",
        "slack_sdk.socket_mode.aiohttp",
        "discord.client",
        "discord.gateway",
    ),
    *("discord.http", "aiohttp.client", "aiohttp.access", "watchfiles.main", "alembic.runtime.migration"),
    *("concurrent.futures", "py.warnings", "httpx", "websockets"),
)
LEVELS = ("debug", "info", "warning", "error", "critical")
Way = Callable[[Any, str], None]


def own_fields(log: Any, canary: str) -> None:
    """Fields of our own events, listed or not."""
    for name in (
        "question",
        "text",
        "person",
        "token",
        "url",
        "error",
        "message",
        *(FIELDS.keys() - {"reason"}),
    ):
        for level in LEVELS:
            getattr(log, level)("asked", **{name: canary})
            getattr(log, level)("asked", **{name: [canary, {canary: canary}]})


def own_events(log: Any, canary: str) -> None:
    """Names, arguments and bound fields of our own events."""
    for level in LEVELS:
        getattr(log, level)(canary)
        getattr(log, level)(f"asked {canary}")
        getattr(log.bind(person=canary), level)("asked %s", canary)
    log.info("asked", **{canary: 1})


def own_exceptions(log: Any, canary: str) -> None:
    """Exceptions that our own events are about."""
    try:
        fails(canary)
    except ValueError as error:
        log.exception("failed", fault=error, error=error)
        log.debug("failed", exc_info=error, stack_info=True)
        log.critical("failed", exc_info=(type(error), error, error.__traceback__))


def plain_structlog(log: Any, canary: str) -> None:
    """Somebody uses structlog without asking us."""
    structlog.get_logger("x").warning(canary, question=canary)
    structlog.stdlib.get_logger("x").error("asked", question=canary)


def foreign_texts(log: Any, canary: str) -> None:
    """Texts of libraries, at every level."""
    for logger in map(logging.getLogger, LOGGERS):
        logger.setLevel(logging.DEBUG)
        for level in LEVELS:
            getattr(logger, level)("got %s", canary)
            getattr(logger, level)(f"got {canary}")
            getattr(logger, level)("got %(a)s", {"a": canary}, extra={"question": canary})


def foreign_exceptions(log: Any, canary: str) -> None:
    """Exceptions that libraries log."""
    for logger in map(logging.getLogger, LOGGERS):
        try:
            fails(canary)
        except ValueError:
            logger.exception("got %s", canary)
            logger.warning(canary, exc_info=True, stack_info=True)


def foreign_oddities(log: Any, canary: str) -> None:
    """Names of loggers, wrong arguments, levels and handlers of their own."""
    logging.getLogger(f"conn.{canary}").error("x")
    logging.getLogger("x").error("%d %d", canary)  # noqa: PLE1206 - the very fault
    logging.getLogger("uvicorn.error").error("Started server process [%d]", canary)
    logging.getLogger("alembic.runtime.migration").error("Running %s", canary)
    logging.addLevelName(35, canary)
    logging.getLogger("x").log(35, "x")
    logging.getLogger("x").handle(logging.makeLogRecord({"msg": canary, "levelno": 40, "pathname": canary}))
    logging.getLogger("x").addHandler(logging.StreamHandler(sys.stdout))
    logging.getLogger("x").error(canary)
    logging.getLogger("x").handlers.clear()


def warned(log: Any, canary: str) -> None:
    """Warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(canary, stacklevel=1)
        warnings.warn_explicit(canary, DeprecationWarning, f"/home/{canary}/x.py", 7)


def threads(log: Any, canary: str) -> None:
    """Exceptions that end a thread."""
    thread = threading.Thread(target=fails, args=(canary,), name=canary)
    thread.start()
    thread.join()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(fails, canary).add_done_callback(lambda done: done.result())


def finalisers(log: Any, canary: str) -> None:
    """Exceptions that nobody can catch."""

    class _Bad:
        def __del__(self) -> None:
            fails(canary)

        def __repr__(self) -> str:
            return canary

    _Bad()
    gc.collect()


def tasks(log: Any, canary: str) -> None:
    """Exceptions that end a task, and what a loop says of slow ones."""

    async def _fails() -> None:
        fails(canary)

    async def _main() -> None:
        loop = asyncio.get_running_loop()
        if structlog.is_configured():
            logs.quiet_loop(loop)
        loop.set_debug(True)
        loop.slow_callback_duration = 0.0
        task = asyncio.create_task(_fails(), name=canary)
        loop.call_soon(fails, canary)
        await asyncio.sleep(0.001)
        del task
        loop.call_exception_handler({"message": canary, "question": canary})
        gc.collect()

    asyncio.run(_main())


WAYS: Final[tuple[Way, ...]] = (
    *(
        own_fields,
        own_events,
        own_exceptions,
        plain_structlog,
        foreign_texts,
        foreign_exceptions,
        foreign_oddities,
    ),
    *(warned, threads, finalisers, tasks, databases, slack),
)


def tell(what: str) -> None:
    """Marks where the lines of a way begin."""
    sys.stdout.write(f"== {what}\n")
    sys.stdout.flush()


def plain() -> Any:
    """A logger as structlog has it, with plain tracebacks: its rich ones take seconds."""
    drawn = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[structlog.stdlib.add_log_level, structlog.dev.set_exc_info, drawn],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )


def main(level: Any, form: Any, secrets: list[str], canaries: list[str]) -> NoReturn:
    """Lets every canary take every way, and ends with one more: an exception that nobody catches."""
    if level == "none":
        logging.basicConfig(level=logging.DEBUG)
        log: Any = plain()
    else:
        logs.configure(form, level, secrets)
        log = logs.get_logger()
    for way in WAYS:
        tell(way.__name__)
        for canary in canaries:
            way(log, canary)
    tell("requests")
    requests(log, canaries)
    tell("end")
    fails("".join(canaries))


if __name__ == "__main__":
    told = json.load(sys.stdin)
    main(told["level"], told["format"], told["secrets"], told["canaries"])
