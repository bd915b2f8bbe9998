"""What counts as answering first, beyond what the exhibits show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.answers_first import RULE
from tests.prose_samples import looked_at, told


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Do I need a degree?", "**No.** You do not."),
        ("Do I need a degree?", "Not for most jobs."),
        ("Do I need a degree?", "It depends on the country."),
        ("Do I need a degree?", "It usually depends on the country."),
        ("Do I need a degree?", "In most companies, no: they look at your work."),
        ("Do I need a degree?", "You need proof of what you can do."),
        ("Do I need a degree?", "A degree helps with visa rules."),
        ("Can I start at 40?", "Nobody asks for your age."),
        ("Isn't PHP dead?", "Far from it, no; many sites run on it."),
        ("Is it Java or JavaScript?", "JavaScript."),
        ("Is it one or the other?", "Yes."),
        ("What is a key?", "A key is what a row is found by."),
        ("What is a key?", "Key-value pairs have it as their first half."),
        ("Time management", "Time management is saying early what is late."),
        ("Time management", "Nowhere near as hard as it sounds."),
        ("Checks", "Checking a value: is it there, is it of the right type?"),
        ("Learning paths", "There are three paths. Each goes step by step."),
        ("Wells", "Well known names first."),
        ("Sure things", "Surely there are some."),
        ("Do well", "Do it. Is there more?"),
    ],
)
def test_good_answers(title: str, short: str) -> None:
    """An answer that begins with what was asked for is left alone."""
    assert [] == told(RULE, looked_at(title, short))


@pytest.mark.parametrize(
    "opening",
    [
        "It is very important to know that tests", "It's worth noting that tests", "In today's world, tests", "In today\u2019s world, tests",
        "There are many kinds of tests that", "There are a lot of tests that", "Well, tests", "Great question! Tests", "That is a good question: tests",
        "This question is asked often. Tests", "When it comes to tests, they", "Let's look at tests: they", "First of all, tests", "As you may know, tests",
        "The short answer is that tests", "Many people ask what tests", "Have you ever wondered what tests", "Basically, tests", "Here is what tests",
        "**Well,** tests", "in terms of speed, tests", "To answer this, tests",
    ],
)  # fmt: skip
def test_running_starts(opening: str) -> None:
    """A running start is found in whatever capitals and marks it comes."""
    [message] = told(RULE, looked_at("What are tests?", f"{opening} help."))

    assert message.startswith("the answer begins with a running start: '")


@pytest.mark.parametrize("short", ["Stuck? Ask.", "Why not? It works.", '"How long?" is the wrong question.'])
def test_questions_back(short: str) -> None:
    """An answer does not begin with a question of its own; one that is only quoted is none."""
    expected = [] if short.startswith('"') else ["the answer begins with a question"]

    assert expected == told(RULE, looked_at("Asking for help", short))


@pytest.mark.parametrize(
    ("title", "short"),
    [("Do I need SQL?", "Learning SQL takes weeks."), ("Will AI take my job?", "The future is open."), ("Don't I need math?", "Math is fun.")],
)  # fmt: skip
def test_yes_or_no(title: str, short: str) -> None:
    """A title that asks for yes or no wants a verdict; a word of the title in front is one, too."""
    said = told(RULE, looked_at(title, short))

    assert bool(said) != (short.split(maxsplit=1)[0].casefold() in title.casefold())


def test_yes_to_nothing() -> None:
    """Yes and no answer a title that asks; what only begins with the word is no verdict."""
    assert told(RULE, looked_at("Python for the back end", "Yes, it is a strong choice."))
    assert told(RULE, looked_at("How much math do I need?", "No. None at all."))
    assert [] == told(RULE, looked_at("Python for the back end", "No language is easier to read."))


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=120))
def test_any_text_can_be_looked_at(title: str, short: str) -> None:
    """Whatever a title and an answer say, there is at most one thing to tell of it."""
    texts = ("".join(letter for letter in text if letter.isprintable()).strip() for text in (title, short))
    title, short = (text or "x" for text in texts)

    assert len(told(RULE, looked_at(title, short))) <= 1
