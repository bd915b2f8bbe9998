"""What is done to the knowledge folder of a soak: good edits, and every way in which a file goes wrong for a while.

Every state of the folder that was meant is noted by its version: an answer from any other is a loss.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from bench.soak_people import chance
from bot.loading import load

NOTICED: Final = 2.5
"""Seconds that a bad file stays: longer than a file that is being saved is waited for."""

_BAD: Final = "zq7badknowledge"
_BOMB: Final = f"a: &a [{_BAD}]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
)


class Editor:
    """Edits the files of a folder."""

    def __init__(self, folder: Path, shipped: Path, random: Random) -> None:
        """`folder` becomes a copy of `shipped`."""
        shutil.copytree(shipped, folder)
        self._folder, self._random = folder, random
        self._entries = sorted(file for file in folder.glob("*/*.yaml") if file.parent.name != "paths")
        self.versions = {version(folder)}
        self._edits = 0

    async def edit(self, kind: str = "") -> str:
        """A good edit: the day of a "review", or a "phrasing", which has all be compiled; saved whole or in place."""
        file, whole = self._random.choice(self._entries), chance(self._random, 0.5)
        before, self._edits = file.read_text(), self._edits + 1
        kind = kind or self._random.choice(("review", "review", "phrasing"))
        if kind == "review":
            day = f"reviewed: 2025-{self._random.randrange(1, 13):02}-{self._random.randrange(1, 29):02}"
            lines = [day if line.startswith("reviewed:") else line for line in before.splitlines()]
        else:
            lines = before.splitlines()
            lines.insert(lines.index("phrasings:") + 1, f"  - soak number {self._edits} of {file.stem}")
        text = "\n".join(lines) + "\n"
        self.versions.add(await asyncio.to_thread(self._version_with, file, text))
        if text != before:
            _save(file, text, whole=whole)
        return f"good edits ({kind})"

    async def spoil(self) -> str:
        """Something bad, for a while, and then what was there before."""
        kinds: dict[str, Callable[[str], str]] = {
            "cut off": self._cut_off,
            "emptied": lambda text: text[:0],
            "with an unknown key": lambda text: f"{text}{_BAD}: true\n",
            "with a key twice": lambda text: f"{text}title: {_BAD}\n",
            "not UTF-8": lambda text: f"{text}# {_BAD} \udcff\n",
            "a YAML bomb": lambda _text: _BOMB,
            "with a false reference": lambda text: text.replace("related: [", f"related: [{_BAD}, "),
        }
        kind = self._random.choice(sorted(kinds))
        file = self._random.choice([one for one in self._entries if "related: [" in one.read_text()])
        before = file.read_text()
        _save(
            file,
            kinds[kind](before),
            whole=kind not in {"cut off", "emptied"} and chance(self._random, 0.5),
        )
        await asyncio.sleep(NOTICED)
        _save(file, before, whole=chance(self._random, 0.5))
        return f"files {kind}"

    async def lose(self) -> str:
        """A third of all entries goes, or the whole folder, and comes back."""
        gone = self._random.choice((self._folder / "duties", self._folder))
        away = gone.with_name(f".{gone.name}-away") if gone != self._folder else gone.with_name("away")
        gone.rename(away)
        await asyncio.sleep(NOTICED)
        away.rename(gone)
        return "folders gone for a while"

    def _version_with(self, file: Path, text: str) -> str:
        """The version that the knowledge will have."""
        trial = self._folder.with_name("trial")
        shutil.copytree(self._folder, trial)
        try:
            (trial / file.relative_to(self._folder)).write_text(text)
            return version(trial)
        finally:
            shutil.rmtree(trial)

    def _cut_off(self, text: str) -> str:
        return text[: self._random.randrange(1, len(text) - 1)]


def version(folder: Path) -> str:
    """The version of the knowledge in a folder, as a process names it.

    Raises:
        KnowledgeInvalidError: it has problems.
    """
    return sha256(load(folder).model_dump_json().encode()).hexdigest()[:12]


def _save(file: Path, text: str, *, whole: bool) -> None:
    """Writes a file in place, as some editors do, or whole and moved to its name."""
    content = text.encode(errors="surrogateescape")
    if not whole:
        file.write_bytes(content)
        return
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
