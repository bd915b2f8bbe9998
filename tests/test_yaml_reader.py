"""Texts stay as they were typed, and what is not plain YAML is refused at its place before anything is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_reader import MAX_BYTES, MAX_DEPTH, Document, Place, Value, YamlProblem, decode, parse

HOSTILE: Final = Path(__file__).parent / "exhibits" / "hostile"

_LETTERS: Final = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])
_TEXTS: Final = st.text(_LETTERS, max_size=30)
_VALUES: Final = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


def refusal(text: str) -> tuple[Place, str, str]:
    """Place, message and rule of the problem that `parse` raises."""
    with pytest.raises(YamlProblem) as caught:
        parse(text)
    return caught.value.place, caught.value.message, caught.value.rule


def undecodable(content: bytes) -> tuple[Place, str, str]:
    """Place, message and rule of the problem that `decode` raises."""
    with pytest.raises(YamlProblem) as caught:
        decode(content)
    return caught.value.place, caught.value.message, caught.value.rule


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"title: T\n", "title: T\n", id="ascii"),
        pytest.param("title: Größe → 👍\n".encode(), "title: Größe → 👍\n", id="beyond-ascii"),
        pytest.param(b"\xef\xbb\xbftitle: T\n", "title: T\n", id="byte-order-mark-is-dropped"),
        pytest.param("a:\tb\r\nc: d\u00a0e".encode(), "a:\tb\r\nc: d\u00a0e", id="white-space"),
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"x" * MAX_BYTES, "x" * MAX_BYTES, id="as-large-as-may-be"),
    ],
)
def test_decode(content: bytes, text: str) -> None:
    """A file is UTF-8, with or without a byte order mark."""
    assert text == decode(content)


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        pytest.param(b"a: caf\xe9\n", (1, 7), "byte 0xe9 is not UTF-8: save the file as UTF-8", id="latin-1"),
        pytest.param(
            "a: ö\nb: ö→".encode() + b"\xff",
            (2, 6),
            "byte 0xff is not UTF-8: save the file as UTF-8",
            id="columns-count-letters",
        ),
        pytest.param(
            b"a: \xc3", (1, 4), "byte 0xc3 is not UTF-8: save the file as UTF-8", id="cut-inside-a-letter"
        ),
        pytest.param(
            b"a: \xed\xa0\x80",
            (1, 4),
            "byte 0xed is not UTF-8: save the file as UTF-8",
            id="half-of-a-surrogate-pair",
        ),
        pytest.param(b"a: \x00", (1, 4), "control character U+0000: delete it", id="zero"),
        pytest.param(b"a:\n  b\x0bc", (2, 4), "control character U+000B: delete it", id="vertical-tab"),
        pytest.param(b"\x1b[2J", (1, 1), "control character U+001B: delete it", id="escape"),
        pytest.param(b"a: \x7f", (1, 4), "control character U+007F: delete it", id="delete"),
        pytest.param("a: \u009b".encode(), (1, 4), "control character U+009B: delete it", id="c1"),
        pytest.param("a: \uffff".encode(), (1, 4), "control character U+FFFF: delete it", id="no-letter"),
    ],
)
def test_not_text(content: bytes, place: Place, message: str) -> None:
    """A byte that is not UTF-8 or not printable is named with its line and column, counted in letters."""
    assert (place, message, "encoding") == undecodable(content)


def test_too_large() -> None:
    """One byte more than the limit is too many, whatever the bytes are."""
    message = "the file has 1,048,577 bytes; at most 1,048,576 are read"

    assert ((1, 1), message, "file-size") == undecodable(b"\xff" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "word",
    [
        *["no", "yes", "on", "off", "y", "true", "FALSE", "null", "Null", "~"],
        *["3.10", "1.0", "12:30", "190:20:30", "0x1F", "017", "1_000", "1e3", "+1", ".inf", ".nan"],
        *["2026-11-22", "2026-11-22T10:30:00Z", "=", "<<", "c#", ".net", "-", "[]", "{}"],
    ],
)
def test_words_stay_text(word: str) -> None:
    """A word that YAML would turn into a number, a truth, a date or nothing stays the text that was typed."""
    quoted = json.dumps(word) if word in {"-", "[]", "{}"} else word

    assert {"a": word, "b": [word]} == parse(f"a: {quoted}\nb:\n  - {quoted}\n").value


@pytest.mark.parametrize("word", ["no", "null", "3.10", "12:30", "~"])
def test_keys_stay_text(word: str) -> None:
    """A key stays the text that was typed too."""
    assert {word: "x"} == parse(f"{word}: x\n").value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(
            "a:\nb: ''\nc: []\nd: {}\n", {"a": "", "b": "", "c": [], "d": {}}, id="nothing-is-empty"
        ),
        pytest.param("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}, id="literal-block"),
        pytest.param("a: >-\n  one\n  two\n", {"a": "one two"}, id="folded-block"),
        pytest.param("a: 'it''s'\nb: \"x\\ty\"\n", {"a": "it's", "b": "x\ty"}, id="quotes"),
        pytest.param("- a: [x, {b: y}]\n- z\n", [{"a": ["x", {"b": "y"}]}, "z"], id="nested"),
        pytest.param("a: x # why\n# because\n", {"a": "x"}, id="comments"),
        pytest.param("a: c#\nb: x#y\n", {"a": "c#", "b": "x#y"}, id="no-comment-inside-a-word"),
        pytest.param("%YAML 1.1\n---\na: x\n...\n", {"a": "x"}, id="document-marks"),
        pytest.param("a: x\r\nb: y\r\n", {"a": "x", "b": "y"}, id="windows-lines"),
        pytest.param("just a text\n", "just a text", id="text"),
        pytest.param("[" + ", ".join(["x"] * 20_000) + "]", ["x"] * 20_000, id="wide"),
    ],
)
def test_parse(text: str, value: Value) -> None:
    """Texts, lists and mappings are read as YAML means them."""
    assert value == parse(text).value


def test_places() -> None:
    """Every value has its place, and every key one of its own."""
    document = parse(
        "# a comment\ntitle: T\n\nsteps:\n  - entry: x\n    why: >-\n      long\n  - {entry: ö, b: y}\n"
    )

    assert document.places == {
        (): (2, 1),
        ("title", "?"): (2, 1),
        ("title",): (2, 8),
        ("steps", "?"): (4, 1),
        ("steps",): (5, 3),
        ("steps", 0): (5, 5),
        ("steps", 0, "entry", "?"): (5, 5),
        ("steps", 0, "entry"): (5, 12),
        ("steps", 0, "why", "?"): (6, 5),
        ("steps", 0, "why"): (6, 10),
        ("steps", 1): (8, 5),
        ("steps", 1, "entry", "?"): (8, 6),
        ("steps", 1, "entry"): (8, 13),
        ("steps", 1, "b", "?"): (8, 16),
        ("steps", 1, "b"): (8, 19),
    }


@pytest.mark.parametrize(
    ("location", "place"),
    [
        pytest.param(("a", 1), (3, 5), id="itself"),
        pytest.param(("a", 7), (2, 3), id="the-list-around-it"),
        pytest.param(("a", 1, "b", "c"), (3, 5), id="the-item-around-it"),
        pytest.param(("z",), (1, 1), id="the-whole-file"),
    ],
)
def test_place_of_the_missing(location: tuple[str | int, ...], place: Place) -> None:
    """What is not there has the place of the nearest value around it."""
    assert place == parse("a:\n  - x\n  - y\n").place(location)


def test_place_in_nothing() -> None:
    """A document without places begins at line 1, column 1."""
    assert Document("", {}).place(("a", 0)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param(
            "a:\n  - x\n  - *b\n", (3, 5), "alias *b is not allowed: write the text again", id="alias"
        ),
        pytest.param(
            "a: &b\n  c: d\n", (1, 4), "anchor &b is not allowed: remove it", id="anchor-of-mapping"
        ),
        pytest.param("a: &b [c]\n", (1, 4), "anchor &b is not allowed: remove it", id="anchor-of-list"),
        pytest.param("a:\n  &b c: d\n", (2, 3), "anchor &b is not allowed: remove it", id="anchor-of-key"),
        pytest.param("*b : c\n", (1, 1), "alias *b is not allowed: write the text again", id="alias-as-key"),
        pytest.param("a: !x [c]\n", (1, 4), "tag !x is not allowed: remove it", id="tag-of-list"),
        pytest.param("a: !<x> {}\n", (1, 4), "tag x is not allowed: remove it", id="tag-of-mapping"),
        pytest.param("!x a: b\n", (1, 1), "tag !x is not allowed: remove it", id="tag-of-key"),
        pytest.param(
            "%TAG !e! tag:example.org,2000:\n---\na: b\n",
            (1, 1),
            "%TAG is not allowed: remove the line",
            id="tag-directive",
        ),
        pytest.param(
            "a: b\n...\n---\nc: d\n",
            (3, 1),
            "a second document starts here: one file, one document",
            id="second-document",
        ),
    ],
)
def test_unsafe(text: str, place: Place, message: str) -> None:
    """Anchors, aliases, tags and further documents are refused wherever they stand."""
    assert (place, message, "unsafe-yaml") == refusal(text)


@pytest.mark.parametrize(
    ("text", "place", "line", "key"),
    [
        pytest.param("a: x\nb: y\na: x\n", (3, 1), 1, "a", id="block"),
        pytest.param("{a: x, b: y, a: z}\n", (1, 14), 1, "a", id="flow"),
        pytest.param("a: x\n\"a\": y\n'b': z\n", (2, 1), 1, "a", id="quoted-otherwise"),
        pytest.param("- b: x\n- a:\n    c: x\n    c: y\n", (4, 5), 3, "c", id="nested"),
        pytest.param("no: x\nno: y\n", (2, 1), 1, "no", id="a-word-of-yaml"),
        pytest.param("<<: {a: x}\n<<: {b: x}\n", (2, 1), 1, "<<", id="merge-key"),
        pytest.param("'': x\n'': y\n", (2, 1), 1, "", id="empty-key"),
    ],
)
def test_duplicate_key(text: str, place: Place, line: int, key: str) -> None:
    """A key that is there twice is refused at the second, and the first is named."""
    assert (place, f"'{key}' is there twice: the first is in line {line}", "duplicate-key") == refusal(text)


def test_same_key_elsewhere() -> None:
    """Two mappings may have the same key."""
    assert parse("- a: x\n- a: {a: y}\n").value == [{"a": "x"}, {"a": {"a": "y"}}]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("? [a, b]\n: c\n", (1, 3), id="list"),
        pytest.param("{a: b}: c\n", (1, 1), id="mapping"),
        pytest.param("? " * 100_000, (1, 3), id="keys-of-keys"),
        pytest.param("{" * 100_000, (1, 2), id="mappings-of-mappings"),
    ],
)
def test_key_is_a_word(text: str, place: Place) -> None:
    """A key that is a list or a mapping is refused before it is looked into."""
    assert (place, "a key must be a plain word", "yaml") == refusal(text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("[" * 100_000, MAX_DEPTH + 2, id="brackets"),
        pytest.param("[" * 100_000 + "]" * 100_000, MAX_DEPTH + 2, id="closed-brackets"),
        pytest.param("- " * 100_000, 2 * (MAX_DEPTH + 1) + 1, id="dashes"),
        pytest.param("{a: " * 100_000, 4 * (MAX_DEPTH + 1) + 1, id="braces"),
    ],
)
def test_deep_nesting(text: str, column: int) -> None:
    """A hundred thousand levels are refused at the first one too many."""
    assert ((1, column), "nested more than 12 levels deep", "unsafe-yaml") == refusal(text)


def test_deep_enough() -> None:
    """Twelve levels are allowed."""
    value: Value = "x"
    for _ in range(MAX_DEPTH):
        value = [value]

    assert value == parse("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH).value


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "   ", "# nothing\n", "#"],
    ids=["nothing", "blank-lines", "blanks", "comment", "bare-comment"],
)
def test_nothing(text: str) -> None:
    """A text without content is called empty."""
    assert refusal(text) == ((1, 1), "the file is empty", "empty")


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        pytest.param("a: b: c\n", (1, 5), "a text with ': ' in it needs quotes around it", id="colon"),
        pytest.param(
            "a: @b\n",
            (1, 4),
            "put quotes around a text that starts with @, ` or %",
            id="at",
        ),
        pytest.param(
            "a:\n  - b\n - c\n",
            (3, 2),
            "look at the indentation and the quotes of this line and the one before",
            id="indentation",
        ),
        pytest.param("a: [b, c\n", (2, 1), "a bracket is not closed, or a comma is missing", id="bracket"),
    ],
)
def test_remedies(text: str, place: Place, remedy: str) -> None:
    """A slip against YAML's grammar is told with its remedy."""
    found, message, rule = refusal(text)

    assert (place, "yaml") == (found, rule)
    assert message.startswith("not valid YAML: ")
    assert message.endswith(f"; {remedy}")


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        pytest.param('a: "b\nc: d\ne: f\n', (1, 4), "a quote or bracket is not closed", id="double-quote"),
        pytest.param(
            "a: x\nb: 'it''s\nc: d\n", (2, 4), "a quote or bracket is not closed", id="single-quote"
        ),
        pytest.param(
            "a: x\nb\nc: d\ne: f\n",
            (2, 1),
            "a key needs a colon and a space after it, and quotes must be closed",
            id="key-without-colon",
        ),
    ],
)
def test_place_of_the_opening(text: str, place: Place, remedy: str) -> None:
    """What is not finished is shown where it starts, not where the file ends."""
    found, message, _ = refusal(text)

    assert (place, remedy) == (found, message.split("; ")[-1])


@pytest.mark.parametrize(
    "escape", [r"\0", r"\e[31m", r"\x7f", r"\u009b"], ids=["zero", "escape", "delete", "c1"]
)
def test_escaped_control_character(escape: str) -> None:
    """A control character is refused when it is written as an escape, too: it would reach the reader's terminal."""
    place, message, _ = refusal(f'a: x\nb: "{escape}"\n')

    assert place == (2, 4)
    assert message.isprintable()


@pytest.mark.parametrize(
    "text", ['"a\\nb": x\n"a\\nb": y\n', '"a\\rb": x\n"a\\rb": y\n'], ids=["new-line", "carriage-return"]
)
def test_one_line(text: str) -> None:
    """A message is one line even when the key it names has two."""
    assert len(refusal(text)[1].splitlines()) == 1


@pytest.mark.parametrize("file", sorted(HOSTILE.glob("*.yaml")), ids=lambda file: file.stem)
def test_without_libyaml(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libyaml is missing, PyYAML's own parser reads the same values and refuses by the same rules."""
    compiled = outcome(file.read_bytes())
    monkeypatch.delattr(yaml, "CLoader")

    assert compiled == outcome(file.read_bytes())


def outcome(content: bytes) -> Value:
    """The value of a file, or the rule by which it is refused."""
    try:
        return parse(decode(content)).value
    except YamlProblem as problem:
        return f"refused: {problem.rule}"


@given(st.text(_LETTERS | st.sampled_from("\n\n\n:-[]{}'\"#&*!%|>?,\t ~@`\\"), max_size=80))
def test_any_text(text: str) -> None:
    """Any text is read or refused at a place within it."""
    try:
        parse(decode(text.encode()))
    except YamlProblem as problem:
        line, column = problem.place

        assert 1 <= line <= len(text.splitlines()) + 1
        assert 1 <= column <= len(text) + 1


@given(st.binary(max_size=80))
def test_any_bytes(content: bytes) -> None:
    """Any bytes are read or refused, and nothing else happens."""
    assert isinstance(outcome(content), (str, list, dict))


@given(_VALUES)
def test_round_trip(value: Value) -> None:
    """Whatever texts, lists and mappings are written as JSON are read back unchanged, each with a place."""
    document = parse(json.dumps(value, ensure_ascii=False, indent=1))

    assert value == document.value
    assert set(locations(value)) <= document.places.keys()


def locations(value: Value, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every value within a value, itself first."""
    if isinstance(value, str):
        return [at]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [at, *(way for key, item in inner for way in locations(item, (*at, key)))]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("a:\n\t- b\n", (2, 1), "a tab stands here: indent with spaces", id="tab"),
        pytest.param("a:\n  - b\n  \t- c\n", (3, 3), "a tab stands here: indent with spaces", id="tab-later"),
        pytest.param(
            "title What\nphrasings:\n  - a\n",
            (1, 1),
            "this line lacks a colon and a space behind the name of its field",
            id="no-colon",
        ),
        pytest.param(
            "# a remark\ntitle:What\n\nphrasings: [a]\n",
            (2, 1),
            "this line lacks a colon and a space behind the name of its field",
            id="no-space-behind-the-colon",
        ),
        pytest.param(
            "title:\u00a0What\nphrasings: [a]\n",
            (1, 1),
            "this line lacks a colon and a space behind the name of its field",
            id="a-blank-that-is-none",
        ),
        pytest.param(
            "a: 'b\nc:\n  - d\n  - it's\n",
            (1, 4),
            "the ' here is closed in line 4 only: close it where the text ends",
            id="quote-closed-late",
        ),
        pytest.param(
            "a:\n  - 'what's up\n",
            (2, 11),
            "the text goes on behind the closing ': put quotes around all of it (inside it, ' is written '')",
            id="apostrophe",
        ),
        pytest.param(
            'a:\n  - "what" is it\n',
            (2, 12),
            'the text goes on behind the closing ": put quotes around all of it',
            id="one-word-in-quotes",
        ),
        pytest.param(
            "a:\n<<<<<<< HEAD\n  - b\n=======\n  - c\n>>>>>>> theirs\n",
            (2, 1),
            "Git left two versions here: keep one, and remove the lines of <, = and >",
            id="conflict",
        ),
        pytest.param(
            "a: [b, c\nd: e\n",
            (1, 4),
            "did not find expected ',' or ']'; a bracket is not closed, or a comma is missing",
            id="bracket-before-a-field",
        ),
    ],
)
def test_where_the_fault_is(text: str, place: Place, message: str) -> None:
    """A slip is told at the line that has to be changed, in words of everyday, not where the parser noticed it."""
    assert (place, f"not valid YAML: {message}", "yaml") == refusal(text)


@pytest.mark.parametrize("letter", ["\r", "\x85", "\u2028", "\u2029"])
def test_odd_line_ends(letter: str) -> None:
    """What only YAML takes for the end of a line is refused: all places behind it would be told wrongly."""
    with pytest.raises(YamlProblem) as caught:
        decode(f"a: b\nc: d{letter}e: f\n".encode())

    assert (2, 5) == caught.value.place
    assert f"U+{ord(letter):04X} ends a line here: save the file with ordinary line ends (LF)" == str(
        caught.value
    )
