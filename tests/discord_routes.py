"""What the fake Discord does for a bot: who it is, its commands, its messages in channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tests.discord_limits import Answer
from tests.discord_payloads import application, bot_user, channel
from tests.discord_records import MENU_REPLY, PLAIN, REPLY, SLASH_REPLY, DeniedError, Json, Posted
from tests.discord_requests import Asked, Route
from tests.discord_sessions import CONTENT
from tests.discord_stage import Stage
from tests.discord_tellings import emptied, message

_OF_PEOPLE: Final = {PLAIN, REPLY, SLASH_REPLY, MENU_REPLY}
_LOCALIZED: Final = ("name_localizations", "description_localizations")
_LEFT_OUT: Final[tuple[Any, ...]] = (None, False, [], {})
"""What Discord does not tell of an option, for it is so anyway."""


def _me(stage: Stage, _asked: Asked) -> Answer:
    return Answer(200, bot_user(stage.world))


def _application(stage: Stage, _asked: Asked) -> Answer:
    return Answer(200, application(stage.world))


def _gateway(stage: Stage, _asked: Asked) -> Answer:
    return Answer(200, {"url": stage.gateway.url})


def _gateway_for_bots(stage: Stage, _asked: Asked) -> Answer:
    gateway = stage.gateway
    begun = sum(one.ok for one in gateway.identified)
    limit = {"total": 1000, "remaining": max(1000 - begun, 0), "reset_after": 14_400_000}
    limit |= {"max_concurrency": gateway.concurrency}
    return Answer(200, {"url": gateway.url, "shards": gateway.least_shards, "session_start_limit": limit})


def _commands(stage: Stage, asked: Asked) -> Answer:
    whole = asked.query.get("with_localizations", "").lower() in {"true", "1"}
    kept = stage.world.commands.get(_commands_place(stage, asked), [])
    return Answer(200, kept if whole else [_unlocalized(one) for one in kept])


def _overwrite(stage: Stage, asked: Asked) -> Answer:
    place = _commands_place(stage, asked)
    return Answer(200, install(stage, asked.body or [], place))


def _commands_place(stage: Stage, asked: Asked) -> str:
    if asked.names["application_id"] != stage.world.application_id:
        raise DeniedError(403, 20012, "You are not authorized to perform this action on this application")
    place = asked.names.get("guild_id", "")
    if place and (place not in stage.world.guilds or not stage.world.guilds[place].installed):
        raise DeniedError(403, 50001, "Missing Access")
    return place


def install(stage: Stage, commands: Iterable[Json], guild: str = "") -> list[Json]:
    """Has these commands and no others, everywhere or in one server; one that was there keeps its id."""
    world = stage.world
    known = {(one["type"], one["name"]): one["id"] for one in world.commands.get(guild, [])}
    usual: Json = {"type": 1, "description": "", "default_member_permissions": None, "nsfw": False}
    usual |= {"integration_types": [0], "contexts": None} | dict.fromkeys(_LOCALIZED)
    kept = []
    for command in commands:
        told = usual | {key: value for key, value in command.items() if value is not None}
        told |= {"options": [_whole(one) for one in command.get("options") or ()]}
        told |= {"id": known.get((told["type"], told["name"])) or world.snowflake()}
        told |= {"application_id": world.application_id, "version": world.snowflake()}
        kept.append(told | ({"guild_id": guild} if guild else {}))
    world.commands[guild] = kept
    return kept


def _whole(option: Json) -> Json:
    """An option as Discord tells it: without what is so anyway."""
    said = {
        key: value
        for key, value in option.items()
        if not any(value is one or value == one for one in _LEFT_OUT)
    }
    inner = [_whole(one) for one in option.get("options") or ()]
    return said | ({"options": inner} if inner else {})


def _unlocalized(command: Any) -> Any:
    if isinstance(command, list):
        return [_unlocalized(one) for one in command]
    if not isinstance(command, dict):
        return command
    return {key: _unlocalized(value) for key, value in command.items() if key not in _LOCALIZED}


def _channel(stage: Stage, asked: Asked) -> Answer:
    return Answer(200, channel(stage.world, stage.world.seen_channel(asked.names["channel_id"])))


def _direct(stage: Stage, asked: Asked) -> Answer:
    user = str((asked.body or {}).get("recipient_id", ""))
    if user not in stage.world.people:
        raise DeniedError(404, 10013, "Unknown User")
    return Answer(200, channel(stage.world, stage.world.direct(user)))


def _typing(stage: Stage, asked: Asked) -> Answer:
    stage.world.writable(asked.names["channel_id"])
    return Answer(204)


def _read(stage: Stage, asked: Asked) -> Answer:
    stage.world.seen_channel(asked.names["channel_id"])
    told = message(
        stage.world, stage.world.seen_message(asked.names["channel_id"], asked.names["message_id"])
    )
    return Answer(200, told if stage.world.granted & CONTENT else emptied(stage.world, told))


def _write(stage: Stage, asked: Asked) -> Answer:
    world, body = stage.world, asked.body
    place = world.writable(asked.names["channel_id"])
    reference = _reference(stage, place.id, body.get("message_reference"))
    nonce = str(body.get("nonce") or "")
    if body.get("enforce_nonce") and (known := world.nonces.get((place.id, nonce))):
        return Answer(200, message(world, known))
    made = written(world.bot_id, world.snowflake(), place.id, body)
    made.nonce, made.reference, made.kind = nonce, reference, REPLY if reference else PLAIN
    return Answer(200, message(world, stage.post(made)))


def written(author: str, name: str, channel_id: str, body: Json) -> Posted:
    """A message with the content that a request gives it."""
    made = Posted(name, channel_id, author, (body.get("content") or "").strip())
    made.components = body.get("components") or []
    made.embeds, made.flags = body.get("embeds") or [], body.get("flags") or 0
    return made


def _reference(stage: Stage, channel_id: str, pointer: Json | None) -> str:
    """The id of the message that is replied to, if one is.

    Raises:
        DeniedError: it is not there, or no message of a person.
    """
    if not pointer:
        return ""
    there = stage.world.messages.get(str(pointer["message_id"]))
    if there is None or there.deleted or there.channel != channel_id:
        if pointer.get("fail_if_not_exists", True) is False:
            return ""
        raise DeniedError(
            400, 50035, "Invalid Form Body", "message_reference: Unknown message", meant=bool(there)
        )
    if there.kind not in _OF_PEOPLE:
        raise DeniedError(
            400, 50035, "Invalid Form Body", "message_reference: Cannot reply to a system message"
        )
    return there.id


def _rewrite(stage: Stage, asked: Asked) -> Answer:
    found = _own(stage, asked, 50005, "Cannot edit a message authored by another user")
    stage.change(found, asked.body)
    return Answer(200, message(stage.world, found))


def _delete(stage: Stage, asked: Asked) -> Answer:
    stage.remove(_own(stage, asked, 50013, "Missing Permissions"))
    return Answer(204)


def _own(stage: Stage, asked: Asked, code: int, denied: str) -> Posted:
    stage.world.seen_channel(asked.names["channel_id"])
    found = stage.world.seen_message(asked.names["channel_id"], asked.names["message_id"])
    if found.author != stage.world.bot_id:
        raise DeniedError(403, code, denied)
    return found


def routes() -> Iterator[Route]:
    """What is done with a bot's requests."""
    commands = "/applications/{application_id}/commands"
    of_guild = "/applications/{application_id}/guilds/{guild_id}/commands"
    yield Route("GET", "/users/@me", _me)
    yield Route("POST", "/users/@me/channels", _direct)
    yield Route("GET", "/applications/@me", _application)
    yield Route("GET", "/oauth2/applications/@me", _application)
    yield Route("GET", "/gateway", _gateway, open_to_all=True)
    yield Route("GET", "/gateway/bot", _gateway_for_bots)
    yield from (Route("GET", one, _commands) for one in (commands, of_guild))
    yield from (Route("PUT", one, _overwrite) for one in (commands, of_guild))
    yield Route("GET", "/channels/{channel_id}", _channel)
    yield Route("POST", "/channels/{channel_id}/typing", _typing)
    yield Route("POST", "/channels/{channel_id}/messages", _write)
    yield Route("GET", "/channels/{channel_id}/messages/{message_id}", _read)
    yield Route("PATCH", "/channels/{channel_id}/messages/{message_id}", _rewrite)
    yield Route("DELETE", "/channels/{channel_id}/messages/{message_id}", _delete)
