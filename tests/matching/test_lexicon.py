from __future__ import annotations

from typing import Final

import pytest

from bot.knowledge import Synonyms
from bot.matching.filler import FILLER
from bot.matching.lexicon import Lexicon

SYNONYMS: Final = Synonyms(
    families={
        "backend": ("back end", "server side"),
        "duties": ("responsibilities",),
        "developer": ("programmer", "dev"),
        "nestjs": ("nest js",),
    },
    contrasts=(("postgresql", "postgrest"), ("phishing", "fishing"), ("xmlhttp calls", "xmlrpcc calls")),
)
TEXTS: Final = (
    "What does a Back-End dev do?",
    "responsibilities in nextjs",
    "hey all, postgresql",
    "phishing",
    "",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words of a few texts, with families and contrasts."""
    return Lexicon(SYNONYMS, TEXTS)


def test_texts_are_kept_as_words_in_the_order_given(lexicon: Lexicon) -> None:
    """Every text is there as words, families unified and filler dropped, an empty one as none."""
    expected = (
        ("what", "does", "a", "backend", "developer", "do"),
        ("duties", "in", "nextjs"),
        ("postgresql",),
        ("phishing",),
        (),
    )

    assert expected == lexicon.texts


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("what does a backend developer do", id="plain"),
        pytest.param("WHAT DOES A BACK-END DEV DO???", id="capitals"),
        pytest.param(
            "hey all, quick q: what does a server side programmer do? thx", id="filler-and-families"
        ),
        pytest.param("wh\u200bat  do\u0301es a\nb\u00adack end dev do", id="decorated"),
        pytest.param(
            "\uff57\uff48\uff41\uff54 does a back\u2011end dev d\u043e", id="full-width-and-look-alike"
        ),
    ],
)
def test_one_question_has_one_list_of_words(lexicon: Lexicon, text: str) -> None:
    """However a question is dressed, its words are the same."""
    expected = lexicon.texts[0]

    assert expected == lexicon.words(text)


@pytest.mark.parametrize("phrase", sorted(FILLER), ids=" ".join)
def test_filler_is_dropped_the_way_it_is_typed(phrase: tuple[str, ...]) -> None:
    """Every filler phrase is recognised in a message, after short forms are written out."""
    message = f"{' '.join(phrase)} explaining apis"

    assert Lexicon(Synonyms(), ()).words(message) == ("explaining", "apis")


@pytest.mark.parametrize("word", ["postgresql", "postgrest", "phishing", "fishing", "xmlhttp", "xmlrpcc"])
def test_a_contrasted_word_is_never_repaired(lexicon: Lexicon, word: str) -> None:
    """A word of a declared contrast stays itself, even one that no text uses."""
    read = lexicon.repair(word)

    assert word == read


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("nextsj", "nextjs", id="word-of-a-text"),
        pytest.param("postgrrest", "postgrest", id="word-of-a-contrast"),
        pytest.param("bakcend", "backend", id="head-of-a-family"),
        pytest.param("fihing", "fishing", id="contrast-that-no-text-uses"),
    ],
)
def test_a_misspelling_is_taken_for_a_word_that_somebody_wrote(
    lexicon: Lexicon, typed: str, expected: str
) -> None:
    """Misspellings become words of the texts, of the families and of the contrasts."""
    read = lexicon.repair(typed)

    assert expected == read


def test_the_head_of_a_family_is_never_repaired(lexicon: Lexicon) -> None:
    """A word that a family declares is no misspelling, even when no text uses it."""
    read = lexicon.repair("nestjs")

    assert read == "nestjs"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("resposibilities", "duties"), ("responsabilities", "duties"), ("programmr", "developer")],
)
def test_a_misspelt_variant_is_read_as_its_family(lexicon: Lexicon, typed: str, expected: str) -> None:
    """A misspelling of a declared variant becomes the word that the variant stands for."""
    read = lexicon.joined([lexicon.repair(typed)])

    assert (expected,) == read


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["back", "end"], ["backend"], id="variant-completed"),
        pytest.param(["thanks", "in", "advance", "nextjs"], ["nextjs"], id="filler-completed"),
        pytest.param(["nextjs"], ["nextjs"], id="nothing-to-join"),
        pytest.param([], [], id="empty"),
    ],
)
def test_repaired_words_are_joined_again(lexicon: Lexicon, words: list[str], expected: list[str]) -> None:
    """Families and filler that a repair completed are seen."""
    joined = lexicon.joined(words)

    assert tuple(expected) == joined
