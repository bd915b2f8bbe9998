"""How the far side of Discord tells of servers, channels, people and the application."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tests.discord_records import (
    BOT_ROLE,
    DIRECT,
    FORUM_KIND,
    MANAGER,
    THREAD,
    Channel,
    Guild,
    Json,
    Person,
)
from tests.discord_world import World

SINCE: Final = "2022-12-27T12:00:00.000000+00:00"
SEE: Final = 1 << 10 | 1 << 16
SEND: Final = 1 << 11 | 1 << 38
MANAGE: Final = 1 << 5 | 1 << 13
COMMANDS: Final = 1 << 31
EXTERNAL: Final = 1 << 50
EVERYBODY: Final = SEE | SEND | COMMANDS | EXTERNAL
OF_BOT: Final = SEE | SEND | 1 << 14
"""Permissions: to read, to write, to manage the server and messages, to use commands and apps of one's own."""
_PRIVILEGED: Final = ((1 << 8, 1 << 13), (1 << 1, 1 << 15), (1 << 15, 1 << 19))
"""Privileged intents, with the flag of an application that may ask for them in up to a hundred servers."""


def stamp(seconds: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def user(person: Person) -> Json:
    """Somebody, without the server."""
    told: Json = {
        "id": person.id,
        "username": person.name,
        "global_name": None if person.bot else person.name.title(),
    }
    told |= {"discriminator": "0001" if person.bot else "0", "avatar": None, "public_flags": 0, "flags": 0}
    return told | {"bot": person.bot, "primary_guild": None, "avatar_decoration_data": None}


def bot_user(world: World) -> Json:
    """The bot, as it sees itself."""
    own = {"verified": True, "mfa_enabled": True, "email": None, "locale": "en-US"}
    return user(world.people[world.bot_id]) | own


def member(world: World, person: Person, *, whole: bool = True) -> Json:
    """Somebody as a member of a server; not `whole` beside a user."""
    roles = [BOT_ROLE] if person.id == world.bot_id else []
    told: Json = {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": roles,
        "joined_at": SINCE,
        "flags": 0,
    }
    told |= {"deaf": False, "mute": False, "pending": False, "premium_since": None}
    told |= {"communication_disabled_until": None}
    return told | ({"user": user(person)} if whole else {})


def permissions(world: World, person: Person, channel: Channel) -> str:
    """What somebody may do in a channel."""
    if person.id == world.bot_id:
        return str(OF_BOT & ~(SEND if channel.locked else 0) if not channel.hidden else 0)
    external = channel.guild in world.guilds and not world.guilds[channel.guild].external
    return str((EVERYBODY | (MANAGE if person.manages else 0)) & ~(EXTERNAL if external else 0))


def channel(world: World, one: Channel) -> Json:
    """A channel, a thread or direct messages."""
    last = one.messages[-1].id if one.messages else None
    told: Json = {"id": one.id, "type": one.kind, "last_message_id": last, "flags": 0}
    if one.kind == DIRECT:
        return told | {"recipients": [user(world.people[one.person])]}
    told |= {
        "guild_id": one.guild,
        "name": one.name,
        "parent_id": one.parent or None,
        "rate_limit_per_user": 0,
    }
    if one.kind == THREAD:
        return told | _thread(one)
    told |= {"position": 0, "nsfw": False, "topic": None, "permission_overwrites": _overwrites(one)}
    tags: Json = {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return told | (tags | {"default_forum_layout": 0} if one.kind == FORUM_KIND else {})


def _overwrites(one: Channel) -> list[Json]:
    denied = (SEE if one.hidden else 0) | (SEND if one.locked else 0)
    return [{"id": BOT_ROLE, "type": 0, "allow": "0", "deny": str(denied)}] if denied else []


def _thread(one: Channel) -> Json:
    about = {"archived": one.archived, "auto_archive_duration": 1440, "archive_timestamp": SINCE}
    about |= {"locked": False, "create_timestamp": SINCE}
    counts = {"member_count": 1, "message_count": len(one.messages), "total_message_sent": len(one.messages)}
    return {"owner_id": one.owner, "thread_metadata": about, "applied_tags": [], **counts}


def partial_guild(one: Guild) -> Json:
    """A server as interactions tell of it."""
    return {"id": one.id, "locale": "en-US", "features": []}


def guild(world: World, one: Guild) -> Json:
    """A server as the gateway tells of it."""
    all_of = [found for found in world.channels.values() if found.guild == one.id]
    told: Json = {"id": one.id, "name": one.name, "owner_id": MANAGER, "joined_at": SINCE, "large": False}
    told |= {
        "unavailable": False,
        "member_count": len(world.people),
        "features": [],
        "roles": _roles(world, one),
    }
    told |= {"channels": [channel(world, found) for found in all_of if found.kind != THREAD]}
    told |= {"threads": [channel(world, found) for found in all_of if found.kind == THREAD]}
    told |= {"members": [member(world, world.people[world.bot_id])], "preferred_locale": "en-US"}
    empty = ("emojis", "stickers", "voice_states", "presences", "stage_instances", "guild_scheduled_events")
    told |= dict.fromkeys(("icon", "splash", "banner", "description", "discovery_splash", "afk_channel_id"))
    told |= dict.fromkeys(
        ("system_channel_id", "rules_channel_id", "public_updates_channel_id", "vanity_url_code")
    )
    levels = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
    return (
        told
        | {name: [] for name in (*empty, "soundboard_sounds")}
        | dict.fromkeys((*levels, "nsfw_level"), 0)
    )


def _roles(world: World, one: Guild) -> list[Json]:
    known: Json = {
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }
    known |= {"hoist": False, "icon": None, "unicode_emoji": None, "mentionable": False, "flags": 0}
    everybody = {
        "id": one.id,
        "name": "@everyone",
        "position": 0,
        "permissions": str(EVERYBODY),
        "managed": False,
    }
    own = {"id": BOT_ROLE, "name": "backchat", "position": 1, "permissions": str(OF_BOT), "managed": True}
    return [known | everybody, known | own | {"tags": {"bot_id": world.bot_id}}]


def application(world: World) -> Json:
    """The application."""
    flags = sum(flag for intent, flag in _PRIVILEGED if world.granted & intent)
    told: Json = {
        "id": world.application_id,
        "name": "Backchat",
        "icon": None,
        "description": "",
        "type": None,
    }
    told |= {"bot": user(world.people[world.bot_id]), "bot_public": True, "bot_require_code_grant": False}
    told |= {
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "team": None,
    }
    told |= dict.fromkeys(
        ("interactions_endpoint_url", "role_connections_verification_url", "event_webhooks_url")
    )
    told |= {
        "owner": user(world.people[MANAGER]),
        "integration_types_config": {"0": {}, "1": {}},
        "summary": "",
    }
    counts = {
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": len(world.people),
    }
    return (
        told
        | counts
        | {
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }
    )
