"""Which knowledge can be shown of files of which some are broken: of those what they said last, of the others what they say.

Only what stands together is shown: no entry leads to one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from bot.knowledge import Knowledge
from bot.loading import PATHS
from bot.references import reference_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.loading import Owner, Written
    from bot.yaml_reader import Document

_SPECIAL: Final = ("sources", "synonyms", "out_of_scope", "golden", "policy")

_Parts = dict["Owner", tuple[Any, str, "Document"]]
"""What is known, by whose it is: the value, the name of its file, and that file as it was then."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Knowledge that stands together.

    `broken` are all owners whose files are broken now; those that are in the knowledge are there as they were before.
    """

    knowledge: Knowledge
    origins: Mapping[Owner, tuple[str, Document]]
    broken: Mapping[Owner, str]

    @property
    def stale(self) -> frozenset[Owner]:
        """What is shown as it was before."""
        return frozenset(self.broken.keys() & self.origins.keys())


def sound(written: Written, before: Sound | None = None) -> Sound:
    """What can be shown of a folder; `before` is what could be shown of its last state."""
    broken = {owner_of(name): name for name in _broken_files(written)}
    documents = {owner: (name, written.files[name]) for owner, name in written.origins.items()}
    now = {owner: part for owner, part in _parts(written.knowledge, documents).items() if owner not in broken}
    last = _parts(before.knowledge, before.origins) if before else {}
    merged = now | {owner: part for owner, part in last.items() if owner in broken}
    if _faulty(merged):  # what was deleted may still be needed
        merged = last | merged
    while faulty := _faulty(merged):
        merged = {owner: part for owner, part in merged.items() if owner not in faulty}
    origins = {owner: (name, document) for owner, (_, name, document) in merged.items()}
    gone = {owner: name for owner, (name, _) in origins.items() if owner not in now}
    return Sound(_knowledge(merged), origins, gone | broken)


def owner_of(name: str) -> Owner:
    """Whose a file of the folder is, by its name."""
    file = PurePosixPath(name)
    if len(file.parts) == 1 and file.stem in _SPECIAL:
        return "special", file.stem
    return ("path" if file.parts[0] == PATHS and len(file.parts) > 1 else "entry"), file.stem


def _broken_files(written: Written) -> Iterable[str]:
    return sorted({problem.file.removeprefix(f"{written.folder}/") for problem in written.problems})


def _parts(knowledge: Knowledge, origins: Mapping[Owner, tuple[str, Document]]) -> _Parts:
    values: dict[Owner, Any] = {("entry", one.id): one for one in knowledge.entries.values()}
    values |= {("path", one.id): one for one in knowledge.paths.values()}
    values |= {("special", name): getattr(knowledge, name) for name in _SPECIAL}
    return {owner: (value, *origins[owner]) for owner, value in values.items() if owner in origins}


def _knowledge(parts: _Parts) -> Knowledge:
    by_kind: dict[str, dict[str, Any]] = {"entry": {}, "path": {}, "special": {}}
    for (kind, name), (value, _, _) in sorted(parts.items(), key=lambda part: part[0]):
        by_kind[kind][name] = value
    return Knowledge.model_construct(entries=by_kind["entry"], paths=by_kind["path"], **by_kind["special"])


def _faulty(parts: _Parts) -> frozenset[Owner]:
    """Whose references lead nowhere."""
    origins = {owner: (name, document) for owner, (_, name, document) in parts.items()}
    return frozenset(
        owner_of(problem.file) for problem in reference_problems(_knowledge(parts), origins) if origins
    )
