"""How an app answers what people do: the first answer in three seconds, and what follows it within fifteen minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.discord_limits import Answer
from tests.discord_records import (
    CHANGED,
    COMMAND,
    COMPLETED,
    COMPLETION,
    DEFERRED,
    DEFERRED_CHANGE,
    EPHEMERAL,
    FORM,
    LOADING,
    MENU_REPLY,
    PLAIN,
    REPLY,
    SAID,
    SLASH_REPLY,
    SUBMISSION,
    TAP,
    DeniedError,
    Interaction,
    Json,
    Posted,
    Response,
)
from tests.discord_requests import Asked, Route
from tests.discord_routes import written
from tests.discord_stage import Stage
from tests.discord_tellings import message

DEADLINE: Final = 3.0
LASTS: Final = 900.0
"""Seconds for the first answer, and for all that follows."""
FOLLOWUPS: Final = 5
"""Messages after the first that an app may send where its bot is not."""
_POSSIBLE: Final = {
    COMMAND: {SAID, DEFERRED, FORM},
    TAP: {SAID, DEFERRED, DEFERRED_CHANGE, CHANGED, FORM},
    COMPLETION: {COMPLETED},
    SUBMISSION: {SAID, DEFERRED, DEFERRED_CHANGE, CHANGED},
}
_IN_PLACE: Final = {DEFERRED_CHANGE, CHANGED}


def _respond(stage: Stage, asked: Asked) -> Answer:
    world, kind, data = stage.world, asked.body["type"], asked.body.get("data") or {}
    found = world.interactions.get(asked.names["token"])
    if found is None or found.id != asked.names["interaction_id"]:
        raise DeniedError(404, 10062, "Unknown interaction", "there is none of that id and token")
    if found.response is not None:
        raise DeniedError(400, 40060, "Interaction has already been acknowledged.")
    after = world.clock() - found.at
    if after > DEADLINE:
        raise DeniedError(404, 10062, "Unknown interaction", f"answered after {after:.3f} s")
    if kind not in _POSSIBLE[found.kind] or (kind in _IN_PLACE and not found.source):
        raise DeniedError(400, 50035, "Invalid Form Body", f"type: {kind} does not answer this interaction")
    found.response = Response(kind, data, after)
    _answer(stage, found, kind, data)
    return Answer(200, _told(stage, found)) if _yes(asked, "with_response") else Answer(204)


def _yes(asked: Asked, flag: str) -> bool:
    return asked.query.get(flag, "").lower() in {"true", "1"}


def _answer(stage: Stage, one: Interaction, kind: int, data: Json) -> None:
    if kind in {SAID, DEFERRED}:
        flags = (data.get("flags") or 0) | (LOADING if kind == DEFERRED else 0)
        one.original = _say(stage, one, data | {"flags": flags}).id
    elif kind in _IN_PLACE:
        one.original = one.source
        if kind == CHANGED:
            stage.change(stage.world.messages[one.source], _unflagged(data))


def _say(stage: Stage, one: Interaction, data: Json) -> Posted:
    """A message for all, or for the one who asked alone; it is one of a webhook that the app has for this."""
    world = stage.world
    made = written(world.bot_id, world.snowflake(), one.channel, data)
    made.webhook, made.interaction = world.application_id, one
    made.kind = REPLY if one.source or one.original else _kind(one)
    if not _in_public(stage, one):
        made.flags |= EPHEMERAL
    made.only = one.user if made.flags & EPHEMERAL else ""
    made.reference = one.original or one.source
    return stage.post(made)


def _kind(one: Interaction) -> int:
    if one.kind != COMMAND:
        return PLAIN
    return SLASH_REPLY if one.data["type"] == 1 else MENU_REPLY


def _in_public(stage: Stage, one: Interaction) -> bool:
    place = stage.world.channels[one.channel]
    return stage.world.bot_in(place) or stage.world.guilds[place.guild].external


def _told(stage: Stage, one: Interaction) -> Json:
    about: Json = {"id": one.id, "type": one.kind}
    kind = one.response.kind if one.response else 0
    if kind not in {SAID, DEFERRED, CHANGED}:
        return {"interaction": about}
    there = stage.world.messages[one.original]
    about |= {"response_message_id": there.id, "response_message_loading": bool(there.flags & LOADING)}
    about |= {"response_message_ephemeral": bool(there.only)}
    resource = {"type": kind, "message": message(stage.world, there)}
    return {"interaction": about} | ({} if kind == DEFERRED else {"resource": resource})


def _follow(stage: Stage, asked: Asked) -> Answer:
    one = _found(stage, asked)
    original = stage.world.messages.get(one.original)
    if original is not None and original.flags & LOADING and not original.deleted:
        return _settle(stage, original, asked.body)
    place = stage.world.channels[one.channel]
    if not stage.world.bot_in(place) and len(one.followups) >= FOLLOWUPS:
        raise DeniedError(400, 40094, "This interaction has reached the maximum number of follow up messages")
    made = _say(stage, one, asked.body)
    one.followups.append(made.id)
    return Answer(200, message(stage.world, made))


def _found(stage: Stage, asked: Asked) -> Interaction:
    """The interaction of a webhook.

    Raises:
        DeniedError: there is none, it is over, or has no answer yet.
    """
    one = stage.world.interactions.get(asked.names["token"])
    if one is None or asked.names["application_id"] != stage.world.application_id:
        raise DeniedError(404, 10015, "Unknown Webhook", "no interaction of this application has that token")
    if stage.world.clock() - one.at > LASTS:
        raise DeniedError(401, 50027, "Invalid Webhook Token", "it is older than 15 minutes")
    if one.response is None or one.response.kind == COMPLETED:
        raise DeniedError(404, 10015, "Unknown Webhook", "the interaction has no answer yet")
    return one


def _message(stage: Stage, asked: Asked) -> Posted:
    """The message of a webhook's request: @original is the first answer.

    Raises:
        DeniedError: there is none, or it was deleted.
    """
    one, name = _found(stage, asked), asked.names["message_id"]
    known = {"@original": one.original, one.original: one.original} | {own: own for own in one.followups}
    found = stage.world.messages.get(known.get(name, ""))
    if found is None or found.deleted:
        raise DeniedError(404, 10008, "Unknown Message", meant=found is not None)
    return found


def _read(stage: Stage, asked: Asked) -> Answer:
    return Answer(200, message(stage.world, _message(stage, asked)))


def _rewrite(stage: Stage, asked: Asked) -> Answer:
    return _settle(stage, _message(stage, asked), asked.body)


def _settle(stage: Stage, found: Posted, body: Json) -> Answer:
    """What was on its way, or is changed, has its content; the former was nothing before."""
    first = bool(found.flags & LOADING)
    found.flags &= ~LOADING
    stage.change(found, _unflagged(body), first=first)
    return Answer(200, message(stage.world, found))


def _unflagged(body: Json) -> Json:
    """Whether all see a message cannot be changed."""
    return {key: value for key, value in body.items() if key != "flags"}


def _delete(stage: Stage, asked: Asked) -> Answer:
    stage.remove(_message(stage, asked))
    return Answer(204)


def routes() -> Iterator[Route]:
    """What is done with answers; a token in the path is all that they need."""
    webhook = "/webhooks/{application_id}/{token}"
    one = webhook + "/messages/{message_id}"
    callback = "/interactions/{interaction_id}/{token}/callback"
    yield Route("POST", callback, _respond, open_to_all=True)
    yield Route("POST", webhook, _follow, open_to_all=True)
    yield Route("GET", one, _read, open_to_all=True)
    yield Route("PATCH", one, _rewrite, open_to_all=True)
    yield Route("DELETE", one, _delete, open_to_all=True)
