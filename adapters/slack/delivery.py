"""How replies reach people in Slack: in threads, for their eyes alone, in place of what they tapped, in views."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from adapters.slack.render import Frame, message, modal
from adapters.slack.web import call, respond
from bot.turns import notices

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.incoming import Spot
    from bot.reply import Reply
    from bot.turns.message import Send

SHARE: Final = "Share in channel"
SHARE_IN_THREAD: Final = "Share in thread"

_QUIET: Final = {"unfurl_links": False, "unfurl_media": False}
_OUTSIDE: Final = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
"""What Slack says where the bot is no member: the address of the tap can still post there."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ways back to one spot; `url` is the address that came with a command or a tap, if any."""

    client: AsyncWebClient
    spot: Spot
    url: str = ""

    def post(self, frame: Frame) -> Send:
        """In the thread, for all who are there; what is private, for the person alone."""

        async def _post(reply: Reply) -> None:
            if reply.private and not self.spot.direct:
                await self._whisper(message(reply, replace(frame, deletable=False)))
                return
            where, said = self._here(self.spot.answer_in), message(reply, frame)
            refused = await call(self.client.chat_postMessage, **where, **said, **_QUIET)
            if refused and self.url:  # in direct messages of two people, say
                await self.whisper(replace(frame, deletable=False))(reply)

        return _post

    def update(self, frame: Frame) -> Send:
        """In place of the message that was tapped, and for all who see it; what is private, for the person alone."""

        async def _update(reply: Reply) -> None:
            if reply.private:
                await self.whisper(replace(frame, deletable=False))(reply)
                return
            where, said = {"channel": self.spot.channel, "ts": self.spot.ts}, message(reply, frame)
            refused = await call(self.client.chat_update, **where, **said, **_QUIET)
            if refused and self.url:  # it was deleted meanwhile, say: who picked must not wait for nothing
                await self.whisper(replace(frame, deletable=False))(reply)

        return _update

    def whisper(self, frame: Frame, *, in_place: bool = False) -> Send:
        """For the person alone, under what was tapped or in its place, at the address that came with it."""

        async def _whisper(reply: Reply) -> None:
            said = message(reply, frame)
            if self.url:
                await self._respond({"response_type": "ephemeral", "replace_original": in_place, **said})
            else:
                await self._whisper(said)

        return _whisper

    def share(self, frame: Frame, thread: str) -> Send:
        """For all, in the channel or in a thread of it, in place of what only the person saw."""

        async def _share(reply: Reply) -> None:
            if reply.private:  # what was there to share is gone, and that is nobody else's business
                await self.whisper(Frame(frame.asker))(reply)
                return
            said = {**message(reply, frame), **_QUIET}
            refused = await call(self.client.chat_postMessage, **self._here(thread), **said)
            if refused in _OUTSIDE:
                await self._respond({"response_type": "in_channel", **said}, thread)
            elif refused:
                await self.whisper(Frame(frame.asker))(notices.not_shared())
                return
            # what is said before all is not said again because of what stays behind
            with suppress(Exception):
                await self._respond({"delete_original": True})

        return _share

    def open(self, trigger: str, frame: Frame, *, on_top: bool = False) -> Send:
        """In a view of its own, or on top of the one that is open."""
        show = self.client.views_push if on_top else self.client.views_open

        async def _open(reply: Reply) -> None:
            await call(show, trigger_id=trigger, view=modal(reply, frame))

        return _open

    def turn_over(self, view: str, frame: Frame) -> Send:
        """In place of what an open view shows."""

        async def _turn_over(reply: Reply) -> None:
            await call(self.client.views_update, view_id=view, view=modal(reply, frame))

        return _turn_over

    async def remove(self) -> None:
        """Deletes the message that was tapped."""
        refused = await call(self.client.chat_delete, channel=self.spot.channel, ts=self.spot.ts)
        if refused and self.url:  # where the bot is no member, what was shared by an address goes by one
            with suppress(ConnectionError):
                await self._respond({"delete_original": True})

    async def _whisper(self, said: dict[str, Any]) -> None:
        """An ephemeral message shows in a thread only where there is one already."""
        where = self._here(self.spot.thread)
        await call(self.client.chat_postEphemeral, **where, user=self.spot.person, **said)

    def _here(self, thread: str) -> dict[str, Any]:
        return {"channel": self.spot.channel, **({"thread_ts": thread} if thread else {})}

    async def _respond(self, body: dict[str, Any], thread: str = "") -> None:
        session, where = self.client.session, thread or self.spot.thread
        if session is None:
            raise RuntimeError("the client has no session")
        quiet = {} if "delete_original" in body else _QUIET
        await respond(session, self.url, body | quiet | ({"thread_ts": where} if where else {}))
