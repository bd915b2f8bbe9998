"""How an admin sets Backchat up on a server: one private form of five menus, kept as soon as one is chosen from."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord.delivery import LONGEST_WAIT, parts_of
from adapters.discord.incoming import PLATFORM, spot_of
from adapters.discord.render import Frame, message
from bot.conversation import StartHere
from bot.counting import count
from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.place_settings import PlaceSettings
    from bot.service import Service

    Interaction = discord.Interaction[Any]
    Json = dict[str, Any]

_TEXT, _NEWS, _FORUM = 0, 5, 15
"""Discord's types of channels."""

_INTRO: Final = (
    "### Backchat on this server\n"
    "Only you see this. What you choose is kept at once; nothing here pings anybody.\n"
    "- **Start here**: a message with buttons to the learning paths and topics, for newcomers. Pin it if you like.\n"
    "- **Forums**: every new post gets the nearest answers, which its author can dismiss.\n"
    "- **Channels**: where I may answer for all to see. None chosen: everywhere. Elsewhere, commands are answered privately."
)
_GONE: Final = (
    "-# Chosen earlier, but deleted since: {}. Choose again; for everywhere, choose one and take it away."
)
_KEPT: Final = "-# Kept."
_NOT_KEPT: Final = "-# I could not keep that just now. Please choose again in a minute."
_NO_LEAVE: Final = "-# I may not post in <#{}>. Give me View Channel, Send Messages and Read Message History there, and choose it again."
_STAYS: Final = "-# Kept. I could not take the old message in <#{}> away: please delete it yourself."
_FOR_ADMINS: Final = "Only who may manage this server can set me up."


class Setup:
    """What an admin sees and changes."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._moving = asyncio.Lock()

    async def show(self, interaction: Interaction) -> None:
        """Shows the form to the admin alone."""
        if await _refused(interaction):
            return
        house = await self._service.place(PLATFORM, spot_of(interaction).place)
        shown = drawn(house, gone=_gone(interaction, house))
        await interaction.response.send_message(**parts_of(shown), ephemeral=True)

    async def change(self, interaction: Interaction, what: str, chosen: Sequence[str]) -> None:
        """Keeps what was chosen from a menu, and shows the form as it is then."""
        if await _refused(interaction):
            return
        await interaction.response.defer()
        place, said = spot_of(interaction).place, _KEPT
        try:
            if what == "start":
                said = await self._move_panel(interaction, place, [*chosen, ""][0])
            else:
                await self._service.set_up(PLATFORM, place, **_changes(what, chosen))
        except StoreError:
            said = _NOT_KEPT
        house = await self._service.place(PLATFORM, place)
        shown = drawn(house, said, _gone(interaction, house))
        await interaction.edit_original_response(**parts_of(shown, edit=True))

    async def _move_panel(self, interaction: Interaction, place: str, channel: str) -> str:
        """Posts the Start-here panel in a channel, or nowhere, and takes the old one away; returns what came of it."""
        async with self._moving:  # of two that were posted at once, one would be forgotten
            # as it is kept, and not as this process remembers it; and if nothing can be kept, nothing is posted
            before, panel = (await self._service.set_up(PLATFORM, place)).panel, ""
            try:
                if channel:
                    panel = await self._posted(interaction, channel)
                await self._service.set_up(PLATFORM, place, panel=panel)
            except (discord.Forbidden, discord.NotFound):
                return _NO_LEAVE.format(channel)
            except StoreError:
                await _taken_down(interaction, panel)
                raise
            gone = await _taken_down(interaction, before)
            return _KEPT if gone else _STAYS.format(before.partition("/")[0])

    async def _posted(self, interaction: Interaction, channel: str) -> str:
        (payload,) = message(self._service.page(StartHere()), Frame())
        async with asyncio.timeout(LONGEST_WAIT):
            posted = await _channel(interaction, channel).send(**parts_of(payload), suppress_embeds=True)
        return f"{channel}/{posted.id}"


async def _refused(interaction: Interaction) -> bool:
    """Whether this is somebody who may not manage the server; they are told."""
    if interaction.permissions.manage_guild:
        return False
    await interaction.response.send_message(_FOR_ADMINS, ephemeral=True)
    return True


async def _taken_down(interaction: Interaction, panel: str) -> bool:
    """Deletes a panel; whether it is gone."""
    channel, _, posted = panel.partition("/")
    try:
        if posted:
            async with asyncio.timeout(LONGEST_WAIT):
                await _channel(interaction, channel).get_partial_message(int(posted)).delete()
    except discord.NotFound:
        return True  # somebody has deleted it, or its channel
    except Exception:  # noqa: BLE001 - whatever it was, the admin is told that it stays
        return False
    return True


def _channel(interaction: Interaction, channel: str) -> discord.PartialMessageable:
    client: discord.Client = interaction.client
    return client.get_partial_messageable(int(channel), guild_id=interaction.guild_id)


def _gone(interaction: Interaction, house: PlaceSettings) -> Collection[str]:
    """Channels that were chosen and are no more, as far as Discord has told us the server's."""
    guild = interaction.guild
    if guild is None or not guild.channels:
        return ()
    return {one for one in (*house.forums, *house.channels) if guild.get_channel(int(one)) is None}


def _changes(what: str, chosen: Sequence[str]) -> dict[str, Any]:
    match what:
        case "private" | "brief":
            return {what: "yes" in chosen}
        case "forums" | "channels":
            return {what: tuple(chosen)}
        case _:
            return {}


def drawn(house: PlaceSettings, said: str = "", gone: Collection[str] = ()) -> Json:
    """The form as a payload; chosen channels that are `gone` are told of, for no menu can show them."""
    panel = house.panel.partition("/")[0]
    forums, channels = (
        [one for one in chosen if one not in gone] for chosen in (house.forums, house.channels)
    )
    notes = "\n".join(filter(None, (_INTRO, _GONE.format(count(len(gone), "channel")) if gone else "", said)))
    menus = [
        _channels("start", "Post the Start-here message in …", (_TEXT, _NEWS), [panel] if panel else [], 1),
        _channels("forums", "Suggest answers in these forums …", (_FORUM,), forums),
        _channels("channels", "Answer for all in these channels …", (_TEXT, _NEWS, _FORUM), channels),
        _either(
            "private",
            "Answers to /ask: for all to see",
            "Answers to /ask: for the asker alone",
            yes=house.private,
        ),
        _either("brief", "Answers in full", "Brief answers, the rest on a tap", yes=house.brief),
    ]
    rows = [{"type": 1, "components": [menu]} for menu in menus]
    return {"content": notes, "components": rows}


def _channels(
    name: str, placeholder: str, types: Sequence[int], chosen: Iterable[str], most: int = 25
) -> Json:
    defaults = [{"id": one, "type": "channel"} for one in chosen][:most]
    menu = {"type": 8, "custom_id": f"setup:{name}", "placeholder": placeholder, "channel_types": [*types]}
    return menu | {"min_values": 0, "max_values": most, "default_values": defaults}


def _either(name: str, no: str, yes_label: str, *, yes: bool) -> Json:
    options = [
        {"label": no, "value": "no", "default": not yes},
        {"label": yes_label, "value": "yes", "default": yes},
    ]
    return {"type": 3, "custom_id": f"setup:{name}", "min_values": 1, "max_values": 1, "options": options}
