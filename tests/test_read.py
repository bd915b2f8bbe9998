from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Question, Reading, Repair
from bot.knowledge import Synonyms
from bot.matching.lexicon import Lexicon
from bot.matching.normalize import MAX_TEXT, normalize
from bot.read import read

LEXICON: Final = Lexicon(
    Synonyms(
        families={"backend": ("back end",), "kubernetes": ("k8s",)}, contrasts=(("phishing", "fishing"),)
    ),
    ["what is kubernetes", "a backend developer", "welcome back", "many thanks for deployments, advance on"],
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param(
            "Hey all, what's K8s?", Reading("hey all, what's k8s?", ("what", "is", "kubernetes")), id="plain"
        ),
        pytest.param(
            "what is kuberntes",
            Reading("what is kuberntes", ("what", "is", "kubernetes"), (Repair("kuberntes", "kubernetes"),)),
            id="misspelling",
        ),
        pytest.param(
            "a bakc end devloper",
            Reading(
                "a bakc end devloper",
                ("a", "backend", "developer"),
                (Repair("bakc", "back"), Repair("devloper", "developer")),
            ),
            id="repair-completes-a-variant",
        ),
        pytest.param("what is fishing", Reading("what is fishing", ("what", "is", "fishing")), id="contrast"),
        pytest.param("what is cobol", Reading("what is cobol", ("what", "is", "cobol")), id="like-nothing"),
        pytest.param(
            "thx in advnace, deployments",
            Reading(
                "thx in advnace, deployments",
                ("in", "advance", "deployments"),
                (Repair("advnace", "advance"),),
            ),
            id="filler-first",
        ),
        pytest.param("hi", Reading("hi", ("hi",)), id="greeting"),
        pytest.param("", Reading("", ()), id="empty"),
        pytest.param(" ?! \u200b", Reading("?!", ()), id="no-words"),
        pytest.param("\ud800k8s\udfff", Reading("k8s", ("kubernetes",)), id="surrogates"),
    ],
)
def test_a_question_is_read(typed: str, expected: Reading) -> None:
    """A reading has the normalised text, the words that are compared and every repair made."""
    reading = read(Question(typed), LEXICON)

    assert expected == reading


@given(st.text(st.characters(exclude_categories=()), max_size=500))
def test_any_text_is_read(typed: str) -> None:
    """Any characters, lone surrogates among them, give a normalised text and words, and no exception."""
    reading = read(Question(typed), LEXICON)

    assert reading.text == normalize(typed)
    assert len(reading.text) <= MAX_TEXT
    assert all(reading.words)


@given(
    st.lists(
        st.sampled_from(["kuberntes", "bakc", "end", "k8s", "devloper", "hi", "what", "zzzz", "deploymnets"]),
        max_size=9,
    )
)
def test_a_repair_tells_what_was_typed_and_what_was_read(words: list[str]) -> None:
    """Every repair is of a word that was typed and to another word, in the order typed."""
    repairs = read(Question(" ".join(words)), LEXICON).repairs
    rest = iter(words)

    assert all(repair.typed in rest and repair.typed != repair.read for repair in repairs)


def test_reading_twice_gives_the_same() -> None:
    """One text has one reading, however often it is read."""
    readings = {read(Question("a bakc end devloper and kuberntes"), LEXICON) for _ in range(3)}

    assert len(readings) == 1


def test_a_long_message_is_read_up_to_its_last_question() -> None:
    """People tell the story first and ask last: that end is what is compared."""
    story = "we moved house and the dog is old and the weather was bad. " * 20

    assert read(Question(f"{story}what is an api? thanks to all of you"), LEXICON).words[-4:] == (
        "what",
        "is",
        "an",
        "api",
    )


def test_a_long_message_without_a_question_is_read_from_its_beginning() -> None:
    """Without a question mark the first words count."""
    text = "explain the api to me " + "and so on " * 100

    assert read(Question(text), LEXICON).text == normalize(text)
