"""What the pages show: one state of the knowledge, made of its files and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.answer import Answerer
from bot.cache import kept_index
from bot.check.running import checked
from bot.check.subject import Subject, silent
from bot.loading import study
from bot.matching.index import Index
from bot.preview.checking import READING, files_of, kept
from bot.preview.sound import Sound, sound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from bot.check.finding import Finding
    from bot.check.subject import Watch
    from bot.knowledge import Knowledge
    from bot.loading import Owner, Written
    from bot.reply import Measures

Stage = Literal["estimated", "checking", "done"]
"""How far a state is: answers are by an estimate, every phrasing is being asked, or all is known."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of a knowledge folder.

    `answerer` is that of all that is sound, None where nothing is; `at` is when the files were read. `fault` says why the
    files cannot be read any more. `left_out` are rules that did not run because of errors.
    """

    written: Written
    sound: Sound
    answerer: Answerer | None
    findings: tuple[Finding, ...]
    at: datetime
    proved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    stage: Stage = "done"
    fault: str = ""

    @property
    def knowledge(self) -> Knowledge:
        """All that is sound, and what broken files said before."""
        return self.sound.knowledge

    def file(self, owner: Owner) -> str:
        """The name of somebody's file in the folder; empty where there is none."""
        name, _ = self.sound.origins.get(owner, ("", None))
        return self.sound.broken.get(owner) or name

    def found(self, owner: Owner) -> tuple[Finding, ...]:
        """What was found in somebody's file, or elsewhere about it."""
        file = self.file(owner)
        return tuple(one for one in self.findings if file in files_of(one))

    def found_by_file(self) -> Mapping[str, tuple[Finding, ...]]:
        """All that was found, by the names of the files that it is about."""
        names = {name for one in self.findings for name in files_of(one)}
        return {name: tuple(one for one in self.findings if name in files_of(one)) for name in names}

    def line(self, owner: Owner, location: tuple[str | int, ...]) -> int:
        """The line where something stands in its file, from 1; 0 where there is none."""
        if owner not in self.sound.origins:
            return 0
        return self.sound.origins[owner][1].place(location)[0]


def read(folder: Path, at: datetime, before: State | None, cache: Path | None) -> State | None:
    """The state of a folder now, as far as reading and an estimate tell; None when it is as it was before.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no YAML file.
    """
    written = study(folder)
    if before and not before.fault and _alike(written, before.written):
        return None
    shown = sound(written, before.sound if before else None)
    answerer = _answerer(shown.knowledge, before.answerer if before else None, cache)
    broken = checked(Subject(written, today=at.date()), READING).findings
    others = kept(before.findings, written, before.written) if before else ()
    findings = sorted({*broken, *others}, key=lambda one: one.order)
    stage: Stage = "estimated" if answerer and answerer.index.rough else "checking"
    return State(written, shown, answerer, tuple(findings), at, stage=stage)


def to_check(state: State, budgets: Mapping[str, Measures], watch: Watch = silent) -> Subject:
    """What the rules are to look at."""

    def _index(knowledge: Knowledge) -> Index:
        return state.answerer.index if state.answerer else Index(knowledge)

    return Subject(state.written, today=state.at.date(), budgets=budgets, watch=watch, index=_index)


def _alike(now: Written, then: Written) -> bool:
    texts, old = ({name: one.text for name, one in written.files.items()} for written in (now, then))
    return (texts, now.problems) == (old, then.problems)


def _answerer(knowledge: Knowledge, before: Answerer | None, cache: Path | None) -> Answerer | None:
    """What answers by some knowledge: with all that was compiled before, else with what is quickly made."""
    if not knowledge.entries:
        return None
    known = before.index if before else None
    index = None
    if cache and not (known and known.fits(knowledge)):
        index = kept_index(knowledge, cache)
    return Answerer(knowledge, index or Index(knowledge, thorough=False, before=known))
