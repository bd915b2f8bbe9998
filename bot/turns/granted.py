"""Wishes that change what is kept of a person: done first, and thanked for or confirmed then."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from bot.conversation import checked_question
from bot.errors import BadInputError, StoreError
from bot.journal.journal import now
from bot.journal.records import Missed, Voted
from bot.turns import notices

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.turns.context import Context
    from bot.turns.message import Turn
    from bot.turns.responder import Parts
    from bot.wishes import Vote, Wanted

_FLUSH: Final = 2.0
"""Seconds that a deletion waits for questions that are still on their way to the journal."""


async def vote(said: Vote, turn: Turn, parts: Parts) -> Reply:
    """A vote is thanked for once it is kept."""
    voted = Voted(said.asked, said.entry, turn.person, said.helped, now())
    kept = True
    try:
        await parts.journal.questions.vote(voted)
    except StoreError:
        kept = False
    parts.metrics.voted(turn.message.platform, helped=said.helped, kept=kept)
    return notices.thanks(helped=said.helped) if kept else notices.vote_not_kept()


async def wanted(said: Wanted, turn: Turn, parts: Parts) -> Reply:
    """What a person wanted to know instead is thanked for once it is kept."""
    try:
        text = checked_question(said.text).text
    except BadInputError as error:
        return notices.unusable(str(error))
    missed = Missed(
        id=secrets.token_urlsafe(8),
        at=now(),
        platform=turn.message.platform,
        place=turn.place,
        person=turn.person,
        text=text if parts.keep_days else None,
        asked=said.asked,
    )
    try:
        await parts.journal.questions.miss(missed)
    except StoreError:
        return notices.remark_not_kept()
    return notices.remark_kept()


async def forget(turn: Turn, parts: Parts, context: Context) -> Reply:
    """Everything of the person is deleted, also what is still on its way to the journal."""
    await parts.recorder.flush(_FLUSH)
    try:
        forgotten = await parts.journal.people.forget(turn.person, now())
    except StoreError:
        return notices.not_forgotten()
    context.forget(turn.thread)
    return notices.forgotten(forgotten)
