"""What Discord makes of what people do with commands, buttons, menus and forms; what they cannot do is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tests.discord_payloads import channel, member, user
from tests.discord_records import DIRECT, FORM, Channel, Interaction, Json, Person, Posted, parts
from tests.discord_tellings import message
from tests.discord_world import World

SLASH, MENU = 1, 3
_SUB, _GROUP, _STRING, _USER, _CHANNEL = 1, 2, 3, 6, 7
_KINDS: Final[Mapping[int, tuple[type, ...]]] = {_STRING: (str,), 4: (int,), 5: (bool,), 10: (int, float)}
_LABEL, _OPTIONS, _USERS, _CHANNELS = 18, 3, 5, 8

Options = Mapping[str, Any]


class ImpossibleError(Exception):
    """Something that a person cannot do in Discord, as a test would have it."""


def command(world: World, place: Channel, person: Person, name: str, kind: int = SLASH) -> Json:
    """The command of that name (its first word) which somebody sees in a channel.

    Raises:
        ImpossibleError: they see none.
    """
    there = [*world.commands.get(place.guild, ()), *(world.commands.get("", ()) if place.guild else ())]
    named = [one for one in there if (one["name"], one["type"]) == (name, kind)]
    seen = [one for one in named if _seen(world, place, person, one)]
    if not seen:
        raise ImpossibleError(
            f"{person.name} sees no {name!r} in {place.name or 'direct messages'}: {_names(there)}"
        )
    return dict(seen[0])


def _names(commands: Sequence[Json]) -> str:
    return ", ".join(one["name"] for one in commands) or "no command is announced"


def _seen(world: World, place: Channel, person: Person, one: Json) -> bool:
    context = 1 if place.kind == DIRECT else 0
    if one["contexts"] is not None and context not in one["contexts"]:
        return False
    if context == 0 and not world.guilds[place.guild].installed and 1 not in one["integration_types"]:
        return False
    return person.manages or not place.guild or one["default_member_permissions"] is None


def typed(known: Json, path: Sequence[str], options: Options, focused: str = "") -> list[Json]:
    """The options of a command as they are sent: `path` are the words of a subcommand, `focused` is completed.

    Raises:
        ImpossibleError: Discord lets nobody send this.
    """
    if path:
        inner = _option(known, path[0])
        return [{"name": path[0], "type": inner["type"], "options": typed(inner, path[1:], options, focused)}]
    if any(one["type"] in {_SUB, _GROUP} for one in known.get("options", ())):
        raise ImpossibleError(f"{known['name']} needs one of its subcommands")
    missing = [
        one["name"] for one in known.get("options", ()) if one.get("required") and one["name"] not in options
    ]
    if missing and not focused:
        raise ImpossibleError(f"{known['name']} needs {missing}")
    return [_typed(_option(known, name), value, focused) for name, value in options.items()]


def _option(known: Json, name: str) -> Json:
    found = next((one for one in known.get("options", ()) if one["name"] == name), None)
    if found is None:
        raise ImpossibleError(f"{known['name']} has no {name!r}")
    return dict(found)


def _typed(option: Json, value: Any, focused: str) -> Json:
    sent = {"name": option["name"], "type": option["type"], "value": value}
    if option["name"] == focused:
        if not option.get("autocomplete"):
            raise ImpossibleError(f"{focused} is not completed")
        return sent | {"focused": True}
    wrong = not isinstance(value, _KINDS.get(option["type"], (str,)))
    wrong |= bool(option.get("choices")) and value not in [one["value"] for one in option["choices"]]
    if option["type"] == _STRING and not wrong:
        wrong = not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000)
    if wrong:
        raise ImpossibleError(f"{option['name']} cannot be {value!r}")
    return sent


def resolved(world: World, place: Channel, options: Sequence[Json]) -> Json:
    """The people and channels that options name, where they name any."""
    flat = list(_flat(options))
    users = [one["value"] for one in flat if one["type"] == _USER]
    channels = [one["value"] for one in flat if one["type"] == _CHANNEL]
    return _resolved(world, place, users, channels)


def _flat(options: Sequence[Json]) -> Iterator[Json]:
    for one in options:
        yield from _flat(one["options"]) if "options" in one else (one,)


def _resolved(world: World, place: Channel, users: Sequence[str], channels: Sequence[str]) -> Json:
    told: Json = {}
    if users:
        told |= {"users": {one: user(world.people[one]) for one in users}}
        told |= (
            {"members": {one: member(world, world.people[one], whole=False) for one in users}}
            if place.guild
            else {}
        )
    if channels:
        told |= {
            "channels": {one: channel(world, world.channels[one]) | {"permissions": "0"} for one in channels}
        }
    return {"resolved": told} if told else {}


def chosen_message(world: World, one: Posted) -> Json:
    """A message of which somebody opened the menu; its content is told to every app."""
    return {"target_id": one.id, "resolved": {"messages": {one.id: message(world, one)}}}


def pressed(world: World, one: Posted, custom_id: str, values: Sequence[str], by: str) -> Json:
    """A tap in a message.

    Raises:
        ImpossibleError: they do not see the message, it has nothing of that id, or what was chosen is not offered.
    """
    if one.deleted or one.only not in {"", by}:
        raise ImpossibleError("they do not see this message")
    there = [*enumerate(parts(one.components), 1)]
    number, part = next((found for found in there if found[1].get("custom_id") == custom_id), (0, None))
    if part is None or part.get("disabled"):
        raise ImpossibleError(f"nothing to tap of id {custom_id!r}, only {one.ids}")
    sent: Json = {"custom_id": custom_id, "component_type": part["type"], "id": number}
    return sent if part["type"] == 2 else sent | _chosen(world, world.channels[one.channel], part, values)


def _chosen(world: World, place: Channel, part: Json, values: Sequence[str]) -> Json:
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    offered = {one["value"] for one in part.get("options", ())}
    unknown = set(values) - offered if part["type"] == _OPTIONS else set()
    if unknown or not least <= len(values) <= most:
        raise ImpossibleError(f"{list(values)} cannot be chosen, {least} to {most} of {sorted(offered)} can")
    users = values if part["type"] == _USERS else ()
    channels = values if part["type"] == _CHANNELS else ()
    return {"values": list(values)} | _resolved(world, place, users, channels)


def shown_form(world: World, custom_id: str, by: str) -> Interaction:
    """What somebody did when a form of that id was shown to them, most lately.

    Raises:
        ImpossibleError: none was.
    """
    forms = [one for one in world.interactions.values() if one.response and one.response.kind == FORM]
    theirs = [
        one
        for one in forms
        if one.user == by and one.response and one.response.data["custom_id"] == custom_id
    ]
    if not theirs:
        shown = [one.response.data["custom_id"] for one in forms if one.response]
        raise ImpossibleError(f"no form {custom_id!r} is shown to them, only {shown}")
    return theirs[-1]


def filled(form: Json, fields: Options) -> Json:
    """A form that was filled in.

    Raises:
        ImpossibleError: it has no such field, or does not take what was typed.
    """
    inputs = {one["custom_id"]: one for one in parts(form["components"]) if "custom_id" in one}
    if fields.keys() - inputs.keys():
        raise ImpossibleError(f"the form has only {sorted(inputs)}")
    for name, one in inputs.items():
        text = fields.get(name, "")
        least = one.get("min_length", 0) or int(one.get("required", True))
        if not least <= len(text) <= one.get("max_length", 4000) and (text or least):
            raise ImpossibleError(f"{name} does not take {text!r}")
    sent = [_filled(part, fields, number) for number, part in enumerate(form["components"], 1)]
    return {"custom_id": form["custom_id"], "components": sent}


def _filled(part: Json, fields: Options, number: int) -> Json:
    if part["type"] == _LABEL:
        return {"type": _LABEL, "id": number, "component": _filled(part["component"], fields, number + 100)}
    if "components" in part:
        inner = [_filled(one, fields, number + 100) for one in part["components"]]
        return {"type": part["type"], "id": number, "components": inner}
    value = {"value": fields.get(part["custom_id"], "")} if "custom_id" in part else {}
    return {
        "type": part["type"],
        "id": number,
        **({"custom_id": part["custom_id"]} if value else {}),
        **value,
    }
