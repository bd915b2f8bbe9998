"""From a turn to its reply: asks the core, grants wishes, and tells the journal."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import (
    Answered,
    FollowPath,
    More,
    Question,
    ShowEntry,
    ShowHelp,
    Unknown,
    Unsure,
    checked_question,
)
from bot.errors import BadInputError
from bot.journal.journal import now
from bot.journal.records import Asked
from bot.labels import SMALL_TALK
from bot.turns import granted, notices
from bot.turns.brief import is_short, shortened
from bot.turns.context import Context
from bot.turns.paths import Paths
from bot.wishes import ForgetMe, Picked, QuizMe, Resume, Suggest, Vote, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.answer import Answerer
    from bot.conversation import Action, Decision, Ranking
    from bot.journal.journal import Journal
    from bot.journal.privacy import Privacy
    from bot.journal.recorder import Recorder
    from bot.journal.records import Millis
    from bot.operations.metrics import Metrics
    from bot.reply import Reply
    from bot.turns.message import Turn

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
        self._paths = Paths(parts)

    async def reply(self, turn: Turn) -> Reply | None:
        """The reply to a turn; None when nobody asked us and we do not know."""
        match turn.message.said:
            case Question() as question:
                return await self._question(question, turn)
            case Picked(entry):
                return self._picked(entry, turn)
            case Suggest(title):  # nobody asked us: it is neither kept nor counted
                return self._parts.answerer().suggest(title)
            case FollowPath() as action:
                return await self._paths.follow(action, turn.person, aloud=turn.message.aloud)
            case Resume(path):
                return await self._paths.resume(path, turn.person)
            case QuizMe(path):
                return await self._paths.quiz(path, turn.person, aloud=turn.message.aloud)
            case Vote() as said:
                return await granted.vote(said, turn, self._parts)
            case Wanted() as said:
                return await granted.wanted(said, turn, self._parts)
            case ForgetMe(confirmed=False):
                return self._about_forgetting()
            case ForgetMe():
                return await granted.forget(turn, self._parts, self._context)
            case action:
                return await self._act(action, turn)

    async def _question(self, said: Question, turn: Turn) -> Reply | None:
        addressed = turn.message.addressed
        if addressed and not turn.message.quoted and notices.asks_to_forget(said.text):
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
        asked = self._asked(turn, question.text, took, after=after, **_found(ranking, decision))
        reply = self._rest(decision, reply, turn) if isinstance(decision, More) else self._fitted(reply, turn)
        self._keep(asked, reply, turn)
        return reply if self._is_small_talk(decision) else replace(reply, asked=asked.id)

    def _picked(self, name: str, turn: Turn) -> Reply:
        """An entry that was chosen while typing is answered and kept like a question in the words of its title."""
        began = time.perf_counter()
        answerer = self._parts.answerer()
        reply, entry = answerer(ShowEntry(name)), answerer.knowledge.entry(name)
        if entry is None:
            return reply
        took = time.perf_counter() - began
        found = {"outcome": "answered", "entry": entry.id, "confidence": 1.0, "evidence": {"picked": True}}
        asked = self._asked(turn, entry.title, took, **found)
        reply = self._fitted(reply, turn)
        self._keep(asked, reply, turn)
        return reply if entry.kind == SMALL_TALK else replace(reply, asked=asked.id)

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
        """The entry shown last; what begins its own conversation, or was said in another, follows on nothing."""
        begins = turn.message.quoted or turn.message.thread == turn.message.key
        return "" if begins else await self._context.last(turn.thread, now())

    def _about_forgetting(self) -> Reply:
        return notices.about_forgetting(self._parts.keep_days)

    def _asked(self, turn: Turn, text: str, took: float, **found: Any) -> Asked:
        """What the journal keeps of a question that was answered in `took` seconds; `found` is what became of it."""
        return Asked(
            id=secrets.token_urlsafe(8),
            at=now(),
            platform=turn.message.platform,
            place=turn.place,
            person=turn.person,
            thread=turn.thread,
            text=text if self._parts.keep_days and not turn.message.quoted else None,
            knowledge=self._parts.version(),
            took=round(took * 1_000_000),
            **found,
        )

    def _keep(self, asked: Asked, reply: Reply, turn: Turn) -> None:
        self._parts.metrics.answered(turn.message.platform, asked.outcome, asked.took / 1_000_000)
        self._parts.recorder.post(asked)
        self._show(reply, turn, asked.after, asked.at)

    def _show(self, reply: Reply, turn: Turn, after: str, at: Millis) -> None:
        """Remembers what was shown; what is about no entry leaves the one shown before."""
        if reply.entry:
            self._context.show(turn.thread, reply.entry, at, whole=not is_short(reply))
        else:
            self._context.show(turn.thread, after, at, whole=self._context.whole(turn.thread, after))

    def _fitted(self, reply: Reply, turn: Turn) -> Reply:
        return shortened(reply) if turn.message.brief else reply

    def _rest(self, more: More, reply: Reply, turn: Turn) -> Reply:
        """Who was told the short answer and wants more is told all of it, and only then that this is all."""
        if not turn.message.brief or self._context.whole(turn.thread, more.entry):
            return reply
        whole = self._parts.answerer()(ShowEntry(more.entry, whole=True))
        return reply if shortened(whole) == whole else whole

    async def _act(self, action: Action, turn: Turn) -> Reply:
        reply = self._parts.answerer()(action)
        if isinstance(action, ShowEntry) and not action.whole:
            reply = self._fitted(reply, turn)
        if reply.entry or isinstance(action, ShowHelp):  # who says what it can do is part of the conversation
            self._show(reply, turn, "" if reply.entry else await self._last(turn), now())
        return reply


def _found(ranking: Ranking, decision: Decision) -> Mapping[str, Any]:
    """What the journal keeps of what became of a question."""
    return {
        "outcome": _outcome(decision),
        "entry": decision.entry if isinstance(decision, Answered | More) else "",
        "confidence": decision.confidence,
        "evidence": _evidence(ranking),
    }


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
