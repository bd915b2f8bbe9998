"""The composition root: the one place where shell and core are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answerer
from bot.cache import cached_index
from bot.loading import load
from bot.settings import cache_folder, read_settings

if TYPE_CHECKING:
    from pathlib import Path


def bootstrap(folder: Path | None = None) -> Answerer:
    """An answerer for the knowledge in `folder`, or in the folder that the environment names, or the shipped one.

    Raises:
        BackchatError: a setting or the knowledge cannot be used.
    """
    settings = read_settings()
    knowledge = load(folder or settings.knowledge)
    return Answerer(knowledge, cached_index(knowledge, cache_folder(settings)))
