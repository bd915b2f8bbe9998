"""What an answer in Discord costs from end to end: the real process, the real discord.py, gateway and REST, and a Discord of ours.

That Discord is the one of the tests, in a process of its own, not strict here; what it can take alone is measured besides.
The core alone is measured in the same run, on the same questions, so that the ratios hold on any machine.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from adapters.discord.render import Frame, message
from bench.asking import Ask, Load, asked, print_heads, print_row
from bench.data import ROOT
from bench.discord_parts import parts
from bench.discord_stage import Stage
from bench.far import Told
from bench.service import AT_A_TIME, Laps, core, laps, questions
from bench.slack_processes import wires
from bot.answer import Answerer
from bot.cache import cached_index
from bot.conversation import Question
from bot.journal.engine import file_store
from bot.loading import load as load_knowledge
from tests.discord_records import CHANNEL, USER
from tests.discord_requests import API

MESSAGES: Final = 400
"""Questions that are asked in each row."""

STARTS: Final = 3
"""How often a start is measured."""

TYPED: Final = (0.4, 0.7, 1.0)
"""How much of a question has been typed when it is completed, in turn."""


async def load(stage: Stage, name: str, ask: Ask, texts: Sequence[str], at_a_time: int) -> Load:
    """One process on SQLite, asked so many at a time."""
    await stage.discord.do("forget")
    serving = stage.process(f"{name.strip('/')}-{at_a_time}")
    try:
        await serving.ready()
        await stage.discord.do("connected")
        return await asked(ask, texts, at_a_time, serving)
    finally:
        await serving.stop()


async def first_answer(stage: Stage, number: int) -> tuple[float, float]:
    """Seconds from the start of a process to the arrival of its first answer, and to its connection."""
    serving = stage.process(f"start-{number}")
    try:
        await serving.ready()
        await stage.discord.do("connected")
        connected = monotonic() - serving.began
        return (await stage.say("what is an api")).arrived - serving.began, connected
    finally:
        await serving.stop()


async def far_alone(stage: Stage, said: Told, times: int, at_a_time: int) -> Laps:
    """What that Discord takes of the same message by itself, over kept connections."""
    await stage.discord.do("forget")
    body, path = json.dumps(said), f"{API}/channels/{CHANNEL}/messages"
    headers = {"authorization": f"Bot {stage.discord.token}", "content-type": "application/json"}
    async with wires(stage.discord.port, at_a_time) as free:

        async def _post(_number: int) -> None:
            wire = free.pop()
            if (await wire.post(path, body, headers))[0] != HTTPStatus.OK:
                raise RuntimeError("a message was not taken")
            free.append(wire)

        return await laps(_post, times, at_a_time)


async def completing(answerer: Answerer, texts: Sequence[str]) -> Laps:
    """What completing takes in the core alone."""

    async def _complete(number: int) -> None:
        answerer.complete(texts[number])

    return await laps(_complete, len(texts), 1)


def posting(answerer: Answerer) -> Told:
    """An answer as it is posted."""
    reply = answerer(Question("what is an api"))
    return dict(message(reply, Frame(USER, deletable=True))[0])


def typed(texts: Sequence[str]) -> Sequence[str]:
    """Questions that are being typed: the first 40, 70 and 100 percent of them, in turn."""
    return [
        text[: max(1, round(len(text) * share))] for text, share in zip(texts, cycle(TYPED), strict=False)
    ]


def table(messages: int = MESSAGES) -> None:
    """Prints what answers in Discord cost; `messages` questions a row."""
    with TemporaryDirectory(prefix="backchat-bench-") as name:
        asyncio.run(_table(Path(name), messages))


async def _table(folder: Path, messages: int) -> None:
    (folder / "stage").mkdir()
    knowledge = load_knowledge(ROOT / "knowledge")
    answerer = Answerer(knowledge, cached_index(knowledge, folder / "cache"))
    texts = [*islice(cycle(questions(answerer)), messages)]
    await core(answerer, texts)  # caches fill at the first round
    alone = await core(answerer, texts)
    print_heads("answers in Discord", "first")
    print_row(f"the core alone ({len(texts)} questions)", alone.row())
    stage = Stage(folder / "stage", ROOT / "knowledge")
    async with stage.discord:
        await stage.announce()
        whole = await _rows(stage, texts, alone)
        for at_a_time in AT_A_TIME:
            row = await far_alone(stage, posting(answerer), len(texts), at_a_time)
            print_row(f"that Discord alone, {at_a_time} at a time", row.row())
        await _completions(stage, answerer, typed(texts))
        await _starts(stage)
        await _parts(stage, answerer, texts, (alone, whole))
        if stage.discord.refused:
            raise RuntimeError(f"Discord refused something: {stage.discord.refused[0]}")
    print(f"answers of which Discord was told first that they take longer: {stage.put_off}\n")


async def _rows(stage: Stage, texts: Sequence[str], alone: Laps) -> Laps:
    """Prints what each way to ask can do; returns what a mention takes, one at a time."""
    found: list[Laps] = []
    for name, ask in stage.ways.items():
        for at_a_time in AT_A_TIME:
            row = await load(stage, name, ask, texts, at_a_time)
            print_row(f"{name}, {at_a_time} at a time", row.row(alone))
            found.append(row.answers)
    return found[0]


async def _completions(stage: Stage, answerer: Answerer, texts: Sequence[str]) -> None:
    await completing(answerer, texts[:3])  # the first builds what the others stand on
    alone = await completing(answerer, texts)
    print_row(f"completing in the core alone ({len(texts)})", alone.row())
    for at_a_time in AT_A_TIME:
        row = await load(stage, "completions", stage.complete, texts, at_a_time)
        print_row(f"completions, {at_a_time} at a time", row.row(alone))


async def _starts(stage: Stage) -> None:
    runs = [await first_answer(stage, number) for number in range(STARTS)]
    first, connected = (median(run[place] for run in runs) for place in range(2))
    print(f"connected after {connected:.2f} s, the first answer arrives after {first:.2f} s", flush=True)


async def _parts(stage: Stage, answerer: Answerer, texts: Sequence[str], laps_of: tuple[Laps, Laps]) -> None:
    """Prints where the milliseconds until the answer to a mention go, one at a time, each part measured by itself."""
    alone, whole = laps_of
    found = dict(await parts(stage, answerer, texts, file_store(stage.folder / "parts" / "journal.sqlite3")))
    spent = {"the core": alone.half, "the service around it": found.pop("the service") - alone.half, **found}
    spent["all else"] = whole.half - sum(spent.values())
    told = ", ".join(f"{name} {took:.2f}" for name, took in spent.items())
    print(f"of the {whole.half:.2f} ms until the answer to a mention, 1 at a time: {told}", flush=True)
