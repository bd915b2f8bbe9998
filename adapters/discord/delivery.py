"""How replies reach people in Discord: as replies to messages, as answers to interactions, in place of what was tapped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from adapters.discord.incoming import spot_of
from adapters.discord.render import Frame, message
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping

    from bot.reply import Reply
    from bot.turns.message import Send

GONE: Final = frozenset({10008, 10015, 10062, 40060, 50027})
"""What Discord says when an interaction or its message is over, or another process has answered it: nobody waits any more."""

_TAKEN: Final = 40060
"""What Discord says when another process has said that an answer comes."""

LONGEST_WAIT: Final = 30.0
"""Seconds that Discord may have us wait."""

_SHUT: Final = frozenset({10003, 50001, 50007, 50013, 50083, 50278, 160005})
"""What it says where we may not write: closed direct messages, missing permissions, threads that are over."""

_NO_REFERENCE: Final = frozenset({50035, 160002})
"""What it says when a message cannot be replied to: it is deleted, or its channel's history is not for us."""

_log = get_logger()


class Drawn(ui.View):
    """Components as they were drawn; stopped, so that discord.py keeps nothing of it: taps come by their ids alone."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__(timeout=None)
        self._rows = rows
        self.stop()

    def to_components(self) -> list[dict[str, Any]]:
        """The components."""
        return self._rows


class Form(ui.Modal):
    """A form as it was drawn; stopped for the same reason."""

    def __init__(self, drawn: Mapping[str, Any]) -> None:
        super().__init__(title=drawn["title"], custom_id=drawn["custom_id"], timeout=None)
        self._drawn = dict(drawn)
        self.stop()

    def to_dict(self) -> dict[str, Any]:
        """The form."""
        return self._drawn


def parts_of(payload: Mapping[str, Any], *, edit: bool = False) -> dict[str, Any]:
    """A payload as discord.py's methods take it; no mention ever fires."""
    rows = payload["components"]
    view = {"view": Drawn(rows)} if rows else {"view": None} if edit else {}
    return {"content": payload["content"], "allowed_mentions": discord.AllowedMentions.none(), **view}


def reply_to(said: discord.Message, frame: Frame) -> Send:
    """Under what was said, without a ping; where that cannot be referred to, just there.

    The nonces come from what was said: so Discord itself sees to it that of two tries, or two processes, one is heard.
    """

    async def _reply(reply: Reply) -> None:
        first, *more = message(reply, frame)
        reference = {"reference": said.to_reference(fail_if_not_exists=False), "mention_author": False}
        try:
            await _sent(said.channel, first, nonce=f"{said.id}", **reference)
        except discord.HTTPException as error:
            if error.code in _SHUT:
                _log.warning("not allowed to answer there", platform="discord", code=error.code)
                return
            if error.code not in _NO_REFERENCE:
                raise
            await _sent(said.channel, first, nonce=f"{said.id}")
        for number, one in enumerate(more, 1):
            await _sent(said.channel, one, nonce=f"{said.id}.{number}")

    return _reply


async def _sent(channel: discord.abc.Messageable, payload: Mapping[str, Any], **more: Any) -> None:
    await channel.send(**parts_of(payload), suppress_embeds=True, **more)


class Answering:
    """The answer to one interaction: at once, or put off and told later. Discord waits three seconds for the first sign."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        frame: Frame,
        *,
        private: bool,
        in_place: bool = False,
        asked: str = "",
    ) -> None:
        """`private` is for the eyes of the person alone, `in_place` instead of the message that was tapped.

        `asked` is the id of the question that a tap settles: people can then say whether that helped.
        """
        self.frame = frame
        self._interaction = interaction
        self._asked = asked
        self._private = private
        self._in_place = in_place
        self._first = asyncio.Lock()
        self._awaited = False

    async def put_off(self) -> None:
        """Says that an answer comes, unless it has come."""
        async with asyncio.timeout(LONGEST_WAIT), self._first:
            if not self._interaction.response.is_done():
                self._awaited = True
                await self._interaction.response.defer(ephemeral=self._private, thinking=not self._in_place)

    async def send(self, reply: Reply) -> None:
        """Tells a reply; an interaction that is over is nobody's loss."""
        direct = spot_of(self._interaction).direct  # nobody else is there to be spared
        private = self._private or (reply.private and not direct)
        reply = replace(reply, asked=reply.asked or self._asked)
        leads_on = bool(reply.entry or reply.options)  # a word of regret takes the place of nothing
        in_place = self._in_place and private == self._private and leads_on
        try:
            async with asyncio.timeout(LONGEST_WAIT), self._first:
                promised = (
                    self._awaited and not self._in_place
                )  # then it is seen by those who saw that it comes
                alone = private and not self._private and not promised  # for one person after all
                frame = self.frame if not alone else replace(self.frame, shared=False, deletable=False)
                await self._tell(message(reply, frame), private=private, in_place=in_place)
        except discord.HTTPException as error:
            if error.code not in GONE:
                raise
            _log.info("nobody waits for this answer any more", platform="discord", code=error.code)

    async def _tell(self, payloads: Iterable[Mapping[str, Any]], *, private: bool, in_place: bool) -> None:
        first, *more = payloads
        if in_place:
            await self._turn_over(first)
        elif not self._interaction.response.is_done():
            await self._respond(first, private=private)
        elif self._awaited and not self._in_place:  # a notice is told to all then: to follow up would be, too
            await self._interaction.edit_original_response(**parts_of(first, edit=True))
        else:
            await self._follow(first, private=private)
        self._awaited = False
        for one in more:
            await self._follow(one, private=private)

    async def _respond(self, payload: Mapping[str, Any], *, private: bool) -> None:
        send = self._interaction.response.send_message
        sending = send(**parts_of(payload), ephemeral=private, suppress_embeds=True)
        await self._unless_taken(sending, payload, in_place=False)

    async def _turn_over(self, payload: Mapping[str, Any]) -> None:
        shown = parts_of(payload, edit=True)
        if self._interaction.response.is_done():
            await self._interaction.edit_original_response(**shown)
        else:
            editing = self._interaction.response.edit_message(**shown)
            await self._unless_taken(editing, payload, in_place=True)

    async def _unless_taken(
        self, answering: Awaitable[object], payload: Mapping[str, Any], *, in_place: bool
    ) -> None:
        """Answers first; where another process was faster to say that an answer comes, in place of that, and of nothing else."""
        try:
            await answering
        except discord.HTTPException as error:
            if error.code != _TAKEN:
                raise
            if in_place or (await self._interaction.original_response()).flags.loading:
                await self._interaction.edit_original_response(**parts_of(payload, edit=True))

    async def _follow(self, payload: Mapping[str, Any], *, private: bool) -> None:
        await self._interaction.followup.send(**parts_of(payload), ephemeral=private, suppress_embeds=True)
