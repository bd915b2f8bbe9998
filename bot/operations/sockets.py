"""Where the sockets of running processes lie, and which of the processes live still."""

from __future__ import annotations

import os
import re
import secrets
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from bot.errors import ServingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_ADDRESS: Final = 100
"""The longest path that a socket takes everywhere, in bytes: 103 on macOS, 107 on Linux."""

_NAME: Final = re.compile(r"control-(\d+)(-[0-9a-f]+)?\.sock")


def running(folder: Path) -> list[tuple[int, Path]]:
    """Every process that listens in a folder, by number, with its socket; what dead ones left is removed."""
    return [
        (int(found[1]), path)
        for path in sorted(folder.glob("control-*.sock"))
        if (found := _NAME.fullmatch(path.name)) and _lives(path)
    ]


def _lives(path: Path) -> bool:
    """Whether somebody listens at a socket; if not, it is removed."""
    try:
        connected(path, 1).close()
    except (ConnectionRefusedError, FileNotFoundError):
        path.unlink(missing_ok=True)
        return False
    except OSError:  # another user's, or too busy to take us: it lives
        return True
    return True


def connected(path: Path, seconds: float) -> socket.socket:
    """A connection to whoever listens at a path, every step of which may take so many seconds.

    Raises:
        OSError: nobody does, or it is another user.
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        with _address(path) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def bind(folder: Path) -> tuple[socket.socket, Path]:
    """A socket of this process that listens, and its path in the folder, which appears only when it does.

    Raises:
        ServingError: there can be no socket in the folder.
    """
    bound = socket.socket(socket.AF_UNIX)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        running(folder)  # a dead process of our number must not be in the way
        new = folder / f".{secrets.token_hex(4)}"
        with suppress(OSError):  # so that it is nobody else's from the start, where a socket can be told that
            os.fchmod(bound.fileno(), 0o600)
        with _address(new) as address:
            bound.bind(address)
        new.chmod(0o600)
        bound.listen()
        bound.settimeout(0)
        path = _appear(new, folder / f"control-{os.getpid()}.sock")
    except OSError as error:
        bound.close()
        raise ServingError(
            f"there can be no control socket in {folder}: {error.strerror or error}. Name another folder with BACKCHAT_DATA."
        ) from None
    return bound, path


def _appear(new: Path, path: Path) -> Path:
    """Gives a socket its name, or a longer one where a living process has that: in a container everybody may be process 1."""
    try:
        os.link(new, path)  # unlike a move it takes no other's place, also when both begin at once
    except FileExistsError:
        return new.replace(path.with_stem(f"{path.stem}-{secrets.token_hex(4)}"))
    except OSError:  # no hard links here
        return new.replace(path)
    new.unlink()
    return path


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """What a socket at a path is called: a short name, where the path is longer than a socket's may be.

    Raises:
        OSError: the folder cannot be opened.
    """
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
