"""Between Discord's events and the service: hands messages over, and sees to it that everybody who must be answered is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord.delivery import Answering, reply_to
from adapters.discord.incoming import PLATFORM, channels_of, forum_post, heard, spot_of
from adapters.discord.render import Frame
from adapters.insisting import LATER, insist
from bot.conversation import Question
from bot.journal.claims import LEASE
from bot.turns import notices
from bot.wishes import Picked, Suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.place_settings import PlaceSettings
    from bot.reply import Reply
    from bot.service import Service
    from bot.turns.message import Ending, Message, Said, Send

PUT_OFF: Final = 1.5
"""Seconds until Discord is told that an answer comes: it gives three, and looking up a server's settings may take one."""

UNHELD: Final = LEASE / 1000 - sum(LATER) + 1
"""Seconds from our last try until what a process held that died is free as well."""

_SORRY: Final[Mapping[Ending, Reply]] = {
    "busy": notices.trouble(),
    "failed": notices.trouble(),
    "cooldown": notices.slower(),
}
"""What is said to a tap or a command that the service left without an answer; what another process answers is not ours."""


class Desk:
    """Hands what people say to one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def house(self, event: discord.Message | discord.Interaction[Any]) -> PlaceSettings:
        """What the server has set for itself."""
        return await self.service.place(PLATFORM, spot_of(event).place)

    async def hear(self, message: discord.Message, me: int) -> None:
        """Answers a message where it is said to us, and a new post of an opted-in forum by what may help."""
        said, forum = heard(message, me), forum_post(message)
        if said is None and forum is None:
            return
        house, spot = await self.house(message), spot_of(message)
        if said is not None and speaks_in(house, message):
            told = spot.message(said, brief=house.brief, aloud=bool(spot.place))
        elif forum in house.forums and isinstance(message.channel, discord.Thread):  # chosen by name for this
            told = spot.message(Suggest(message.channel.name), addressed=False)
        else:
            return
        send = reply_to(message, Frame(spot.person, deletable=True))
        ending = await insist(self.service, told, send)
        if ending == "held":  # perhaps by one that died, and Discord tells nobody again
            await asyncio.sleep(UNHELD)
            await self.service.serve(told, send)

    async def ask(
        self,
        interaction: discord.Interaction[Any],
        said: Said,
        question: str = "",
        *,
        private: bool | None = None,
        quoted: bool = False,
    ) -> None:
        """Answers a command; as the server has it, where the person did not say for whose eyes; `quoted` are another's words."""
        house, spot = await self.house(interaction), spot_of(interaction)
        open_here = speaks_in(house, interaction)
        alone = (house.private if private is None else private) or not open_here or _personal(said)
        alone = alone and not spot.direct
        frame = Frame(
            spot.person,
            question,
            shared=not (alone or spot.direct),
            share=alone and open_here,
            deletable=not alone,
        )
        message = spot.message(said, brief=house.brief, quoted=quoted)
        await self.answer(message, Answering(interaction, frame, private=alone))

    async def answer(self, message: Message, back: Answering, send: Send | None = None) -> None:
        """Has an interaction answered, by `send` if not as usual, and says so where that takes longer."""
        task = asyncio.create_task(self.service.serve(message, send or back.send))
        await asyncio.wait({task}, timeout=PUT_OFF)
        if not task.done():
            with suppress(Exception):  # the answer may reach them all the same
                await back.put_off()
        if sorry := _SORRY.get(await task):
            with suppress(Exception):  # who cannot be told why is not to be told that either
                await back.send(sorry)


def _personal(said: Said) -> bool:
    """Whether what is shown is about the person: where it takes long, Discord must be told before that only they may see it."""
    if isinstance(said, Question):
        return notices.asks_to_forget(said.text)
    return not isinstance(said, Picked)


def speaks_in(house: PlaceSettings, event: discord.Message | discord.Interaction[Any]) -> bool:
    """Whether answers may be for all to see where something happened."""
    return not house.channels or not spot_of(event).place or bool(channels_of(event) & {*house.channels})
