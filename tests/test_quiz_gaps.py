"""What is left out of a text so that it does not tell its title, and what is left in so that it can be read."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz_gaps import GAP, alike, content, opening, statement, with_gaps, words

_LETTERS: Final = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("test", "tests"),
        ("test", "testing"),
        ("scale", "scalability"),
        ("query", "queries"),
        ("developer", "development"),
        ("authorize", "authorization"),
        ("git", "github"),
        ("api", "apis"),
        ("same", "same"),
    ],
)
def test_forms_of_a_word_are_alike(one: str, other: str) -> None:
    """Endings do not hide a word, whichever way round it is asked."""
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("data", "database"),
        ("server", "service"),
        ("design", "desire"),
        ("api", "application"),
        ("git", "digit"),
        ("code", "cookie"),
        ("sql", "nosql"),
    ],
)
def test_words_that_only_begin_alike_are_not(one: str, other: str) -> None:
    """A few letters in common make no form of a word."""
    assert not alike(one, other)


def test_a_title_is_about_its_content() -> None:
    """Question words and the like say nothing of what a title is about."""
    assert content("How do I make a database query faster?") == ("database", "query", "faster")


@pytest.mark.parametrize(
    ("text", "title", "shown"),
    [
        ("Docker packs a program; write a Dockerfile.", "Docker", "(…) packs a program; write a (…)."),
        ("A unit test checks one piece.", "Unit tests", "A (…) checks one piece."),
        ("API stands for Application Programming Interface.", "What is an API?", "(…) stands for (…)."),
        ("Write an OpenAPI file.", "APIs", "Write an (…) file."),
        ("Continuous integration: merge often.", "CI/CD", "(…): merge often."),
        ("A version control system (VCS) keeps all.", "Version control", "A (…) system (…) keeps all."),
        (
            "Cross-site scripting (XSS) runs scripts.",
            "What is cross-site scripting (XSS)?",
            "(…) runs (…).",
        ),
        ("The **door** of a `server` (a server)", "Server", "The **door** of a `(…)` (a (…))"),
        ("Nothing of it is told.", "Scalability", "Nothing of it is told."),
        ("", "Scalability", ""),
    ],
)
def test_what_tells_the_title_is_left_out(text: str, title: str, shown: str) -> None:
    """The words of the title, their forms, their initials and what initials stand for are gaps; gaps in a row are one."""
    assert shown == with_gaps(text, content(title), title)


@given(st.lists(_LETTERS, min_size=1, max_size=5).map(" ".join), st.text(max_size=80))
def test_no_title_shows_through_its_gaps(title: str, around: str) -> None:
    """Whatever the title and the text around it, no telling word of it remains where it was."""
    telling = content(title)

    shown = with_gaps(f"{around} {title} {around}", telling, title)

    assert not set(telling) & set(words(shown))
    assert not telling or GAP in shown


@pytest.mark.parametrize(
    ("short", "shown"),
    [
        ("Yes, nearly anyone can learn it.", "Nearly anyone can learn it."),
        ("No. Plenty of developers have none.", "Plenty of developers have none."),
        ("Yes, in practical measure. Know lists and trees.", "Know lists and trees."),
        ("Yes, often.", "Often."),
        ("Yes.", "Yes."),
        ("yes", "yes"),
        ("Nobody knows. Yes.", "Nobody knows. Yes."),
        ("", ""),
    ],
)
def test_a_yes_or_no_does_not_tell_the_form_of_the_title(short: str, shown: str) -> None:
    """The yes or no at the beginning is dropped, with a sentence that says nothing without it, unless nothing is left."""
    assert shown == statement(short)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "A door through which programs ask each other. Mostly JSON.",
            "A door through which programs ask each other.",
        ),
        (
            "No. Plenty of them have none, and many are good. Ask them.",
            "No. Plenty of them have none, and many are good.",
        ),
        ("Short. Very.", "Short. Very."),
        ("No end", "No end"),
    ],
)
def test_the_opening_of_a_text_says_something(text: str, first: str) -> None:
    """The first sentence is told, and the next one where the first says little."""
    assert first == opening(text)


@given(st.text(max_size=300))
def test_every_text_has_an_opening_and_a_statement(text: str) -> None:
    """Whatever an entry says, neither fails, and no words are made up."""
    assert set(words(opening(text))) <= set(words(text))
    assert set(words(statement(text))) <= set(words(text))
