"""What Slack sends of events and commands, with the fields that it really has, and how it signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode

from tests.slack_records import APP, CHANNEL, TEAM, USER

Payload = dict[str, Any]

SECRET: Final = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - it protects nothing
VERIFICATION: Final = "Jhj5dZrVaK7ZwHHjRyZWjbDl"
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something happens, and who does it; as the far side has it where nothing is said."""

    team: str = TEAM
    channel: str = CHANNEL
    user: str = USER
    bot_user: str = "U0HOMEBOT"
    bot_id: str = "B0HOMEBOT"
    app: str = APP

    @property
    def kind(self) -> str:
        """The type of the channel."""
        return {"D": "im", "G": "group"}.get(self.channel[:1], "channel")

    @property
    def domain(self) -> str:
        """The subdomain of the workspace."""
        return self.team[1:].lower()


def scene_of(team: str = TEAM, channel: str = "", user: str = USER) -> Scene:
    """Somebody in a channel of a workspace, as the far side names them: in its first channel where none is said."""
    name = team[1:]
    first = CHANNEL if team == TEAM else f"C{name}"
    return Scene(team, channel or first, user, f"U{name}BOT", f"B{name}BOT")


def direct_scene(user: str = USER, team: str = TEAM) -> Scene:
    """Direct messages of somebody with the bot, as the far side names them."""
    return scene_of(team, f"D{user[1:]}", user)


def new_ts() -> str:
    """A timestamp of a message, other than any before."""
    return f"{int(time.time())}.{100_000 + next(_NUMBERS):06d}"


def app_mention(scene: Scene, text: str, *, ts: str = "", thread_ts: str = "") -> Payload:
    """Somebody names the bot in a channel, and says `text`, which is HTML-escaped as Slack does."""
    return _said(scene, "app_mention", f"<@{scene.bot_user}> {text}", ts, thread_ts)


def message(scene: Scene, text: str, *, ts: str = "", thread_ts: str = "", **more: Any) -> Payload:
    """Somebody writes; `more` may say subtype, bot_id, edited, files, app_context."""
    said = _said(scene, "message", text, ts, thread_ts)
    return said | {"channel_type": scene.kind} | more


def message_changed(scene: Scene, text: str, ts: str) -> Payload:
    """Somebody edits what was said."""
    now = new_ts()
    edited = {"edited": {"user": scene.user, "ts": now}, "source_team": scene.team, "user_team": scene.team}
    kept = _said(scene, "message", text, ts, "")
    return _about(scene, "message_changed", now) | {
        "message": kept | edited,
        "previous_message": kept | {"text": "what was said before"},
    }


def message_deleted(scene: Scene, ts: str) -> Payload:
    """Somebody deletes what was said."""
    kept = _said(scene, "message", "what was said before", ts, "")
    return _about(scene, "message_deleted", new_ts()) | {"deleted_ts": ts, "previous_message": kept}


def bot_message(scene: Scene, text: str, bot_id: str = "B0OTHER", *, thread_ts: str = "") -> Payload:
    """Another app writes; the bot's own `bot_id` makes it its own message."""
    profile = {"id": bot_id, "app_id": "A0OTHER", "name": "other", "team_id": scene.team, "deleted": False}
    more: Payload = {"bot_id": bot_id, "app_id": "A0OTHER", "bot_profile": profile, "user": f"U{bot_id[1:]}"}
    return message(scene, text, thread_ts=thread_ts, **more)


def webhook_message(scene: Scene, text: str) -> Payload:
    """An incoming webhook writes: it has no user."""
    said = message(scene, text, subtype="bot_message", bot_id="B0HOOK", username="hook")
    return {key: value for key, value in said.items() if key not in {"user", "client_msg_id"}}


def app_home_opened(scene: Scene, tab: str = "home") -> Payload:
    """Somebody opens the app: tab home or messages."""
    event = {"type": "app_home_opened", "user": scene.user, "channel": f"D{scene.user[1:]}", "tab": tab}
    return event | {"event_ts": new_ts()}


def tokens_revoked(scene: Scene) -> Payload:
    """The bot token of a workspace was revoked."""
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [scene.bot_user]}, "event_ts": new_ts()}


def app_uninstalled() -> Payload:
    """The app was removed from a workspace."""
    return {"type": "app_uninstalled", "event_ts": new_ts()}


def callback(scene: Scene, event: Payload, *, event_id: str = "", context: str = "") -> Payload:
    """An event in its envelope; the same `event_id` again is a retry."""
    authorization = {"enterprise_id": None, "team_id": scene.team, "user_id": scene.bot_user}
    ids = {
        "token": VERIFICATION,
        "team_id": scene.team,
        "context_team_id": scene.team,
        "api_app_id": scene.app,
    }
    return {
        **ids,
        "context_enterprise_id": None,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_NUMBERS):08d}",
        "event_time": int(time.time()),
        "authorizations": [{**authorization, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": context or f"4-{next(_NUMBERS)}",
    }


def url_verification(challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P") -> Payload:
    """What Slack sends when the URL for events is set."""
    return {"token": VERIFICATION, "challenge": challenge, "type": "url_verification"}


def command(
    scene: Scene, text: str, *, response_url: str, trigger_id: str, name: str = "/backchat"
) -> dict[str, str]:
    """The fields of a slash command; a form over HTTP, the payload of an envelope in Socket Mode."""
    places = {"team_id": scene.team, "team_domain": scene.domain, "channel_id": scene.channel}
    names = {"channel_name": "directmessage" if scene.kind == "im" else "general", "user_name": "ada"}
    links = {"response_url": response_url, "trigger_id": trigger_id, "api_app_id": scene.app}
    said = {"token": VERIFICATION, "user_id": scene.user, "command": name, "text": text}
    return places | names | links | said | {"is_enterprise_install": "false"}


def form(fields: Mapping[str, str]) -> str:
    """The body of a slash command."""
    return urlencode(fields)


def interaction(payload: Payload) -> str:
    """The body of a tap, a shortcut or a submission."""
    return urlencode({"payload": json.dumps(payload)})


def signed(
    body: str | bytes, secret: str = SECRET, *, at: float | None = None, content_type: str = JSON
) -> dict[str, str]:
    """The headers of a signed request; `at` is when it was signed, in seconds since 1970, now where it is not said."""
    stamp = str(int(time.time() if at is None else at))
    raw = body.encode() if isinstance(body, str) else body
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }


def retried(number: int = 1, reason: str = "http_timeout") -> dict[str, str]:
    """The headers that a retry has besides: http_timeout, http_error, connection_failed."""
    return {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}


def _said(scene: Scene, kind: str, text: str, ts: str, thread_ts: str) -> Payload:
    stamp = ts or new_ts()
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": text or " "}]}
    event = {
        "type": kind,
        "user": scene.user,
        "ts": stamp,
        "client_msg_id": f"c0ffee00-{next(_NUMBERS):012d}",
    }
    event |= {"text": text, "team": scene.team, "channel": scene.channel, "event_ts": stamp}
    blocks = [{"type": "rich_text", "block_id": "b1", "elements": [rich]}]
    return event | {"blocks": blocks} | ({"thread_ts": thread_ts} if thread_ts else {})


def _about(scene: Scene, subtype: str, ts: str) -> Payload:
    event = {"type": "message", "subtype": subtype, "hidden": True, "channel": scene.channel, "ts": ts}
    return event | {"channel_type": scene.kind, "event_ts": ts}
