"""`backchat chat`."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.adapters import adapter
from bot.cli.options import KnowledgeOption

if TYPE_CHECKING:
    from bot.settings import Settings


def chat(knowledge: KnowledgeOption = None) -> None:
    """Talk with Backchat in the terminal.

    Ask in your own words. Choose an offered topic by its number. /topics, /path, /quiz, /help and /quit do what they
    say; Tab completes them. Also works in a pipe: echo "do i need a degree" | backchat chat
    """
    from bot.bootstrap import bootstrap
    from bot.settings import read_settings

    settings = read_settings()
    answerer = bootstrap(knowledge)
    gc.freeze()
    gc.enable()
    adapter("terminal").chat(answerer, _history(settings))


def _history(settings: Settings) -> Path | None:
    """Where typed lines are kept: where the setting says, or the user's state folder; None for nowhere."""
    if settings.history is not None:
        return None if str(settings.history) == "-" else settings.history
    try:
        state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    except RuntimeError:  # a user without a home, as in some containers
        return None
    return state / "backchat" / "history"
