"""How a command prints what was asked of it: text for people, or one JSON object."""

from __future__ import annotations

import json
from typing import Any

import typer


def tell(told: str | dict[str, Any]) -> None:
    """Prints a text, or an object as JSON; half a letter that somebody typed becomes ?, and is no fault."""
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, indent=2)
    typer.echo(text.encode(errors="replace").decode())
