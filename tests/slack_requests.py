"""How a request to the far side of Slack is read: query, form and JSON are one set of arguments."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

from aiohttp import web

from tests.slack_records import Arguments, DeniedError
from tests.slack_rules import FLAGS

_TRUE: Final = {"true", "True", "1"}
_FALSE: Final = {"false", "False", "0"}
_JSON: Final = ("blocks", "view", "prompts", "metadata")


async def asked(request: web.Request) -> tuple[str, Arguments]:
    """The token and the arguments of a call.

    Raises:
        DeniedError: the body is not what its content type says.
    """
    arguments: Arguments = {**request.query, **await _body(request)}
    arguments = {key: _typed(key, value) for key, value in arguments.items() if value is not None}
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        client, _, secret = base64.b64decode(given).decode().partition(":")
        arguments |= {"client_id": client, "client_secret": secret}
    token = arguments.pop("token", "")
    return (given if scheme == "Bearer" else str(token)), arguments


async def _body(request: web.Request) -> Arguments:
    if request.content_type != "application/json":
        return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return _object(await request.text())


def _object(text: str) -> Arguments:
    try:
        body: Any = json.loads(text or "{}")
    except ValueError:
        raise DeniedError("invalid_json") from None
    if not isinstance(body, dict):
        raise DeniedError("json_not_object")
    return body


def _typed(key: str, value: object) -> object:
    """What a string of a form means; JSON says it itself, except where it holds JSON in a string."""
    if not isinstance(value, str):
        return value
    if key in FLAGS and value in _TRUE | _FALSE:
        return value in _TRUE
    return _parsed(key, value) if key in _JSON else value


def _parsed(key: str, value: str) -> object:
    try:
        parsed: object = json.loads(value)
    except ValueError:
        raise DeniedError("invalid_arguments", f"[ERROR] {key} is not JSON") from None
    return parsed
