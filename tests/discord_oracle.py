"""What Discord would say of a request: its own description of its API, and the rules that it leaves out.

The description is `data/discord/openapi.json`, cut by `tools.discord_openapi`. It is taken more strictly than Discord
takes it in one thing, keys that it does not know are refused, and more loosely in one, that snowflakes may be numbers:
discord.py sends them so, and Discord reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.discord_rules import of_callback, of_commands, of_edit, of_new

DESCRIPTION: Final = Path(__file__).resolve().parent / "data" / "discord" / "openapi.json"
SNOWFLAKE: Final = {
    "anyOf": [
        {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
        {"type": "integer", "minimum": 0, "maximum": 2**64 - 1},
    ]
}
_FLAG: Final = {"type": ["boolean", "null"]}
_EDITS: Final = (
    "MessageEditRequestPartial",
    "IncomingWebhookUpdateRequestPartial",
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
)
FORGOTTEN: Final = {
    "ApplicationCommandUpdateRequest": {"nsfw": _FLAG},
    **{name: {"tts": {"const": False}} for name in _EDITS},
}
"""Keys that are not in the description: one that is documented, and one that discord.py sends and Discord passes over."""
FREE: Final = frozenset({"GET", "DELETE"})
"""Methods whose requests have no body of their own."""
BODILESS: Final = re.compile(r"POST /channels/\d+/typing|PUT /channels/\d+/messages/\d+/reactions/.+/@me")
LONGEST: Final = 160
"""How long the words about a value may be: jsonschema shows the value whole."""
RULES: Final[Mapping[str, Callable[[Any], Iterator[str]]]] = {
    "/channels/{channel_id}/messages": of_new,
    "/channels/{channel_id}/messages/{message_id}": of_edit,
    "/interactions/{interaction_id}/{interaction_token}/callback": of_callback,
    "/webhooks/{webhook_id}/{webhook_token}": of_new,
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original": of_edit,
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": of_edit,
    "/applications/{application_id}/commands": of_commands,
    "/applications/{application_id}/guilds/{guild_id}/commands": of_commands,
}


def wrong(method: str, path: str, body: Any = None) -> list[str]:
    """What is wrong with a request, a line each; nothing where it is right.

    The rules speak of what has its right shape, so they are asked only where the description finds nothing.

    Args:
        method: the HTTP method, in capitals.
        path: the path behind `/api/v10`, with or without a query.
        body: the body read as JSON, None where there is none.
    """
    path = path.partition("?")[0]
    if method in FREE or (body is None and BODILESS.fullmatch(f"{method} {path}")):
        return []
    template = _template(method, path)
    if not template:
        return [f"{method} {path}: no request that Backchat makes"]
    told = [_told(error) for error in _leaves(_validator(method, template).iter_errors(body))]
    return told or list(RULES[template](body))


@cache
def _description() -> Mapping[str, Any]:
    document = json.loads(DESCRIPTION.read_text("utf-8"))
    schemas = document["components"]["schemas"]
    for name, more in FORGOTTEN.items():
        schemas[name]["properties"].update(more)
    schemas["SnowflakeType"] = SNOWFLAKE
    strict: dict[str, Any] = _strict(document)
    return strict


def _strict(part: Any) -> Any:
    """The same schema, which refuses keys that it does not know; of two lists of values the shorter is enough."""
    if isinstance(part, list):
        return [_strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner: dict[str, Any] = {
        key: _strict(one) for key, one in part.items() if not (key == "allOf" and "enum" in part)
    }
    return {"additionalProperties": False} | inner if part.get("type") == "object" else inner


@cache
def _validator(method: str, template: str) -> Draft202012Validator:
    document = _description()
    body = document["bodies"][template][method.lower()]
    return Draft202012Validator({"components": document["components"], "allOf": [body]})


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (method, template, re.compile(re.sub(r"\{\w+\}", "[^/]+", template)))
        for template, methods in sorted(_description()["bodies"].items(), key=lambda one: one[0].count("{"))
        for method in methods
    )


def _template(method: str, path: str) -> str:
    found = (one for known, one, how in _patterns() if known == method.lower() and how.fullmatch(path))
    return next(found, "")


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """The errors themselves, where one is that nothing of several possible things fits."""
    for error in errors:
        yield from _meant(error) if error.context else (error,)


def _meant(error: ValidationError) -> list[ValidationError]:
    """The errors of that branch of a union which was meant: the type is right and least is wrong."""
    branches: dict[Any, list[ValidationError]] = {}
    for one in error.context or ():
        branches.setdefault(one.relative_schema_path[0], []).append(one)
    likely = [one for one in branches.values() if not any(map(_other_kind, one))] or branches.values()
    return min((list(_leaves(one)) for one in likely), key=len)


def _other_kind(error: ValidationError) -> bool:
    where = list(error.relative_path)
    return (not where and error.validator == "type") or (where == ["type"] and error.validator == "enum")


def _told(error: ValidationError) -> str:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    return f"{where.lstrip('.') or 'body'}: {error.message[-LONGEST:]}"
