"""A file that does not say in its first line which schema it follows.

Why: With this line an editor that knows YAML (VS Code with the extension "YAML" by Red Hat, and most others) shows what each
field is for, completes its name, and underlines a mistake while you type, long before anything is checked.

Fails:
    title: What is Git?

Passes:
    # yaml-language-server: $schema=../schema.json
    title: What is Git?

Mend: Run `backchat check --fix`, or copy the line from another file of the same folder. The schemas themselves are in the
knowledge folder; `backchat schema KIND` prints one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Edit, Found, Spot
from bot.check.rule import Rule
from bot.counting import count
from bot.schema import MODELINE, SCHEMA_FILES, kind_of, modeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


def find(subject: Subject) -> Iterator[Found]:
    """Files without their first line."""
    for owner, file in subject.written.origins.items():
        kind = kind_of(owner)
        wanted = modeline(file, kind)
        lines = subject.written.files[file].text.split("\n")
        if lines[0].rstrip() == wanted:
            continue
        there = (subject.written.folder / SCHEMA_FILES[kind]).exists()
        hint = "" if there else f"; 'backchat schema {kind}' prints what {SCHEMA_FILES[kind]} has to hold"
        message = "the first line does not name the schema, so editors cannot help"
        yield Found(Spot(file), message, f"write '{wanted}'{hint}", fix=tuple(_edits(file, lines, wanted)))


def _edits(file: str, lines: list[str], wanted: str) -> Iterator[Edit]:
    """The line put first, and another that names a schema taken out."""
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    yield Edit(file, (1, 1), (1, 1), f"{wanted}{end}")
    for number, line in enumerate(lines[:-1], start=1):
        if line.startswith(MODELINE):
            yield Edit(file, (number, 1), (number + 1, 1), "")


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"{count(len(subject.written.files), 'file')} each name the schema by which editors help"


RULE: Final = Rule("missing-modeline", "warning", find, __doc__ or "", proved=proved)
