"""What lies in a knowledge folder at one moment, byte for byte, to tell a file that was saved from one that is being.

Nineteen of twenty prefixes of a YAML file are YAML themselves, so a half-written file looks like any other. What gives
it away is what it was before: it ends where the live one went on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.files import read_bytes, yaml_files
from bot.problems import Problem
from bot.yaml_reader import YamlProblem

if TYPE_CHECKING:
    from pathlib import Path

_TORN: Final = "the file ends here, where it went on before: save it whole, or run 'backchat reload' if the rest was meant to go"


class Seen(NamedTuple):
    """One file: which it is on the disk, when it was changed (nanoseconds), and its bytes; None if it cannot be read."""

    inode: int
    changed: int
    content: bytes | None


Files = Mapping[str, Seen]
"""The files of a folder, by name within it."""


def take(folder: Path) -> Files:
    """The YAML files of a folder as they are now.

    Raises:
        KnowledgeMissingError: there is no such folder, or it cannot be read.
    """
    files = yaml_files(folder, lambda _folder, _why: None)  # whoever reads the knowledge tells of those
    return {file.relative_to(folder).as_posix(): _seen(file) for file in files}


def _seen(file: Path) -> Seen:
    try:
        about = file.stat()
        return Seen(about.st_ino, about.st_mtime_ns, read_bytes(file))
    except (OSError, YamlProblem):
        return Seen(0, 0, None)


def differing(now: Files, then: Files) -> tuple[str, ...]:
    """The names of all files that are not the same, byte for byte, sorted."""
    return tuple(sorted(name for name in {*now, *then} if _content(name, now) != _content(name, then)))


def _content(name: str, files: Files) -> bytes | None:
    return files[name].content if name in files else None


def hurried(now: Files, live: Files) -> bool:
    """Whether somebody may be writing still: a file was changed in place, or a new one stops within a line.

    A file that was saved whole and moved to its name is another file on the disk than the one before.
    """
    return any(
        seen.inode == live[name].inode if name in live else not _ends_a_line(seen.content)
        for name in differing(now, live)
        if (seen := now.get(name))
    )


def torn(now: Files, live: Files, folder: Path) -> tuple[Problem, ...]:
    """A problem for every file that looks like the beginning of something longer."""
    return tuple(
        Problem(str(folder / name), seen.content.count(b"\n") + 1, 1, _TORN, "torn")
        for name in differing(now, live)
        if (seen := now.get(name)) and seen.content is not None
        if (old := _content(name, live)) is not None and _is_torn(seen.content, old)
    )


def _is_torn(now: bytes, old: bytes) -> bool:
    """Whether a file is the beginning of its old self, stops within a line, or ends with a line that was further up."""
    if old.startswith(now):
        return True
    if not _ends_a_line(now):
        return _ends_a_line(old)
    *above, last = old.splitlines()
    end = now.splitlines()[-1]
    return len(now) < len(old) and end != last and end in above


def _ends_a_line(content: bytes | None) -> bool:
    return content is not None and content.endswith(b"\n")
