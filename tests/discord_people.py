"""What people do in the fake Discord, as a test tells it; all of it is done at once, and then told to the bot."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Final

from tests.discord_doings import (
    MENU,
    Options,
    chosen_message,
    command,
    filled,
    pressed,
    resolved,
    shown_form,
    typed,
)
from tests.discord_records import (
    BOT,
    CHANNEL,
    COMMAND,
    COMPLETION,
    FORUM,
    PLAIN,
    REPLY,
    SUBMISSION,
    TAP,
    THREAD,
    USER,
    WEBHOOK,
    Channel,
    Interaction,
    Json,
    Posted,
)
from tests.discord_stage import Stage
from tests.discord_world import World

MENTION: Final = f"<@{BOT}>"
_NAMED: Final = re.compile(r"<@!?(\d+)>")


class People:
    """Everybody but the bot."""

    def __init__(self, stage: Stage) -> None:
        """They act on a stage."""
        self._stage = stage

    @property
    def world(self) -> World:
        """What there is; its `person()`, `guild()`, `channel()` and `direct()` add to it, or change it."""
        return self._stage.world

    def say(
        self,
        text: str,
        *,
        by: str = USER,
        channel: str = CHANNEL,
        reply_to: Posted | None = None,
        ping: bool = True,
        kind: int = PLAIN,
    ) -> Posted:
        """A message by a person, another bot, or WEBHOOK; `kind` is its type, so that it can be one of the system.

        Whoever is named in it (`MENTION` is the bot) is mentioned; and who wrote what is replied to, if it is to `ping`.
        """
        made = Posted(self.world.snowflake(), channel, by, text, kind=kind)
        made.mentions = [name for name in dict.fromkeys(_NAMED.findall(text)) if name in self.world.people]
        made.webhook = WEBHOOK if by == WEBHOOK else ""
        if reply_to is not None:
            made.kind, made.reference = REPLY, reply_to.id
            pinged = ping and not reply_to.webhook and reply_to.author not in made.mentions
            made.mentions += [reply_to.author] if pinged else []
        return self._stage.post(made)

    def edit(self, message: Posted, text: str) -> None:
        """Somebody changes their message."""
        self._stage.change(message, {"content": text})

    def delete(self, message: Posted) -> None:
        """A message is deleted by a person."""
        self._stage.remove(message)

    def thread(self, name: str, *, by: str = USER, channel: str = CHANNEL) -> Channel:
        """A thread, which somebody opens in a channel."""
        guild = self.world.channels[channel].guild
        made = Channel(self.world.snowflake(), THREAD, guild, name, parent=channel, owner=by)
        return self._stage.open(made)

    def post(self, title: str, text: str | None, *, by: str = USER, forum: str = FORUM) -> Channel:
        """A post in a forum, and its first message; with None as the text that comes later, by `begin`."""
        made = self.thread(title, by=by, channel=forum)
        made.begun = False
        if text is not None:
            self.begin(made, text)
        return made

    def begin(self, thread: Channel, text: str) -> Posted:
        """The first message of a post: until it is there, nobody else can write in it."""
        thread.begun = True
        return self._stage.post(Posted(thread.id, thread.id, thread.owner, text))

    def command(
        self, name: str, options: Options | None = None, *, by: str = USER, channel: str = CHANNEL
    ) -> Interaction:
        """Somebody sends a command that was announced; `name` may be a path such as "backchat setup".

        Raises:
            ImpossibleError: they see no such command there, or Discord would not let them send it so.
        """
        return self._command(COMMAND, name, options or {}, by, channel)

    def autocomplete(
        self, name: str, option: str, text: str, *, by: str = USER, channel: str = CHANNEL
    ) -> Interaction:
        """Somebody has typed so much of an option; the answer is the choices.

        Raises:
            ImpossibleError: they see no such command there, or the option is not completed.
        """
        return self._command(COMPLETION, name, {option: text}, by, channel, option)

    def menu(self, name: str, message: Posted, *, by: str = USER) -> Interaction:
        """Somebody chooses an app's entry in the menu of a message.

        Raises:
            ImpossibleError: they see no such entry there.
        """
        place = self.world.channels[message.channel]
        known = command(self.world, place, self.world.people[by], name, MENU)
        data = {"id": known["id"], "name": name, "type": MENU} | chosen_message(self.world, message)
        return self._happen(COMMAND, data, by, message.channel)

    def tap(
        self, message: Posted, custom_id: str, values: Sequence[str] = (), *, by: str = USER
    ) -> Interaction:
        """Somebody taps a button, or chooses from a menu.

        Raises:
            ImpossibleError: they do not see it, or it does not offer that.
        """
        data = pressed(self.world, message, custom_id, values, by)
        return self._happen(TAP, data, by, message.channel, message)

    def submit(self, custom_id: str, fields: Options, *, by: str = USER) -> Interaction:
        """Somebody sends the form of that id which was shown to them.

        Raises:
            ImpossibleError: none was, or it does not take what was typed.
        """
        before = shown_form(self.world, custom_id, by)
        form = before.response.data if before.response else {}
        return self._happen(SUBMISSION, filled(form, fields), by, before.channel, before)

    def _command(
        self, kind: int, name: str, options: Options, by: str, channel: str, focused: str = ""
    ) -> Interaction:
        place, (first, *path) = self.world.channels[channel], name.split()
        known = command(self.world, place, self.world.people[by], first)
        sent = typed(known, path, options, focused)
        data = {"id": known["id"], "name": first, "type": known["type"], "options": sent}
        data |= {"guild_id": known["guild_id"]} if "guild_id" in known else {}
        return self._happen(kind, data | resolved(self.world, place, sent), by, channel)

    def _happen(
        self, kind: int, data: Json, by: str, channel: str, of: Posted | Interaction | None = None
    ) -> Interaction:
        name = self.world.snowflake()
        token = base64.urlsafe_b64encode(f"interaction:{name}:a-token-of-the-far-side".encode()).decode()
        made = Interaction(name, token.rstrip("="), kind, data, by, channel, 0.0)
        if isinstance(of, Posted):
            made.source = of.id
        elif of is not None:
            made.source, made.before = of.source, of
        return self._stage.happen(made)
