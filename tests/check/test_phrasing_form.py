"""What is wrong with the form of a phrasing is named, and mended without losing a word."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.phrasing_form import RULE, _plain
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from bot.matching.families import split_words
from bot.matching.normalize import normalize

if TYPE_CHECKING:
    from tests.conftest import Write


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("what is git?", "what is git"),
        ("junior tasks ??", "junior tasks"),
        ("was ist das？", "was ist das"),  # noqa: RUF001 - people type it
        ("What is git", "what is git"),
        ("I can't push", "i can't push"),
        ("I", "i"),
        ("Élan of git", "élan of git"),
        ("WHAT IS GIT", "what is git"),
        ("“what is git?”", "what is git"),
        ("'git' meaning'", "'git' meaning'"),
        ('"git" or "svn"', '"git" or "svn"'),
        ("Question: What is Git?", "what is Git"),
        ("q:git", "git"),
        ("'Q: \"Git?\"'", "git"),
        ("  git ", "git"),
        ("SQL vs NoSQL", "SQL vs NoSQL"),
        ("CI/CD", "CI/CD"),
        ("JWT, OIDC", "JWT, OIDC"),
        ("API?", "API"),
        ("JavaScript or php", "JavaScript or php"),
        ("c#?", "c#"),
        ("is it me? or git", "is it me? or git"),
        ("?", ""),
    ],
)
def test_plain(text: str, plain: str) -> None:
    """Blanks, labels, quotes, the last question mark and capitals go, and abbreviations and names stay."""
    assert plain == _plain(text)[0]


@given(st.text(max_size=40) | st.text("qQ: '\"“”?aA", max_size=12))
def test_once_is_enough(text: str) -> None:
    """What is mended needs no more mending."""
    plain = _plain(text)[0]

    assert (plain, []) == _plain(plain)


@given(st.text("aAbB ?'\"", max_size=20))
def test_it_reads_the_same(text: str) -> None:
    """Mending changes nothing in how a phrasing is read, except that a label is gone."""
    assert split_words(normalize(text)) == split_words(normalize(_plain(text)[0]))


def test_too_long(write: Write) -> None:
    """A phrasing of 121 characters is too long, one of 120 is not, and nobody but its author can shorten it."""
    phrasings = f"- {'a' * 120}\n- {'b' * 121}\n"
    folder = write({"a.yaml": f"title: T\nphrasings:\n{phrasings}short: S\n"})
    (finding,) = checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE]).findings

    assert (4, ()) == (finding.found.spot.line, finding.found.fix)
    assert finding.found.message.endswith("has 121 characters, and at most 120 are of use")


def test_nothing_but_a_question_mark(write: Write) -> None:
    """A phrasing of which nothing would be left is left alone."""
    folder = write({"a.yaml": "title: T\nphrasings: ['?', p]\nshort: S\n"})

    assert () == checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE]).findings


def test_swallowed(write: Write) -> None:
    """An item that is indented too far is told of where it stands: YAML takes it for the end of the item above."""
    text = "title: T\nphrasings:\n  - how is it\n    - why is it\n  - what for\nshort: S\n"
    folder = write({"faqs/a.yaml": text})
    (finding,) = checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE]).findings

    assert "faqs/a.yaml:4:5: 'how is it - why is it' has swallowed the line below it (phrasing-form)" == str(
        finding
    )
