"""What a Slack app must be allowed to do to be Backchat, and why: the manifest that Slack makes an app from."""

from __future__ import annotations

from typing import Any, Final

SCOPES: Final = {
    "app_mentions:read": "hear when somebody names the bot",
    "chat:write": "answer",
    "commands": "the slash command and the shortcut",
    "im:history": "hear what is said to it alone",
    "users:read": "know who is an admin, who may delete any answer",
    "channels:history": "follow-ups in a thread without naming the bot again",
    "groups:history": "the same in private channels that the bot was invited to",
}
"""The scopes of the bot, each with its reason."""

AGENT: Final = {"assistant:write": "suggested questions in the agent view, on paid plans"}

FOLLOWING: Final = frozenset({"channels:history", "groups:history"})
"""Scopes that follow-ups alone need: without them every question in a channel must name the bot."""

_EVENTS: Final = (
    *("app_home_opened", "app_mention", "app_uninstalled", "message.channels", "message.groups"),
    *("message.im", "tokens_revoked"),
)
_FOLLOWED: Final = frozenset({"message.channels", "message.groups"})
_ABOUT: Final = (
    "Backchat answers questions about the back-end developer's career: what the job is, what its words mean, what to learn "
    "and how to begin. Every answer was written by a person and names its sources. When it is not sure it asks, and when it "
    "does not know it says so."
)


def scopes(*, agent: bool = False, follow: bool = True) -> dict[str, str]:
    """The scopes that are asked for, each with its reason."""
    wanted = SCOPES | (AGENT if agent else {})
    return {name: why for name, why in wanted.items() if follow or name not in FOLLOWING}


def manifest(url: str = "", *, agent: bool = False, follow: bool = True) -> dict[str, Any]:
    """The manifest: for Socket Mode, or for HTTP where the process is reached at `url`."""
    base = url.rstrip("/")
    events = f"{base}/slack/events"
    at = {"request_url": events} if base else {}
    heard = [event for event in _EVENTS if follow or event not in _FOLLOWED]
    command = {
        "command": "/backchat",
        "description": "Ask about the back-end career; only you see the answer",
        "usage_hint": "your question | topics | path | quiz | help",
        "should_escape": False,
    }
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Backchat", "always_online": True},
        "shortcuts": [
            {
                "name": "Answer this message",
                "type": "message",
                "callback_id": "answer",
                "description": "Shows you the answer to somebody's question",
            }
        ],
        "slash_commands": [command | ({"url": events} if base else {})],
    }
    if agent:
        features["agent_view"] = {"agent_description": "Answers questions about the back-end career."}
    oauth: dict[str, Any] = {"scopes": {"bot": [*scopes(agent=agent, follow=follow)]}}
    if base:
        oauth["redirect_urls"] = [f"{base}/slack/oauth_redirect"]
    return {
        "display_information": {
            "name": "Backchat",
            "description": "Answers questions about the back-end developer's career",
            "long_description": _ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": features,
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**at, "bot_events": heard},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not base,
            "token_rotation_enabled": False,
        },
    }
