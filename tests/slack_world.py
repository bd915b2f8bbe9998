"""The state of the far side of Slack: workspaces, tokens, links, triggers, and a clock that tests can put forward."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from tests.slack_records import (
    APP,
    CHANNEL,
    TEAM,
    USER,
    Arguments,
    Channel,
    DeniedError,
    Link,
    Person,
    Posted,
    Trigger,
    Workspace,
    direct,
)

TRIGGER_LASTS: Final = 3.0
LINK_LASTS: Final = 1800.0
LINK_USES: Final = 5


@dataclass
class World:
    """All that Slack knows."""

    app_token: str = "xapp-1-A0BACKCHAT-1-real"  # noqa: S105 - it protects nothing
    client_id: str = "111.222"
    client_secret: str = "a-client-secret"  # noqa: S105 - as above
    scopes: str = "app_mentions:read,chat:write,commands,im:history,im:read,im:write"
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    ahead: float = 0.0
    numbers: count[int] = field(default_factory=lambda: count(1))

    def now(self) -> float:
        """Seconds since 1970, with what tests have put the clock forward."""
        return time.time() + self.ahead

    def ts(self) -> str:
        """A timestamp that no other message has."""
        return f"{int(self.now())}.{next(self.numbers):06d}"

    def workspace(self, team: str = TEAM, token: str = "") -> Workspace:
        """A workspace, which is added if it is new: one channel, one person."""
        if team not in self.workspaces:
            name = team[1:].lower()
            made = Workspace(team, name, token or f"xoxb-{name}", f"B{team[1:]}BOT", f"U{team[1:]}BOT")
            made.person(USER, name="ada")
            made.channel(CHANNEL if team == TEAM else f"C{team[1:]}")
            self.workspaces[team] = made
        return self.workspaces[team]

    def holder(self, token: str) -> Workspace:
        """The workspace of a bot token.

        Raises:
            DeniedError: the token is none, or not valid any more.
        """
        if not token:
            raise DeniedError("not_authed")
        found = [one for one in self.workspaces.values() if one.bot_token == token]
        if token == self.app_token:
            raise DeniedError("not_allowed_token_type")
        if not found:
            raise DeniedError("invalid_auth")
        if found[0].revoked:
            raise DeniedError("token_revoked")
        return found[0]

    def trigger(self, user: str = USER, team: str = TEAM, view: str = "") -> str:
        """A new trigger id: it is valid for 3 seconds, once."""
        name = f"{next(self.numbers)}.{int(self.now())}.{'0123456789abcdef' * 2}"
        self.triggers[name] = Trigger(team, user, self.now(), view)
        return name

    def pulled(self, name: str, team: str) -> Trigger:
        """The trigger of that id, which is used now.

        Raises:
            DeniedError: there is no such trigger, or it is too old, or was used.
        """
        trigger = self.triggers.get(name)
        if trigger is None or trigger.team != team:
            raise DeniedError("invalid_trigger_id", "the far side issued no such trigger to this workspace")
        if trigger.used:
            raise DeniedError("exchanged_trigger_id")
        if self.now() - trigger.at > TRIGGER_LASTS:
            raise DeniedError("expired_trigger_id")
        trigger.used = True
        return trigger

    def link(self, channel: str = CHANNEL, user: str = USER, ts: str = "", team: str = TEAM) -> str:
        """The path of a new `response_url`."""
        path = f"actions/{team}/{next(self.numbers)}/abcdefABCDEF012345"
        self.links[path] = Link(team, channel, user, ts, self.now())
        return path

    def followed(self, path: str) -> Link:
        """The link of that path, which is used once more.

        Raises:
            DeniedError: there is no such link, or it is too old, or was used too often.
        """
        link = self.links.get(path)
        if link is None or self.now() - link.at > LINK_LASTS:
            raise DeniedError("expired_url")
        if link.uses >= LINK_USES:
            raise DeniedError("used_url")
        link.uses += 1
        return link

    def code(self, team: str, token: str = "") -> str:
        """A code for `oauth.v2.access`, good once, by which the app is installed in a workspace."""
        code = f"code.{team}.{next(self.numbers)}"
        self.codes[code] = team
        self.workspace(team, token)
        return code


def channel_of(space: Workspace, name: str) -> Channel:
    """The channel of a call; the id of a person means direct messages with them.

    Raises:
        DeniedError: there is no such channel, or the bot is not in it.
    """
    found = space.channels.get(direct(name) if name in space.people else name)
    if found is None:
        raise DeniedError("channel_not_found")
    if not found.joined:
        raise DeniedError("not_in_channel")
    return found


def person_of(space: Workspace, user: str) -> Person:
    """The person of a call.

    Raises:
        DeniedError: there is nobody of that id.
    """
    if user not in space.people:
        raise DeniedError("user_not_found")
    return space.people[user]


def posted(world: World, space: Workspace, channel: str, content: Arguments, only: str = "") -> Posted:
    """A message that the bot writes; it is kept.

    Raises:
        DeniedError: it answers a reply, where it should answer the message that began the thread.
    """
    thread = content.get("thread_ts", "")
    roots = {one.ts: one for one in space.messages if one.channel == channel}
    if thread in roots and roots[thread].thread_ts not in {"", thread}:
        raise DeniedError("cannot_reply_to_message", "thread_ts is that of a reply, not of the thread")
    blocks: list[dict[str, Any]] = content.get("blocks", [])
    written = Posted(
        channel, world.ts(), content["text"], blocks, thread, space.bot_user_id, space.bot_id, only
    )
    space.messages.append(written)
    return written


def found_message(space: Workspace, channel: str, ts: str) -> Posted | None:
    """The message of that timestamp which everybody sees."""
    same = (one for one in space.messages if (one.channel, one.ts, one.only) == (channel, ts, ""))
    return next(same, None)


def auth_of(space: Workspace) -> dict[str, Any]:
    """What `auth.test` tells of a token."""
    return {
        "url": f"https://{space.name}.slack.com/",
        "team": space.name,
        "user": "backchat",
        "team_id": space.team_id,
        "user_id": space.bot_user_id,
        "bot_id": space.bot_id,
        "app_id": APP,
        "is_enterprise_install": False,
    }
