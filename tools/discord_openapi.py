"""Cuts out of Discord's description of its API what the tests hold Backchat's requests against.

The whole of it is a megabyte (openapi.json in https://github.com/discord/discord-api-spec, MIT). Run this again on a
newer one with `python -m tools.discord_openapi FOLDER`, where FOLDER holds openapi.json and LICENSE.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TARGET: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "discord"
SCHEMAS: Final = "#/components/schemas/"
NEEDED: Final = {
    "/channels/{channel_id}/messages": "post",
    "/channels/{channel_id}/messages/{message_id}": "patch",
    "/interactions/{interaction_id}/{interaction_token}/callback": "post",
    "/webhooks/{webhook_id}/{webhook_token}": "post",
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original": "patch",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": "patch",
    "/applications/{application_id}/commands": "put",
    "/applications/{application_id}/guilds/{guild_id}/commands": "put",
}
"""The requests with a body that Backchat makes: path and method."""


def cut(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The bodies of the needed requests and all schemas that they lead to, without remarks.

    Raises:
        KeyError: the description no longer has a request or a schema.
    """
    bodies = {path: {method: _body(whole, path, method)} for path, method in NEEDED.items()}
    schemas: dict[str, Any] = {}
    _gather(bodies, whole["components"]["schemas"], schemas)
    return {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "bodies": _bare(bodies),
        "components": {"schemas": {name: _bare(schemas[name]) for name in sorted(schemas)}},
    }


def _body(whole: Mapping[str, Any], path: str, method: str) -> Any:
    return whole["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]


def _gather(part: Any, known: Mapping[str, Any], gathered: dict[str, Any]) -> None:
    for name in _names(part):
        if name not in gathered:
            gathered[name] = known[name]
            _gather(known[name], known, gathered)


def _names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value.removeprefix(SCHEMAS)
            else:
                yield from _names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _names(value)


def _bare(part: Any) -> Any:
    """A schema without its remarks; a property may well be called `description`, and stays."""
    if isinstance(part, list):
        return [_bare(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: _bare(one) for name, one in value.items()} if key == "properties" else _bare(value)
        for key, value in part.items()
        if not (key.startswith("x-") or (key in {"description", "title"} and isinstance(value, str)))
    }


def written(document: Mapping[str, Any]) -> str:
    """A description as text, one schema a line: small, and its changes can be read."""
    lines = [f' "{key}": {_line(document[key])},' for key in ("openapi", "info")]
    for key, parts in (("bodies", document["bodies"]), ("schemas", document["components"]["schemas"])):
        inner = ",\n".join(f'  "{name}": {_line(part)}' for name, part in parts.items())
        lines.append(f' "{key}": {{\n{inner}\n }}')
    *head, bodies, schemas = lines
    return "\n".join(["{", *head, f"{bodies},", f' "components": {{{schemas.strip()}}}', "}"]) + "\n"


def _line(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Writes the cut, and the licence beside it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="holds openapi.json and LICENSE")
    folder: Path = parser.parse_args().folder
    TARGET.mkdir(parents=True, exist_ok=True)
    whole = json.loads((folder / "openapi.json").read_text("utf-8"))
    (TARGET / "openapi.json").write_text(written(cut(whole)), "utf-8")
    (TARGET / "openapi.LICENSE").write_text((folder / "LICENSE").read_text("utf-8").rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
