from __future__ import annotations

from typing import Final

import pytest

from bot.knowledge import Synonyms
from bot.matching.beginnings import Beginnings, Counted, Tally
from bot.matching.lexicon import Lexicon
from bot.matching.unfinished import MOST_REPAIRED, Reader, Typed

TEXTS: Final = (
    "what is a database",
    "what is a database index",
    "what is a backend",
    "is a backend developer happy",
    "backend or frontend",
    "how do i use docker",
    "how do i use docker well",
    "how do i use data",
    "data",
    "data",
    "data types",
    "dates",
    "turn back",
)
LEXICON: Final = Lexicon(
    Synonyms(families={"backend": ("back end", "server side"), "developer": ("dev", "devs")}),
    (*TEXTS, "pizza"),
)
READER: Final = Reader(LEXICON, LEXICON.texts[: len(TEXTS)])


@pytest.mark.parametrize(
    ("typed", "words", "beginnings"),
    [
        ("d", "data", ("d",)),
        ("how do i use d", "how do i use docker", ("how do i use d",)),
        ("turn d", "turn data", ("turn d",)),
        ("wha", "what", ("wha",)),
        ("data", "data", ("data",)),
        ("data ", "data", ("data ",)),
        ("what is a database?", "what is a database", ("what is a database ",)),
        ("how do i u", "how do i use", ("how do i u", "how do i you")),
        ("what is a back", "what is a back", ("what is a back",)),
        ("what is a back e", "what is a backend", ("what is a back e", "what is a backe")),
        ("what is a back end", "what is a backend", ("what is a back end", "what is a backend")),
        ("what is a back-end ", "what is a backend", ("what is a backend ",)),
        ("a happy dev", "a happy developer", ("a happy dev", "a happy developer")),
        ("what is a databse", "what is a database", ("what is a databse", "what is a database")),
        ("waht is a databse i", "what is a database is", ("what is a database i",)),
        ("pizza", "pizza", ("pizza",)),
        ("pizz", "pizza", ("pizz", "pizza")),
        ("xqzzy", "xqzzy", ("xqzzy",)),
        ("\N{CYRILLIC SMALL LETTER KOMI DE}ATA", "data", ("data",)),
    ],
)
def test_read(typed: str, words: str, beginnings: tuple[str, ...]) -> None:
    """The last word is finished as what follows the word before it, or as the most frequent; slips are put right."""
    read = READER.read(typed)

    assert (words, beginnings) == (" ".join(read.words), read.beginnings)


@pytest.mark.parametrize("typed", ["", " ", "?!", "\x00", "\u0301" * 25, "\ud800", "\u200b" * 4_000])
def test_nothing_that_can_be_seen(typed: str) -> None:
    """What has no word has no beginning either."""
    assert ((), ()) == READER.read(typed)[1:]


def test_decoration_is_not_read() -> None:
    """Twenty-five marks on every letter change nothing."""
    decorated = "".join(letter + "\u0301\u0327\u0338\u0489\u0303" * 5 for letter in "how do i use d")

    assert READER.read("how do i use d") == READER.read(decorated)


def test_few_words_are_repaired_at_a_keystroke() -> None:
    """So that a message of nothing but slips costs no more than others, the first six are repaired."""
    words = READER.read("databse " * (MOST_REPAIRED + 2)).words

    assert ("database",) * MOST_REPAIRED + ("databse",) * 2 == words


def test_a_text_is_read_to_its_limit() -> None:
    """Three hundred characters are read and no more."""
    assert Typed("data " * 59 + "data", ("data",) * 60, (f"{'data ' * 60}",)) == READER.read("data " * 800)


def test_beginnings_find_every_text_once() -> None:
    """The places are those of all texts that begin in one of the ways, in the order of places."""
    found = Beginnings(["b a", "a b", "a", "b", "a c"])

    assert [1, 2, 4] == found.of(["a"]).tolist()
    assert [1, 2, 4] == found.of(["a", "a b"]).tolist()
    assert [0, 4] == found.of(["a c", "b "]).tolist()
    assert [] == found.of(["c"]).tolist() == found.of([]).tolist() == Beginnings([]).of(["a"]).tolist()


def test_a_tally_tells_what_occurs_most() -> None:
    """Of the texts that begin so it is the one that occurs most, the first of equals."""
    tally = Tally({"one": 2, "on": 2, "only": 1, "two": 9})

    assert (Counted("on", 2), Counted("one", 2), Counted("", 0)) == (
        tally.most("o"),
        tally.most("one"),
        tally.most("x"),
    )
    assert (2, 9, 0, 0) == tuple(tally.times(text) for text in ("on", "two", "o", "zzz"))
