"""Puts a check together from the outside world: the folder, the day, the platforms, the kept index."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.cache import cached_index
from bot.check.rules import RULES
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.cli.progress import progress
from bot.loading import study
from bot.settings import cache_folder, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.check.finding import Finding
    from bot.check.subject import Watch


def subject_of(folder: Path, watch: Watch, draft: Mapping[str, str] | None = None) -> Subject:
    """A folder as the rules look at it today, or would if its files held the texts of `draft`, by name.

    Raises:
        BackchatError: there is no knowledge in it, or a setting cannot be used.
    """
    index = partial(cached_index, folder=cache_folder(read_settings()))
    today = datetime.now(UTC).date()
    return Subject(study(folder, draft), today=today, budgets=budgets(), watch=watch, index=index)


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """All that a check finds in a folder today.

    Raises:
        BackchatError: there is no knowledge in it, or a setting cannot be used.
    """
    with progress() as watch:
        return checked(subject_of(folder, watch), RULES).findings
