"""Keeps what was compiled of a knowledge base, so that the next process with the same knowledge starts at once.

A file is named by what it was made of: the knowledge, and the code and data that compile it. Nothing is ever out of
date, and whatever is wrong with a file or its folder only costs the time to compile again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.matching.index import Index
from bot.matching.owners import owners_of
from bot.matching.packed import pack, unpack

if TYPE_CHECKING:
    from bot.knowledge import Knowledge

MOST_KEPT: Final = 4
"""How many files are kept, the latest; one is some 30 megabytes."""

_WRITING: Final = 600
"""After how many seconds a file that is not finished never will be."""


def cached_index(knowledge: Knowledge, folder: Path | None) -> Index:
    """The index of a knowledge base, from `folder` if it is there, and else compiled and kept there; None keeps nothing."""
    if folder is None:
        return Index(knowledge)
    if (index := kept_index(knowledge, folder)) is None:
        index = Index(knowledge)
        with suppress(OSError):  # a folder that cannot be written is no reason not to answer
            keep_index(index, knowledge, folder)
    return index


def kept_index(knowledge: Knowledge, folder: Path) -> Index | None:
    """The index of a knowledge base from `folder`, or None when it is not there or damaged."""
    return _kept(knowledge, _file(knowledge, folder))


def keep_index(index: Index, knowledge: Knowledge, folder: Path) -> None:
    """Keeps the index of a knowledge base.

    Raises:
        OSError: the folder cannot be written, or is full.
    """
    _keep(index, _file(knowledge, folder))


def _file(knowledge: Knowledge, folder: Path) -> Path:
    return folder / f"index-{_key(knowledge)}.npz"


def _key(knowledge: Knowledge) -> str:
    """What the compiled index depends on, as a name: texts, synonyms, and the code and data of the matching."""
    digest = sha256(np.__version__.encode())
    digest.update(str(len(knowledge.entries)).encode())
    for owner in owners_of(knowledge):
        digest.update(repr(owner).encode(errors="surrogatepass"))
    digest.update(repr(knowledge.synonyms).encode(errors="surrogatepass"))
    for file in sorted(files("bot.matching").iterdir(), key=lambda one: one.name):
        if file.name.endswith((".py", ".npy", ".txt")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def _kept(knowledge: Knowledge, file: Path) -> Index | None:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            index = Index(knowledge, unpack(arrays))
    except Exception:  # noqa: BLE001 - a damaged file makes zipfile and numpy raise whatever comes to them
        return None
    with suppress(OSError):  # in a folder that cannot be written nothing is thrown away either
        os.utime(file)
    return index


def _keep(index: Index, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        try:
            np.savez(part, allow_pickle=False, **pack(index.compiled))
            part.close()
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink()
            raise
    _sweep(file)


def _sweep(file: Path) -> None:
    """Removes old files beside a new one, and what writers left that were killed."""
    kept = sorted(file.parent.glob("index-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
    now = file.stat().st_mtime
    left = (part for part in file.parent.glob("tmp*.part") if part.stat().st_mtime < now - _WRITING)
    for old in (*kept[MOST_KEPT:], *left):
        old.unlink(missing_ok=True)
