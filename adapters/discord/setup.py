"""How an admin sets Backchat up on a server: one private form of five menus, kept as soon as one is chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord.delivery import parts_of
from adapters.discord.incoming import PLATFORM, spot_of
from adapters.discord.render import Frame, message
from bot.conversation import StartHere
from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
_KEPT: Final = "-# Kept."
_NOT_KEPT: Final = "-# I could not keep that just now. Please choose again in a minute."
_NO_LEAVE: Final = "-# I may not post in <#{}>. Give me View Channel, Send Messages and Read Message History there, and choose it again."
_FOR_ADMINS: Final = "Only who may manage this server can set me up."


class Setup:
    """What an admin sees and changes."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def show(self, interaction: Interaction) -> None:
        """Shows the form to the admin alone."""
        house = await self._service.place(PLATFORM, spot_of(interaction).place)
        await interaction.response.send_message(**parts_of(drawn(house)), ephemeral=True)

    async def change(self, interaction: Interaction, what: str, chosen: Sequence[str]) -> None:
        """Keeps what was chosen from a menu, and shows the form as it is then."""
        if not interaction.permissions.manage_guild:
            await interaction.response.send_message(_FOR_ADMINS, ephemeral=True)
            return
        await interaction.response.defer()
        place = spot_of(interaction).place
        house = await self._service.place(PLATFORM, place)
        said = _KEPT
        try:
            if what == "start":
                house, said = await self._move_panel(interaction, house, [*chosen, ""][0])
            else:
                house = await self._service.set_up(PLATFORM, place, **_changes(what, chosen))
        except StoreError:
            said = _NOT_KEPT
        await interaction.edit_original_response(**parts_of(drawn(house, said), edit=True))

    async def _move_panel(
        self, interaction: Interaction, house: PlaceSettings, channel: str
    ) -> tuple[PlaceSettings, str]:
        """Posts the Start-here panel in a channel, or nowhere, and takes the old one away."""
        place, panel = spot_of(interaction).place, ""
        if channel:
            (payload,) = message(self._service.page(StartHere()), Frame())
            try:
                posted = await _channel(interaction, channel).send(**parts_of(payload), suppress_embeds=True)
            except discord.Forbidden:
                return house, _NO_LEAVE.format(channel)
            panel = f"{channel}/{posted.id}"
        changed = await self._service.set_up(PLATFORM, place, panel=panel)
        await _take_down(interaction, house.panel)
        return changed, _KEPT


async def _take_down(interaction: Interaction, panel: str) -> None:
    channel, _, posted = panel.partition("/")
    if posted:
        try:
            await _channel(interaction, channel).get_partial_message(int(posted)).delete()
        except discord.HTTPException:
            return  # somebody has deleted it, or its channel


def _channel(interaction: Interaction, channel: str) -> discord.PartialMessageable:
    client: discord.Client = interaction.client
    return client.get_partial_messageable(int(channel), guild_id=interaction.guild_id)


def _changes(what: str, chosen: Sequence[str]) -> dict[str, Any]:
    match what:
        case "private" | "brief":
            return {what: "yes" in chosen}
        case "forums" | "channels":
            return {what: tuple(chosen)}
        case _:
            return {}


def drawn(house: PlaceSettings, said: str = "") -> Json:
    """The form as a payload."""
    panel = house.panel.partition("/")[0]
    menus = [
        _channels("start", "Post the Start-here message in …", (_TEXT, _NEWS), [panel] if panel else [], 1),
        _channels("forums", "Suggest answers in these forums …", (_FORUM,), house.forums),
        _channels("channels", "Answer for all in these channels …", (_TEXT, _NEWS, _FORUM), house.channels),
        _either(
            "private",
            "Answers to /ask: for all to see",
            "Answers to /ask: for the asker alone",
            yes=house.private,
        ),
        _either("brief", "Answers in full", "Brief answers, the rest on a tap", yes=house.brief),
    ]
    rows = [{"type": 1, "components": [menu]} for menu in menus]
    return {"content": f"{_INTRO}\n{said}".strip(), "components": rows}


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
