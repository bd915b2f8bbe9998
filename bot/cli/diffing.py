"""Puts a difference together from the outside world: git, the folder, the journal and files; and writes what is accepted."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.answer import Answerer
from bot.cache import cached_index
from bot.cli.history import kept_questions
from bot.cli.progress import progress
from bot.conversation import checked_question
from bot.errors import BadInputError, KnowledgeInvalidError
from bot.loading import study
from bot.settings import cache_folder, read_settings
from bot.workbench.accepting import accepted, golden_name
from bot.workbench.changes import Put, added_puts, changes, golden_puts, once, relisted
from bot.workbench.difference import Difference
from bot.workbench.prose_changes import pieces
from bot.workbench.questions import read_questions
from bot.workbench.revision import knowledge_of, revision_of
from bot.workbench.typed import is_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from bot.cli.progress import Watch
    from bot.journal.records import Kept
    from bot.knowledge import Knowledge
    from bot.loading import Written
    from bot.workbench.changes import Change

_ALL: Final = 3_650
"""For how many days texts are kept at most."""

_FORMS: Final = frozenset({".yaml", ".yml", ".json", ".jsonl"})
_BOM: Final = b"\xef\xbb\xbf"


class Asked(NamedTuple):
    """The questions of the journal, and why there are none."""

    puts: tuple[Put, ...] = ()
    note: str = ""


def difference(
    folder: Path, base: str | None, files: Sequence[Path], *, journal: bool
) -> tuple[Difference, Written, Knowledge]:
    """What became of the knowledge in a folder since a revision, the folder as written, and the knowledge it was.

    Raises:
        BackchatError: one of the two cannot be used, or there is no such revision.
    """
    written = sound(folder)
    revision = revision_of(folder, base)
    before = knowledge_of(revision)
    named = [put for file in files for put in questions_of(file)]
    asked = journalled() if journal else Asked()
    added = added_puts(before, written.knowledge)
    puts = once([*golden_puts(written.knowledge, before), *asked.puts, *named, *added])
    found = Difference(
        base=str(revision),
        put=Counter(put.origin for put in puts),
        pieces=pieces(before, written.knowledge),
        changes=_changes(before, written.knowledge, puts),
        titles={
            id_: entry.title for state in (before, written.knowledge) for id_, entry in state.entries.items()
        },
        note=asked.note,
    )
    return found, written, before


def sound(folder: Path) -> Written:
    """A folder as written, without problems.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no entry.
        KnowledgeInvalidError: some files have problems.
    """
    written = study(folder)
    if written.problems:
        raise KnowledgeInvalidError(str(folder), written.problems)
    return written


def _changes(before: Knowledge, after: Knowledge, puts: Sequence[Put]) -> tuple[Change, ...]:
    if before == after:
        return ()
    cache = cache_folder(read_settings())
    with progress() as watch:
        watch("reading the earlier knowledge", 0, 1)
        then = Answerer(before, cached_index(before, cache))
        watch("reading the knowledge of today", 0, 1)
        now = Answerer(after, cached_index(after, cache))
        return changes(then, now, puts, _telling(watch))


def _telling(watch: Watch) -> Callable[[Sequence[Put]], Iterator[Put]]:
    def _told(puts: Sequence[Put]) -> Iterator[Put]:
        for number, put in enumerate(puts):
            watch("asking", number, len(puts))
            yield put

    return _told


def questions_of(file: Path) -> Iterator[Put]:
    """The questions of a file: one a line, or in a form that `backchat evaluate` reads.

    Raises:
        BadInputError: the file cannot be read, or holds no question.
    """
    if file.suffix in _FORMS:
        return (Put(one.text, "file") for one in read_questions(file))
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}; name a file of questions") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{file} is not UTF-8: save the file as UTF-8") from None
    if not (
        found := [
            _put(line, f"{file}:{number}") for number, line in enumerate(lines, start=1) if line.strip()
        ]
    ):
        raise BadInputError(f"{file} holds no question: write one a line")
    return iter(found)


def _put(line: str, place: str) -> Put:
    try:
        return Put(checked_question(line).text, "file")
    except BadInputError as error:
        raise BadInputError(f"{place}: {error}") from None


def journalled() -> Asked:
    """What people asked, as far as its text is still kept: each question once, and how often."""
    found = kept_questions(_ALL)
    return Asked(once(Put(one.text, "asked") for one in _for_themselves(found.kept) if one.text), found.note)


def _for_themselves(kept: Iterable[Kept]) -> Iterator[Kept]:
    """The questions that need nothing that was said before (no follow-ups, no choices, no wishes) and tell of nobody."""
    alone = (one for one in kept if one.outcome != "missed" and not one.after and not one.picked)
    return (one for one in alone if not is_private(one.text or ""))


def accept(found: Difference, written: Written, before: Knowledge, *, asked: bool) -> Difference:
    """Lists the changes in golden.yaml, and says what is written there now.

    Raises:
        BadInputError: the file cannot be edited, or not be written.
    """
    now = accepted(written, found.changes, asked=asked)
    if now.golden:
        replaced(written.folder / golden_name(written), now.text)
    after = sound(written.folder).knowledge
    return replace(
        found,
        changes=relisted(found.changes, before, after),
        pieces=pieces(before, after),
        accepted=now.golden,
        skipped=now.skipped,
    )


def replaced(file: Path, text: str) -> None:
    """Puts a text in the place of a file, all at once; what the file begins with and who may read it stay.

    Raises:
        BadInputError: it cannot be written.
    """
    target = file.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        old = target.read_bytes() if target.exists() else b""
        beside.write_bytes((_BOM if old.startswith(_BOM) else b"") + text.encode())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except OSError as error:
        raise BadInputError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
