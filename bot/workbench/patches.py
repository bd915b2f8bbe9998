"""From edits to the texts of the files, and to a patch that `git apply` takes."""

from __future__ import annotations

from contextlib import suppress
from difflib import unified_diff
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.schema import modeline
from bot.workbench.edits import AddEntry, AddExample, AddGolden, AddPhrasing, AddVariant, applied, found
from bot.workbench.scalars import scalar
from bot.workbench.surgery import appended, block, flow
from bot.yaml_reader import YamlProblem, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.knowledge import Knowledge
    from bot.loading import Owner, Written
    from bot.workbench.edits import Edit
    from bot.yaml_reader import Value

_BOM: Final = "\ufeff"


class Rewritten(NamedTuple):
    """A file's text before, empty when there is no such file yet, and after."""

    old: str
    new: str


def edited(written: Written, edits: Iterable[Edit]) -> Mapping[str, Rewritten]:
    """What some edits make of the files, by name in the folder: those that change, with all else in them as it was.

    Raises:
        BadInputError: an edit is not possible (see `bot.workbench.edits.applied`), or a text cannot be written.
    """
    edits = tuple(edits)
    sheets = _Sheets(written, applied(written.knowledge, edits))
    for edit in edits:
        sheets.make(edit)
    return {
        name: Rewritten(mark + sheets.before(name), mark + text)
        for name, text in sorted(sheets.texts.items())
        for mark in (_mark(written, name),)
    }


def _mark(written: Written, name: str) -> str:
    """The byte order mark that a file begins with, which the reader drops; or nothing."""
    with suppress(OSError), (written.folder / name).open("rb") as opened:
        return _BOM if opened.read(3) == _BOM.encode() else ""
    return ""


class _Sheets:
    """The files that were changed so far."""

    def __init__(self, written: Written, after: Knowledge) -> None:
        self._written, self._after = written, after
        self._origins = dict(written.origins)
        self.texts: dict[str, str] = {}

    def before(self, name: str) -> str:
        """The text of a file as written; empty when there is no such file."""
        return self._written.files[name].text if name in self._written.files else ""

    def make(self, edit: Edit) -> None:
        """Makes one edit."""
        match edit:
            case AddPhrasing(entry, text):
                self._append(("entry", found(self._after, entry).id), ("phrasings",), text.strip())
            case AddExample(family, text):
                self._append(("special", "out_of_scope"), (family, "examples"), text.strip())
            case AddVariant(head, text):
                self._vary(head, text.strip())
            case AddGolden(q, expect, so_far):
                item: dict[str, Value] = {"q": q.strip(), "expect": expect.strip()}
                self._append(("special", "golden"), (), item | ({"so_far": so_far} if so_far else {}))
            case AddEntry():
                name = f"{self._folder(edit.kind)}{edit.id}.yaml"
                self._origins["entry", edit.id] = name
                self.texts[name] = entry_text(edit, name)

    def _vary(self, head: str, text: str) -> None:
        owner = ("special", "synonyms")
        name = self._origins.get(owner)
        value = parse(self._text(name)).value if name else {}
        families = value.get("families", {}) if isinstance(value, dict) else {}
        if head in families:
            self._append(owner, ("families", head), text)
        elif families:
            self._append(owner, ("families",), {head: [text]})
        else:
            self._append(owner, (), {"families": {head: [text]}})

    def _append(self, owner: Owner, at: tuple[str | int, ...], new: Value) -> None:
        if name := self._origins.get(owner):
            self.texts[name] = appended(self._text(name), at, new)
            return
        name = self._origins[owner] = f"{owner[1]}.yaml"
        lines = block(new, 2) if owner[1] == "golden" else block(new, 0)
        self.texts[name] = f"- {lines.lstrip()}\n" if owner[1] == "golden" else f"{lines}\n"

    def _text(self, name: str) -> str:
        return self.texts.get(name) or self.before(name)

    def _folder(self, kind: str) -> str:
        """Where the entries of a kind lie, with the slash behind it: a folder may lie in another one."""
        for entry in self._written.knowledge.kinds.get(kind, ()):
            name = PurePosixPath(self._origins["entry", entry.id])
            return name.as_posix().removesuffix(name.name)
        return f"{kind}/" if kind else ""


def entry_text(entry: AddEntry, name: str) -> str:
    """A new entry's file as people write it, with the line from which their editor knows the schema.

    Raises:
        BadInputError: a text of it cannot be written.
    """
    return "".join(f"{line}\n" for line in (modeline(name, "entry"), *_lines(entry)))


def _lines(entry: AddEntry) -> Iterator[str]:
    yield f"title: {scalar(entry.title.strip())}"
    yield block({"phrasings": [text.strip() for text in entry.phrasings]}, 0, flowing=False)
    yield _folded("short", ">-", entry.short.strip())
    if entry.detail:
        yield _folded("detail", "|", entry.detail.strip())
    for field, names in (("related", entry.related), ("sources", entry.sources)):
        if names:
            yield f"{field}: {flow([name.strip() for name in names])}"
    if entry.reviewed:
        yield f"reviewed: {entry.reviewed.isoformat()}"


def _folded(field: str, sign: str, text: str) -> str:
    """A long text on indented lines of its own; in quotes if it would not be read back."""
    written = f"{field}: {sign}\n" + "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
    with suppress(YamlProblem):
        value = parse(f"{written}\nlast: z").value
        if isinstance(value, dict) and len(value) == 2 and str(value[field]).strip() == text:  # noqa: PLR2004 - it and the last
            return written
    return f"{field}: {scalar(text)}"


def unified(rewritten: Mapping[str, Rewritten], prefix: str = "") -> str:
    """A patch that `git apply` takes; `prefix` is the folder of the files as seen from where it is applied."""
    parts = PurePosixPath(prefix)
    return "".join(_diff((parts / name).as_posix(), text) for name, text in rewritten.items())


def _diff(name: str, text: Rewritten) -> str:
    tab = "\t" if " " in name else ""
    old = f"a/{name}{tab}" if text.old else "/dev/null"
    head = f"diff --git a/{name} b/{name}\n" + ("" if text.old else "new file mode 100644\n")
    lines = unified_diff(_split(text.old), _split(text.new), old, f"b/{name}{tab}")
    return head + "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _split(text: str) -> list[str]:
    """The lines of a text as git sees them: a line ends with a line feed, and nothing else."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
