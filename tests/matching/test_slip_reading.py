from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import Question
from bot.matching.lexicon import Lexicon
from bot.matching.normalize import normalize
from bot.matching.slip_reading import Slipped, SlipReader
from bot.matching.slips import slipped
from bot.read import read
from tests.slip_samples import PHRASINGS, SYNONYMS, every_slip

ODD: Final = (
    "c++ or c# for .net code",
    "asp.net on a server",
    "say: .etn and back end",
    "don't the dev's 'api' rock'n'roll",
    "back end 🥂 dev, ok?",
    "ünïcödé back end café",
    "日本語 api",
    "snake_case api a_b",
    "hi",
    "many thanks",
    "thanks in advance",
    "dev dev dev",
    "...wait",
)


def slow(text: str, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """What is read after each slip with which it is not what is read of the text itself."""
    words = read(Question(text), lexicon).words
    found = {typed: read(Question(typed), lexicon).words for typed in every_slip(text)}
    return {typed: one for typed, one in found.items() if one != words}


def quick(text: str, found: Slipped) -> dict[str, tuple[str, ...]]:
    """The same, as the reader found it."""
    return {slipped(text, one.place, one.slip): one.words(found.words) for one in found.misread}


@given(st.lists(PHRASINGS, min_size=1, max_size=6), PHRASINGS)
def test_slips_are_read_as_questions_are(written: list[str], text: str) -> None:
    """Whatever families, filler and repairs do around a slip, it is read as if it had been asked."""
    lexicon = Lexicon(SYNONYMS, [*written, text])
    found = SlipReader(lexicon, [text]).read(text)

    assert slow(text, lexicon) == quick(text, found)
    assert len([*every_slip(text)]) == found.slips


@pytest.mark.parametrize("text", [normalize(text) for text in ODD])
def test_odd_texts_are_read_as_questions_are(text: str) -> None:
    """Signs that are part of words, pictures, other scripts and filler alone are no exception."""
    lexicon = Lexicon(SYNONYMS, ODD)

    assert slow(text, lexicon) == quick(text, SlipReader(lexicon, [text]).read(text))


@pytest.mark.parametrize(
    ("text", "slip", "expected"),
    [
        pytest.param("what is git", "it", (2, ("it",)), id="one-word"),
        pytest.param("be dev git", "eb", (0, ("eb",)), id="one-word-of-a-family"),
        pytest.param("back end git", "bck", (-1, ("bck", "end", "git")), id="a-family-apart"),
    ],
)
def test_it_is_said_where_another_word_is_read(
    text: str, slip: str, expected: tuple[int, tuple[str, ...]]
) -> None:
    """Where one word alone is read otherwise, it is said which, and otherwise all words are."""
    lexicon = Lexicon(SYNONYMS, [text])
    found = SlipReader(lexicon, [text]).read(text).misread

    assert [expected] == [(one.at, one.read) for one in found if one.slip == slip]


def test_slips_in_our_phrasings_are_read_as_questions_are(shipped: Answerer) -> None:
    """All slips in every eightieth of our phrasings are read as if they had been asked."""
    lexicon = shipped.index.lexicon
    entries = shipped.knowledge.entries.values()
    texts = [normalize(text) for entry in entries for text in entry.phrasings][::80]
    reader = SlipReader(lexicon, texts)

    assert len(texts) > 60
    assert [slow(text, lexicon) for text in texts] == [quick(text, reader.read(text)) for text in texts]
