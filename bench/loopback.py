"""An adapter for benchmarks, soaks and tests: a platform whose far side is a file, and whose messages come over HTTP.

It stands on the same service, in the same process, as any other adapter: `python -m bench.loopback FILE` serves with the
settings of the environment, takes messages at POST /loopback, and appends each reply as one line of JSON to FILE. A line
is appended in one write, so several processes may share a file, and what was sent before a crash is there.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from bot.conversation import Question
from bot.operations.logs import configure
from bot.operations.memory import give_back
from bot.operations.plug import State
from bot.reply import Reply
from bot.service import Service
from bot.serving import serve
from bot.settings import read_settings
from bot.turns.message import Message
from bot.wishes import parse_code

if TYPE_CHECKING:
    from starlette.requests import Request

_FOREVER: Final = 10**9


class Loopback:
    """Takes messages over HTTP and delivers replies to a file."""

    name = "loopback"

    def __init__(self, far: str, delay: float = 0.0) -> None:
        """Replies reach the file `far` after `delay` seconds each."""
        self._far = os.open(far, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._delay = delay
        self._ok = True

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """POST /loopback takes a message, and PUT /loopback whether we are connected."""

        async def _take(request: Request) -> JSONResponse:
            told = await request.json()
            if request.method == "PUT":
                self._ok = bool(told)
                return JSONResponse({})
            message = message_of(told)
            return JSONResponse(
                {"ending": await service.serve(message, lambda reply: self._send(message, reply))}
            )

        return [Route("/loopback", _take, methods=["POST", "PUT"])]

    def state(self) -> State:
        """Whether somebody said that we are not connected."""
        return State(self._ok, "" if self._ok else "the far side is away")

    async def run(self, service: Service) -> None:  # noqa: ARG002 - messages come over HTTP
        """Stays connected."""
        await asyncio.sleep(_FOREVER)

    async def aclose(self) -> None:
        """Closes the file."""
        os.close(self._far)

    async def _send(self, message: Message, reply: Reply) -> None:
        await asyncio.sleep(self._delay)
        line = {
            "key": message.key,
            "person": message.person,
            "text": reply.text,
            "entry": reply.entry,
            "asked": reply.asked,
            "at": time.time(),
            "votes": reply.votes,
            "codes": [option.code for option in reply.options],
        }
        os.write(self._far, json.dumps(line).encode() + b"\n")


def message_of(told: dict[str, Any]) -> Message:
    """A message from its JSON: key, person, place, thread, and text or code."""
    said = parse_code(told["code"]) if "code" in told else Question(told["text"])
    if said is None:
        raise ValueError("no such code")
    place, thread = told.get("place", "place"), told.get("thread", told["key"])
    return Message("loopback", told["key"], told["person"], place, thread, said, told.get("addressed", True))


def main() -> None:
    """Serves until told to stop: FILE, and the seconds that a delivery takes."""
    settings = read_settings()
    far, delay = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.0  # noqa: PLR2004 - the second argument
    configure(settings.log_format, settings.log_level, ())
    give_back()
    gc.freeze()
    gc.enable()
    sys.exit(asyncio.run(serve(settings, [Loopback(far, delay)])))


if __name__ == "__main__":
    main()
