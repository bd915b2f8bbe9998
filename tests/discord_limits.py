"""Faults that tests arm, and rate limits: what the fake Discord answers instead of doing what was asked."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import md5
from typing import Final

from tests.discord_records import DROPPED, Json

PLENTY: Final = 1000
"""The limit that is told where none is armed."""
MESSAGES: Final = {
    401: "401: Unauthorized",
    500: "500: Internal Server Error",
    502: "502: Bad Gateway",
    503: "503: Service Unavailable",
    10003: "Unknown Channel",
    10008: "Unknown Message",
    10062: "Unknown interaction",
    50001: "Missing Access",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: None as the body is nothing at all."""

    status: int
    body: Json | list[Json] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trouble:
    """A fault that a test armed; `times` is how often it still strikes, None for always.

    `done` says that what was asked is done all the same, and only the answer goes wrong.
    """

    where: str
    times: int | None
    status: int = 200
    code: int = 0
    message: str = ""
    retry_after: float | None = None
    scope: str = "user"
    via: bool = True
    delay: float = 0.0
    done: bool = False

    def strikes(self, what: str) -> bool:
        """Whether it strikes a request ("POST /channels/1/messages"); if so, it is used once."""
        if self.times == 0 or not fnmatchcase(what, self.where):
            return False
        if self.times is not None:
            self.times -= 1
        return True

    @property
    def answer(self) -> Answer | None:
        """What is answered instead; None where the request is only late."""
        if self.retry_after is not None:
            return too_many(self.retry_after, self.scope, via=self.via)
        if self.status == DROPPED:
            return Answer(DROPPED)
        if self.status < 400:
            return None
        message = self.message or MESSAGES.get(self.code or self.status, f"{self.status}: an armed fault")
        return Answer(self.status, {"message": message, "code": self.code})


def too_many(retry_after: float, scope: str, *, via: bool = True) -> Answer:
    """A 429 of a `scope`: user, shared or global; without `via` it is one of Cloudflare, which bans."""
    headers = {"Retry-After": str(math.ceil(retry_after)), "X-RateLimit-Scope": scope}
    if not via:
        return Answer(429, "error code: 1015", headers)
    everywhere = {"X-RateLimit-Global": "true"} if scope == "global" else {}
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": bool(everywhere)}
    return Answer(429, body, headers | everywhere | {"Via": "1.1 google"})


@dataclass(slots=True)
class Limit:
    """So many requests in `per` seconds to all of what `where` matches, counted for each channel or token alone.

    As Discord does it, the first request opens a window, and at its end all of them are free again.
    """

    where: str
    number: int
    per: float
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def spend(self, bucket: str) -> float:
        """Counts a request; returns the seconds until it may come again, 0 if it may come now."""
        ends, spent = self._window(bucket)
        if spent >= self.number:
            return max(ends - time.monotonic(), 0.001)
        self.windows[self._key(bucket)] = (ends, spent + 1)
        return 0.0

    def headers(self, bucket: str) -> dict[str, str]:
        """What is told of it with an answer."""
        ends, spent = self._window(bucket)
        return told(bucket, self.number, self.number - spent, max(ends - time.monotonic(), 0.0))

    def _window(self, bucket: str) -> tuple[float, int]:
        """When the window of a bucket ends, and how many requests came in it."""
        now = time.monotonic()
        ends, spent = self.windows.get(self._key(bucket), (now, 0))
        return (ends, spent) if ends > now else (now + self.per, 0)

    def _key(self, bucket: str) -> str:
        return "" if self.where == "*" else bucket


def told(bucket: str, limit: int = PLENTY, remaining: int = PLENTY - 1, after: float = 1.0) -> dict[str, str]:
    """The headers of a rate limit."""
    route = md5(bucket.partition(":")[0].encode(), usedforsecurity=False).hexdigest()
    told_after = {
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
    }
    counted = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(remaining)}
    return counted | told_after | {"X-RateLimit-Bucket": route}


@dataclass(slots=True)
class Limits:
    """All faults and limits that are armed."""

    troubles: list[Trouble] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def struck(self, what: str) -> Trouble | None:
        """The fault that strikes a request, if one does."""
        return next((one for one in self.troubles if one.strikes(what)), None)

    def exceeded(self, what: str, bucket: str) -> Answer | None:
        """The refusal of a request that is one too many."""
        for limit in self._of(what):
            if wait := limit.spend(bucket):
                scope = "global" if limit.where == "*" else "user"
                answer = too_many(math.ceil(wait * 1000) / 1000, scope)
                return Answer(answer.status, answer.body, answer.headers | limit.headers(bucket))
        return None

    def headers(self, what: str, bucket: str) -> dict[str, str]:
        """What is told of rate limits with an answer."""
        of = [limit for limit in self._of(what) if limit.where != "*"]
        return of[0].headers(bucket) if of else told(bucket)

    def _of(self, what: str) -> list[Limit]:
        return [limit for limit in self.limits if fnmatchcase(what, limit.where)]
