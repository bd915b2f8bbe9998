from __future__ import annotations

import sys
import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normalize import MAX_TEXT, normalize

ANYTHING: Final = st.text(st.characters(exclude_categories=()), max_size=400)
ASCII: Final = st.text(st.characters(max_codepoint=127), max_size=MAX_TEXT - 1)
PLAIN: Final = st.text("abcdefghijklmnopqrstuvwxyz0123456789+#./", min_size=1, max_size=12)
LETTERS: Final = st.text(
    st.characters(categories=["L"], exclude_characters="\N{LATIN SMALL LETTER DOTLESS I}")
)
INVISIBLE: Final = (
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{SOFT HYPHEN}"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{MONGOLIAN VOWEL SEPARATOR}\N{COMBINING GRAPHEME JOINER}"
    "\N{VARIATION SELECTOR-16}\N{RIGHT-TO-LEFT OVERRIDE}\N{TAG LATIN SMALL LETTER A}"
    "\N{HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HALFWIDTH HANGUL FILLER}"
)
MARKS: Final = tuple(map(chr, (*range(0x300, 0x370), *range(0x483, 0x48A), 0x20DD, 0x20E3, 0x200B, 0xFEFF)))


@given(ANYTHING)
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    """A normalised text, of any characters and lone surrogates, is its own normal form."""
    once = normalize(text)

    assert once == normalize(once)


@given(ANYTHING)
def test_nothing_undrawable_is_left(text: str) -> None:
    """No text leaves a mark, a control, a surrogate or a space at its ends, whatever it is made of."""
    plain = normalize(text)

    assert not {unicodedata.category(letter) for letter in plain} & {"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"}
    assert plain == " ".join(plain.split())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 40_000, id="one-letter"),
        pytest.param("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 40_000, id="nfkc-bomb"),
        pytest.param("\N{LATIN SMALL LETTER N PRECEDED BY APOSTROPHE}" * 40_000, id="casefold-bomb"),
        pytest.param("e" + "\N{COMBINING ACUTE ACCENT}" * 40_000, id="zalgo"),
        pytest.param("a " * 20_000, id="words"),
        pytest.param("\N{GREEK SMALL LETTER IOTA WITH DIALYTIKA AND TONOS}" * 40_000, id="decomposing"),
    ],
)
def test_a_huge_text_stays_under_the_cap(text: str) -> None:
    """No text of 40,000 characters comes out longer than the cap."""
    plain = normalize(text)

    assert 0 < len(plain) <= MAX_TEXT


@given(ANYTHING, ANYTHING)
def test_only_the_beginning_is_read(text: str, more: str) -> None:
    """What stands after the first 300 characters changes nothing."""
    start = text.ljust(MAX_TEXT, "x")[:MAX_TEXT]

    assert normalize(start) == normalize(start + more)


@given(ASCII)
def test_the_short_way_for_ascii_agrees_with_the_long_way(text: str) -> None:
    """An ASCII text has the normal form that it has with an invisible character behind it."""
    the_long_way = normalize(text + "\N{ZERO WIDTH SPACE}")

    assert the_long_way == normalize(text)


@given(LETTERS)
def test_case_is_not_seen(letters: str) -> None:
    """Letters of any script mean the same in capitals, but for the dotless i, whose capital is the Latin one."""
    plain = normalize(letters[:60])

    assert plain == normalize(letters[:60].upper())
    assert plain == normalize(letters[:60].lower())


@given(
    st.lists(PLAIN, min_size=1, max_size=8),
    st.lists(
        st.text(" \t\n\r\f\v\x1c\x85\u00a0\u2009\u2028\u3000", min_size=1, max_size=4), min_size=9, max_size=9
    ),
)
def test_spacing_is_not_seen(words: list[str], gaps: list[str]) -> None:
    """Any run of any spaces between, before and after words is one space or none."""
    spaced = gaps[0] + "".join(map("".join, zip(words, gaps[1:], strict=False)))

    assert " ".join(words) == normalize(spaced)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcxyz +#"), st.text(st.sampled_from(MARKS), max_size=6)), max_size=40
    )
)
def test_marks_are_not_seen(letters: list[tuple[str, str]]) -> None:
    """Letters buried in accents, zalgo and zero-width characters are the letters."""
    bare = "".join(letter for letter, _ in letters)
    buried = "".join(letter + marks for letter, marks in letters)

    assert normalize(bare) == normalize(buried)


@pytest.mark.parametrize("invisible", [pytest.param(one, id=unicodedata.name(one)) for one in INVISIBLE])
def test_an_invisible_character_is_dropped(invisible: str) -> None:
    """A word with an invisible character in it is the word."""
    hidden = f"back{invisible}end"

    assert normalize(hidden) == "backend"


@pytest.mark.parametrize("code", range(0x21, 0x7F), ids=chr)
def test_full_width_is_not_seen(code: int) -> None:
    """Every printable ASCII character means the same in full width."""
    wide = chr(code + 0xFEE0)

    assert normalize(chr(code)) == normalize(wide)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("r\u00e9sum\u00e9", "resume", id="accents"),
        pytest.param("na\u00efve", "naive", id="diaeresis"),
        pytest.param("re\u0301sume\u0301", "resume", id="combining-accents"),
        pytest.param("Stra\u00dfe", "strasse", id="sharp-s"),
        pytest.param("\ufb01le \ufb02ow", "file flow", id="ligatures"),
        pytest.param("\u0130stanbul", "istanbul", id="dotted-capital-i"),
        pytest.param("\U0001d41b\U0001d41e", "be", id="mathematical-bold"),
        pytest.param("\u0441\u043e\u0440\u0443", "copy", id="cyrillic-word"),
        pytest.param("\u0421++ \u0430nd \u0421#", "c++ and c#", id="cyrillic-c"),
        pytest.param("\u0410\u0420\u0406", "api", id="cyrillic-capitals"),
        pytest.param("\u0391\u03a1\u0399", "api", id="greek-capitals"),
        pytest.param("j\u043eb \u0455\u0440\u0435\u0441", "job spec", id="cyrillic-inside-words"),
        pytest.param("what\u2019s", "what's", id="curly-apostrophe"),
        pytest.param("\u2018what\u2019", "'what'", id="single-quotes"),
        pytest.param("what\u02bcs", "what's", id="modifier-apostrophe"),
        pytest.param("what\u00b4s", "what's", id="acute-accent-for-apostrophe"),
        pytest.param("what`s", "what's", id="backtick"),
        pytest.param("what`s \u00e0", "what's a", id="backtick-in-a-text-with-accents"),
        pytest.param("\u201cback\u2013end\u201d", '"back-end"', id="quotes-and-dash"),
        pytest.param("back\u2010end \u2014 back\u2011end \u2212 x", "back-end - back-end - x", id="dashes"),
        pytest.param("a\x00b\x07c\x7fd", "abcd", id="controls"),
        pytest.param("a\ud800b\udfff", "ab", id="lone-surrogates"),
        pytest.param("", "", id="empty"),
        pytest.param(" \t\u3000\n", "", id="blank"),
        pytest.param("\u200b\u0301\ud800", "", id="nothing-visible"),
        pytest.param("\u6771\u4eac", "\u6771\u4eac", id="another-script-stays"),
    ],
)
def test_a_text_has_one_plain_form(text: str, expected: str) -> None:
    """Accents, ligatures, look-alikes, typographic marks and controls give way to plain letters."""
    plain = normalize(text)

    assert expected == plain


def test_every_space_of_unicode_is_a_space() -> None:
    """All characters that Python takes for a space part two words."""
    spaces = [one for one in map(chr, range(sys.maxunicode + 1)) if one.isspace()]

    assert len(spaces) > 20
    assert {normalize(f"a{one}b") for one in spaces} == {"a b"}
