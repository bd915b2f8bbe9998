"""How a request to the fake Discord is read, and what of it is checked before anything is done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from aiohttp import web

from tests.discord_limits import Answer
from tests.discord_oracle import wrong
from tests.discord_records import CHANGED, DeniedError, Json
from tests.discord_stage import Stage

API: Final = "/api/v10"
_NO_BODY: Final = {"GET", "DELETE"}
_OTHERS: Final = {"/users/@me/channels"}
"""Routes with a body that the oracle does not know, for Backchat does not use them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; `names` are those that vary in its route."""

    method: str
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None

    @property
    def what(self) -> str:
        """It in one line, to which the patterns of faults and limits are held."""
        return f"{self.method} {self.path}"


Handler = Callable[[Stage, Asked], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """What is done with a request; `open_to_all` needs no token of the bot."""

    method: str
    template: str
    handler: Handler
    open_to_all: bool = False

    def names(self, method: str, path: str) -> Mapping[str, str] | None:
        """What varies in a path, where it is of this route."""
        found = _pattern(self.template).fullmatch(path) if method == self.method else None
        return found.groupdict() if found else None

    def bucket(self, asked: Asked) -> str:
        """To what its rate limit belongs: the route, and the channel or token."""
        major = [asked.names[name] for name in ("channel_id", "guild_id", "token") if name in asked.names]
        return f"{self.method} {self.template}:{'+'.join(major)}"


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


async def read(request: web.Request) -> Any:
    """The body.

    Raises:
        DeniedError: it is not JSON, or not text that can be stored.
    """
    text = await request.text()
    if not text:
        return None
    if request.content_type != "application/json":
        raise DeniedError(400, 50035, "Invalid Form Body", f"{request.content_type} is not played", body=text)
    try:
        body = json.loads(text)
        json.dumps(body, ensure_ascii=False).encode()
    except ValueError:
        raise DeniedError(400, 50109, "The request body contains invalid JSON.", body=text) from None
    return body


def authorize(request: web.Request, token: str) -> None:
    """Lets only the bot through.

    Raises:
        DeniedError: the token is missing, or another.
    """
    given = request.headers.get("Authorization", "")
    if given != f"Bot {token}":
        why = (
            "no token" if not given else "another token" if given.startswith("Bot ") else "not 'Bot <token>'"
        )
        raise DeniedError(401, 0, "401: Unauthorized", why)


def check(asked: Asked) -> None:
    """Lets only through what Discord and the rules of the house allow.

    Raises:
        DeniedError: something is wrong.
    """
    if asked.path in _OTHERS or (asked.body is None and asked.path.endswith("/typing")):
        return
    if asked.method in _NO_BODY:
        found = [] if asked.body is None else ["body: none is expected"]
    else:
        found = wrong(asked.method, asked.path, _spoken(asked))
    if found:
        code, message = (
            (50006, "Cannot send an empty message") if _empty(found) else (50035, "Invalid Form Body")
        )
        raise DeniedError(400, code, message, *found)


def _empty(found: list[str]) -> bool:
    return any(one.endswith("content: an empty message") for one in found)


def _spoken(asked: Asked) -> Any:
    """The body without `tts`, which discord.py says of every message, and Discord overlooks in one that is changed."""
    if not isinstance(asked.body, dict):
        return asked.body
    if asked.method == "PATCH":
        return _silent(asked.body)
    data = asked.body.get("data")
    if asked.body.get("type") != CHANGED or not isinstance(data, dict):
        return asked.body
    return asked.body | {"data": _silent(data)}


def _silent(body: Json) -> Json:
    return {key: value for key, value in body.items() if (key, value) != ("tts", False)}
