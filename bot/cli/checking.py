"""Puts a check together from the outside world: the folder, the day, the platforms, the kept index; and writes what is mended."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

from bot.cache import cached_index
from bot.check.fixing import mended
from bot.check.rules import RULES
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.cli.progress import progress
from bot.loading import study
from bot.settings import cache_folder, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.check.finding import Finding
    from bot.check.rule import Rule
    from bot.check.running import Report
    from bot.check.subject import Watch

_MOST_ROUNDS: Final = 5
"""How often mending begins anew: two mendings of one place are carried out one after the other."""


def subject_of(folder: Path, watch: Watch) -> Subject:
    """A folder as the rules look at it today.

    Raises:
        BackchatError: there is no knowledge in it, or a setting cannot be used.
    """
    index = partial(cached_index, folder=cache_folder(read_settings()))
    today = datetime.now(UTC).date()
    return Subject(study(folder), today=today, budgets=budgets(), watch=watch, index=index)


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """All that a check finds in a folder today.

    Raises:
        BackchatError: there is no knowledge in it, or a setting cannot be used.
    """
    with progress() as watch:
        return checked(subject_of(folder, watch), RULES).findings


def mend(subject: Subject, report: Report, rules: Sequence[Rule], watch: Watch) -> tuple[Subject, Report]:
    """Mends what can be mended, file by file, and looks again; a file that would be worse afterwards stays as it was.

    Raises:
        OSError: a file cannot be written.
    """
    for _ in range(_MOST_ROUNDS):
        folder = subject.written.folder
        texts = {name: document.text for name, document in subject.written.files.items()}
        changed = {name: new for name, new in mended(texts, report.findings).items() if new != texts[name]}
        if not changed:
            break
        write_all(folder, changed)
        after = subject_of(folder, watch)
        seen = checked(after, rules)
        if seen.errors > report.errors:
            write_all(folder, {name: texts[name] for name in changed})
            break
        subject, report = after, seen
    return subject, report


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Writes files so that each is the old or the new one, whole, at any moment."""
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("wb", dir=file.parent, prefix=".", suffix=".part", delete=False) as part:
            part.write(text.encode())
        Path(part.name).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        os.replace(part.name, file)  # noqa: PTH105 - a link stays what it is only this way
