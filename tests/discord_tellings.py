"""How the far side of Discord tells of messages and of what people do with commands and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from tests.discord_payloads import channel, member, partial_guild, permissions, stamp, user
from tests.discord_records import COMMAND, DIRECT, TAP, Channel, Interaction, Json, Person, Posted
from tests.discord_world import BEGAN, World

FILES: Final = 10_485_760
"""Bytes that a file may have."""
_MENU: Final[Json] = {"min_values": 1, "max_values": 1, "disabled": False}
_USUAL: Final[dict[int, Json]] = dict.fromkeys((3, 5, 6, 7, 8), _MENU)
_ROLE: Final = re.compile(r"<@&(\d+)>")
_EVERYBODY: Final = re.compile(r"@(everyone|here)\b")


def message(world: World, one: Posted, *, refers: bool = True) -> Json:
    """A message with its content; `refers` tells also of the one that it replies to."""
    told: Json = {"id": one.id, "channel_id": one.channel, "author": author(world, one), "type": one.kind}
    told |= {
        "content": one.content,
        "components": _numbered(one.components, count(1)),
        "embeds": one.embeds,
        "attachments": [],
    }
    told |= {"timestamp": stamp(_time(one.id)), "edited_timestamp": stamp(world.now()) if one.was else None}
    told |= {"flags": one.flags, "tts": False, "pinned": False} | _named(world, one)
    told |= {"nonce": one.nonce} if one.nonce else {}
    told |= {"webhook_id": one.webhook} if one.webhook else {}
    told |= _responding(world, one, one.interaction) if one.interaction else {}
    return told | (_referring(world, one) if one.reference and refers else {})


def _named(world: World, one: Posted) -> Json:
    """Whom it mentions: what the bot writes pings nobody, or was refused."""
    own = one.author == world.bot_id
    roles = [] if own else sorted(set(_ROLE.findall(one.content)))
    told: Json = {"mentions": [user(world.people[name]) for name in one.mentions], "mention_roles": roles}
    return told | {"mention_everyone": not own and bool(_EVERYBODY.search(one.content))}


def author(world: World, one: Posted) -> Json:
    """Who wrote a message; a webhook is nobody, and has a name alone."""
    if one.webhook and one.author != world.bot_id:
        nobody = {"id": one.webhook, "username": "a webhook", "discriminator": "0000", "avatar": None}
        return nobody | {"bot": True, "global_name": None, "public_flags": 0}
    return user(world.people[one.author])


def _time(snowflake: str) -> float:
    return ((int(snowflake) >> 22) + BEGAN) / 1000


def _responding(world: World, one: Posted, asked: Interaction) -> Json:
    about = _metadata(world, asked)
    about |= {"original_response_message_id": asked.original} if one.id in asked.followups else {}
    return {"application_id": world.application_id, "interaction_metadata": about}


def _metadata(world: World, asked: Interaction) -> Json:
    about: Json = {"id": asked.id, "type": asked.kind, "user": user(world.people[asked.user])}
    about |= {"authorizing_integration_owners": {}}
    about |= {"name": asked.data["name"]} if asked.kind == COMMAND else {}
    about |= {"interacted_message_id": asked.source} if asked.kind == TAP else {}
    return about | (
        {"triggering_interaction_metadata": _metadata(world, asked.before)} if asked.before else {}
    )


def _numbered(components: list[Json], numbers: Iterator[int]) -> list[Json]:
    """Components as Discord tells them: each has a number, and what was left out."""
    told = []
    for one in components:
        number = one.get("id") or next(numbers)
        inner = {"components": _numbered(one["components"], numbers)} if "components" in one else {}
        told.append(_USUAL.get(one["type"], {}) | one | {"id": number} | inner)
    return told


def _referring(world: World, one: Posted) -> Json:
    place = world.channels[one.channel]
    pointer = {"type": 0, "message_id": one.reference, "channel_id": one.channel}
    pointer |= {"guild_id": place.guild} if place.guild else {}
    there = world.messages.get(one.reference)
    gone = there is None or there.deleted
    original = None if there is None or gone else message(world, there, refers=False)
    return {"message_reference": pointer, "referenced_message": original}


def dispatched(world: World, one: Posted) -> Json:
    """A message as the gateway tells of it."""
    place = world.channels[one.channel]
    told = message(world, one) | {"channel_type": place.kind}
    if not place.guild:
        return told
    told |= {"guild_id": place.guild}
    return told | (
        {"member": member(world, world.people[one.author], whole=False)} if one.author in world.people else {}
    )


def open_content(world: World, one: Posted) -> bool:
    """Whether an app reads a message without the intent for contents: its own, direct ones, and where it is named."""
    own = one.author == world.bot_id
    return own or world.channels[one.channel].kind == DIRECT or world.bot_id in one.mentions


def emptied(world: World, told: Json) -> Json:
    """A message as an app gets it that has no intent for contents; the one replied to is judged by itself."""
    one = world.messages[told["id"]]
    hidden: Json = {} if open_content(world, one) else {"content": "", "components": [], "embeds": []}
    there = told.get("referenced_message")
    inner = {"referenced_message": emptied(world, there)} if there else {}
    return told | hidden | inner


def interaction(world: World, one: Interaction) -> Json:
    """What somebody did, as the gateway tells of it."""
    place, person = world.channels[one.channel], world.people[one.user]
    told: Json = {"id": one.id, "application_id": world.application_id, "type": one.kind, "token": one.token}
    told |= {"version": 1, "data": one.data, "channel": _where(world, place, person), "channel_id": place.id}
    told |= {"locale": person.locale, "entitlements": [], "attachment_size_limit": FILES}
    told |= {"app_permissions": permissions(world, world.people[world.bot_id], place)}
    told |= {"message": message(world, world.messages[one.source])} if one.source else {}
    return told | _whose(world, place, person)


def _where(world: World, place: Channel, person: Person) -> Json:
    about = channel(world, place)
    return about | ({"permissions": permissions(world, person, place)} if place.guild else {})


def _whose(world: World, place: Channel, person: Person) -> Json:
    if not place.guild:
        return {"user": user(person), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    there = world.guilds[place.guild]
    owners = {"0": there.id} if there.installed else {"1": person.id}
    told: Json = {"member": member(world, person) | {"permissions": permissions(world, person, place)}}
    told |= {"guild": partial_guild(there), "guild_id": there.id, "guild_locale": "en-US"}
    return told | {"context": 0, "authorizing_integration_owners": owners}
