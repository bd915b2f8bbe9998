"""The one place where the core's command line loads an adapter: lazily, by name."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def adapter(name: str) -> Any:
    """The client module of an adapter, such as `terminal`."""
    return import_module(f"adapters.{name}.client")
