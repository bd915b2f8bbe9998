"""From a folder of YAML files to a `Knowledge`, or to all the problems that stand in the way, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.errors import KnowledgeInvalidError, KnowledgeMissingError
from bot.files import read_bytes, yaml_files
from bot.knowledge import (
    Entry,
    EntryFile,
    Golden,
    Knowledge,
    LearningPath,
    OutOfScope,
    PathFile,
    Source,
    Synonyms,
    Track,
)
from bot.policy import Policy
from bot.problems import Problem, ReadingRule
from bot.references import reference_problems
from bot.wording import explain, meant
from bot.yaml_reader import Document, YamlProblem, decode, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

PATHS: Final = "paths"
"""The folder of the learning paths; every other folder is a kind of entry."""

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Form(Generic[T]):
    """What a kind of file must look like, and the model whose fields a maintainer may have meant."""

    adapter: TypeAdapter[T]
    model: type[BaseModel]


_ENTRY: Final = _Form(TypeAdapter(Entry), EntryFile)
_PATH: Final = _Form(TypeAdapter(LearningPath), PathFile)
_SPECIAL: Final[dict[str, _Form[Any]]] = {
    "sources": _Form(TypeAdapter(dict[str, Source]), Source),
    "synonyms": _Form(TypeAdapter(Synonyms), Synonyms),
    "out_of_scope": _Form(TypeAdapter(dict[str, OutOfScope]), OutOfScope),
    "golden": _Form(TypeAdapter(tuple[Golden, ...]), Golden),
    "policy": _Form(TypeAdapter(Policy), Policy),
    "map": _Form(TypeAdapter(dict[str, Track]), Track),
}
"""The files in the knowledge folder itself that hold no entry, by name."""


_STRAYED: Final = (
    f"this is an entry, and {PATHS}/ holds learning paths: move it to the folder of what it is about"
)

Owner = tuple[str, str]
"""Whose a text is: ("entry" | "path" | "special", its name)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A knowledge folder as it is written.

    `problems` are those of reading it, sorted, their files as named from here; `files` holds every file that is YAML, by
    its name in the folder, and `origins` the name of the file in which something stands.
    """

    folder: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    files: Mapping[str, Document]
    origins: Mapping[Owner, str]


def load(folder: Path) -> Knowledge:
    """The knowledge of a folder.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no entry.
        KnowledgeInvalidError: some files have problems; the exception carries them all.
    """
    knowledge, problems = inspect(folder)
    if problems:
        raise KnowledgeInvalidError(str(folder), problems)
    return knowledge


def inspect(folder: Path) -> tuple[Knowledge, tuple[Problem, ...]]:
    """What could be read of a folder, and every problem found, sorted by place.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no YAML file.
    """
    written = study(folder)
    return written.knowledge, written.problems


def study(folder: Path, draft: Mapping[str, str] | None = None) -> Written:
    """What could be read of a folder, with the texts of its files, and every problem found.

    `draft` has texts that are looked at in place of what stands in files, by their names in the folder.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no YAML file.
    """
    reading = _Folder(folder, draft or {})
    knowledge = reading.knowledge()
    problems = [*reading.problems, *reference_problems(knowledge, reading.origins, reading.failed)]
    if not knowledge.entries and not problems:
        remedy = "name a folder of YAML files with --knowledge DIR"
        raise KnowledgeMissingError(f"{folder} holds no entries: {remedy}")
    named = sorted({problem._replace(file=str(folder / problem.file)) for problem in problems})
    files = dict(reading.origins.values())
    origins = {owner: name for owner, (name, _) in reading.origins.items()}
    return Written(folder, knowledge, tuple(named), files, origins)


class _Folder:
    """One pass over a folder, gathering problems instead of stopping at the first."""

    def __init__(self, folder: Path, draft: Mapping[str, str]) -> None:
        self.folder, self.draft = folder, draft
        self.problems: list[Problem] = []
        self.origins: dict[tuple[str, str], tuple[str, Document]] = {}
        """Where a value came from: ("entry" | "path" | "special", its name) → its file's name and content."""
        self.sound: set[Owner] = set()
        """Of what there is a file that can be used; the first of them is where it comes from."""
        self.failed: set[str] = set()
        """The ids of files that have problems of their own: what leads to them is not lost."""

    def knowledge(self) -> Knowledge:
        entries: dict[str, Entry] = {}
        paths: dict[str, LearningPath] = {}
        special: dict[str, Any] = {}
        for file in yaml_files(self.folder, self._unreadable):
            name = file.relative_to(self.folder)
            top = name.parts[0]
            if len(name.parts) == 1 and file.stem in _SPECIAL:
                value = self._read(file, ("special", file.stem), _SPECIAL[file.stem])
                self._add(special, ("special", file.stem), value, name)
            elif top == PATHS and len(name.parts) > 1:
                path = self._read(file, ("path", file.stem), _PATH, id=file.stem)
                self._add(paths, ("path", file.stem), path, name)
            else:
                kind = "" if len(name.parts) == 1 else file.parent.name
                entry = self._read(file, ("entry", file.stem), _ENTRY, id=file.stem, kind=kind)
                self._add(entries, ("entry", file.stem), entry, name)
        return Knowledge.model_construct(entries=_by_id(entries), paths=_by_id(paths), **special)

    def _unreadable(self, folder: Path, why: str) -> None:
        name = folder.relative_to(self.folder).as_posix()
        self._report(name, (1, 1), f"the folder cannot be read: {why}", "unreadable")

    def _read(self, file: Path, origin: tuple[str, str], form: _Form[T], **given: str) -> T | None:
        name = file.relative_to(self.folder).as_posix()
        try:
            text = self.draft.get(name)
            document = parse(decode(read_bytes(file) if text is None else text.encode()))
        except OSError as error:
            self._report(name, (1, 1), f"the file cannot be read: {error.strerror}", "unreadable")
            return None
        except YamlProblem as problem:
            self._report(name, problem.place, problem.message, problem.rule)
            return None
        value = self._validate(document, name, form, given)
        if value is not None and origin not in self.sound:
            self.sound.add(origin)
            self.origins[origin] = (name, document)
        self.origins.setdefault(origin, (name, document))
        return value

    def _validate(self, document: Document, name: str, form: _Form[T], given: dict[str, str]) -> T | None:
        value = document.value
        if given and isinstance(value, dict):
            for reserved in sorted(given.keys() & value.keys()):
                message = f"'{reserved}' comes from the file's name and folder: remove the line"
                self._report(name, document.place((reserved, "?")), message, "schema")
            value = {**value, **given}
        try:
            return form.adapter.validate_python(value)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            if form is _PATH and isinstance(value, dict) and {"phrasings", "short"} <= value.keys():
                self._report(name, (1, 1), _STRAYED, "schema")
                return None
            for fault in faults:
                if not _follows(fault, faults):
                    self._report(name, *explain(fault, document, form.model), "schema")
            return None

    def _add(self, known: dict[str, T], owner: Owner, value: T | None, name: Path) -> None:
        id_ = owner[1]
        if value is None:
            self.failed.add(id_)
        elif id_ in known:
            first = self.origins[owner][0]
            message = f"{first} is called '{id_}' too: ids are unique over all folders, rename one"
            self._report(name.as_posix(), (1, 1), message, "duplicate-id")
        else:
            known[id_] = value

    def _report(self, name: str, place: tuple[int, int], message: str, rule: ReadingRule) -> None:
        self.problems.append(Problem(name, *place, message, rule))


def _follows(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """Whether a list counts as too short only because items in it are at fault, or a field lacks that is only misspelt."""
    at = fault["loc"]
    if fault["type"] == "missing":
        unknown = [
            str(other["loc"][-1])
            for other in faults
            if other["type"] == "extra_forbidden" and other["loc"][:-1] == at[:-1]
        ]
        return any(meant(name, [str(at[-1])]) for name in unknown)
    inside = (other["loc"] for other in faults if len(other["loc"]) > len(at))
    return fault["type"] == "too_short" and any(other[: len(at)] == at for other in inside)


def _by_id(values: Mapping[str, M]) -> dict[str, M]:
    return dict(sorted(values.items()))
