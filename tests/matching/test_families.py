from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.families import Families, split_words
from bot.matching.normalize import normalize

TRADE: Final = Families(
    {
        "backend": ("back end", "Back-Ends", "server side"),
        "developer": ("dev", "software engineer"),
        "devops": ("dev ops",),
        "ci cd": ("ci/cd", "cicd", "continuous integration and delivery"),
        "nodejs": ("node.js", "node js"),
        "no sql database": ("nosql db",),
        "is iam": (),
        "i am": ("iam",),
        ".net": ("dotnet", "dot net"),
        "c++": ("cpp", "c plus plus"),
        "c#": ("c sharp",),
    }
)
ANYTHING: Final = st.text(st.characters(exclude_categories=()), max_size=200)
WORD: Final = st.text("xyz0123456789", min_size=2, max_size=6)


def words(text: str) -> tuple[str, ...]:
    """The words of a text as typed, with the families of `TRADE` unified."""
    return TRADE.unify(split_words(normalize(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("C++", ["c++"], id="c-plus-plus"),
        pytest.param("C#", ["c#"], id="c-sharp"),
        pytest.param("C\N{MUSIC SHARP SIGN}", ["c#"], id="c-sharp-by-its-true-sign"),
        pytest.param("F#", ["f#"], id="f-sharp"),
        pytest.param(".NET", [".net"], id="dot-net"),
        pytest.param("is .NET Core old?", ["is", ".net", "core", "old"], id="dot-net-inside"),
        pytest.param("asp.net", ["asp", "net"], id="asp-net"),
        pytest.param("node.js", ["node", "js"], id="node-js"),
        pytest.param("CI/CD", ["ci", "cd"], id="ci-cd"),
        pytest.param("T-SQL", ["t", "sql"], id="t-sql"),
        pytest.param("c++/c#, c.", ["c++", "c#", "c"], id="neighbours"),
        pytest.param("(C++17)", ["c++", "17"], id="c-plus-plus-17"),
        pytest.param("what's a dev's day?!", ["whats", "a", "devs", "day"], id="apostrophes"),
        pytest.param("snake_case k8s", ["snake", "case", "k8s"], id="underscore-and-digits"),
        pytest.param("the end.network", ["the", "end", "network"], id="a-full-stop-without-a-space"),
        pytest.param("  ... !? ++ # ", [], id="no-words"),
    ],
)
def test_a_text_is_split_into_words(text: str, expected: list[str]) -> None:
    """Letters and digits make words, and technical names stay whole."""
    found = split_words(normalize(text))

    assert tuple(expected) == found


def test_technical_names_are_distinct_words() -> None:
    """No two names of languages and platforms are split into the same words."""
    names = [
        "c",
        "c++",
        "c#",
        "f",
        "f#",
        "net",
        ".net",
        "node",
        "node.js",
        "js",
        "ci",
        "cd",
        "ci/cd",
        "sql",
        "t-sql",
    ]

    assert len({split_words(name) for name in names}) == len(names)


@given(ANYTHING)
def test_a_word_is_never_empty_or_spaced(text: str) -> None:
    """Any text is split into words that are not empty and hold no space."""
    found = split_words(normalize(text))

    assert all(word and word.split() == [word] for word in found)


@given(ANYTHING)
def test_words_split_into_themselves(text: str) -> None:
    """The words of any text, with spaces between them, are split into the same words."""
    found = split_words(normalize(text))

    assert found == split_words(" ".join(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Back-End", ["backend"], id="hyphen-and-case"),
        pytest.param("back ends", ["backend"], id="variant-written-with-a-hyphen"),
        pytest.param("backend", ["backend"], id="head"),
        pytest.param("server-side dev", ["backend", "developer"], id="two-families"),
        pytest.param("server room", ["server", "room"], id="begins-like-a-variant"),
        pytest.param("dev ops dev", ["devops", "developer"], id="longest-first"),
        pytest.param("continuous integration and delivery", ["ci", "cd"], id="four-words"),
        pytest.param(
            "continuous integration and more", ["continuous", "integration", "and", "more"], id="not-all"
        ),
        pytest.param("CI/CD", ["ci", "cd"], id="slash"),
        pytest.param("cicd", ["ci", "cd"], id="head-of-two-words"),
        pytest.param("nosql db", ["no", "sql", "database"], id="head-of-three-words"),
        pytest.param("what is iam", ["what", "is", "iam"], id="head-guards-its-words"),
        pytest.param("iam new", ["i", "am", "new"], id="unguarded"),
        pytest.param("node.js nodejs node js", ["nodejs"] * 3, id="node-js"),
        pytest.param("dot net, .net, dotnet", [".net"] * 3, id="dot-net"),
        pytest.param("cpp vs c sharp vs c", ["c++", "vs", "c#", "vs", "c"], id="c-languages"),
        pytest.param("c plus plus", ["c++"], id="spelt-out"),
        pytest.param("", [], id="empty"),
    ],
)
def test_variants_become_their_word(text: str, expected: list[str]) -> None:
    """The longest variant at a place is replaced by the words of its head, and everything else stays."""
    found = words(text)

    assert tuple(expected) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("what's an api", "what is an api", id="what-is"),
        pytest.param("whats an api", "what is an api", id="without-apostrophe"),
        pytest.param("how's it done", "how is it done", id="how-is"),
        pytest.param("can u help", "can you help", id="you"),
        pytest.param("I don't and can't", "i do not and can not", id="not"),
        pytest.param("I'm new, I've a degree", "i am new i have a degree", id="i-am"),
        pytest.param("wanna, gonna, gotta", "want to going to have to", id="to"),
        pytest.param("ppl w skills", "people with skills", id="chat"),
    ],
)
def test_short_forms_are_written_out(text: str, expected: str) -> None:
    """What chat shortens is read as if it were written out."""
    found = words(text)

    assert tuple(expected.split()) == found


@pytest.mark.parametrize("variant", ["whats app", "r", "back end", "dont panic", "c#", "node.js"])
def test_every_declared_variant_becomes_its_head(variant: str) -> None:
    """A variant is replaced by its head even when it holds what elsewhere is a short form."""
    families = Families({"the head": (variant,)})

    assert families.unify(split_words(normalize(variant))) == ("the", "head")


@given(st.lists(WORD, max_size=12))
def test_words_of_no_family_stay(others: list[str]) -> None:
    """Words that no family names come back as they are."""
    found = TRADE.unify(tuple(others))

    assert tuple(others) == found


@given(
    st.lists(
        st.sampled_from(["back", "end", "dev", "ops", "ci", "cd", "node", "js", "iam", "is", "x"]), max_size=9
    )
)
def test_unified_words_hold_no_variant(given_words: list[str]) -> None:
    """No variant of a family is left in words whose heads make no new variants."""
    found = " ".join(TRADE.unify(tuple(given_words)))

    assert not any(variant in f" {found} " for variant in (" back end ", " dev ", " node js ", " cicd "))


def test_the_order_of_families_does_not_matter() -> None:
    """A variant that two families claim goes to the same one, whichever is declared first."""
    claims = {"zebra": ("stripes",), "tiger": ("stripes",)}
    there, back = Families(claims), Families(dict(reversed(claims.items())))

    assert there.unify(("stripes",)) == back.unify(("stripes",))


def test_a_variant_of_punctuation_alone_changes_nothing() -> None:
    """A variant in which no word is left is as if it were not declared."""
    families = Families({"dash": ("---", "!")})

    assert families.unify(()) == ()
    assert families.unify(("a", "b")) == ("a", "b")


def test_without_families_words_stay() -> None:
    """Where no family is declared, nothing is unified."""
    families = Families({})

    assert families.unify(("back", "end")) == ("back", "end")
