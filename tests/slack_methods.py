"""The Web API's methods on the state of the far side: each takes checked arguments and returns what Slack answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.slack_records import APP, Arguments, DeniedError, Posted, Result, Workspace, direct
from tests.slack_world import World, auth_of, channel_of, found_message, person_of, posted

MOST_ON_EACH_OTHER: Final = 3

Method = Callable[[World, Workspace, Arguments], Result]


def _auth_test(_world: World, space: Workspace, _arguments: Arguments) -> Result:
    return auth_of(space)


def _auth_revoke(_world: World, space: Workspace, arguments: Arguments) -> Result:
    space.revoked = not arguments.get("test")
    return {"revoked": space.revoked}


def _post_message(world: World, space: Workspace, arguments: Arguments) -> Result:
    channel = channel_of(space, arguments["channel"])
    message = posted(world, space, channel.id, arguments)
    return {"channel": channel.id, "ts": message.ts, "message": message.payload()}


def _post_ephemeral(world: World, space: Workspace, arguments: Arguments) -> Result:
    channel = channel_of(space, arguments["channel"])
    person = person_of(space, arguments["user"])
    if channel.members is not None and person.id not in channel.members:
        raise DeniedError("user_not_in_channel")
    return {"message_ts": posted(world, space, channel.id, arguments, only=person.id).ts}


def _update(_world: World, space: Workspace, arguments: Arguments) -> Result:
    message = _own(space, arguments, "cant_update_message")
    rewrite(message, arguments)
    told = message.payload()
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": told}


def _delete(_world: World, space: Workspace, arguments: Arguments) -> Result:
    message = _own(space, arguments, "cant_delete_message")
    space.messages.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def rewrite(message: Posted, content: Arguments) -> None:
    """Gives a message another text and other blocks."""
    message.text, message.blocks = content["text"], content.get("blocks", [])
    message.edits += 1


def _own(space: Workspace, arguments: Arguments, denied: str) -> Posted:
    channel = channel_of(space, arguments["channel"])
    message = found_message(space, channel.id, arguments["ts"])
    if message is None:
        raise DeniedError("message_not_found")
    if message.bot_id != space.bot_id:
        raise DeniedError(denied)
    return message


def _open_view(world: World, space: Workspace, arguments: Arguments) -> Result:
    world.pulled(arguments["trigger_id"], space.team_id)
    return {"view": _kept_view(world, space, arguments["view"])}


def _push_view(world: World, space: Workspace, arguments: Arguments) -> Result:
    """On top of the modal in which the trigger came about: three lie on each other at most."""
    below = space.views.get(world.pulled(arguments["trigger_id"], space.team_id).view)
    if below is None or below["type"] != "modal":
        raise DeniedError("not_found", "the trigger came about in no modal")
    root = below["root_view_id"]
    if sum(view["root_view_id"] == root for view in space.views.values()) >= MOST_ON_EACH_OTHER:
        raise DeniedError("push_limit_reached")
    view = _kept_view(world, space, arguments["view"])
    view |= {"root_view_id": root, "previous_view_id": below["id"]}
    return {"view": view}


def _update_view(world: World, space: Workspace, arguments: Arguments) -> Result:
    same = (one for one in space.views.values() if one["external_id"] == arguments.get("external_id", ""))
    old = space.views.get(arguments["view_id"]) if "view_id" in arguments else next(same, None)
    if old is None:
        raise DeniedError("not_found")
    if old["type"] != arguments["view"]["type"]:
        raise DeniedError("invalid_arguments", "a view keeps its type")
    if arguments.get("hash", old["hash"]) != old["hash"]:
        raise DeniedError("hash_conflict")
    view = _kept_view(world, space, arguments["view"], old["id"])
    view |= {key: old[key] for key in ("root_view_id", "previous_view_id")}
    return {"view": view}


def _publish(world: World, space: Workspace, arguments: Arguments) -> Result:
    person = person_of(space, arguments["user_id"])
    old = space.homes.get(person.id)
    if old is not None and arguments.get("hash", old["hash"]) != old["hash"]:
        raise DeniedError("hash_conflict")
    space.homes[person.id] = _kept_view(world, space, arguments["view"])
    return {"view": space.homes[person.id]}


def _kept_view(world: World, space: Workspace, view: Arguments, name: str = "") -> dict[str, Any]:
    name = name or f"V{next(world.numbers):08d}"
    told: dict[str, Any] = {
        "title": None,
        "submit": None,
        "close": None,
        "private_metadata": "",
        "callback_id": "",
    }
    told |= {"external_id": "", "clear_on_close": False, "notify_on_close": False, "state": {"values": {}}}
    ids = {"id": name, "team_id": space.team_id, "bot_id": space.bot_id, "app_id": APP, "root_view_id": name}
    space.views[name] = {**told, **view, **ids, "previous_view_id": None, "hash": _hash(world)}
    return space.views[name]


def _hash(world: World) -> str:
    return f"{int(world.now())}.{next(world.numbers)}abc"


def _users_info(_world: World, space: Workspace, arguments: Arguments) -> Result:
    person = person_of(space, arguments.get("user", ""))
    told = {"id": person.id, "team_id": space.team_id, "name": person.name, "real_name": person.name.title()}
    roles = {"is_admin": person.is_admin, "is_owner": person.is_owner, "is_primary_owner": False}
    kinds = {"is_bot": False, "is_app_user": False, "deleted": False, "is_restricted": False}
    profile = {"display_name": person.name, "real_name": person.name.title(), "team": space.team_id}
    return {
        "user": {**told, **roles, **kinds, "tz": "Europe/London", "updated": 1700000000, "profile": profile}
    }


def _conversations_open(_world: World, space: Workspace, arguments: Arguments) -> Result:
    if "channel" in arguments:
        return {"channel": {"id": channel_of(space, arguments["channel"]).id}}
    users = arguments.get("users", "")
    people = users.split(",") if isinstance(users, str) else users
    if len(people) != 1:
        raise DeniedError("invalid_arguments", "the far side opens direct messages with one person alone")
    return {"channel": {"id": direct(person_of(space, people[0]).id)}}


def _prompts(_world: World, space: Workspace, arguments: Arguments) -> Result:
    if not channel_of(space, arguments["channel_id"]).id.startswith("D"):
        raise DeniedError("channel_not_found")
    return {}


def exchanged(world: World, arguments: Arguments) -> tuple[Workspace, Result]:
    """What `oauth.v2.access` answers: the bot token of the workspace for which the code was issued.

    Raises:
        DeniedError: it is not the app that asks, or the code is not good, or was used.
    """
    if arguments.get("client_id") != world.client_id:
        raise DeniedError("invalid_client_id")
    if arguments.get("client_secret") != world.client_secret:
        raise DeniedError("bad_client_secret")
    team = world.codes.pop(arguments.get("code", ""), None)
    if team is None:
        raise DeniedError("invalid_code")
    space = world.workspace(team)
    space.revoked = False
    return space, {
        "access_token": space.bot_token,
        "token_type": "bot",
        "scope": world.scopes,
        "bot_user_id": space.bot_user_id,
        "app_id": APP,
        "team": {"id": space.team_id, "name": space.name},
        "enterprise": None,
        "authed_user": {"id": next(iter(space.people))},
        "is_enterprise_install": False,
    }


METHODS: Final[Mapping[str, Method]] = {
    "auth.test": _auth_test,
    "auth.revoke": _auth_revoke,
    "chat.postMessage": _post_message,
    "chat.postEphemeral": _post_ephemeral,
    "chat.update": _update,
    "chat.delete": _delete,
    "views.open": _open_view,
    "views.push": _push_view,
    "views.update": _update_view,
    "views.publish": _publish,
    "users.info": _users_info,
    "conversations.open": _conversations_open,
    "assistant.threads.setSuggestedPrompts": _prompts,
}
