"""People on learning paths: a small knowledge base with two paths, and where Ada is on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.answer import Answerer
from bot.journal.journal import now
from bot.knowledge import Entry, Knowledge, LearningPath, Step
from bot.reply import Reply
from bot.turns.responder import Responder
from tests.services import Bench

ADA: Final = {"person": "ada"}
SUBJECTS: Final = ("docker", "linux", "sql", "git", "rest")
LENGTHS: Final = {"far": 4, "near": 2}

_HOUR: Final = 3_600_000


def two_paths() -> Answerer:
    """An answerer over five entries, with a path of four of them and one of two."""
    entries = {
        name: Entry(
            id=name, title=f"What is {name}?", short=f"All of {name}.", phrasings=(f"explain {name}",)
        )
        for name in SUBJECTS
    }
    return Answerer(Knowledge(entries=entries, paths={name: _path(name) for name in LENGTHS}))


def _path(name: str) -> LearningPath:
    steps = tuple(Step(entry=subject) for subject in SUBJECTS[: LENGTHS[name]])
    return LearningPath(id=name, title=name.title(), audience="all", steps=steps)


async def said(parts: Bench, what: Any, **more: Any) -> Reply:
    """What Ada is told, or somebody else, by a process that has just begun."""
    reply = await Responder(parts.parts).reply(parts.turn(what, **ADA | more))
    assert reply is not None
    return reply


async def reached(parts: Bench, steps: Mapping[str, int]) -> None:
    """Ada has reached steps an hour ago, the last one named last."""
    person, earlier = parts.turn("", **ADA).person, now() - _HOUR
    for number, (path, step) in enumerate(steps.items()):
        await parts.journal.people.reach(person, path, step, earlier + number)


async def kept(parts: Bench) -> dict[str, int]:
    """Where people are, by path."""
    return {row["path"]: row["step"] for row in await parts.kept("progress")}
