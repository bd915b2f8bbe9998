"""Knows whether the disk under the journal will last, so that a host that deletes it is called out at the start.

A container's own files, a file system in memory and the local disk of some hosts are gone with the next restart, and the
journal with them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_log = get_logger()
_MOUNTS: Final = Path("/proc/self/mountinfo")
_ESCAPE: Final = re.compile(rb"\\([0-7]{3})")

_PASSING: Final[Mapping[str, str]] = {
    "overlay": "it is the container's own layer, which is gone with the container",
    "aufs": "it is the container's own layer, which is gone with the container",
    "tmpfs": "it is in memory, and gone with the next restart",
    "ramfs": "it is in memory, and gone with the next restart",
}
"""Types of file systems that do not last, and why."""

_HOSTS: Final[Mapping[str, str]] = {
    "K_SERVICE": "Cloud Run deletes local files with every instance",
    "RENDER": "Render deletes local files with every deploy, unless a disk is mounted there",
    "FLY_APP_NAME": "Fly.io deletes local files with every deploy, unless a volume is mounted there",
}
"""What the environment has on hosts that keep nothing but what is mounted, and what they do."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A place where a file system is mounted, and the file system's type."""

    point: PurePosixPath
    kind: str


def ephemeral(path: Path, environ: Mapping[str, str], mounts: Path = _MOUNTS) -> str:
    """Why what is kept at `path` will be lost, in a few words; "" when it looks lasting.

    The path need not exist yet. Where `mounts` cannot be read, only the environment is asked.
    """
    if "DYNO" in environ:
        return "Heroku deletes local files at least once a day"
    mount = _mount_of(path, mounts)
    if mount and mount.kind in _PASSING:
        return _PASSING[mount.kind]
    if mount and mount.point != PurePosixPath("/"):
        return ""
    return next((why for name, why in _HOSTS.items() if name in environ), "")


def free_bytes(path: Path) -> int:
    """How many bytes may still be written at `path`, or at the nearest folder above it that exists.

    Raises:
        OSError: that folder cannot be asked.
    """
    there = next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())
    room = os.statvfs(there)
    return room.f_bavail * room.f_frsize


def _mount_of(path: Path, mounts: Path) -> Mount | None:
    try:
        known = tuple(parse_mounts(mounts.read_bytes()))
    except OSError:  # no Linux
        return None
    return mount_under(PurePosixPath(path.resolve()), known)


def parse_mounts(text: bytes) -> Iterator[Mount]:
    """The mounts of a /proc/self/mountinfo, in the order in which they were made; lines of another form are left out."""
    for line in text.splitlines():
        before, _, after = line.partition(b" - ")
        fields, kind = before.split(b" "), after.split(b" ")[0]
        if len(fields) >= 5 and kind:  # noqa: PLR2004 - the mount point is the fifth field
            yield Mount(PurePosixPath(os.fsdecode(_unescaped(fields[4]))), os.fsdecode(kind))


def mount_under(path: PurePosixPath, mounts: tuple[Mount, ...]) -> Mount | None:
    """The mount that a path lies on: the longest, and of several at one place the last, which hides the others."""
    under = [mount for mount in mounts if path.is_relative_to(mount.point)]
    return max(reversed(under), key=lambda mount: len(mount.point.parts), default=None)


def _unescaped(field: bytes) -> bytes:
    """A field as it was before the kernel wrote blanks, tabs, line ends and backslashes as three octal digits."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), field)


def warn_of_loss(file: Path | None, environment: Mapping[str, str]) -> None:
    """Logs it loudly when the file of the journal, if it is in one, will not last."""
    if file is not None and (why := ephemeral(file.parent, environment)):
        _log.warning(
            "THE JOURNAL WILL BE LOST: set DATABASE_URL to a PostgreSQL, or BACKCHAT_DATA to a disk that lasts",
            reason=why,
        )
