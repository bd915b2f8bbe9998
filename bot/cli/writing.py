"""Writes files of the knowledge for a person: all of them or none, and nothing of them lost that nobody meant to change."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def write_all(folder: Path, texts: Mapping[str, str], before: Mapping[str, str] | None = None) -> None:
    """Writes files so that each is the old or the new one, whole, at any moment; `before` is what they are known to hold.

    All of them are on the disk before the first takes its place: where one cannot be written, none is. A file keeps its
    mode, its owner and its byte-order mark, and what a link leads to is written, not the link.

    Raises:
        BadInputError: a file does not hold any more what is known of it; nothing is written then.
        OSError: a file cannot be written; `strerror` names it.
    """
    files = {name: (folder / name).resolve() for name in texts}
    for name, text in (before or {}).items():
        if name in files and _bytes(files[name]).removeprefix(BOM_UTF8) != text.encode().removeprefix(
            BOM_UTF8
        ):
            raise BadInputError(
                f"{folder / name} was saved by somebody else meanwhile, and nothing was written: try again"
            )
    parts: dict[Path, Path] = {}
    try:
        for name, text in texts.items():
            with _named(folder / name):
                parts[files[name]] = _part(files[name], text)
        for file, part in parts.items():
            with _named(file):
                part.replace(file)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _part(file: Path, text: str) -> Path:
    """A file beside another that can take its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.stat() if file.exists() else None
    if old and not os.access(file, os.W_OK):
        raise PermissionError(13, "it may not be written")
    mark = BOM_UTF8 if _bytes(file).startswith(BOM_UTF8) else b""
    with NamedTemporaryFile("wb", dir=file.parent, prefix=".", suffix=".part", delete=False) as opened:
        part = Path(opened.name)
        try:
            opened.write(mark + text.encode().removeprefix(BOM_UTF8))
            opened.flush()
            part.chmod(old.st_mode & 0o7777 if old else 0o644)
            if old:
                with suppress(PermissionError):  # only root may give a file away
                    os.chown(part, old.st_uid, old.st_gid)
        except BaseException:
            part.unlink()
            raise
    return part


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Lets an OSError tell which file it is about."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, f"{file}: {error.strerror}") from error
