"""From a turn to its reply: asks the core, grants wishes, and tells the journal."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.compose import SMALL_TALK
from bot.conversation import (
    Answered,
    FollowPath,
    More,
    Question,
    ShowHelp,
    Unknown,
    Unsure,
    checked_question,
)
from bot.errors import BadInputError, StoreError
from bot.journal.journal import now
from bot.journal.records import Asked, Missed, Reached, Voted
from bot.labels import known_name
from bot.turns import notices
from bot.turns.context import Context
from bot.wishes import ForgetMe, Vote, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.answer import Answerer
    from bot.conversation import Action, Decision, Ranking
    from bot.journal.journal import Journal
    from bot.journal.privacy import Privacy
    from bot.journal.recorder import Recorder
    from bot.operations.metrics import Metrics
    from bot.reply import Reply
    from bot.turns.message import Turn

_FLUSH: Final = 2.0
"""Seconds that a deletion waits for questions that are still on their way to the journal."""

_KEPT: Final = 3
"""Candidates that the journal keeps as evidence."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a service is made of.

    `answerer` returns the one that is live at the moment and `version` its version; `fault` is told of what should not have
    happened, with the place and the exception.
    """

    answerer: Callable[[], Answerer]
    version: Callable[[], str]
    journal: Journal
    recorder: Recorder
    privacy: Privacy
    metrics: Metrics
    fault: Callable[[str, Exception], None]
    keep_days: int = 30


class Responder:
    """Finds the reply to every turn."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._context = Context(parts.journal.questions, shared=parts.journal.store.file is None)

    async def reply(self, turn: Turn) -> Reply | None:
        """The reply to a turn; None when nobody asked us and we do not know."""
        match turn.message.said:
            case Question() as question:
                return await self._question(question, turn)
            case Vote() as vote:
                return await self._vote(vote, turn)
            case Wanted() as wanted:
                return await self._wanted(wanted, turn)
            case ForgetMe(confirmed):
                return await self._forget(turn) if confirmed else self._about_forgetting()
            case action:
                return await self._act(action, turn)

    async def _question(self, said: Question, turn: Turn) -> Reply | None:
        addressed = turn.message.addressed
        if addressed and notices.asks_to_forget(said.text):
            return self._about_forgetting()
        try:
            after = said.after or await self._last(turn)
            question = checked_question(said.text, after)
        except BadInputError as error:
            return notices.unusable(str(error)) if addressed else None
        began = time.perf_counter()
        answerer = self._parts.answerer()
        ranking = answerer.rank(question)
        decision = answerer.decide(ranking)
        reply = answerer.compose(decision)
        took = time.perf_counter() - began
        if not addressed and not self._worth_saying(decision):
            return None  # what people say to each other is nobody's business: it is neither kept nor counted
        asked = self._asked(question, (ranking, decision, took), turn)
        self._parts.metrics.answered(turn.message.platform, asked.outcome, took)
        self._parts.recorder.post(asked)
        self._context.show(turn.thread, reply.entry or after, asked.at)
        return reply if self._is_small_talk(decision) else replace(reply, asked=asked.id)

    def _worth_saying(self, decision: Decision) -> bool:
        """Whether to speak up though nobody asked us: with an answer, and not because somebody said thanks to another."""
        return isinstance(decision, Answered | More) and not self._is_small_talk(decision)

    def _is_small_talk(self, decision: Decision) -> bool:
        entry = (
            self._parts.answerer().knowledge.entry(decision.entry) if isinstance(decision, Answered) else None
        )
        return entry is not None and entry.kind == SMALL_TALK

    async def joined(self, turn: Turn) -> bool:
        """Whether the bot is part of the turn's conversation."""
        return await self._context.joined(turn.thread, now())

    async def _last(self, turn: Turn) -> str:
        """The entry shown last; a message that begins its own conversation follows on nothing."""
        begins = turn.message.thread == turn.message.key
        return "" if begins else await self._context.last(turn.thread, now())

    def _asked(self, question: Question, found: tuple[Ranking, Decision, float], turn: Turn) -> Asked:
        ranking, decision, took = found
        return Asked(
            id=secrets.token_urlsafe(8),
            at=now(),
            platform=turn.message.platform,
            place=turn.place,
            person=turn.person,
            thread=turn.thread,
            text=question.text if self._parts.keep_days else None,
            outcome=_outcome(decision),
            entry=decision.entry if isinstance(decision, Answered | More) else "",
            after=question.after,
            confidence=decision.confidence,
            evidence=_evidence(ranking),
            knowledge=self._parts.version(),
            took=round(took * 1_000_000),
        )

    async def _vote(self, vote: Vote, turn: Turn) -> Reply:
        """A vote is thanked for once it is kept."""
        voted = Voted(vote.asked, vote.entry, turn.person, vote.helped, now())
        kept = True
        try:
            await self._parts.journal.questions.vote(voted)
        except StoreError:
            kept = False
        self._parts.metrics.voted(turn.message.platform, helped=vote.helped, kept=kept)
        return notices.thanks(helped=vote.helped) if kept else notices.vote_not_kept()

    async def _wanted(self, wanted: Wanted, turn: Turn) -> Reply:
        """What a person wanted to know instead is thanked for once it is kept."""
        try:
            text = checked_question(wanted.text).text
        except BadInputError as error:
            return notices.unusable(str(error))
        missed = Missed(
            id=secrets.token_urlsafe(8),
            at=now(),
            platform=turn.message.platform,
            place=turn.place,
            person=turn.person,
            text=text if self._parts.keep_days else None,
            asked=wanted.asked,
        )
        try:
            await self._parts.journal.questions.miss(missed)
        except StoreError:
            return notices.remark_not_kept()
        return notices.remark_kept()

    async def _forget(self, turn: Turn) -> Reply:
        await self._parts.recorder.flush(_FLUSH)
        try:
            forgotten = await self._parts.journal.people.forget(turn.person, now())
        except StoreError:
            return notices.not_forgotten()
        self._context.forget(turn.thread)
        return notices.forgotten(forgotten)

    def _about_forgetting(self) -> Reply:
        return notices.about_forgetting(self._parts.keep_days)

    async def _act(self, action: Action, turn: Turn) -> Reply:
        answerer = self._parts.answerer()
        reply = answerer(action)
        if isinstance(action, FollowPath) and (path := known_name(action.path, answerer.knowledge.paths)):
            self._parts.recorder.post(Reached(turn.person, path, action.step, now()))
        if reply.entry:
            self._context.show(turn.thread, reply.entry, now())
        elif isinstance(action, ShowHelp):  # who says what it can do is part of the conversation
            self._context.show(turn.thread, await self._last(turn), now())
        return reply


def _outcome(decision: Decision) -> str:
    match decision:
        case Answered():
            return "answered"
        case Unsure():
            return "unsure"
        case Unknown():
            return "unknown"
        case More():
            return "more"


def _evidence(ranking: Ranking) -> Mapping[str, Any]:
    """Why it was decided so: names and numbers, and nothing of what was typed."""
    candidates = [[one.entry, round(one.score, 4)] for one in ranking.candidates[:_KEPT]]
    family = ranking.family
    return {
        "candidates": candidates,
        "known": round(ranking.reading.known, 4),
        **({"family": [family.entry, round(family.score, 4)]} if family else {}),
    }
