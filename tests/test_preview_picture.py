"""Facts about the pictures of the preview: they show an edit that something is found in, and are there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.loading import load
from tools.preview_picture import ADDED, ENTRY, PICTURES, SHARP, WIDTH, edited

ROOT: Final = Path(__file__).resolve().parent.parent


def test_the_edit_is_one_phrasing_more(tmp_path: Path) -> None:
    """The copy is whole, and differs from the shipped knowledge by what the picture is about."""
    before, after = load(ROOT / "knowledge"), load(edited(tmp_path))
    entry = before.entries[ENTRY]

    assert after.entries[ENTRY] == entry.model_copy(update={"phrasings": (ADDED, *entry.phrasings)})
    assert {**before.entries, ENTRY: None} == {**after.entries, ENTRY: None}


def test_the_pictures_are_there() -> None:
    """Both are PNGs of the width that the tool draws."""
    for name in PICTURES:
        picture = (ROOT / "docs" / f"{name}.png").read_bytes()

        assert b"\x89PNG" == picture[:4]
        assert int(WIDTH * SHARP) == int.from_bytes(picture[16:20], "big")
