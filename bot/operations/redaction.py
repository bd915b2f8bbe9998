"""Keeps secrets and ids out of what is written: which fields a log line may have, and what is struck out of their texts.

A field that is not listed here is withheld, whatever it holds; so is one whose value is not of the listed shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from bot.operations.faults import class_name

WITHHELD: Final = "(withheld)"
"""What stands in place of a field that may not be written."""

MASK: Final = "***"
"""What stands in place of a piece of text that may not be written."""

_SHORTEST_SECRET: Final = 4
_LARGEST: Final = 10**15
"""Numbers from here on may be ids: Discord's are 17 to 20 digits."""

_NAME: Final = re.compile(r"[A-Za-z][\w.:-]{0,79}")
_CLASS: Final = re.compile(r"[A-Za-z_][\w.<>]{0,119}")
_PLACE: Final = re.compile(
    r"(?:(?<![\w.<>:-])[\w.<>:-]+ at )?[\w./<>+-]{1,120}(?::\d{1,7})?(?::[\w.<>]{1,80})?"
)
_FILE: Final = re.compile(r"[\w./+-]{1,200}")
_HOST: Final = re.compile(r"[\w.:%\[\]-]{1,100}")
_LONGEST_TEXT: Final = 200


def _without_password(address: re.Match[str]) -> str:
    """An address without what stands before its last @: many in one run are looked through once, not once each."""
    _, at, rest = address[0].rpartition("@")
    return f"://{MASK}@{rest}" if at else address[0]


_PATTERNS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"(?i)\bwss?://[^\s'\"]+"), MASK),
    (re.compile(r"(?i)\b(?:hooks\.slack\.com|discord(?:app)?\.com/api(?:/v\d+)?/webhooks)/[^\s'\"]+"), MASK),
    (re.compile(r"://\S+"), _without_password),
    (re.compile(r"(?i)xox[a-z]{1,2}(?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+"), MASK),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}"), rf"\1 {MASK}"),
    (re.compile(r"(?<![\w-])[\w-]{23,}\.[\w-]{6,7}\.[\w-]{27,}|\bmfa\.[\w-]{20,}"), MASK),
    (
        re.compile(
            r"(?i)\b(?=\w{3,}=)(\w*(?:token|secret|password|passwd|ticket|signature)|code|state|key)=[^\s&'\"]+"
        ),
        rf"\1={MASK}",
    ),
    (re.compile(r"(?<!\d)\d{17,20}(?!\d)|(?<!\d)\d{10}\.\d{4,6}(?!\d)"), MASK),
    (re.compile(r"(?<![A-Za-z0-9])[UWCTGDB][A-Z0-9]{8,}"), MASK),
)
"""What tokens, addresses with passwords and ids of people, places and messages look like, and what stands for them."""

Mask = Callable[[str], str]
"""Strikes secrets and ids out of a text."""


def mask(secrets: Iterable[str]) -> Mask:
    """A function that strikes these secrets, and whatever looks like a secret or an id, out of a text."""
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST_SECRET}
    known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def _masked(text: str) -> str:
        text = known.sub(MASK, text) if known else text
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    return _masked


def _forms(secret: str) -> Iterable[str]:
    """A secret as it may turn up: plain, in an address, in a `repr`; of an address, the password too."""
    try:
        inside = urlsplit(secret).password or ""
    except ValueError:  # no address at all
        inside = ""
    for one in (secret, inside, unquote(inside)):
        yield from (one, quote(one, errors="replace"), quote(one, "", errors="replace"), repr(one)[1:-1])


def fit(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a log line, each withheld unless it is listed and of its listed shape."""
    return {_key(name): _value(name, value) for name, value in fields.items()}


def _key(name: str) -> str:
    return name if re.fullmatch("[a-z][a-z_]{0,29}", name) else "unnamed"


def _value(name: str, value: object) -> Any:
    shape = FIELDS.get(name)
    return WITHHELD if shape is None else shape(value)


def _number(value: object) -> Any:
    """A count, a duration or a truth; not a number so large that it may be an id."""
    fits = value is None or (isinstance(value, (int, float)) and abs(value) < _LARGEST)
    return value if fits else WITHHELD


def _like(pattern: re.Pattern[str]) -> Callable[[object], Any]:
    """Takes a text without blanks of a given shape: no sentence that a person typed has it."""
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else WITHHELD


def _fault(value: object) -> Any:
    """The class of an exception, also when the exception itself is given."""
    if isinstance(value, BaseException):
        return class_name(type(value))
    return _like(_CLASS)(value)


def _text(value: object) -> Any:
    """A fixed text of our own, in one line."""
    fits = isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST_TEXT
    return value if fits else WITHHELD  # a text that is cut may show the half of a secret


def _several(shape: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: [shape(one) for one in value] if isinstance(value, (list, tuple)) else WITHHELD


_name: Final = _like(_NAME)
FIELDS: Final[Mapping[str, Callable[[object], Any]]] = {
    **dict.fromkeys(
        ("attempt", "bytes", "column", "count", "days", "entries", "problems", "rows", "shards"), _number
    ),
    **dict.fromkeys(("ago", "milliseconds", "seconds"), _number),  # durations; `ago` in seconds
    **dict.fromkeys(("code", "exit_code", "line", "pid", "port", "status_code"), _number),
    **dict.fromkeys(("live", "ready", "ok"), _number),  # truths
    "platform": _name,  # slack, discord, terminal
    "outcome": _name,  # what came of it, one word of ours
    "part": _name,  # a part of the process: journal, slack, disk
    "status": _name,  # ok, degraded, failing, draining
    "signal": _name,  # SIGTERM
    "setting": _name,  # the name of an environment variable, never its value
    "command": _name,  # a command of the control socket
    "rule": _name,  # the rule of a problem in the knowledge
    "logger": _name,  # who logs, where it is not us
    "where": _name,  # a place of ours, as metrics name it
    "fault": _fault,  # the class of an exception
    "place_in_code": _like(_PLACE),  # file:line:function
    "frames": _several(_like(_PLACE)),  # the same, innermost last
    "causes": _several(_like(_PLACE)),  # "class at file:line:function" of the exceptions behind it
    "file": _like(_FILE),  # a knowledge file, relative to its folder
    "version": _like(_FILE),  # of Backchat or of the knowledge
    "host": _like(_HOST),  # the address that we listen on
    "reason": _text,  # a fixed text of ours: it must be written out in the code
}
"""The fields that a log line may have, and what each may hold."""
