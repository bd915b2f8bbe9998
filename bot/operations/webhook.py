"""Tells the admins what they must know at once, through an incoming webhook of Slack, Discord or another chat.

The address is a secret: whoever has it can post. It stands in no exception and no log line. What is told may quote a
file that somebody else wrote, so that nothing in it may ping anybody.
"""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot import __version__

if TYPE_CHECKING:
    from bot.reloads import Refused

LONGEST: Final = 2_000
"""How many characters are told; Discord takes no more."""

_SECONDS: Final = 5.0
"""How long a try may take, and how long is waited for the next at most."""

_TRIES: Final = 2

_PAUSE: Final = 0.5
"""How many seconds lie between the tries where nothing else is asked for."""

_PROBLEMS: Final = 5
"""How many problems are told one by one."""

_BUSY: Final = 429
_BROKEN: Final = 500

_DISCORD: Final = re.compile(r"(\w+\.)?discord(app)?\.com")
_MENTION: Final = re.compile(r"(?<=@)(?=\w)|(?<=<)(?=[!@#])")
_JOINERS: Final = "\u200d\ufe0e\ufe0f"


def refusal_text(refused: Refused) -> str:
    """What the admins are told of refused knowledge: why, and the first problems with their places."""
    shown = [str(problem) for problem in refused.problems[:_PROBLEMS]]
    more = len(refused.problems) - len(shown)
    lines = [f"The knowledge was not reloaded, the last good one stays live: {refused.reason}", *shown]
    return "\n".join([*lines, f"and {more} more"] if more else lines)


def usable(url: str) -> bool:
    """Whether an address is one that can be posted to."""
    return _request(url, "") is not None


async def tell_admins(url: str, text: str) -> bool:
    """Posts a text to an incoming webhook; whether it arrived. Takes up to 15 seconds and raises nothing."""
    if (request := _request(url, text)) is None:
        return False
    for left in reversed(range(_TRIES)):
        try:
            async with asyncio.timeout(_SECONDS):
                wait = await asyncio.to_thread(_post, request)
        except TimeoutError:
            wait = _PAUSE
        if wait is None or wait < 0:
            return wait is None
        if left:
            await asyncio.sleep(min(wait, _SECONDS))
    return False


def _request(url: str, text: str) -> Request | None:
    """What is posted; None where nothing can be posted to."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        whole = text.encode(errors="replace").decode()  # half a letter in a file's name is no JSON
        content = json.dumps(payload(parts.hostname, whole)).encode()
        return Request(_address(parts), content, _HEADERS)  # noqa: S310 - the scheme was looked at
    except ValueError:
        return None


_HEADERS: Final = {
    "Content-Type": "application/json",
    "User-Agent": f"Backchat/{__version__}",  # Discord turns Python's own name away
}


def _address(parts: SplitResult) -> str:
    """The address to post to: Discord's, not its imitation of Slack, which would ping."""
    if _DISCORD.fullmatch(parts.hostname or ""):
        parts = parts._replace(path=parts.path.removesuffix("/slack"))
    return parts.geturl()


def payload(host: str, text: str) -> dict[str, Any]:
    """The JSON that the chat at a host takes, with nothing in it that pings."""
    if _DISCORD.fullmatch(host):
        return {"content": shortened(text), "allowed_mentions": {"parse": []}}
    if host == "hooks.slack.com":
        escaped = shortened(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {"text": escaped}
    return {"text": _MENTION.sub("\u200b", shortened(text))}


def shortened(text: str, most: int = LONGEST) -> str:
    """The text, of at most `most` characters: cut at a space or line end if one is near, and never within a letter."""
    if len(text) <= most:
        return text
    end = most - 1
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if space >= most // 2:
        return f"{text[:space].rstrip()}…"
    while end > 1 and (_joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return f"{text[:end]}…"


def _joins(letter: str) -> bool:
    """Whether a character belongs to the one before."""
    return bool(unicodedata.combining(letter)) or letter in _JOINERS or "\U0001f3fb" <= letter <= "\U0001f3ff"


def _post(request: Request) -> float | None:
    """None when it arrived; else after how many seconds another try makes sense, -1 for never."""
    try:
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS):
            return None
    except HTTPError as error:
        with error:
            return _wait(error)
    except (OSError, HTTPException, ValueError):
        return _PAUSE


def _wait(error: HTTPError) -> float:
    if error.code != _BUSY and error.code < _BROKEN:
        return -1
    try:
        return max(0.0, float(error.headers["Retry-After"]))
    except (TypeError, ValueError):
        return _PAUSE


class _NoRedirect(HTTPRedirectHandler):
    """A webhook that has moved is told to nobody: urllib would ask with GET, and say nothing."""

    def redirect_request(self, *_args: object) -> None:
        return None
