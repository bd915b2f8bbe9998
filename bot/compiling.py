"""Compiles knowledge in a process of its own: one that answers would be slow and large meanwhile.

`python -m bot.compiling [--now] FOLDER...` reads the knowledge as JSON from standard input and keeps what it compiled in the
first of the folders that takes it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bot.answer import Answerer
from bot.cache import keep_index, kept_index
from bot.knowledge import Knowledge
from bot.loading import load
from bot.matching.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 300
"""After how many seconds the process is given up; our own knowledge takes three."""

_PACKAGES: Final = Path(__file__).resolve().parent.parent


async def ready_answerer(folder: Path, cache: Path | None) -> Answerer:
    """The answerer of a knowledge folder; what was not compiled before is compiled apart, for it would leave 80 MB behind.

    Raises:
        BackchatError: the knowledge cannot be used.
    """
    knowledge = load(folder)
    index = kept_index(knowledge, cache) if cache else None
    if index is None:
        with suppress(OSError, RuntimeError):  # then it is compiled here
            index = await compile_apart(knowledge, cache, now=True)
    return Answerer(knowledge, index).prepare()


async def compile_apart(knowledge: Knowledge, folder: Path | None, *, now: bool = False) -> Index:
    """The index of a knowledge base, compiled by a process of its own, and kept in `folder` if it can be.

    Unless `now`, the process is of low priority: whoever answers questions goes first.

    Cancelled, it ends the process.

    Raises:
        OSError: no process can be started, or there is nowhere to keep anything.
        RuntimeError: the process failed, or took longer than `LONGEST` seconds.
    """
    with TemporaryDirectory(prefix="backchat-") as spare:
        folders = [*filter(None, [folder]), Path(spare)]
        await _run(knowledge, folders, ("--now",) if now else ())
        for one in folders:
            if index := await asyncio.to_thread(kept_index, knowledge, one):
                return index
    raise RuntimeError("what was compiled is not where it was kept")


async def _run(knowledge: Knowledge, folders: Sequence[Path], options: Sequence[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.compiling", *options),
        *map(os.path.abspath, folders),  # it runs in another folder
        cwd=_PACKAGES,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LONGEST):
            _, errors = await process.communicate(knowledge.model_dump_json().encode())
    except TimeoutError:
        raise RuntimeError(f"it took longer than {LONGEST} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(f"the process ended with {process.returncode}: {last}")


def compile_here(knowledge: bytes, folders: Sequence[Path]) -> None:
    """Compiles knowledge, given as JSON, and keeps it in the first of the folders that takes it.

    Raises:
        OSError: no folder does.
        pydantic.ValidationError: it is no whole knowledge base.
    """
    base = Knowledge.model_validate_json(knowledge)
    index = Index(base)
    *others, last = folders
    for folder in others:
        with suppress(OSError):
            return keep_index(index, base, folder)
    return keep_index(index, base, last)


if __name__ == "__main__":
    told = sys.argv[1:]
    if told[:1] == ["--now"]:
        del told[0]
    elif hasattr(os, "nice"):
        with suppress(OSError):  # some sandboxes forbid it
            os.nice(10)
    compile_here(sys.stdin.buffer.read(), [*map(Path, told)])
