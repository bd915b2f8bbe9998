"""What an answer in Slack costs from end to end: real processes, real Bolt, signed HTTP and Socket Mode, and a strict Slack.

That Slack is the one of the tests, in a process of its own; what it can take alone is measured besides. The core alone is
measured in the same run, on the same questions, so that the ratios hold on any machine.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from adapters.slack.render import Frame, message
from bench.asking import Ask, Load, asked, print_heads, print_row
from bench.data import ROOT
from bench.far import Told
from bench.load import Serving
from bench.service import AT_A_TIME, Laps, core, laps, questions
from bench.slack_parts import parts
from bench.slack_processes import Command, wires
from bench.slack_stage import Stage
from bot.answer import Answerer
from bot.cache import cached_index
from bot.conversation import Question
from bot.journal.engine import file_store
from bot.loading import load as load_knowledge
from tests.slack_records import CHANNEL

MESSAGES: Final = 400
"""Questions that are asked in each row."""

STARTS: Final = 3
"""How often a start is measured."""

WAYS: Final[Mapping[Command, str]] = {"serve": "over signed HTTP", "slack": "over Socket Mode"}


@asynccontextmanager
async def asker(stage: Stage, serving: Serving, command: Command, at_a_time: int) -> AsyncIterator[Ask]:
    """How to ask a process, once it serves."""
    port = await serving.ready()
    if command == "slack":
        await stage.slack.do("connected")
        yield stage.over_socket
        return
    async with wires(port, at_a_time) as free:

        async def _ask(text: str) -> tuple[float, float]:
            wire = free.pop()
            found = await stage.over_http(wire, text)
            free.append(wire)
            return found

        yield _ask


async def load(stage: Stage, command: Command, texts: Sequence[str], at_a_time: int) -> Load:
    """One process on SQLite, asked so many at a time."""
    await stage.slack.do("forget")
    serving = stage.process(f"{command}-{at_a_time}", command)
    try:
        async with asker(stage, serving, command, at_a_time) as ask:
            return await asked(ask, texts, at_a_time, serving)
    finally:
        await serving.stop()


async def first_answer(stage: Stage, command: Command, number: int) -> tuple[float, float]:
    """Seconds from the start of a process to the arrival of its first answer, and to its serving."""
    serving = stage.process(f"start-{command}-{number}", command)
    try:
        async with asker(stage, serving, command, 1) as ask:
            served = monotonic() - serving.began
            await ask("what is an api")
            return monotonic() - serving.began, served
    finally:
        await serving.stop()


async def far_alone(stage: Stage, said: Told, times: int, at_a_time: int) -> Laps:
    """What that Slack takes of the same message by itself, over kept connections."""
    await stage.slack.do("forget")
    body = json.dumps(said)
    headers = {"authorization": f"Bearer {stage.slack.bot}", "content-type": "application/json"}

    async with wires(stage.slack.port, at_a_time) as free:

        async def _post(_number: int) -> None:
            wire = free.pop()
            if (await wire.post("/api/chat.postMessage", body, headers))[0] != HTTPStatus.OK:
                raise RuntimeError("a message was not taken")
            free.append(wire)

        return await laps(_post, times, at_a_time)


def posting(answerer: Answerer) -> Told:
    """An answer as it is posted."""
    reply = answerer(Question("what is an api"))
    said = message(reply, Frame("U1", deletable=True))
    return {"channel": CHANNEL, "unfurl_links": False, "unfurl_media": False, **said}


def table(messages: int = MESSAGES) -> None:
    """Prints what answers in Slack cost; `messages` questions a row."""
    with TemporaryDirectory(prefix="backchat-bench-") as name:
        asyncio.run(_table(Path(name), messages))


async def _table(folder: Path, messages: int) -> None:
    answerer = _compiled(folder)
    texts = [*islice(cycle(questions(answerer)), messages)]
    await core(answerer, texts)  # caches fill at the first round
    alone = await core(answerer, texts)
    print_heads("answers in Slack", "ack")
    print_row(f"the core alone ({len(texts)} questions)", alone.row())
    stage = Stage(folder / "stage", ROOT / "knowledge")
    async with stage.slack:
        slowly = await _rows(stage, texts, alone)
        far = await _far_rows(stage, posting(answerer), len(texts))
        for command, name in WAYS.items():
            await _starts(stage, command, name)
        await _parts(stage, answerer, texts, (alone, slowly, far))
        if stage.slack.refused:
            raise RuntimeError(f"Slack refused something: {stage.slack.refused[0]}")
    print()


def _compiled(folder: Path) -> Answerer:
    """The answerer, whose compiled knowledge is there for every process."""
    (folder / "stage").mkdir()
    knowledge = load_knowledge(ROOT / "knowledge")
    return Answerer(knowledge, cached_index(knowledge, folder / "cache"))


async def _rows(stage: Stage, texts: Sequence[str], alone: Laps) -> Laps:
    """Prints what each way can do; returns how long acknowledging takes over HTTP, one at a time: that is the whole turn."""
    found: list[Laps] = []
    for command, name in WAYS.items():
        for at_a_time in AT_A_TIME:
            row = await load(stage, command, texts, at_a_time)
            print_row(f"{name}, {at_a_time} at a time", row.row(alone))
            found.append(row.signs)
    return found[0]


async def _far_rows(stage: Stage, said: Told, times: int) -> Laps:
    """Prints what that Slack alone can take; returns what it is one at a time."""
    found = [await far_alone(stage, said, times, at_a_time) for at_a_time in AT_A_TIME]
    for at_a_time, row in zip(AT_A_TIME, found, strict=True):
        print_row(f"that Slack alone, {at_a_time} at a time", row.row())
    return found[0]


async def _starts(stage: Stage, command: Command, name: str) -> None:
    runs = [await first_answer(stage, command, number) for number in range(STARTS)]
    first, serves = (median(run[place] for run in runs) for place in range(2))
    print(f"{name}: serves after {serves:.2f} s, the first answer arrives after {first:.2f} s", flush=True)


async def _parts(
    stage: Stage, answerer: Answerer, texts: Sequence[str], laps_of: tuple[Laps, Laps, Laps]
) -> None:
    """Prints where the milliseconds until an acknowledgement over HTTP go, one at a time, each part measured by itself."""
    alone, whole, far = laps_of
    store = file_store(stage.folder / "parts" / "journal.sqlite3")
    found = await parts(stage.slack, answerer, texts, store)
    spent = {"the core": alone.half, "the service around it": found.service - alone.half}
    spent |= {"drawing": found.drawing, "signature and Bolt": found.bolt}
    spent |= {"slack_sdk's call": found.call - far.half, "that Slack itself": far.half}
    spent["web server and all else"] = whole.half - sum(spent.values())
    told = ", ".join(f"{name} {took:.2f}" for name, took in spent.items())
    print(f"of the {whole.half:.2f} ms until the acknowledgement over HTTP, 1 at a time: {told}", flush=True)
