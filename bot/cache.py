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
from zipfile import BadZipFile

import numpy as np

from bot.matching.index import Index
from bot.matching.packed import pack, unpack

if TYPE_CHECKING:
    from bot.knowledge import Knowledge

MOST_KEPT: Final = 4
"""How many files are kept, the latest; one is some 30 megabytes."""


def cached_index(knowledge: Knowledge, folder: Path | None) -> Index:
    """The index of a knowledge base, from `folder` if it is there, and else compiled and kept there; None keeps nothing."""
    if folder is None:
        return Index(knowledge)
    file = folder / f"index-{_key(knowledge)}.npz"
    if (index := _kept(knowledge, file)) is None:
        index = Index(knowledge)
        with suppress(OSError):  # a folder that cannot be written is no reason not to answer
            _keep(index, file)
    return index


def _key(knowledge: Knowledge) -> str:
    """What the compiled index depends on, as a name: texts, synonyms, and the code and data of the matching."""
    digest = sha256(np.__version__.encode())
    for part in (*knowledge.entries.items(), *sorted(knowledge.out_of_scope.items())):
        digest.update(repr(part).encode(errors="surrogatepass"))
    digest.update(repr(knowledge.synonyms).encode(errors="surrogatepass"))
    for file in sorted(files("bot.matching").iterdir(), key=lambda one: one.name):
        if file.name.endswith((".py", ".npy", ".txt")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def _kept(knowledge: Knowledge, file: Path) -> Index | None:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            index = Index(knowledge, unpack(arrays))
        os.utime(file)
    except (OSError, BadZipFile, EOFError, KeyError, ValueError):
        return None
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
    kept = sorted(file.parent.glob("index-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[MOST_KEPT:]:
        old.unlink(missing_ok=True)
