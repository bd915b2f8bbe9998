"""From a folder of YAML files to a `Knowledge`, or to all the problems that stand in the way, with their places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.errors import KnowledgeInvalidError, KnowledgeMissingError
from bot.knowledge import (
    Entry,
    Golden,
    Knowledge,
    LearningPath,
    OutOfScope,
    Policy,
    Source,
    Synonyms,
)
from bot.problems import Problem
from bot.references import reference_problems
from bot.wording import explain
from bot.yaml_reader import Document, YamlProblem, decode, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATHS: Final = "paths"
"""The folder of the learning paths; every other folder is a kind of entry."""

_SPECIAL: Final[dict[str, TypeAdapter[Any]]] = {
    "sources.yaml": TypeAdapter(dict[str, Source]),
    "synonyms.yaml": TypeAdapter(Synonyms),
    "out_of_scope.yaml": TypeAdapter(dict[str, OutOfScope]),
    "golden.yaml": TypeAdapter(tuple[Golden, ...]),
    "policy.yaml": TypeAdapter(Policy),
}
_ENTRY: Final = TypeAdapter(Entry)
_PATH: Final = TypeAdapter(LearningPath)

T = TypeVar("T")


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
    reading = _Folder(folder)
    knowledge = reading.knowledge()
    problems = reading.problems or reference_problems(knowledge, reading.documents, f"{folder}/")
    if not knowledge.entries and not problems:
        raise KnowledgeMissingError(
            f"{folder} holds no entries: name a folder of YAML files with --knowledge DIR"
        )
    return knowledge, tuple(sorted(set(problems)))


class _Folder:
    """One pass over a folder, gathering problems instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def knowledge(self) -> Knowledge:
        entries: dict[str, Entry] = {}
        paths: dict[str, LearningPath] = {}
        special: dict[str, Any] = {}
        for file in _yaml_files(self.folder):
            name = file.relative_to(self.folder).as_posix()
            if (adapter := _SPECIAL.get(name)) is not None:
                special[name.removesuffix(".yaml")] = self._read(file, name, adapter)
            elif name.startswith(f"{PATHS}/"):
                self._add(paths, self._read(file, name, _PATH, id=file.stem), name)
            else:
                kind = "" if file.parent == self.folder else file.parent.name
                self._add(entries, self._read(file, name, _ENTRY, id=file.stem, kind=kind), name)
        known = {name: value for name, value in special.items() if value is not None}
        return Knowledge.model_construct(entries=_by_id(entries), paths=_by_id(paths), **known)

    def _read(self, file: Path, name: str, adapter: TypeAdapter[T], **extra: str) -> T | None:
        try:
            document = parse(decode(file.read_bytes()))
        except OSError as error:
            self._report(name, (1, 1), f"the file cannot be read: {error.strerror}", "unreadable")
            return None
        except YamlProblem as problem:
            self._report(name, problem.place, problem.message, problem.rule)
            return None
        self.documents[name] = document
        return self._validate(document, name, adapter, extra)

    def _validate(
        self, document: Document, name: str, adapter: TypeAdapter[T], extra: dict[str, str]
    ) -> T | None:
        value = document.value
        if extra and isinstance(value, dict):
            for reserved in extra.keys() & value.keys():
                message = f"'{reserved}' comes from the file's name and folder: remove the line"
                self._report(name, document.place((reserved, "?")), message, "schema")
            value = {**value, **extra}
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._report(name, *explain(fault, document), "schema")
            return None

    def _add(self, known: dict[str, T], value: T | None, name: str) -> None:
        if value is None:
            return
        id_ = Path(name).stem
        if id_ in known:
            message = f"another file is called '{id_}' too: ids are unique over all folders, rename one"
            self._report(name, (1, 1), message, "duplicate-id")
        known[id_] = value

    def _report(self, name: str, place: tuple[int, int], message: str, rule: str) -> None:
        self.problems.append(Problem(str(self.folder / name), *place, message, rule))


M = TypeVar("M", bound=BaseModel)


def _by_id(values: Mapping[str, M]) -> dict[str, M]:
    return dict(sorted(values.items()))


def _yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder and its sub-folders, hidden ones left out, in a fixed order."""
    if not folder.exists():
        raise KnowledgeMissingError(
            f"there is no folder {folder}: name one with --knowledge DIR or BACKCHAT_KNOWLEDGE"
        )
    if not folder.is_dir():
        raise KnowledgeMissingError(
            f"{folder} is a file: --knowledge takes the folder that holds the entries"
        )
    try:
        names = sorted(folder.rglob("*.y*ml"))
        next(folder.iterdir(), None)
    except OSError as error:
        raise KnowledgeMissingError(f"{folder} cannot be read: {error.strerror}") from None
    shown = (
        name for name in names if not any(part.startswith(".") for part in name.relative_to(folder).parts)
    )
    return (name for name in shown if name.suffix in {".yaml", ".yml"} and not name.is_dir())
