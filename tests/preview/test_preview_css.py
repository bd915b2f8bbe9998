"""Facts about the colours: whatever stands on whatever can be read, by light and in the dark."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

import pytest

SHEET: Final = (files("bot.preview") / "static" / "preview.css").read_text("utf-8")
LEAST: Final = 4.5
"""What WCAG 2.2 asks for text of any size."""

PAIRS: Final = {
    "paper": ("ink", "soft", "accent", "good", "warn", "bad"),
    "card": ("ink", "soft", "accent", "good"),
    "sunk": ("ink", "soft"),
    "wash": ("accent",),
    "accent": ("on-accent",),
    "good-wash": ("good",),
    "warn-wash": ("warn",),
    "bad-wash": ("bad",),
    "slack": ("slack-ink", "slack-soft"),
    "slack-sunk": ("slack-ink", "slack-code"),
    "slack-badge": ("slack-badge-ink",),
    "discord": ("discord-ink", "discord-soft"),
    "discord-sunk": ("discord-ink", "discord-soft"),
    "discord-button": ("discord-button-ink",),
    "discord-main": ("discord-on-main",),
    "screen": ("screen-ink", "screen-soft", "red", "green", "yellow", "blue", "magenta", "cyan"),
    "screen-sunk": ("cyan",),
}
"""What text stands on, and its colours."""
_VARIABLE: Final = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


def _schemes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    by_light = dict(_VARIABLE.findall(light))
    return {"light": by_light, "dark": by_light | dict(_VARIABLE.findall(dark))}


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    """Black on white is 21 to 1, and the grey that just passes is #767676."""
    assert 21 == round(_contrast("#000000", "#ffffff"), 3)
    assert _contrast("#767676", "#ffffff") >= LEAST > _contrast("#777777", "#ffffff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str) -> None:
    """Each colour of text has at least 4.5 to 1 on each ground that it stands on."""
    colors = _schemes()[scheme]
    found = {
        f"{text} on {ground}": round(_contrast(colors[text], colors[ground]), 2)
        for ground, texts in PAIRS.items()
        for text in texts
    }

    assert {} == {pair: ratio for pair, ratio in found.items() if ratio < LEAST}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_can_be_seen(scheme: str) -> None:
    """The edge of a field, the ring of the focus and the bars have at least 3 to 1 on what is around them."""
    colors = _schemes()[scheme]
    pairs = [
        ("edge", "paper"),
        ("edge", "card"),
        ("accent", "paper"),
        ("accent", "card"),
        ("fill-over", "card"),
    ]

    assert [] == [pair for pair in pairs if _contrast(colors[pair[0]], colors[pair[1]]) < 3]


def test_both_schemes_are_designed() -> None:
    """Every colour that is not the same on purpose (those of the screen) has a value of its own in the dark."""
    light, dark = _schemes().values()
    same = {name for name, color in light.items() if dark[name] == color}

    assert {
        "screen-ink",
        "screen-soft",
        "red",
        "green",
        "yellow",
        "blue",
        "magenta",
        "cyan",
        "screen-sunk",
        "discord-on-main",
    } == same


def test_no_colour_stands_outside_the_variables() -> None:
    """What is drawn in the sheet takes its colours from the variables, apart from the logo, which has its own."""
    rules = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    lines = [line for line in rules.splitlines() if re.search(r"#[0-9a-f]{3,6}\b|rgb|hsl", line)]

    assert [] == [line for line in lines if "logo" not in line]
    assert [] == re.findall(r"url\(|@import|@font-face", SHEET)
