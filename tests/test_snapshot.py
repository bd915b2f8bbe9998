"""What gives a half-saved file away, and what does not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot.errors import KnowledgeMissingError
from bot.snapshot import differing, hurried, take, torn

OLD: Final = "title: Größe\nphrasings:\n  - one\n  - two\nshort: Short.\nreviewed: 2026-11-22\n"


def replaced(file: Path, text: str) -> None:
    """Saves a file the way editors do that write a new one and give it the name."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text)
    new.replace(file)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param("", id="nothing"),
        pytest.param(OLD[:9], id="within-a-line"),
        pytest.param("title: Größe\nphrasings:\n  - one\n", id="at-a-line-end"),
        pytest.param(OLD[:-1], id="without-its-last-line-end"),
        pytest.param(OLD.replace("one", "uno")[:-5], id="another-one-within-a-line"),
        pytest.param("title: Other\nphrasings:\n  - one\n  - two\n", id="another-one-at-a-line-end"),
        pytest.param(
            OLD.replace("Short.", "Much longer than it was before. " * 9)[:300], id="longer-and-cut"
        ),
    ],
)
def test_torn(tmp_path: Path, now: str) -> None:
    """A file that ends where it went on before is told with the line at which it ends."""
    file = tmp_path / "a.yaml"
    file.write_text(OLD)
    live = take(tmp_path)
    file.write_text(now)
    (problem,) = torn(take(tmp_path), live, tmp_path)

    assert (str(file), now.count("\n") + 1, 1, "torn") == (*problem[:3], problem.rule)
    assert "run 'backchat reload' if the rest was meant to go" in problem.message


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(OLD, id="the-same"),
        pytest.param(OLD.replace("one", "uno"), id="a-line-changed"),
        pytest.param(OLD.replace("  - one\n", ""), id="a-line-less"),
        pytest.param(f"{OLD}related: [a]\n", id="a-line-more"),
        pytest.param(f"# why\n{OLD}", id="a-line-before"),
        pytest.param(OLD.replace("11-22", "12-01"), id="the-last-line-changed"),
        pytest.param("title: T\nphrasings: [a]\nshort: S\n", id="written-anew"),
    ],
)
def test_not_torn(tmp_path: Path, now: str) -> None:
    """An edited file is none that is half saved."""
    file = tmp_path / "a.yaml"
    file.write_text(OLD)
    live = take(tmp_path)
    file.write_text(now)

    assert () == torn(take(tmp_path), live, tmp_path)


def test_a_file_that_never_had_a_last_line_end_needs_none(tmp_path: Path) -> None:
    """Where the live file stops within a line, another one may."""
    file = tmp_path / "a.yaml"
    file.write_text(OLD[:-1])
    live = take(tmp_path)
    file.write_text(OLD[:-1].replace("one", "uno"))

    assert () == torn(take(tmp_path), live, tmp_path)


def test_cut_within_a_letter(tmp_path: Path) -> None:
    """A file cut in the middle of a letter's bytes is half saved, too."""
    file = tmp_path / "a.yaml"
    file.write_text(OLD)
    live = take(tmp_path)
    file.write_bytes(OLD.encode()[:10])

    assert ["torn"] == [problem.rule for problem in torn(take(tmp_path), live, tmp_path)]


def test_deleted_and_new_files_are_not_torn(tmp_path: Path) -> None:
    """A file that is gone, and one that was not there, have nothing to be the beginning of."""
    (tmp_path / "a.yaml").write_text(OLD)
    live = take(tmp_path)
    (tmp_path / "a.yaml").rename(tmp_path / "b.yaml")
    now = take(tmp_path)

    assert ("a.yaml", "b.yaml") == differing(now, live)
    assert () == torn(now, live, tmp_path)


def test_changed_in_place_is_hurried_and_moved_there_is_not(tmp_path: Path) -> None:
    """A file that was written over may not be whole yet; one that was moved to its name is."""
    file = tmp_path / "a.yaml"
    file.write_text(OLD)
    live = take(tmp_path)
    replaced(file, OLD.replace("one", "uno"))
    moved = take(tmp_path)
    file.write_text(OLD.replace("one", "eins"))

    assert (False, False) == (hurried(live, live), hurried(moved, live))
    assert hurried(take(tmp_path), moved)


def test_a_new_file_is_hurried_while_it_stops_within_a_line(tmp_path: Path) -> None:
    """A new file counts as written when it ends with a line end; a deleted one keeps nobody waiting."""
    (tmp_path / "old.yaml").write_text(OLD)
    live = take(tmp_path)
    (tmp_path / "old.yaml").unlink()
    file = tmp_path / "a.yaml"
    file.write_text(OLD[:-3])
    half = hurried(take(tmp_path), live)
    file.write_text(OLD)

    assert (True, False) == (half, hurried(take(tmp_path), live))


def test_what_cannot_be_read_is_seen_as_such(tmp_path: Path) -> None:
    """A file too large or dangling has no content, and is never taken for half saved; no folder is an error."""
    (tmp_path / "large.yaml").write_bytes(b"#" * 2_000_000)
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    files = take(tmp_path)

    assert {"large.yaml": None, "dangling.yaml": None} == {name: seen.content for name, seen in files.items()}
    assert () == torn(files, files, tmp_path)
    with pytest.raises(KnowledgeMissingError):
        take(tmp_path / "nowhere")
