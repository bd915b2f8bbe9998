from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching.features import letter_features, word_features
from bot.matching.index import (
    CROSSED,
    DISTINCT_WEIGHT,
    LETTER_SHARE,
    PHRASING_WEIGHT,
    SHORT_VOICE,
    Index,
    Scored,
)
from bot.matching.space import Space

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

WORDS: Final = (
    "what",
    "is",
    "a",
    "the",
    "rest",
    "api",
    "sql",
    "database",
    "deploying",
    "tests",
    "junior",
    "k8s",
    "c++",
)
TEXT: Final = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
PHRASINGS: Final = st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5)
QUESTION: Final = st.lists(st.sampled_from([*WORDS, "cobol", "zebra", "9", "\u6771"]), max_size=7).map(
    " ".join
)


def knowledge(
    phrasings: Mapping[str, Sequence[str]], families: Mapping[str, Sequence[str]] | None = None
) -> Knowledge:
    """Entries by id with their phrasings, each titled and answered with its first phrasing; families likewise."""
    return Knowledge(
        entries={
            id_: Entry(id=id_, title=texts[0], phrasings=tuple(texts), short=texts[0])
            for id_, texts in phrasings.items()
        },
        out_of_scope={
            name: OutOfScope(title=examples[0], pointer="Ask them.", examples=tuple(examples))
            for name, examples in (families or {}).items()
        },
    )


def numbered(phrasings: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Phrasings under the ids e0, e1, ..."""
    return {f"e{number}": texts for number, texts in enumerate(phrasings)}


def ask(index: Index, question: str, most: int = 5) -> Scored:
    """What the index finds for a question as typed."""
    return index.score(index.lexicon.words(question), most)


TRADE: Final = knowledge(
    {
        "api": ["what is an api", "explain rest apis", "api meaning"],
        "sql": ["what is sql", "should i learn sql", "sql database basics"],
        "day": ["what does a developer do all day", "typical day"],
        "degree": ["do i need a degree", "is university necessary"],
    },
    {
        "salary": ["what does a developer earn", "salary of a junior"],
        "hardware": ["which laptop should i buy", "how much memory"],
    },
)
INDEX: Final = Index(TRADE)


@given(PHRASINGS)
def test_every_phrasing_finds_its_entry_first(phrasings: list[list[str]]) -> None:
    """A question that is a phrasing, word for word, has an entry with that phrasing as its first, exact candidate."""
    index = Index(knowledge(numbered(phrasings)))
    asked = [(text, ask(index, text).entries) for texts in phrasings for text in texts]

    for text, found in asked:
        owners = {f"e{number}" for number, texts in enumerate(phrasings) if text in texts}
        exact = [candidate.entry for candidate in found if candidate.evidence.exact]
        assert exact == [candidate.entry for candidate in found[: len(exact)]]
        assert set(exact) == owners


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_entries_with_one_phrasing_the_same_is_always_first(*, reverse: bool) -> None:
    """A phrasing in two like entries is exact in both, and the first id in the alphabet wins, whatever the order."""
    entries = {
        "zebra": ["what is rest", "rest api"],
        "tiger": ["what is rest", "rest api"],
        "sql": ["what is sql"],
    }
    index = Index(knowledge(dict(sorted(entries.items(), reverse=reverse))))
    found = ask(index, "What is REST?").entries

    assert [(one.entry, one.evidence.exact) for one in found[:2]] == [("tiger", True), ("zebra", True)]


def test_an_exact_phrasing_wins_over_entries_that_are_more_like_it() -> None:
    """An entry of many other words that has the question as one phrasing is first, though twenty entries score more."""
    likely = {
        f"api-{number}": ["is the api", "what is the rest api", "the api is what"] for number in range(20)
    }
    others = [
        "degree",
        "laptop",
        "coffee",
        "salary",
        "holiday",
        "desk",
        "meeting",
        "mentor",
        "garden",
        "music",
    ]
    unlikely = [f"{one} and {other}" for one in others for other in others if one < other]
    index = Index(knowledge({**likely, "mixed": [*unlikely, "what is the api"]}))
    found = ask(index, "what is the api", most=50).entries
    nearly = ask(index, "the api is the what", most=12).entries

    assert (found[0].entry, found[0].evidence.exact) == ("mixed", True)
    assert found[0].score < found[1].score
    assert "mixed" not in {candidate.entry for candidate in nearly}


def test_a_title_is_a_phrasing_and_a_short_answer_is_not() -> None:
    """The title asked is exact; the short answer asked finds its entry by likeness alone."""
    entry = Entry(
        id="api", title="Application interfaces", phrasings=("what is rest",), short="A door between programs"
    )
    index = Index(Knowledge(entries={"api": entry}))
    by_title, by_answer = ask(index, entry.title).entries[0], ask(index, entry.short).entries[0]

    assert by_title.evidence.exact
    assert by_title.evidence.phrasing == entry.title
    assert not by_answer.evidence.exact
    assert by_answer.evidence.phrasing in {entry.title, *entry.phrasings}


@given(PHRASINGS, QUESTION, st.integers(1, 6))
def test_candidates_are_few_sorted_and_bounded(phrasings: list[list[str]], question: str, most: int) -> None:
    """Exact ones come first, then the higher score; at most as many as asked for; all figures are 0-1."""
    found = ask(Index(knowledge(numbered(phrasings))), question, most).entries
    order = [(not one.evidence.exact, -one.score, one.entry) for one in found]
    figures = [
        figure
        for one in found
        for figure in (one.score, one.evidence.words, one.evidence.letters, one.evidence.likeness)
    ]

    assert len(found) <= most
    assert order == sorted(order)
    assert len({one.entry for one in found}) == len(found)
    assert all(0 <= figure <= 1 for figure in figures)
    assert all(one.evidence.phrasing in phrasings[int(one.entry[1:])] for one in found)


@given(PHRASINGS, QUESTION, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(
    phrasings: list[list[str]], question: str, chance: Random
) -> None:
    """Entries given in any order score the same."""
    entries = numbered(phrasings)
    shuffled = sorted(entries, key=lambda _: chance.random())
    there = ask(Index(knowledge(entries)), question)
    back = ask(Index(knowledge({id_: entries[id_] for id_ in shuffled})), question)

    assert {one.entry: pytest.approx(one.score, abs=1e-6) for one in there.entries} == {
        one.entry: one.score for one in back.entries
    }
    assert there.known == pytest.approx(back.known)


def test_the_order_of_families_does_not_matter() -> None:
    """Out-of-scope families declared the other way round rank the same."""
    families = {"salary": ["how much do i earn"], "hardware": ["how much is a laptop"]}
    there, back = (
        ask(Index(knowledge({"api": ["what is an api"]}, order)), "how much is it").families
        for order in (families, dict(reversed(families.items())))
    )

    assert there == back
    assert [one.entry for one in there] == ["hardware", "salary"]


@pytest.mark.parametrize(
    ("question", "entry", "family"),
    [
        ("what does a developer do", "day", "salary"),
        ("what does a developer earn", "day", "salary"),
        ("which laptop should i learn", "sql", "hardware"),
    ],
)
def test_families_are_ranked_apart(question: str, entry: str, family: str) -> None:
    """Entries stand among entries and families among families, each with its nearest first."""
    found = ask(INDEX, question)

    assert (entry, family) == (found.entries[0].entry, found.families[0].entry)
    assert {one.entry for one in found.entries} <= set(TRADE.entries)
    assert {one.entry for one in found.families} <= set(TRADE.out_of_scope)


def test_an_example_out_of_scope_is_exact_in_its_family_alone() -> None:
    """A question that is an out-of-scope example, or a family's title, is exact there and in no entry."""
    found = [ask(INDEX, question) for question in ("salary of a junior", "which laptop should i buy")]

    assert [one.families[0].entry for one in found] == ["salary", "hardware"]
    assert all(one.families[0].evidence.exact for one in found)
    assert not any(candidate.evidence.exact for one in found for candidate in one.entries)


@pytest.mark.parametrize("question", ["", "?!", "\u6771\u4eac", "77", "\u200b\ud800", "9" * 300])
def test_a_question_of_nothing_known_has_no_candidates(question: str) -> None:
    """An empty question and one of unknown signs alone find no entry and no family, and nothing of them is known."""
    found = ask(INDEX, question)

    assert Scored((), (), 0.0) == found


@pytest.mark.parametrize("text", ["???", "\u6771\u4eac", "hi", "a", "thanks"])
def test_an_entry_of_odd_phrasings_is_no_trouble(text: str) -> None:
    """Phrasings without words, of another script, or of chat alone, rank and are found if they have words."""
    index = Index(knowledge({"odd": [text], "api": ["what is an api"]}))
    found = ask(index, text).entries
    other = ask(index, "what is an api").entries

    assert [one.entry for one in found if one.evidence.exact] == (["odd"] if text != "???" else [])
    assert other[0].entry == "api"


def test_a_score_is_made_of_both_spaces() -> None:
    """The score is the saturated sum of prototype, own share and best phrasing, words and letters blended."""
    question = ("explain", "sql", "database", "gateways")
    owners = [*TRADE.entries.values()]
    texts = [[*one.phrasings, one.title, one.short] for one in owners]
    examples = [[*family.examples, family.title] for _, family in sorted(TRADE.out_of_scope.items())]
    words = [INDEX.lexicon.words(text) for group in (*texts, *examples) for text in group]
    numbers = [number for number, group in enumerate((*texts, *examples)) for _ in group]
    voices = [1.0] * len(words)
    by_word = Space([word_features(text) for text in words], numbers, voices, lambda unit: (unit,))
    by_letter = Space(words, numbers, voices, letter_features)
    vectors = by_word.vector(word_features(question)), by_letter.vector(question)
    shares = np.array([1 - LETTER_SHARE, LETTER_SHARE])
    cosines, own = (
        shares @ np.array(pair)
        for pair in zip(by_word.owner_scores(vectors[0]), by_letter.owner_scores(vectors[1]), strict=True)
    )
    found = {one.entry: one for one in INDEX.score(question, 5).entries}

    assert SHORT_VOICE == 1
    assert {"sql", "api"} <= found.keys()
    for number, owner in enumerate(owners):
        first = numbers.index(number)
        last = first + len(texts[number]) - 1
        likeness = shares @ np.array(
            [by_word.text_scores(vectors[0], first, last), by_letter.text_scores(vectors[1], first, last)]
        )
        raw = cosines[number] + DISTINCT_WEIGHT * own[number] + PHRASING_WEIGHT * likeness.max()
        candidate = found[owner.id]
        spaces = by_word.owner_scores(vectors[0])[0], by_letter.owner_scores(vectors[1])[0]
        assert (candidate.evidence.words, candidate.evidence.letters) == pytest.approx(
            (spaces[0][number], spaces[1][number]), abs=1e-6
        )
        assert candidate.score == pytest.approx(1 - np.exp(-raw), abs=1e-6)
        assert candidate.evidence.likeness == pytest.approx(likeness.max(), abs=1e-6)
        assert candidate.evidence.phrasing == (*owner.phrasings, owner.title)[int(likeness.argmax())]


@pytest.mark.parametrize(
    ("question", "across"),
    [
        pytest.param("tasks of a senior", ["junior"], id="one-side"),
        pytest.param("tasks of a junior", [], id="the-same-side"),
        pytest.param("junior or senior tasks", [], id="both-sides"),
        pytest.param("tasks of an intern", [], id="no-side"),
        pytest.param("what seniors are good at", [], id="no-word-of-the-contrast"),
    ],
)
def test_an_entry_across_a_contrast_counts_half(question: str, across: list[str]) -> None:
    """An entry that knows only the other side of a contrast is marked and keeps half its score, the rest all of it."""
    plain = knowledge(
        {
            "junior": ["tasks of the junior", "first junior tasks"],
            "both": ["tasks of both junior and senior"],
            "neither": ["tasks of an apprentice"],
        }
    )
    contrasted = plain.model_copy(
        update={"synonyms": Synonyms(contrasts=(("junior", "senior"), ("api", "sql")))}
    )
    found = {one.entry: one for one in ask(Index(contrasted), question).entries}
    before = {one.entry: one.score for one in ask(Index(plain), question).entries}

    assert 0 < CROSSED < 1
    assert [name for name, one in found.items() if one.evidence.crossed] == across
    assert {name: one.score for name, one in found.items()} == pytest.approx(
        {name: score * (CROSSED if name in across else 1) for name, score in before.items()}
    )


def test_a_side_of_a_contrast_stands_within_one_text() -> None:
    """An entry is not across because one phrasing ends and the next begins with the words of the other side."""
    plain = knowledge({"hands": ["are hands soft", "skills matter"], "tools": ["soft skills matter"]})
    contrasted = plain.model_copy(
        update={"synonyms": Synonyms(contrasts=(("soft skills", "technical skills"),))}
    )
    found = ask(Index(contrasted), "technical skills matter").entries

    assert {one.entry: one.evidence.crossed for one in found} == {"hands": False, "tools": True}


@pytest.mark.parametrize("phrasing", [text for entry in TRADE.entries.values() for text in entry.phrasings])
def test_a_phrasing_asked_is_the_evidence(phrasing: str) -> None:
    """The evidence for a phrasing asked is that phrasing, wholly alike and wholly known."""
    found = ask(INDEX, phrasing)
    evidence = found.entries[0].evidence

    assert phrasing == evidence.phrasing
    assert evidence.likeness == pytest.approx(1)
    assert found.known == pytest.approx(1)


def test_knowledge_without_entries_has_no_candidates() -> None:
    """Where there is nothing, nothing is found."""
    found = ask(Index(Knowledge(entries={})), "what is an api")

    assert Scored((), (), 0.0) == found
