"""The composition root: the one place where shell and core are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answerer
from bot.loading import load
from bot.settings import knowledge_folder

if TYPE_CHECKING:
    from pathlib import Path


def bootstrap(folder: Path | None = None) -> Answerer:
    """An answerer for the knowledge in `folder`, or in the folder that the environment names, or the shipped one.

    Raises:
        BackchatError: a setting or the knowledge cannot be used.
    """
    return Answerer(load(knowledge_folder(folder)))
