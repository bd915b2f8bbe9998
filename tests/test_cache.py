from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.cache import MOST_KEPT, cached_index, kept_index
from bot.conversation import Question
from bot.knowledge import Entry, Knowledge, Synonyms
from bot.settings import Settings, cache_folder


def knowledge(*subjects: str, synonyms: Synonyms | None = None) -> Knowledge:
    """An entry for each subject."""
    entries = {
        one: Entry(
            id=one, title=f"What is {one}?", phrasings=(f"explain {one}", f"why {one}"), short=f"{one}."
        )
        for one in subjects
    }
    return Knowledge(entries=entries, synonyms=synonyms or Synonyms())


BASE: Final = knowledge("docker", "linux", "sql")
ASKED: Final = ("explain dokcer to me", "why is linux so good", "sequel", "what is it", "\u6771\u4eac", "")


def rankings(base: Knowledge, folder: Path | None) -> list[object]:
    """What an answerer with an index from a folder makes of some questions."""
    answerer = Answerer(base, cached_index(base, folder))
    return [answerer.rank(Question(text)) for text in ASKED]


def files(folder: Path) -> list[str]:
    """The names of what lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


def test_a_kept_index_answers_as_a_fresh_one(tmp_path: Path) -> None:
    """Compiled, kept and read again, an index ranks every question to the last digit alike."""
    fresh = rankings(BASE, None)

    assert fresh == rankings(BASE, tmp_path / "new")
    assert fresh == rankings(BASE, tmp_path / "new")
    assert len(files(tmp_path / "new")) == 1


def test_the_kept_index_is_used(tmp_path: Path) -> None:
    """The second index is the kept one: it shares what was learnt with the file, not with a new training."""
    cached_index(BASE, tmp_path)
    (file,) = tmp_path.iterdir()
    before = file.stat().st_ino
    cached_index(BASE, tmp_path)

    assert [before] == [one.stat().st_ino for one in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "other",
    [
        knowledge("docker", "linux"),
        BASE.model_copy(
            update={
                "entries": {**BASE.entries, "sql": BASE.entries["sql"].model_copy(update={"title": "SQL"})}
            }
        ),
        knowledge("docker", "linux", "sql", synonyms=Synonyms(families={"sql": ("sequel",)})),
        knowledge("docker", "linux", "sql", synonyms=Synonyms(contrasts=(("sql", "linux"),))),
    ],
    ids=["an-entry-less", "a-title", "a-synonym", "a-contrast"],
)
def test_other_knowledge_is_another_file(tmp_path: Path, other: Knowledge) -> None:
    """Whatever of the knowledge changes, what was kept of the old is not taken for the new."""
    rankings(BASE, tmp_path)

    assert rankings(other, None) == rankings(other, tmp_path)
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no zip", b"half"], ids=["empty", "garbage", "cut"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    """A file that is empty, garbage or cut off costs the time to compile and is whole afterwards."""
    fresh = rankings(BASE, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == b"half" else damage)

    assert fresh == rankings(BASE, tmp_path)
    assert len(whole) == file.stat().st_size


@pytest.mark.parametrize(("at", "value"), [(8, 1), (8, 8), (10, 99)], ids=["locked", "patched", "method"])
def test_a_flipped_byte_costs_no_start(tmp_path: Path, at: int, value: int) -> None:
    """A file whose table of contents was damaged is made again, whatever reading it raises."""
    fresh = rankings(BASE, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = bytearray(file.read_bytes())
    whole[whole.rindex(b"PK\x01\x02") + at] ^= value
    file.write_bytes(whole)

    assert fresh == rankings(BASE, tmp_path)


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_answer(tmp_path: Path) -> None:
    """Where the folder's name is taken by a file, nothing is kept and every question is ranked."""
    (tmp_path / "taken").write_text("a file")

    assert rankings(BASE, None) == rankings(BASE, tmp_path / "taken")


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    """Old knowledge does not pile up, and no half-written file stays."""
    for number in range(MOST_KEPT + 3):
        cached_index(knowledge(f"subject{number}"), tmp_path)

    assert len(files(tmp_path)) == MOST_KEPT
    assert all(name.endswith(".npz") for name in files(tmp_path))


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder is made so that nobody else may look into it."""
    cached_index(BASE, tmp_path / "deep" / "cache")

    assert (tmp_path / "deep" / "cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("value", "usual", "expected"),
    [
        ("-", "/somewhere", None),
        ("/mine", "/somewhere", Path("/mine")),
        ("", "/somewhere", Path("/somewhere/backchat")),
        ("", "", Path("/home/ada/.cache/backchat")),
    ],
    ids=["nowhere", "named", "usual", "home"],
)
def test_where_it_is_kept(
    monkeypatch: pytest.MonkeyPatch, value: str, usual: str, expected: Path | None
) -> None:
    """BACKCHAT_CACHE names the folder, - none; else it is in the user's cache folder."""
    monkeypatch.setenv("BACKCHAT_CACHE", value)
    monkeypatch.setenv("XDG_CACHE_HOME", usual)
    monkeypatch.setenv("HOME", "/home/ada")

    assert expected == cache_folder(Settings())


def test_a_kept_index_is_used_from_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an image whose files are read-only the index compiled into it is used, though its time cannot be set."""
    cached_index(BASE, tmp_path)
    monkeypatch.setattr("bot.cache.os.utime", _forbidden)

    assert kept_index(BASE, tmp_path) is not None


def _forbidden(*_arguments: object) -> None:
    raise PermissionError
