from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from bot.operations.disk import Mount, ephemeral, free_bytes, mount_under, parse_mounts

ROOT = b"22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
OVERLAY = b"22 1 0:44 / / rw,relatime - overlay overlay rw,lowerdir=/a:/b,upperdir=/c\n"
TMPFS = b"30 22 0:25 / /run rw,nosuid shared:2 master:7 - tmpfs tmpfs rw,size=10%\n"
DISK = b"31 22 8:17 / /data rw - ext4 /dev/sdb rw\n"


def mounts(tmp_path: Path, *lines: bytes) -> Path:
    """A mountinfo with these lines."""
    file = tmp_path / "mountinfo"
    file.write_bytes(b"".join(lines))
    return file


@pytest.mark.parametrize(
    ("lines", "path", "environ", "word"),
    [
        ((ROOT,), "/var/lib/backchat", {}, ""),
        ((ROOT, TMPFS), "/run/backchat", {}, "in memory"),
        ((ROOT, TMPFS), "/running/backchat", {}, ""),
        ((OVERLAY,), "/var/lib/backchat", {}, "container"),
        ((OVERLAY, DISK), "/data/journal.db", {}, ""),
        ((OVERLAY, DISK), "/data2/journal.db", {}, "container"),
        ((ROOT,), "/app/journal.db", {"DYNO": "web.1"}, "Heroku"),
        ((ROOT, DISK), "/data/journal.db", {"DYNO": "web.1"}, "Heroku"),
        ((ROOT,), "/app/journal.db", {"K_SERVICE": "bot"}, "Cloud Run"),
        ((ROOT,), "/app/journal.db", {"RENDER": "true"}, "Render"),
        ((ROOT, DISK), "/data/journal.db", {"RENDER": "true"}, ""),
        ((ROOT, DISK), "/app/journal.db", {"FLY_APP_NAME": "bot"}, "Fly.io"),
        ((ROOT, DISK, b"40 31 0:30 / /data rw - tmpfs tmpfs rw\n"), "/data/journal.db", {}, "in memory"),
    ],
)
def test_a_disk_that_will_be_lost_is_recognised(
    tmp_path: Path, lines: tuple[bytes, ...], path: str, environ: Mapping[str, str], word: str
) -> None:
    """The host, or the file system that the path lies on, says why it will be lost; a lasting disk says nothing."""
    why = ephemeral(Path(path), environ, mounts(tmp_path, *lines))

    assert (bool(word), True) == (bool(why), word in why)


def test_without_mounts_to_read_only_the_environment_counts(tmp_path: Path) -> None:
    """Where there is no /proc, a disk looks lasting unless the host is known for the opposite."""
    nowhere = tmp_path / "none"

    assert "" == ephemeral(tmp_path, {}, nowhere)
    assert ephemeral(tmp_path, {"RENDER": "true"}, nowhere).startswith("Render")


def test_a_link_is_followed(tmp_path: Path) -> None:
    """A path that is a link lies where the link leads."""
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    line = b"31 22 0:1 / %s rw - tmpfs tmpfs rw\n" % os.fsencode((tmp_path / "target").resolve())

    assert "in memory" in ephemeral(
        tmp_path / "link" / "new" / "journal.db", {}, mounts(tmp_path, ROOT, line)
    )


@pytest.mark.parametrize(
    ("field", "point"),
    [
        (rb"/my\040disk", "/my disk"),
        (rb"/a\011b\012c\134d", "/a\tb\nc\\d"),
        (rb"/a\134040b", "/a\\040b"),
        (b"/\xc3\xa4", "/\u00e4"),
        (b"/\xff", "/\udcff"),
    ],
)
def test_octal_escapes_are_read(field: bytes, point: str) -> None:
    """What the kernel wrote as octal digits is a letter again, once, and bytes that are no UTF-8 survive."""
    line = b"31 22 8:17 / %s rw - ext4 /dev/sdb rw\n" % field

    assert [Mount(PurePosixPath(point), "ext4")] == list(parse_mounts(line))


@pytest.mark.parametrize(
    "junk", [b"", b"\n\n", b"31 22", b"31 22 8:17 / /data rw", b"a b c - ext4", b"\xff\x00 - "]
)
def test_lines_of_another_form_are_left_out(junk: bytes) -> None:
    """A line that is no mount is no mount, and the others are read."""
    expected = [Mount(PurePosixPath("/data"), "ext4")]

    assert expected == list(parse_mounts(junk + b"\n" + DISK))


def test_the_mount_of_a_path_is_the_longest() -> None:
    """Of the mounts above a path the nearest counts, whole names only."""
    known = tuple(Mount(PurePosixPath(point), "ext4") for point in ("/", "/data", "/data/deep", "/dat"))

    assert [Mount(PurePosixPath(point), "ext4") for point in ("/data/deep", "/data", "/")] == [
        mount_under(PurePosixPath(path), known) for path in ("/data/deep/x", "/data/deeper", "/database")
    ]
    assert mount_under(PurePosixPath("relative"), known) is None


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="no Linux")
def test_this_machine_can_be_read() -> None:
    """The kernel's own file is understood: something is mounted at /, and /proc is a proc."""
    known = tuple(parse_mounts(Path("/proc/self/mountinfo").read_bytes()))

    assert "proc" == getattr(mount_under(PurePosixPath("/proc/self"), known), "kind", None)
    assert mount_under(PurePosixPath("/"), known) is not None


def test_free_space_is_told_also_of_what_does_not_exist_yet(tmp_path: Path) -> None:
    """The room at a path is that of the nearest folder above it."""
    free = shutil.disk_usage(tmp_path).free

    assert abs(free - free_bytes(tmp_path / "not" / "yet" / "journal.db")) < 10**9
    assert free_bytes(tmp_path) > 0
