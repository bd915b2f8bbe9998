"""When a sentence of the detail says what the short answer says."""

from __future__ import annotations

import pytest

from bot.check.detail_repeats_short import RULE
from tests.prose_samples import looked_at, told

SHORT = "Indexes turn slow scans of big tables into quick lookups. They cost disk."


@pytest.mark.parametrize(
    ("detail", "number"),
    [
        (SHORT, 1),
        ("An index turns the slow scan of a big table into a quick lookup.", 1),
        ("- **Indexes:** turn slow scans of\n  big tables into quick lookups", 1),
        ("1. Nothing new. A quick lookup: indexes turned slow scanning of big tables into it.", 1),
        ("- **Indexes turn slow scans of big tables into quick lookups:** yes.", 0),
        ("They cost disk.", 0),
        ("Indexes are quick.", 0),
        ("Indexes are sorted copies of a few columns, with pointers to big tables.", 0),
        ("```\nIndexes turn slow scans of big tables into quick lookups.\n```", 0),
        ("`Indexes turn slow scans of big tables into quick lookups`", 0),
    ],
)
def test_repetitions(detail: str, number: int) -> None:
    """Other endings, order and small words do not hide a repetition; short sentences, bold leads and code are none."""
    assert number == len(told(RULE, looked_at("Indexes", SHORT, detail)))


def test_what_is_repeated_is_shown() -> None:
    """The sentence of the short answer is told beside the one that repeats it."""
    assert RULE.find
    [found] = RULE.find(looked_at("Indexes", f"Yes. {SHORT}", f"- **One:** a fact.\n- **Two:** {SHORT}"))
    [(spot, beside)] = found.beside

    assert (2, 14) == (spot.line, spot.column)
    assert "the short answer: 'Indexes turn slow scans of big tables into quick lookups.'" == beside
