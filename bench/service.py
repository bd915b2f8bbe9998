"""What a service costs around the core: answers a second, writes of the journal a second, and one serving process.

The core alone is measured in the same run, on the same questions, so that the ratios hold on any machine.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from bench.data import ROOT
from bench.load import Client, postgresql, started
from bench.service_process import process_table
from bot.answer import Answerer
from bot.bootstrap import bootstrap
from bot.conversation import Question
from bot.journal.engine import Store, file_store
from bot.journal.journal import Journal, now, opened_journal
from bot.journal.privacy import Privacy
from bot.journal.recorder import BATCH, Recorder
from bot.journal.records import Asked, Pseudonym, Voted
from bot.operations.metrics import Metrics
from bot.reply import Reply
from bot.service import Service
from bot.turns.message import Message
from bot.turns.responder import Parts
from bot.workbench.questions import golden_questions

AT_A_TIME = (1, 32)
"""How many messages are under way at a time."""

WRITES = 600
"""Votes and claims that are written."""

RECORDS = 6_000
"""Questions that are written, `BATCH` in a transaction."""

Work = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Laps:
    """How many a second, and milliseconds each: median and 99th percentile."""

    rate: float
    half: float
    most: float

    def row(self, base: Laps | None = None) -> str:
        """The figures, and as ratios to those of `base`."""
        ratios = f"{base.rate / self.rate:>6.1f} {self.half / base.half:>6.1f}" if base else ""
        return f"{self.rate:>9,.0f} {self.half:>8.2f} {self.most:>8.2f} {ratios}"


async def laps(work: Work, times: int, at_a_time: int) -> Laps:
    """Does a piece of work so many times, so many at a time."""
    spent: list[float] = []
    numbers = iter(range(times))

    async def _worker() -> None:
        for number in numbers:
            started_at = perf_counter()
            await work(number)
            spent.append(perf_counter() - started_at)

    began = perf_counter()
    await asyncio.gather(*(_worker() for _ in range(at_a_time)))
    rate = times / (perf_counter() - began)
    half, most = (1000 * float(np.percentile(spent, share)) for share in (50, 99))
    return Laps(rate, half, most)


def questions(answerer: Answerer) -> Sequence[str]:
    """Real questions, all different."""
    return [one.text for one in golden_questions(answerer.knowledge)]


async def core(answerer: Answerer, texts: Sequence[str]) -> Laps:
    """The core alone."""

    async def _ask(number: int) -> None:
        answerer(Question(texts[number]))

    return await laps(_ask, len(texts), 1)


async def turns(answerer: Answerer, texts: Sequence[str], store: Store, at_a_time: int) -> Laps:
    """The whole service, in this process: claim, context, answer, settle, and the record behind its back."""
    async with opened_journal(store) as journal, _service(answerer, journal) as service:
        run = secrets.token_hex(4)

        async def _turn(number: int) -> None:
            who = f"{run}-{number}"
            message = Message("bench", who, who, "place", who, Question(texts[number]))
            if await service.serve(message, _arrives) != "answered":
                raise RuntimeError("a question was not answered")

        return await laps(_turn, len(texts), at_a_time)


@asynccontextmanager
async def _service(answerer: Answerer, journal: Journal) -> AsyncIterator[Service]:
    metrics = Metrics()
    recorder = Recorder(journal, metrics)
    running = asyncio.create_task(recorder.run())
    privacy = Privacy(secrets.token_hex(16))
    yield Service(
        Parts(lambda: answerer, lambda: "bench", journal, recorder, privacy, metrics, lambda *_: None)
    )
    await recorder.flush(30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _arrives(_reply: Reply) -> None:
    """A platform that takes no time."""


async def writes(store: Store) -> dict[str, float]:
    """Records, votes and claims that the journal keeps a second, each on the disk as it promises."""
    async with opened_journal(store) as journal:
        run = secrets.token_hex(4)

        async def _records(_number: int) -> None:
            await journal.questions.record([_asked(secrets.token_urlsafe(8)) for _ in range(BATCH)])

        async def _vote(number: int) -> None:
            vote = Voted(
                f"{run}{number}", "an-entry", Pseudonym(secrets.token_hex(11)), helped=True, at=now()
            )
            await journal.questions.vote(vote)

        async def _claim(number: int) -> None:
            await journal.claims.claim(Pseudonym(f"{run}-{number}"), run, now())

        rates = {f"records in {BATCH}s": BATCH * (await laps(_records, RECORDS // BATCH, 1)).rate}
        for at_a_time in AT_A_TIME:
            rates[f"votes, {at_a_time} at a time"] = (await laps(_vote, WRITES, at_a_time)).rate
            run += "c"
            rates[f"claims, {at_a_time} at a time"] = (await laps(_claim, WRITES, at_a_time)).rate
        return rates


def _asked(name: str) -> Asked:
    who = Pseudonym(secrets.token_hex(11))
    evidence = {"candidates": [["an-entry", 0.9], ["another", 0.5], ["a-third", 0.1]], "known": 1.0}
    text = "do i need a degree to be a back-end developer"
    return Asked(name, now(), "bench", who, who, who, text, "answered", "an-entry", evidence=evidence)


async def over_http(texts: Sequence[str], folder: Path, at_a_time: int) -> Laps:
    """One serving process on a SQLite journal, asked over kept connections."""
    name = f"http-{at_a_time}"
    process = started(
        folder, name, {"BACKCHAT_DATA": str(folder / name), "BACKCHAT_CACHE": str(folder / "cache")}
    )
    try:
        port = await process.ready()
        clients = [Client(port) for _ in range(at_a_time)]

        async def _ask(number: int) -> None:
            client = clients.pop()
            said = {"key": f"{number}", "person": f"{number}", "text": texts[number]}
            if await client.say(said) != "answered":
                raise RuntimeError("a question was not answered")
            clients.append(client)

        found = await laps(_ask, len(texts), at_a_time)
        for client in clients:
            client.close()
        return found
    finally:
        await process.stop()


@contextmanager
def _stores(folder: Path) -> Iterator[dict[str, Callable[[], Store]]]:
    """Fresh stores by name: SQLite, and PostgreSQL where one can be started."""
    files = (file_store(folder / f"store-{number}" / "journal.sqlite3") for number in range(1_000))
    makers: dict[str, Callable[[], Store]] = {"SQLite": lambda: next(files)}
    with ExitStack() as stack:
        if server := stack.enter_context(postgresql()):
            makers["PostgreSQL"] = lambda: stack.enter_context(server.lent())
        yield makers


def table() -> None:
    """Prints what turns, writes and a process cost."""
    with TemporaryDirectory(prefix="backchat-bench-") as name, _stores(Path(name)) as stores:
        folder = Path(name)
        _turn_table(folder, stores)
        _write_table(stores)
        process_table(folder)


def _turn_table(folder: Path, stores: dict[str, Callable[[], Store]]) -> None:
    answerer = bootstrap(ROOT / "knowledge")
    texts = questions(answerer)
    asyncio.run(core(answerer, texts))  # caches fill at the first round
    alone = asyncio.run(core(answerer, texts))
    print(f"{'answers':<40} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'/rate':>6} {'xp50':>6}")
    print(f"{f'the core alone ({len(texts)} questions)':<40} {alone.row()}", flush=True)
    for store, made in stores.items():
        for at_a_time in AT_A_TIME:
            found = asyncio.run(turns(answerer, texts, made(), at_a_time))
            print(f"{f'the service on {store}, {at_a_time} at a time':<40} {found.row(alone)}", flush=True)
    for at_a_time in AT_A_TIME:
        found = asyncio.run(over_http(texts, folder, at_a_time))
        print(f"{f'over HTTP on SQLite, {at_a_time} at a time':<40} {found.row(alone)}", flush=True)
    print()


def _write_table(stores: dict[str, Callable[[], Store]]) -> None:
    rates = {store: asyncio.run(writes(made())) for store, made in stores.items()}
    print(f"{'writes a second':<24}" + "".join(f"{store:>12}" for store in rates))
    for what in next(iter(rates.values())):
        print(f"{what:<24}" + "".join(f"{found[what]:>12,.0f}" for found in rates.values()), flush=True)
    print()
