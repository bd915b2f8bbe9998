"""`backchat check --fix` changes what a finding is about, and not a byte besides, whatever the files and the folder are like."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli import writing
from bot.cli.main import run
from bot.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write

TOP: Final = "# yaml-language-server: $schema=../schema.json\n"
ENTRY: Final = f"{TOP}title: T\nphrasings: [p, q]  # a remark\nshort: The colour of it.\n"
MENDED: Final = ENTRY.replace("colour", "color")
FIXING: Final = [
    word
    for rule in ("house-style", "phrasing-form", "missing-modeline", "repeated-phrasing", "unused-synonym")
    for word in ("--only", rule)
]

Captured = pytest.CaptureFixture[str]


def fixed(folder: Path) -> int:
    """The exit code of `check --fix` with all rules that mend."""
    return run(["check", "--fix", *FIXING, "--knowledge", str(folder)])


def left_over(folder: Path) -> list[str]:
    """Hidden files: those that were to take the place of others."""
    return [file.name for file in folder.rglob(".*")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(ENTRY.encode(), MENDED.encode(), id="usual"),
        pytest.param(
            ENTRY.replace("\n", "\r\n").encode(), MENDED.replace("\n", "\r\n").encode(), id="windows"
        ),
        pytest.param(
            ENTRY.removeprefix(TOP).replace("\n", "\r\n").encode(),
            MENDED.replace("\n", "\r\n").encode(),
            id="first-line-in-a-windows-file",
        ),
        pytest.param(b"\xef\xbb\xbf" + ENTRY.encode(), b"\xef\xbb\xbf" + MENDED.encode(), id="mark"),
        pytest.param(ENTRY.rstrip().encode(), MENDED.rstrip().encode(), id="no-last-line-end"),
        pytest.param(
            ENTRY.replace("The", "'It''s  the").replace("it.", "it.'  # grey").encode(),
            MENDED.replace("The", "'It''s the").replace("it.", "it.'  # grey").encode(),
            id="quotes",
        ),
        pytest.param(
            f"{TOP}title: T\nphrasings:\n  # first\n  - p\n  - P?   # again\n\n  - 'P'\n  - q\nshort: S\n".encode(),
            f"{TOP}title: T\nphrasings:\n  # first\n  - p\n\n  - q\nshort: S\n".encode(),
            id="lines",
        ),
        pytest.param(
            f"{TOP}title: T\nphrasings: [p, P, 'P?', \"p\", q, Q]\nshort: S\n".encode(),
            f"{TOP}title: T\nphrasings: [p, q]\nshort: S\n".encode(),
            id="brackets",
        ),
        pytest.param(
            ENTRY.replace("The colour of it.", "Colour  colour, grey  behaviour.").encode(),
            ENTRY.replace("The colour of it.", "Color color, gray behavior.").encode(),
            id="neighbors",
        ),
    ],
)
def test_nothing_else(write: Write, before: bytes, after: bytes) -> None:
    """What is mended is mended at once, however near one is to another; line ends, marks and remarks stay; twice is once."""
    file = write({"faqs/a.yaml": ""}) / "faqs" / "a.yaml"
    file.write_bytes(before)
    codes = fixed(file.parent.parent), fixed(file.parent.parent)

    assert (0, 0) == codes
    assert after == file.read_bytes()


def test_many_neighbors(write: Write) -> None:
    """Eighty lines that say the same one below the other are all gone but the first."""
    items = "".join(f"  - is it hard{'?' * number}\n" for number in range(80))
    text = f"{TOP}title: T\nphrasings:\n{items}  - q\nshort: S\n"
    folder = write({"faqs/a.yaml": text})
    fixed(folder)
    left = f"{TOP}title: T\nphrasings:\n  - is it hard\n  - q\nshort: S\n"

    assert left == (folder / "faqs" / "a.yaml").read_text(encoding="utf-8")


def test_mode_and_link(write: Write, tmp_path: Path) -> None:
    """A file keeps its mode, and a link stays a link: what it leads to is mended."""
    folder = write({"faqs/a.yaml": MENDED, "../elsewhere.yaml": ENTRY})
    (tmp_path / "elsewhere.yaml").chmod(0o640)
    (folder / "faqs" / "b.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    fixed(folder)

    assert (folder / "faqs" / "b.yaml").is_symlink()
    assert MENDED == (tmp_path / "elsewhere.yaml").read_text(encoding="utf-8")
    assert 0o640 == (tmp_path / "elsewhere.yaml").stat().st_mode & 0o7777


def test_broken_stays(write: Write) -> None:
    """Beside a file that is broken, and one whose id another has, the others are mended and those are not touched."""
    other = ENTRY.replace("[p, q]", "[what is r?, r]")
    folder = write({"faqs/a.yaml": ENTRY, "faqs/b.yaml": "title: T\n", "skills/a.yaml": other})
    code = fixed(folder)

    assert 0 == code
    assert MENDED == (folder / "faqs" / "a.yaml").read_text(encoding="utf-8")
    assert "title: T\n" in (folder / "faqs" / "b.yaml").read_text(encoding="utf-8")
    assert other == (folder / "skills" / "a.yaml").read_text(encoding="utf-8")


def test_all_or_none(write: Write, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full after the first file none is changed, nothing is left lying about, and the file is named."""
    folder = write({"faqs/a.yaml": ENTRY, "faqs/b.yaml": ENTRY.replace("[p, q]", "[r, s]")})
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    written: list[Path] = []

    def _full(file: Path, text: str) -> Path:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(part(file, text))
        return written[0]

    part = writing._part  # noqa: SLF001 - a full disk is nothing that a test can have
    monkeypatch.setattr(writing, "_part", _full)
    code = fixed(folder)

    assert 74 == code
    assert f"{folder / 'faqs' / 'b.yaml'}: No space left on device" in capsys.readouterr().err
    assert before == {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    assert [] == left_over(folder)


def test_saved_meanwhile(write: Write) -> None:
    """A file that somebody saved after it was read is not overwritten, nor is any other."""
    folder = write({"faqs/a.yaml": ENTRY, "faqs/b.yaml": ENTRY})
    before = {"faqs/a.yaml": ENTRY, "faqs/b.yaml": "what was read"}
    with pytest.raises(BadInputError, match="saved by somebody else meanwhile"):
        writing.write_all(folder, dict.fromkeys(before, MENDED), before)

    assert ENTRY == (folder / "faqs" / "a.yaml").read_text(encoding="utf-8")
    assert [] == left_over(folder)


def test_new_file(tmp_path: Path) -> None:
    """A file that is not there yet is made, with its folder, for all to read."""
    writing.write_all(tmp_path, {"faqs/new.yaml": ENTRY})

    assert ENTRY == (tmp_path / "faqs" / "new.yaml").read_text(encoding="utf-8")
    assert 0o644 == (tmp_path / "faqs" / "new.yaml").stat().st_mode & 0o7777
