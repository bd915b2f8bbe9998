"""Learning paths as one person walks them: on from where they are, and asked about what they have done.

Where somebody is comes from the journal. While that is away nobody is kept from walking, and nothing that is known of them
is overwritten by a guess.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import FollowPath, Quiz
from bot.errors import StoreError
from bot.journal.journal import now
from bot.journal.records import Reached
from bot.labels import known_name
from bot.reply import Choices, Heading, Option, Prose, Reply
from bot.turns import notices
from bot.wishes import Resume, wish_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.answer import Answerer
    from bot.journal.records import Pseudonym
    from bot.knowledge import LearningPath
    from bot.turns.responder import Parts

_LOOK: Final = 1.0
"""Seconds that finding out where a person is may take: they wait for it."""

_FLUSH: Final = 0.2
"""Seconds that a step taken just before gets to reach the journal."""

_BACK: Final = "You were here last time."
_LOST: Final = "I cannot look up how far you were just now, so this is the beginning."


class Paths:
    """The learning paths of a service."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def follow(self, action: FollowPath, person: Pseudonym, *, aloud: bool = False) -> Reply:
        """A step of a path, where the person is from now on; or all paths, those they have begun first unless all would see."""
        answerer = self._parts.answerer()
        if not action.path and aloud:
            return answerer(action)
        if not action.path:
            return _headed(answerer(action), await self._begun(answerer, person))
        path = _known(action.path, answerer)
        if path is None:
            return answerer(action)
        if action.step == 1:  # a look at the beginning does not lose anybody's place
            steps = await self._steps(answerer, person)
            if steps is None:
                return answerer(action)
            if 1 < (step := steps.get(path.id, 1)) <= len(path.steps):
                reply = answerer(action)
                return replace(reply, buttons=(*reply.buttons, _go_on(path, step)))
        behind = len(path.steps) + 1  # a step beyond, from a forged button, is the end as well
        self._parts.recorder.post(Reached(person, path.id, min(action.step, behind), now()))
        return answerer(action)

    async def resume(self, name: str, person: Pseudonym) -> Reply:
        """The step of a path that a person is at."""
        answerer = self._parts.answerer()
        path = _known(name, answerer)
        if path is None:
            return await self.follow(FollowPath(name), person)
        steps = await self._steps(answerer, person)
        if steps is None:  # the beginning is not where they are: it is shown, and not kept
            return _after(_LOST, answerer(FollowPath(path.id)))
        step = steps.get(path.id, 1)
        reply = await self.follow(FollowPath(path.id, step), person)
        return _after(_BACK, reply) if 1 < step <= len(path.steps) else reply

    async def quiz(self, name: str, person: Pseudonym, *, aloud: bool = False) -> Reply:
        """The first question about the steps that a person has done of a path, or else of the one walked last.

        Where all would see how far they are, the paths to choose from.
        """
        answerer = self._parts.answerer()
        if aloud:
            return answerer(Quiz())
        path = _known(name, answerer)
        if not answerer.knowledge.paths or (name and path is None):
            return answerer(FollowPath(name))
        steps = await self._steps(answerer, person)
        if steps is None:
            return notices.place_not_known()
        path = path or _walked(steps, answerer)
        if path and (done := steps.get(path.id, 1) - 1):
            return answerer(Quiz(path.id, done))
        return notices.nothing_done(path, begun=path is not None and path.id in steps)

    async def _begun(self, answerer: Answerer, person: Pseudonym) -> tuple[Option, ...]:
        """What leads on with the paths that a person has begun and not finished, the latest first."""
        steps = await self._steps(answerer, person) or {}
        paths = [(answerer.knowledge.paths[name], step) for name, step in steps.items()]
        return tuple(_go_on(path, step) for path, step in paths if step <= len(path.steps))

    async def _steps(self, answerer: Answerer, person: Pseudonym) -> Mapping[str, int] | None:
        """Where a person is on the paths there are, the latest first, at most behind the end; None if nobody knows."""
        await self._parts.recorder.flush(_FLUSH)
        try:
            async with asyncio.timeout(_LOOK):
                steps = await self._parts.journal.people.steps(person)
        except (StoreError, TimeoutError):
            return None
        paths = answerer.knowledge.paths
        return {name: min(step, len(paths[name].steps) + 1) for name, step in steps.items() if name in paths}


def _known(name: str, answerer: Answerer) -> LearningPath | None:
    found = known_name(name, answerer.knowledge.paths)
    return answerer.knowledge.paths[found] if found else None


def _walked(steps: Mapping[str, int], answerer: Answerer) -> LearningPath | None:
    """The path that was walked last, one that was only opened if no step of any was done; None if none was."""
    name = next((name for name, step in steps.items() if step > 1), next(iter(steps), None))
    return answerer.knowledge.paths[name] if name else None


def _go_on(path: LearningPath, step: int) -> Option:
    return Option(f"Go on: {path.title} (step {step} of {len(path.steps)})", wish_code(Resume(path.id)))


def _after(line: str, reply: Reply) -> Reply:
    return replace(reply, blocks=(Prose(line), *reply.blocks))


def _headed(reply: Reply, begun: tuple[Option, ...]) -> Reply:
    """The list of the paths with what leads on under its heading."""
    if not begun:
        return reply
    heads = tuple(block for block in reply.blocks[:1] if isinstance(block, Heading))
    choices = Choices("Go on where you were:", begun)
    return replace(reply, blocks=(*heads, choices, *reply.blocks[len(heads) :]))
