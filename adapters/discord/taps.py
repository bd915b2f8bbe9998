"""What Backchat does when somebody taps something in Discord, or sends a form.

All of it comes by the ids that the renderer gave, through the one event of discord.py for interactions: so a button works
after a restart as before it, nothing is kept of any message, and no failure ends in silence, as it would in the
callbacks of a `DynamicItem`, whose errors discord.py only logs.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord.delivery import Answering, Form, parts_of
from adapters.discord.desk import speaks_in
from adapters.discord.incoming import carried, custom_ids, filled_in, spot_of, tapped
from adapters.discord.render import Frame, ask, message, missing, restated
from bot.conversation import Question, ShowEntry
from bot.reply import Prose
from bot.turns import notices
from bot.wishes import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.desk import Desk
    from adapters.discord.setup import Setup
    from bot.reply import Reply

    Interaction = discord.Interaction[Any]

_FENCE: Final = "~" * 20
"""Round code; longer than any that people type."""


class Taps:
    """What hears taps and forms."""

    def __init__(self, desk: Desk, setup: Setup) -> None:
        self._desk = desk
        self._setup = setup

    async def component(self, interaction: Interaction) -> None:
        """Answers a tap, whatever it was."""
        data: Mapping[str, Any] = interaction.data or {}
        name, _, value = str(data.get("custom_id", "")).partition(":")
        match name:
            case "missing":
                await interaction.response.send_modal(Form(missing(value)))
            case "ask":
                await interaction.response.send_modal(Form(ask()))
            case "share":
                await self._share(interaction, value)
            case "delete":
                await self._delete(interaction, value)
            case "setup":
                await self._setup.change(interaction, value, data.get("values") or [])
            case _:
                chosen = data.get("values") or [value.partition(":")[2]]
                await self._tap(interaction, str(chosen[0]), picked=name == "pick")

    async def form(self, interaction: Interaction) -> None:
        """Answers what was typed into a form."""
        data: Mapping[str, Any] = interaction.data or {}
        name, _, asked = str(data.get("custom_id", "")).partition(":")
        text = filled_in(data)
        if name == "ask":
            await self._desk.ask(interaction, Question(text), text, private=True)
            return
        spot = spot_of(interaction)
        back = Answering(interaction, Frame(), private=not spot.direct)

        async def _tell(reply: Reply) -> None:
            await back.send(reply if reply == notices.remark_kept() else _given_back(reply, text))

        await self._desk.answer(spot.message(Wanted(text, asked)), back, _tell)

    async def _tap(self, interaction: Interaction, code: str, *, picked: bool) -> None:
        """In place where it answers what the bot asked this person, or shows more to them alone; else for them alone."""
        said, spot, under = tapped(code), spot_of(interaction), interaction.message
        if under is None:
            return
        house, whispered = await self._desk.house(interaction), under.flags.ephemeral
        asked_here = picked and carried(under, "delete") == spot.person
        alone = not spot.direct and (whispered or not asked_here)
        share = alone and speaks_in(house, interaction)
        theirs = asked_here or whispered
        question = restated(under.content) if picked else ""
        frame = Frame(
            spot.person, question, shared=not (whispered or spot.direct), share=share, deletable=not alone
        )
        asked = carried(under, "missing") if picked else ""
        back = Answering(interaction, frame, private=alone, in_place=theirs, asked=asked)
        await self._desk.answer(spot.message(said, brief=house.brief), back)

    async def _share(self, interaction: Interaction, entry: str) -> None:
        """Tells for all what one person saw, in its place; where that cannot be, they keep it and are told."""
        under, spot = interaction.message, spot_of(interaction)
        if under is None:
            return
        await interaction.response.defer()
        house, aside = await self._desk.house(interaction), Answering(interaction, Frame(), private=True)
        if not speaks_in(house, interaction):
            await aside.send(notices.not_shared())
            return
        frame = Frame(spot.person, restated(under.content), shared=True, deletable=True)

        async def _tell(reply: Reply) -> None:
            if reply.private:
                await aside.send(reply)
                return
            try:
                for one in message(reply, frame):
                    await interaction.followup.send(**parts_of(one), suppress_embeds=True)
            except discord.Forbidden:
                await aside.send(notices.not_shared())
                return
            with suppress(Exception):  # what all see is not said again because of what stays behind
                await interaction.delete_original_response()

        brief = any(one.endswith(f":whole:{entry}") for one in custom_ids(under))  # as it was seen
        said = spot.message(ShowEntry(entry), key=f"share:{under.id}:{entry}", brief=brief)
        await self._desk.answer(said, aside, _tell)

    async def _delete(self, interaction: Interaction, asker: str) -> None:
        """Removes an answer, for the one who asked and for who keeps order there."""
        if str(interaction.user.id) == asker or interaction.permissions.manage_messages:
            await interaction.response.defer()
            await interaction.delete_original_response()
        else:
            await Answering(interaction, Frame(), private=True).send(notices.not_yours())


def _given_back(reply: Reply, typed: str) -> Reply:
    """The reply and what was typed, to be copied: so that nobody types it all again."""
    return replace(reply, blocks=(*reply.blocks, Prose(f"{_FENCE}\n{typed}\n{_FENCE}")))
