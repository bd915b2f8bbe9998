"""The one place where the core's command line loads an adapter: lazily, by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.preview.drawing import Platforms
    from bot.reply import Measures

_WITH_LIMITS: Final = ("slack", "discord")

_KEPT: Final = 256
"""How many drawn replies are kept: while somebody types a question, the answer is mostly the same."""


def adapter(name: str) -> Any:
    """The client module of an adapter, such as `terminal`."""
    return import_module(f"adapters.{name}.client")


def budgets() -> Mapping[str, Measures]:
    """How to measure a reply for each platform that has limits and whose packages are installed, by the platform's name."""
    found = {}
    for name in _WITH_LIMITS:
        try:
            found[name.title()] = import_module(f"adapters.{name}.budget").measures
        except ModuleNotFoundError as missing:
            if missing.name != "regex":  # what cuts text between graphemes comes with what serves
                raise
    return found


def platforms() -> Platforms:
    """How replies are drawn and measured for each platform whose packages are installed, and which ones are not."""
    from functools import lru_cache

    from bot.preview.drawing import Platforms

    drawn, absent = {}, []
    for name in (*_WITH_LIMITS, "terminal"):
        try:
            draw = import_module(f"adapters.{name}.preview").draw
            drawn[name.title()] = lru_cache(maxsize=_KEPT)(draw)
        except ModuleNotFoundError as missing:
            if missing.name != "regex":  # as above
                raise
            absent.append(name.title())
    return Platforms(drawn, budgets(), tuple(absent))
