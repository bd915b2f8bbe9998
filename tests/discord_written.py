"""Messages and interactions as discord.py has them, made of what Discord delivers, without a client that is connected."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import discord

ME, ADA, HOME, GENERAL, FORUM, POST = 1, 2, 10, 100, 200, 300
_BARE: Final[dict[str, Any]] = {
    "type": 0, "content": "", "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False,
    "pinned": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
}  # fmt: skip


def _user(number: int) -> Any:
    return {"id": str(number), "username": f"user{number}", "discriminator": "0", "avatar": None}


@cache
def _state() -> Any:
    """What discord.py makes messages of."""
    state: Any = discord.Client(intents=discord.Intents.none())._connection  # noqa: SLF001 - there is no other way to it
    state.user = discord.ClientUser(state=state, data=_user(ME))
    return state


@cache
def _channels() -> dict[int, Any]:
    """A channel, a forum, and a post in it."""
    guild = discord.Guild(data={"id": str(HOME)}, state=_state())  # type: ignore[typeddict-item] # all that is read of it
    text: Any = {"id": str(GENERAL), "type": 0, "name": "general", "position": 0}
    forum: Any = {"id": str(FORUM), "type": 15, "name": "questions", "position": 1}
    hours = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2026-01-01T00:00:00+00:00"}
    post: Any = {"id": str(POST), "type": 11, "name": "A post", "parent_id": str(FORUM), "owner_id": str(ADA)}
    post |= {"message_count": 0, "member_count": 1, "thread_metadata": hours}
    return {
        GENERAL: discord.TextChannel(state=_state(), guild=guild, data=text),
        FORUM: discord.ForumChannel(state=_state(), guild=guild, data=forum),
        POST: discord.Thread(guild=guild, state=_state(), data=post),
    }


def message(content: str = "", *, where: int = GENERAL, named: bool = True, **more: Any) -> discord.Message:
    """What ada wrote, on the server or, at 0, to the bot alone."""
    author = _user(ADA) | more.pop("author", {})
    direct: Any = {"id": "400", "type": 1, "recipients": [author]}
    channel = _channels()[where] if where else discord.DMChannel(me=Any, state=_state(), data=direct)  # type: ignore[arg-type] # nobody asks who we are
    data: Any = _BARE | {"id": "900", "channel_id": str(channel.id), "author": author, "content": content}
    data["mentions"] = [_user(ME)] if named else []
    return discord.Message(state=_state(), channel=channel, data=data | more)


def answered(*custom_ids: str, by: int = ME) -> dict[str, Any]:
    """How Discord shows the message that is replied to."""
    buttons = [{"type": 2, "style": 2, "label": "x", "custom_id": one} for one in custom_ids]
    shown = _BARE | {"id": "800", "channel_id": str(GENERAL), "author": _user(by)}
    return {
        "type": 19,
        "message_reference": {"message_id": "800", "channel_id": str(GENERAL)},
        "referenced_message": shown | {"components": [{"type": 1, "components": buttons}]},
    }


def interaction(context: int | None, **more: Any) -> discord.Interaction[Any]:
    """What ada tapped: on a server (0), alone with the bot (1) or in a group (2); Discord may leave out which."""
    user = _user(ADA)
    kind, name = {0: (0, "general"), 2: (3, "Friends")}.get(context or 1, (1, ""))
    channel = {"id": "500", "type": kind, "name": name, "recipients": [user], "permissions": "0"}
    data: Any = {"id": "900", "type": 3, "token": "t", "version": 1, "application_id": str(ME)}
    data |= {"attachment_size_limit": 0, "entitlements": [], "authorizing_integration_owners": {}}
    if context == 0:
        member = {"user": user, "roles": [], "joined_at": None, "permissions": "0", "flags": 0}
        data |= {"member": member, "guild_id": "77", "guild": {"id": "77", "locale": "en-US", "features": []}}
    else:
        data["user"] = user
    return discord.Interaction(data=data | {"channel": channel, "context": context} | more, state=_state())
