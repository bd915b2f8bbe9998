"""A maintainer who knows no Python reads what is wrong with a file, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from bot.loading import inspect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write

ENTRY: Final = "title: T\nphrasings: [p]\nshort: S\n"
FAMILY: Final = "pay:\n  title: pay\n  pointer: Ask HR.\n"
PATH: Final = "title: P\naudience: you\n"


def problems(folder: Path) -> list[str]:
    """The problems of a folder, with the names of the files as seen from it."""
    return [str(problem).removeprefix(f"{folder}/") for problem in inspect(folder)[1]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("[]", "1:1: 'the file' must be a mapping, as in 'title: …'", id="list-for-entry"),
        pytest.param(
            f"{ENTRY}titel: U\n", "4:1: 'titel' is not a field: did you mean 'title'?", id="near-field"
        ),
        pytest.param(
            f"{ENTRY}Related: [a]\n", "4:1: 'Related' is not a field: did you mean 'related'?", id="capital"
        ),
        pytest.param(f"{ENTRY}xyz: [a]\n", "4:1: 'xyz' is not a field: remove it", id="far-field"),
        pytest.param(f"{ENTRY}'': [a]\n", "4:1: '' is not a field: remove it", id="empty-field"),
        pytest.param(
            f"{ENTRY}related: a, b\n",
            "4:10: 'related' must be a list: put each item on a line of its own after '- '",
            id="text-for-list",
        ),
        pytest.param(
            f"{ENTRY}sources:\n  a: b\n",
            "5:3: 'sources' must be a list: put each item on a line of its own after '- '",
            id="mapping-for-list",
        ),
        pytest.param(
            f"{ENTRY}detail:\n  - a\n",
            "5:3: 'detail' must be text, and there is a list or a mapping in its place: ': ' in a text needs quotes",
            id="list-for-text",
        ),
        pytest.param(
            f"{ENTRY}detail:\n", "4:8: 'detail' is empty: write it or remove the line", id="empty-text"
        ),
        pytest.param(
            f"{ENTRY}related: [a, b, c, d, e, f, g]\n",
            "4:10: 'related' has 7 items, at most 5 wanted",
            id="too-many",
        ),
        pytest.param(
            f"{ENTRY}detail: |-\n{'  0123456789' * 110}\n",
            "4:9: 'detail' has 1,318 characters, 1,200 allowed: shorten it",
            id="too-long",
        ),
        pytest.param(
            f"{ENTRY}aliases: [ok, 'a/b']\n",
            "4:15: 'aliases' is 'a/b': up to 64 characters, no spaces, colons or slashes",
            id="slash-in-id",
        ),
        pytest.param(
            f"{ENTRY}aliases: ['{'x' * 65}']\n",
            f"4:11: 'aliases' is '{'x' * 65}': up to 64 characters, no spaces, colons or slashes",
            id="long-id",
        ),
        pytest.param(
            f"{ENTRY}aliases: ['']\n",
            "4:11: 'aliases' is '': up to 64 characters, no spaces, colons or slashes",
            id="no-id",
        ),
        pytest.param(
            f"{ENTRY}reviewed: [2026-11-22]\n",
            "4:11: 'reviewed' is '['2026-11-22']': write the day as YYYY-MM-DD",
            id="list-for-day",
        ),
    ],
)
def test_entry(write: Write, text: str, problem: str) -> None:
    """What is wrong with an entry is said in one plain line with a remedy."""
    assert problems(write({"faqs/x.yaml": text})) == [f"faqs/x.yaml:{problem} (schema)"]


@pytest.mark.parametrize(
    "day",
    [
        "soon",
        "2026-02-30",
        "2026-13-01",
        "22.11.2026",
        "2026-1-2",
        "2026-11",
        "2026",
        "20261122",
        "''",
        "~",
        "no",
    ],
)
def test_wrong_day(write: Write, day: str) -> None:
    """A day that is none is shown as it was typed, with the one way to write it."""
    typed = day.strip("'")

    assert problems(write({"faqs/x.yaml": f"{ENTRY}reviewed: {day}\n"})) == [
        f"faqs/x.yaml:4:11: 'reviewed' is '{typed}': write the day as YYYY-MM-DD (schema)"
    ]


@pytest.mark.parametrize(
    "day", ["0", "86400", "-86400", "1763769600", "2026-11-22T00:00:00", "2026-11-22 00:00Z"]
)
def test_no_day(write: Write, day: str) -> None:
    """A number of seconds or a moment is no day, even where a library could make one of it."""
    assert problems(write({"faqs/x.yaml": f"{ENTRY}reviewed: {day}\n"})) == [
        f"faqs/x.yaml:4:11: 'reviewed' is '{day}': write the day as YYYY-MM-DD (schema)"
    ]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        pytest.param(
            "a.yaml",
            "title: T\nphrasings: ['']\nshort: S\n",
            "2:13: 'phrasings' is empty: write it or remove the line",
            id="phrasing",
        ),
        pytest.param(
            "paths/p.yaml",
            f"{PATH}steps:\n  - entry: x\n    task: ''\n",
            "5:11: 'task' is empty: write it or remove the line",
            id="step",
        ),
        pytest.param(
            "out_of_scope.yaml",
            f"{FAMILY}  examples: [[a]]\n",
            "4:14: 'examples' must be text, and there is a list or a mapping in its place: ': ' in a text needs quotes",
            id="example",
        ),
    ],
)
def test_only_item(write: Write, name: str, text: str, problem: str) -> None:
    """A fault in the only item of a list is one problem: nobody is told that the list is empty."""
    assert problems(write({"x.yaml": ENTRY, name: text})) == [f"{name}:{problem} (schema)"]


@pytest.mark.parametrize(
    ("word", "value"),
    [("false", False), ("no", False), ("off", False), ("true", True), ("Yes", True), ("on", True)],
)
def test_true_and_false(write: Write, word: str, value: bool) -> None:  # noqa: FBT001 - the value is the fact
    """Where yes or no is wanted, the usual words for them are understood."""
    folder = write(
        {"x.yaml": ENTRY, "out_of_scope.yaml": f"{FAMILY}  examples: [a]\n  offer_topics: {word}\n"}
    )

    assert inspect(folder)[0].out_of_scope["pay"].offer_topics is value


@pytest.mark.parametrize("style", [">", "|", ">-", "|-", "|+"])
def test_counted_length(write: Write, style: str) -> None:
    """The length that is told is the length that is limited: blanks and line ends around the text do not count."""
    text = f"title: T\nphrasings: [p]\nshort: {style}\n  {'x' * 281}\n"

    assert problems(write({"faqs/x.yaml": text})) == [
        "faqs/x.yaml:3:8: 'short' has 281 characters, 280 allowed: shorten it (schema)"
    ]


@pytest.mark.parametrize("style", [">", "|", ">-", "|-", "|+"])
def test_longest_short(write: Write, style: str) -> None:
    """An answer as long as may be is sound, however it is written."""
    text = f"title: T\nphrasings: [p]\nshort: {style}\n  {'x' * 280}\n"

    assert problems(write({"faqs/x.yaml": text})) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        pytest.param(
            "sources.yaml",
            "a: {title: A, url: 'http://example.org'}\n",
            "1:20: 'url' is 'http://example.org': an address starts with https://",
            id="source-http",
        ),
        pytest.param(
            "sources.yaml",
            "a:\n  title: A\n  url: 'https://example.org/a b'\n",
            "3:8: 'url' is 'https://example.org/a b': an address starts with https://",
            id="source-blank-in-address",
        ),
        pytest.param(
            "sources.yaml",
            "a: {title: A, updated: 2026}\n",
            "1:24: 'updated' is '2026': write the day as YYYY-MM-DD",
            id="source-year",
        ),
        pytest.param(
            "sources.yaml", "a: A\n", "1:4: 'a' must be a mapping, as in 'title: …'", id="source-text"
        ),
        pytest.param(
            "sources.yaml", "- a\n", "1:1: 'the file' must be a mapping, as in 'title: …'", id="source-list"
        ),
        pytest.param("sources.yaml", "a: {}\n", "1:4: 'title' is missing: add it", id="source-title"),
        pytest.param(
            "sources.yaml",
            "a: {title: A, publsher: B}\n",
            "1:15: 'publsher' is not a field: did you mean 'publisher'?",
            id="source-field",
        ),
        pytest.param(
            "synonyms.yaml",
            "families:\n  db: database\n",
            "2:7: 'db' must be a list: put each item on a line of its own after '- '",
            id="family-text",
        ),
        pytest.param(
            "synonyms.yaml",
            "families: []\n",
            "1:11: 'families' must be a mapping, as in 'title: …'",
            id="families-list",
        ),
        pytest.param(
            "synonyms.yaml",
            "contrasts: [junior]\n",
            "1:13: 'contrasts' must be a list: put each item on a line of its own after '- '",
            id="contrast-text",
        ),
        pytest.param(
            "synonyms.yaml",
            "familys: {}\n",
            "1:1: 'familys' is not a field: did you mean 'families'?",
            id="synonym-field",
        ),
        pytest.param("out_of_scope.yaml", FAMILY, "2:3: 'examples' is missing: add it", id="family-missing"),
        pytest.param(
            "out_of_scope.yaml",
            f"{FAMILY}  examples: []\n",
            "4:13: 'examples' has 0 items, at least 1 wanted",
            id="family-empty",
        ),
        pytest.param(
            "out_of_scope.yaml",
            f"{FAMILY}  examples: [a]\n  offer_topics: maybe\n",
            "5:17: 'offer_topics': ",
            id="family-neither-true-nor-false",
        ),
        pytest.param(
            "golden.yaml",
            "a: b\n",
            "1:1: 'the file' must be a list: put each item on a line of its own after '- '",
            id="golden-mapping",
        ),
        pytest.param(
            "golden.yaml", "- {q: a, expect: x}\n- {q: b}\n", "2:3: 'expect' is missing: add it", id="golden"
        ),
        pytest.param("paths/p.yaml", PATH, "1:1: 'steps' is missing: add it", id="path-missing"),
        pytest.param(
            "paths/p.yaml",
            f"{PATH}steps: []\n",
            "3:8: 'steps' has 0 items, at least 1 wanted",
            id="path-empty",
        ),
        pytest.param(
            "paths/p.yaml",
            f"{PATH}steps:\n  - entry: x\n  - git\n",
            "5:5: 'steps' must be a mapping, as in 'title: …'",
            id="step-text",
        ),
        pytest.param(
            "paths/p.yaml",
            f"{PATH}steps:\n  - entry: x\n  - entry: y\n    require: [x]\n",
            "6:5: 'require' is not a field: did you mean 'requires'?",
            id="step-field",
        ),
        pytest.param(
            "paths/p.yaml",
            f"{PATH}steps:\n  - entry: x\n  - why: x\n",
            "5:5: 'entry' is missing: add it",
            id="step-entry",
        ),
        pytest.param("policy.yaml", "answer: 1.5\n", "1:9: 'answer': ", id="policy-above-one"),
        pytest.param("policy.yaml", "offer: -0.1\n", "1:8: 'offer': ", id="policy-below-zero"),
        pytest.param(
            "policy.yaml", "answer: high\n", "1:9: 'answer' is 'high': write a number", id="policy-word"
        ),
        pytest.param("policy.yaml", "answer: nan\n", "1:9: 'answer': ", id="policy-nan"),
        pytest.param("policy.yaml", "bias: nan\n", "1:7: 'bias': ", id="policy-bias-nan"),
        pytest.param("policy.yaml", "bias: -inf\n", "1:7: 'bias': ", id="policy-bias-infinite"),
        pytest.param(
            "policy.yaml", "weights: {score: inf}\n", "1:18: 'score': ", id="policy-weight-infinite"
        ),
        pytest.param(
            "policy.yaml",
            "weights: {score: x}\n",
            "1:18: 'score' is 'x': write a number",
            id="policy-weight-word",
        ),
        pytest.param("policy.yaml", "weights: {scroe: 1}\n", "1:11: 'scroe'", id="policy-weight-unknown"),
    ],
)
def test_other_files(write: Write, name: str, text: str, problem: str) -> None:
    """What is wrong with any other file is said as plainly, at its place."""
    found = problems(write({"x.yaml": ENTRY, name: text}))

    assert [line.startswith(f"{name}:{problem}") for line in found] == [True]


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        pytest.param("a.yaml", f"{ENTRY}url: x\n", "4:1: 'url'", id="of-a-source"),
        pytest.param("a.yaml", f"{ENTRY}examples: [x]\n", "4:1: 'examples'", id="of-a-family"),
        pytest.param("a.yaml", f"{ENTRY}audeince: x\n", "4:1: 'audeince'", id="like-one-of-a-path"),
        pytest.param("golden.yaml", "- {q: a, expect: x, why: b}\n", "1:21: 'why'", id="of-a-step"),
        pytest.param("policy.yaml", "title: x\n", "1:1: 'title'", id="of-an-entry"),
    ],
)
def test_field_of_another_file(write: Write, name: str, text: str, field: str) -> None:
    """A field that only other kinds of file have is never suggested, least of all in place of itself."""
    assert problems(write({"x.yaml": ENTRY, name: text})) == [
        f"{name}:{field} is not a field: remove it (schema)"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f'{ENTRY}"a\\nb": x\n',
        f'{ENTRY}reviewed: "a\\nb"\n',
        f"{ENTRY}reviewed: |\n  a\n  b\n",
        f'{ENTRY}related: ["a\\nb"]\n',
        f'{ENTRY}sources: ["a\\nb"]\n',
    ],
    ids=["field", "day", "day-in-a-block", "id", "source"],
)
def test_one_line(write: Write, text: str) -> None:
    """A problem is one printable line, whatever it quotes."""
    found = problems(write({"x.yaml": text, "sources.yaml": "a: {title: A}\n"}))

    assert [line.isprintable() for line in found] == [True]


def test_long_quotations_are_cut(write: Write) -> None:
    """A problem does not quote a megabyte."""
    found = problems(write({"x.yaml": f"{ENTRY}reviewed: {'y' * 900_000}\n"}))

    assert [len(line) < 500 for line in found] == [True]
