"""A synonym is called useless only if no text whatever is read in another way without it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check.unused_synonym import _without_effect
from bot.matching.families import Families

_WORDS = st.sampled_from(["a", "b", "c", "dev", "u", "whats", "you"])
_VARIANTS = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


@st.composite
def _families(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Families of which no variant is in two, as the loader demands."""
    texts = draw(st.lists(_VARIANTS, min_size=2, max_size=7, unique=True))
    heads = draw(st.integers(1, min(3, len(texts))))
    families: dict[str, list[str]] = {head: [] for head in texts[:heads]}
    for text in texts[heads:]:
        families[draw(st.sampled_from(texts[:heads]))].append(text)
    return {head: tuple(variants) for head, variants in families.items()}


@settings(max_examples=300)
@given(_families(), st.lists(st.lists(_WORDS, max_size=7), min_size=5, max_size=20))
def test_nothing_is_read_differently(written: dict[str, tuple[str, ...]], texts: list[list[str]]) -> None:
    """Without all that has no effect, every text is read as with it."""
    gone = list(_without_effect(written))
    left = {
        head: tuple(text for number, text in enumerate(variants) if (head, number) not in gone)
        for head, variants in written.items()
        if (head, None) not in gone
    }
    before, after = Families(written), Families(left)

    assert [before.unify(tuple(text)) for text in texts] == [after.unify(tuple(text)) for text in texts]


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        pytest.param({"full stack": ("full-stack", "fullstack")}, [("full stack", 0)], id="like-the-head"),
        pytest.param({"mail": ("e-mail", "e mail")}, [("mail", 1)], id="like-another"),
        pytest.param(
            {"database": ("db",), "sql database": ("sql db",)}, [("sql database", 0)], id="in-parts"
        ),
        pytest.param({"you": ("u", "thou")}, [("you", 0)], id="short-form"),
        pytest.param({"cat": ("☃", "kitty")}, [("cat", 0)], id="no-word"),
        pytest.param({"ui": ()}, [("ui", None)], id="head-alone"),
        pytest.param({"is iam": (), "i am a": ("iam a",)}, [], id="head-that-protects"),
        pytest.param({"database": ("db",), "old database": ("old db engine",)}, [], id="all-needed"),
        pytest.param({"to be developer": ("to be dev",), "backend developer": ("be dev",)}, [], id="overlap"),
    ],
)
def test_what_has_no_effect(written: dict[str, tuple[str, ...]], gone: list[tuple[str, int | None]]) -> None:
    """A variant that reads like the head or another, or as its parts do, is needless; one that protects others is not."""
    assert gone == list(_without_effect(written))
