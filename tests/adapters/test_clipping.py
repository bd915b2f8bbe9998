from __future__ import annotations

from time import perf_counter
from typing import Final

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from adapters.clipping import clip, pieces
from tests.slowness import slowness

_FAMILY: Final = "👨‍👩‍👧"
_FLAG: Final = "🇩🇪"
_HOSTILE: Final = {
    "letters": "a" * 40_000,
    "spaces": " " * 40_000,
    "accents": "a" + "\u0301" * 39_999,
    "joined": "👩\u200d" * 20_000,
    "flags": "🇩" * 40_000,
    "flags after a prefix": "\u0600" + "🇩" * 39_999,
    "syllables": "\u1100" * 40_000,
    "conjuncts": "क\u094d" * 20_000,
    "line ends": "\r\n" * 20_000,
}

_texts = st.text(
    st.one_of(st.characters(), st.sampled_from(["\u0301", "\u200d", "🇩", "👩", "\r", "\n", " "]))
)


def _graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@pytest.mark.parametrize(
    ("text", "most", "clipped"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        (f"ab{_FAMILY}", 6, "ab…"),
        (f"ab{_FAMILY}cd", 8, f"ab{_FAMILY}…"),
        (f"{_FLAG}{_FLAG}{_FLAG}", 4, f"{_FLAG}…"),
        ("e\u0301e\u0301", 3, "e\u0301…"),
        ("a" + "\u0301" * 99, 10, "…"),
        ("ab", 1, "…"),
        ("", 1, ""),
    ],
)
def test_clipped(text: str, most: int, clipped: str) -> None:
    """Text is cut between two graphemes and says so."""
    actual = clip(text, most)

    assert clipped == actual


@given(_texts, st.integers(1, 30))
def test_never_splits_a_grapheme(text: str, most: int) -> None:
    """What is kept of any text is graphemes of it, but for white space before the cut, and fits."""
    actual = clip(text, most)

    if actual != text:
        assert actual.endswith("…")
        kept = _graphemes(text[: len(actual) - 1])
        assert kept == _graphemes(text)[: len(kept)] or text[len(actual) - 1].isspace()
    assert most >= len(actual)


@given(_texts, st.integers(8, 30))
def test_pieces_are_all_of_it(text: str, most: int) -> None:
    """The pieces of any text are its graphemes in order, each piece fits, and only a grapheme that never fits is left out."""
    actual = list(pieces(text, most))

    assert all(0 < len(piece) <= most for piece in actual)
    whole = "".join(one if len(one) <= most else "…" for one in _graphemes(text))
    assert whole == "".join(actual)


@pytest.mark.alone
@pytest.mark.parametrize("name", _HOSTILE)
@pytest.mark.parametrize("most", [75, 3_000, 39_999])
def test_hostile_text_is_clipped_at_once(name: str, most: int) -> None:
    """Forty thousand characters of any kind take less than a twentieth of a second, however few letters they are."""
    started = perf_counter()
    clipped = clip(_HOSTILE[name], most)
    took = perf_counter() - started

    assert clipped.endswith("…")
    assert most >= len(clipped)
    assert took < 0.05 * slowness()
