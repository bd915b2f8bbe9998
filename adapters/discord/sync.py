"""Tells Discord which commands there are, when that has changed; and the address that invites the bot."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import discord
from discord import app_commands
from discord.http import Route

from adapters.discord.commands import EVERYWHERE, add_commands
from adapters.discord.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Json = Mapping[str, Any]

NEEDED: Final[Mapping[str, str]] = {
    "view_channel": "to see where it is asked",
    "send_messages": "to answer",
    "send_messages_in_threads": "to answer in threads and forum posts",
    "read_message_history": "to reply to a message instead of just writing below",
}
"""The permissions that an invitation asks for, each with its reason."""

_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {}, False)
"""What Discord may leave out or fill in where we said nothing."""

_OURS: Final = ("type", "name", "name_localizations", "description", "description_localizations")
_WHOLE: Final = ("default_member_permissions", "nsfw")
_OPTION: Final = (
    "required",
    "autocomplete",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
)
_PLACES: Final = ("contexts", "integration_types")


@dataclass(frozen=True, slots=True)
class Difference:
    """The names of the commands that Discord does not have yet, has otherwise, and has though we do not."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.new or self.changed or self.gone)


async def payloads(client: discord.Client, words: Words | None = None) -> list[dict[str, Any]]:
    """Every command as Discord is told of it, in every language that there is."""
    tree = app_commands.CommandTree(client, **EVERYWHERE)
    add_commands(tree)
    words = words or Words()
    await words.load()
    return [await command.get_translated_payload(tree, words) for command in tree.get_commands()]


async def synced(client: discord.Client, guild: int | None = None, *, check: bool = False) -> Difference:
    """Tells Discord our commands, for all servers or one, if it has others; with `check` it only looks.

    The client must be logged in.

    Raises:
        discord.HTTPException: Discord refuses them, or could not be asked.
    """
    path = "/applications/{app}/guilds/{guild}/commands" if guild else "/applications/{app}/commands"
    where: dict[str, Any] = {"path": path, "app": client.application_id, "guild": guild}
    ours = await payloads(client)
    # discord.py's own method does not ask for the words of other languages, and would never see them
    theirs = await client.http.request(Route("GET", **where), params={"with_localizations": "true"})
    found = difference(ours, theirs, everywhere=guild is None)
    if found and not check:
        await client.http.request(Route("PUT", **where), json=ours)
    return found


def difference(ours: Iterable[Json], theirs: Iterable[Json], *, everywhere: bool = True) -> Difference:
    """What Discord would have to change; the order of commands is no difference, that of options is.

    Only of commands that are `everywhere`, and not of those of one server, does it say where they can be used.
    """
    wanted, known = (_by_name(commands, _PLACES if everywhere else ()) for commands in (ours, theirs))
    return Difference(
        tuple(name for _, name in sorted(wanted.keys() - known.keys())),
        tuple(
            name
            for kind, name in sorted(wanted)
            if known.get((kind, name), wanted[kind, name]) != wanted[kind, name]
        ),
        tuple(name for _, name in sorted(known.keys() - wanted.keys())),
    )


def _by_name(commands: Iterable[Json], places: Iterable[str]) -> dict[tuple[int, str], Json]:
    return {(command.get("type", 1), command["name"]): _whole(command, places) for command in commands}


def _whole(command: Json, places: Iterable[str]) -> Json:
    """What we say of a command, without what Discord adds to it."""
    sets = {name: sorted(command.get(name) or ()) for name in places}
    return _said(command, (*_OURS, *_WHOLE)) | sets


def _said(part: Json, names: Iterable[str]) -> dict[str, Any]:
    said = {
        name: str(part[name]) if name == _WHOLE[0] else part[name]
        for name in names
        if part.get(name) not in _EMPTY
    }
    inner = {
        "options": [_said(one, (*_OURS, *_OPTION)) for one in part.get("options") or ()],
        "choices": [_said(one, (*_OURS, "value")) for one in part.get("choices") or ()],
    }
    return said | {name: parts for name, parts in inner.items() if parts}


def invitation(application: int) -> str:
    """The address at which an admin lets the bot onto a server, with no more than it needs."""
    permissions = discord.Permissions(**dict.fromkeys(NEEDED, True))
    asked = {"client_id": application, "scope": "bot applications.commands", "permissions": permissions.value}
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


def application_of(token: str) -> int:
    """The id of the app that a bot token belongs to, as the token says it; 0 where it does not."""
    first = token.partition(".")[0]
    try:
        return int(base64.b64decode(first + "=" * (-len(first) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return 0
