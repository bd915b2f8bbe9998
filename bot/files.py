"""Finds and reads the files of a knowledge folder: ordinary files of a bounded size, and nothing that could hang."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import KnowledgeMissingError
from bot.yaml_reader import MAX_BYTES, YamlProblem

if TYPE_CHECKING:
    from collections.abc import Callable

_ENDINGS: Final = (".yaml", ".yml")


def read_bytes(file: Path) -> bytes:
    """The content of a file.

    Raises:
        OSError: it cannot be read, or is no ordinary file (a pipe would wait for ever).
        YamlProblem: it is larger than `MAX_BYTES`; it is not read then.
    """
    with os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
        about = os.fstat(opened.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "it is no ordinary file")
        if about.st_size > MAX_BYTES:
            message = f"the file has {about.st_size:,} bytes; at most {MAX_BYTES:,} are read"
            raise YamlProblem(message, (1, 1), "file-size")
        return opened.read(MAX_BYTES + 1)


def yaml_files(folder: Path, unreadable: Callable[[Path, str], None]) -> list[Path]:
    """The YAML files of a folder and its sub-folders, hidden ones left out, in a fixed order.

    `unreadable` is told of every sub-folder that cannot be read, and why.

    Raises:
        KnowledgeMissingError: there is no such folder, or it cannot be read.
    """
    _demand_folder(folder)
    found: list[Path] = []
    for root, folders, names in os.walk(
        folder, onerror=lambda e: unreadable(Path(e.filename), e.strerror or "")
    ):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root) / name for name in names if name.endswith(_ENDINGS) and not name.startswith(".")]
    return sorted(found)


def _demand_folder(folder: Path) -> None:
    try:
        next(folder.iterdir(), None)
    except FileNotFoundError:
        remedy = "name one with --knowledge DIR or BACKCHAT_KNOWLEDGE"
        raise KnowledgeMissingError(f"there is no folder {folder}: {remedy}") from None
    except NotADirectoryError:
        remedy = "--knowledge takes the folder that holds the entries"
        raise KnowledgeMissingError(f"{folder} is a file: {remedy}") from None
    except OSError as error:
        raise KnowledgeMissingError(f"{folder} cannot be read: {error.strerror}") from None
    except ValueError:
        raise KnowledgeMissingError(f"no folder can be called {str(folder)!r}") from None
