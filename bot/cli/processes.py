"""What the commands share that serve until they are told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from bot.errors import BackchatError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.journal.journal import Journal
    from bot.operations.plug import Plug
    from bot.operations.reports import Reports
    from bot.settings import Settings


def run(settings: Settings, plugs: Sequence[Plug], *, web: bool = True) -> None:
    """Serves with some adapters until the end, and leaves with its exit code.

    Raises:
        BackchatError: it cannot begin.
    """
    _ignore("SIGHUP")  # until there is something to reload
    needs_serving()
    from bot.operations.logs import configure
    from bot.operations.memory import give_back
    from bot.serving import serve

    reports = _reports(settings)
    tell = reports.fault if reports else None
    configure(settings.log_format, settings.log_level, secrets_of(settings), tell)
    give_back()
    gc.freeze()  # what was imported stays: looking all of it through stops the event loop for a tenth of a second
    gc.enable()
    try:
        code = _crash_told(partial(asyncio.run, serve(settings, plugs, web=web)))
    finally:
        _ignore("SIGTERM", "SIGINT", "SIGHUP")  # it ends already, and in order
        if reports:
            reports.close()
    if code:
        raise typer.Exit(code)


def _crash_told(work: Callable[[], int]) -> int:
    """What some work returns; a fault of ours is logged and reported, and is 70."""
    from bot.operations.ending import CRASHED
    from bot.operations.logs import get_logger

    try:
        return work()
    except (BackchatError, OSError):  # the command line has a line for these
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever started the process reads the exit code
        get_logger().error("crashed", exc_info=error)
        return CRASHED


def _ignore(*names: str) -> None:
    """Ignores signals from here on; those that the system does not have are left out."""
    for name in names:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _reports(settings: Settings) -> Reports | None:
    if settings.sentry_dsn is None:
        return None
    from bot import __version__
    from bot.operations.reports import start_reports

    return start_reports(settings.sentry_dsn.get_secret_value(), release=__version__)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that is set, to be struck out of logs."""
    from pydantic import SecretStr

    values = (getattr(settings, name) for name in type(settings).model_fields)
    return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def given(**named: object) -> Settings:
    """The settings of the environment, with what was named on the command line instead.

    Raises:
        ConfigurationError: a variable has a value that cannot be used.
    """
    from bot.settings import read_settings

    return read_settings().model_copy(update={name: one for name, one in named.items() if one is not None})


def needs_serving() -> None:
    """Sees to it that what serving stands on is installed.

    Raises:
        ConfigurationError: it is not.
    """
    if find_spec("sqlalchemy") is None or find_spec("structlog") is None:
        raise ConfigurationError("this needs more than the core: pip install 'backchat[serve]'")


def with_journal(work: Callable[[Journal], Awaitable[None]], *, prepared: bool) -> None:
    """Does something with the journal of the settings: as it is, or `prepared` as a serving process would find it.

    Raises:
        BackchatError: it cannot be reached or is not ready, or the work cannot be done.
    """
    needs_serving()
    from bot.journal.engine import store_of
    from bot.journal.journal import opened_journal
    from bot.settings import read_settings

    async def _run() -> None:
        async with opened_journal(store_of(read_settings()), prepared=prepared) as journal:
            await work(journal)

    asyncio.run(_run())
