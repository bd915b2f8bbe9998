"""The composition root of a process that serves: from settings and adapters to a running service, and in order out of it.

Everything starts in the order in which it is needed and stops in the opposite one: first nothing new is taken, then what was
begun is finished, then what was said is written, then the journal is closed.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.compiling import ready_answerer
from bot.errors import ServingError, StoreError
from bot.journal.engine import store_of
from bot.journal.journal import opened_journal
from bot.journal.privacy import privacy_of
from bot.journal.recorder import Recorder
from bot.live import LiveKnowledge
from bot.operations import upkeep
from bot.operations.control import hangups, listen
from bot.operations.disk import warn_of_loss
from bot.operations.ending import Ending, stop
from bot.operations.health import Health, Heartbeat, Minor
from bot.operations.logs import get_logger, quiet_loop
from bot.operations.metrics import Metrics
from bot.operations.server import Server, listening
from bot.operations.supervisor import Supervisor
from bot.operations.telling import Teller
from bot.operations.watchdog import LoopWatchdog, watch_parts
from bot.operations.web import web_app
from bot.service import Service
from bot.settings import cache_folder, data_folder
from bot.turns.responder import Parts
from bot.watching import watch

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence
    from typing import Any

    from starlette.types import ASGIApp

    from bot.journal.engine import Store
    from bot.journal.journal import Journal
    from bot.operations.health import Ask
    from bot.operations.plug import Plug
    from bot.settings import Settings

ANSWERING: Final = 5.0
"""Seconds that adapters get to leave, and messages under way to be answered, when the process ends."""

WRITING: Final = 3.0
"""Seconds that what waits for the journal gets after that: with a journal that hangs, too, the end comes within 15."""

LEAVING: Final = 2.0
"""Seconds that the web server gets to leave: what it still answers is no message."""

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Process:
    """All that a serving process is made of."""

    settings: Settings
    store: Store
    journal: Journal
    recorder: Recorder
    live: LiveKnowledge
    teller: Teller
    service: Service
    metrics: Metrics
    heartbeat: Heartbeat
    plugs: Sequence[Plug]


async def serve(settings: Settings, plugs: Sequence[Plug], *, web: bool = True) -> int:
    """Serves until a signal says to stop; returns the exit code, 0 when all that was said is written.

    Raises:
        BackchatError: the process cannot begin, because a setting, the knowledge, the journal or the address cannot be
            used; or an adapter cannot go on, and all else was stopped in order.
    """
    quiet_loop(asyncio.get_running_loop())
    ending = Ending()
    ending.heed_signals()
    async with AsyncExitStack() as stack:
        begun = await ending.unless_come(_begun(settings, plugs, stack, web=web))
        code = await _run(*begun, ending) if begun else 0
    if ending.error:
        raise ending.error
    return code


async def _begun(
    settings: Settings, plugs: Sequence[Plug], stack: AsyncExitStack, *, web: bool
) -> tuple[Process, Health, Server | None]:
    """A process that is ready to run; `stack` undoes what was opened."""
    opened = stack.enter_context(listening(settings.host, settings.port)) if web else None
    store = store_of(settings)
    journal = await stack.enter_async_context(opened_journal(store))
    for plug in plugs:
        stack.push_async_callback(plug.aclose)
    process = await _assembled(settings, store, journal, plugs)
    stack.push_async_callback(process.live.aclose)
    warn_of_loss(store.file, os.environ)
    stack.enter_context(hangups(process.teller.reload))
    await _take_orders(process, stack)
    health = Health(_parts(process), process.heartbeat)
    return process, health, Server(_app(process, health), opened) if opened else None


async def _assembled(settings: Settings, store: Store, journal: Journal, plugs: Sequence[Plug]) -> Process:
    privacy = privacy_of(settings, data_folder(settings))
    answerer = await ready_answerer(settings.knowledge, cache_folder(settings))
    live = LiveKnowledge(answerer, settings.knowledge, cache_folder(settings))
    metrics = Metrics()
    recorder = Recorder(journal, metrics)
    webhook = settings.admin_webhook.get_secret_value() if settings.admin_webhook else ""

    def _fault(where: str, error: Exception) -> None:
        metrics.faulted(where)
        _log.error("a turn failed", where=where, exc_info=error)

    parts = Parts(
        answerer=lambda: live.answerer,
        version=lambda: live.version,
        journal=journal,
        recorder=recorder,
        privacy=privacy,
        metrics=metrics,
        fault=_fault,
        keep_days=settings.keep_days,
    )
    teller = Teller(live, metrics, settings.knowledge, webhook)
    service = Service(parts)
    return Process(settings, store, journal, recorder, live, teller, service, metrics, Heartbeat(), plugs)


def _parts(process: Process) -> Mapping[str, Ask]:
    """What health asks; what also can be lost for good is watched besides."""
    parts: dict[str, Ask] = {
        "journal": partial(upkeep.journal_state, process.recorder, process.store.file),
        "knowledge": Minor(process.teller.state),
        **_connections(process),
    }
    if process.store.file is not None:
        parts["disk"] = Minor(partial(upkeep.disk_state, process.store.file))
    process.metrics.watch_parts(parts)
    process.metrics.watch_loop(process.heartbeat.lag)
    process.metrics.watch_knowledge(
        lambda: len(process.live.answerer.knowledge.entries), lambda: process.live.version
    )
    return parts


def _connections(process: Process) -> Mapping[str, Ask]:
    return {plug.name: plug.state for plug in process.plugs}


def _app(process: Process, health: Health) -> ASGIApp:
    token = process.settings.metrics_token
    routes = [route for plug in process.plugs for route in plug.routes(process.service)]
    secret = token.get_secret_value() if token else None
    return web_app(health, process.metrics, token=secret, plugs_routes=routes)


async def _take_orders(process: Process, stack: AsyncExitStack) -> None:
    """Opens the control socket; a process that cannot have one does its work all the same."""
    try:
        await stack.enter_async_context(listen(data_folder(process.settings), process.teller.reload))
    except ServingError:
        _log.warning("no control socket: 'backchat reload' will not find this process, SIGHUP will")


def _tasks(
    process: Process, server: Server | None, ending: Ending
) -> Mapping[str, Coroutine[Any, Any, None]]:
    """What runs as long as the process does."""
    settings = process.settings
    tasks = {
        "recorder": process.recorder.run(),
        "probe": upkeep.probe(process.recorder),
        "eraser": upkeep.erase(process.journal.people, settings.keep_days),
        "heartbeat": process.heartbeat.run(),
        **{plug.name: plug.run(process.service) for plug in process.plugs},
    }
    if settings.watch:
        tasks["watch"] = watch(process.live, settings.knowledge, process.teller.tell)
    if process.plugs:
        tasks["connections"] = watch_parts(_connections(process), ending.lost)
    if server:
        tasks["web"] = server.run_until_stopped()
    return tasks


async def _run(process: Process, health: Health, server: Server | None, ending: Ending) -> int:
    watchdog = LoopWatchdog(lambda: process.heartbeat.beats)
    supervisor = Supervisor(os.environ)
    tasks = {
        name: asyncio.create_task(work, name=name) for name, work in _tasks(process, server, ending).items()
    }
    for task in tasks.values():
        task.add_done_callback(ending.over)
    signs = asyncio.create_task(supervisor.keep_alive(lambda: health.report().live))
    watchdog.start()
    supervisor.ready()
    _log.info(
        "serving",
        host=process.settings.host,
        port=server.port if server else 0,
        version=process.live.version,
        pid=os.getpid(),
    )
    await ending.wait()
    supervisor.stopping()
    health.drain()
    left = await _finish(process, tasks, server)
    watchdog.stop()
    signs.cancel()
    await asyncio.gather(signs, return_exceptions=True)
    code = ending.code or (StoreError.exit_code if left else 0)
    _log.info("ended", exit_code=code, rows=left)
    return code


async def _finish(process: Process, tasks: Mapping[str, asyncio.Task[None]], server: Server | None) -> int:
    """Stops everything in order; returns how many records could not be written."""
    clock = asyncio.get_running_loop().time
    names, until = {plug.name for plug in process.plugs}, clock() + ANSWERING
    await stop([task for name, task in tasks.items() if name in names], ANSWERING)
    if late := await process.service.drain(max(0.0, until - clock())):
        _log.warning("messages were left unanswered", count=late)
    left = await process.recorder.flush(WRITING)
    if left:
        _log.error("records were lost: the journal could not be written", rows=left)
    if server:
        server.stop()
        await asyncio.wait([tasks["web"]], timeout=LEAVING)
    await stop(tasks.values(), LEAVING)
    return left
