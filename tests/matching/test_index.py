from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Evidence
from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching import model as modelling
from bot.matching.index import CLOSENESS_WEIGHT, CROSSED, LIKENESS_WEIGHT, SHARPNESS, Index, Scored
from bot.matching.model import Model

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


QUESTIONS: Final = (
    "explain sql database gateways",
    "what is an api",
    "do i need a laptop",
    "salary of a developer",
    "how much do they earn",
    "tasks of a junior",
    "sqlite or mysql",
    "universities",
    "day day day cobol",
    "typical",
)
OTHERS: Final = (
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
)
HOSTILE: Final = {
    "one-letter": "a" * 300,
    "one-known-word": "sql " * 75,
    "new-words": " ".join(f"tok{number}en" for number in range(40)),
    "letters": " ".join("abcdefghijklmnopqrstuvwxyz" * 5),
    "digits": " ".join(map(str, range(100))),
    "chinese": "\u6771\u4eac\u7279\u8a31\u8a31\u53ef\u5c40" * 42,
    "chinese-and-sql": "\u6771\u4eac sql \u7279\u8a31",
    "emoji": "\U0001f600" * 300,
    "zalgo": ("e" + "\N{COMBINING ACUTE ACCENT}" * 9) * 30,
    "signs": "(.c+" * 75,
    "nothing": "",
    "surrogates": "\ud800\udfff sql",
}


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


@settings(max_examples=40)
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


def test_a_phrasing_of_two_entries_is_exact_in_both() -> None:
    """Twins with one phrasing are both exact, and which of them is first does not hang on who is declared first."""
    entries = {
        "zebra": ["what is rest", "rest api"],
        "tiger": ["what is rest", "rest api"],
        "sql": ["what is sql"],
    }
    there, back = (
        ask(Index(knowledge(dict(sorted(entries.items(), reverse=turned)))), "What is REST?").entries
        for turned in (False, True)
    )

    assert there == back
    assert {("tiger", True), ("zebra", True)} == {(one.entry, one.evidence.exact) for one in there[:2]}


def test_an_exact_phrasing_wins_over_entries_that_score_more() -> None:
    """The one entry that has the question word for word is first, though another has its words and pairs more often."""
    likely = ["api rest api sql api"] * 20
    unlikely = [f"{one} and {other}" for one in OTHERS for other in OTHERS if one < other]
    index = Index(knowledge({"likely": likely, "mixed": [*unlikely, "api sql api rest api"]}))
    found = ask(index, "API, SQL, API, REST, API?").entries

    assert [("mixed", True), ("likely", False)] == [(one.entry, one.evidence.exact) for one in found]
    assert found[0].score < found[1].score


def test_an_exact_phrasing_is_found_among_many_entries_that_say_more() -> None:
    """An entry that has the question as one phrasing is a candidate, however many others are looked at first."""
    likely = {f"api-{number}": ["apis", "the apis", "what the apis"] for number in range(20)}
    unlikely = [f"{one} and {other}" for one in OTHERS for other in OTHERS if one < other]
    index = Index(knowledge({**likely, "mixed": [*unlikely, "api"]}))
    found, nearly = ask(index, "api", most=1).entries, ask(index, "apis", most=12).entries

    assert [("mixed", True)] == [(one.entry, one.evidence.exact) for one in found]
    assert "mixed" not in {candidate.entry for candidate in nearly}


def test_as_many_are_exact_as_have_the_phrasing() -> None:
    """A phrasing of twenty entries is exact in all of them, however few are looked at closely."""
    index = Index(knowledge({f"e{number:02}": ["what is rest", f"rest {number}"] for number in range(20)}))
    found = ask(index, "what is rest", most=30).entries

    assert [f"e{number:02}" for number in range(20)] == sorted(one.entry for one in found)
    assert all(one.evidence.exact for one in found)


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


def shares(evidence: Evidence) -> tuple[float, ...]:
    """The figures of evidence that are between 0 and 1."""
    return evidence.likeness, evidence.covered


@settings(max_examples=40)
@given(PHRASINGS, QUESTION, st.integers(1, 6))
def test_candidates_are_few_sorted_and_bounded(phrasings: list[list[str]], question: str, most: int) -> None:
    """Exact ones come first, then the higher score; at most as many as asked for; all figures are in their bounds."""
    found = ask(Index(knowledge(numbered(phrasings))), question, most).entries
    order = [(not one.evidence.exact, -one.score, one.entry) for one in found]

    assert len(found) <= most
    assert order == sorted(order)
    assert len({one.entry for one in found}) == len(found)
    assert all(0 <= figure <= 1 for one in found for figure in (one.score, *shares(one.evidence)))
    assert all(-1 <= one.evidence.closeness <= 1 for one in found)
    assert all(one.evidence.phrasing in phrasings[int(one.entry[1:])] for one in found)


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4, 9, 1_000])
def test_there_are_as_many_candidates_as_asked_for(most: int) -> None:
    """Of four entries there are as many candidates as wanted, the same ones first, and always some families."""
    every, found = ask(INDEX, "what is sql", most=4), ask(INDEX, "what is sql", most=most)

    assert every.entries[:most] == found.entries
    assert every.families == found.families
    assert {"salary", "hardware"} == {one.entry for one in found.families}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_questions_are_ranked_like_others(text: str) -> None:
    """Whatever is asked, there are some candidates or none, each with figures in their bounds."""
    found = ask(INDEX, text)
    everybody = (*found.entries, *found.families)

    assert 0 <= found.known <= 1 + 1e-9
    assert len(found.entries) in {0, 4}
    assert all(0 <= figure <= 1 for one in everybody for figure in (one.score, *shares(one.evidence)))
    assert all(-1 <= one.evidence.closeness <= 1 for one in everybody)
    assert not any(one.evidence.exact for one in everybody)


@settings(max_examples=40)
@given(PHRASINGS, QUESTION, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(
    phrasings: list[list[str]], question: str, chance: Random
) -> None:
    """Entries and families given in any order are ranked and scored exactly the same."""
    entries, families = numbered(phrasings), {"z": ["which laptop"], "y": ["the salary"], "x": ["is it sql"]}
    shuffled = sorted(entries, key=lambda _: chance.random())
    there = knowledge(entries, families)
    back = knowledge({id_: entries[id_] for id_ in shuffled}, dict(reversed(families.items())))

    assert ask(Index(there), question) == ask(Index(back), question)


def test_the_folder_of_an_entry_and_what_stands_beside_it_do_not_matter() -> None:
    """Kinds, details, sources and days of review decide nothing."""
    moved = {
        id_: entry.model_copy(
            update={"kind": f"kind-{len(id_)}", "detail": "api sql", "aliases": (f"{id_}-2",)}
        )
        for id_, entry in sorted(TRADE.entries.items(), reverse=True)
    }
    index = Index(TRADE.model_copy(update={"entries": moved}))

    assert [ask(INDEX, question) for question in QUESTIONS] == [
        ask(index, question) for question in QUESTIONS
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_synonyms_does_not_matter(*, reverse: bool) -> None:
    """Families of words and contrasts declared the other way round rank the same."""
    families = {"api": ("interface", "endpoint"), "sql": ("database", "db"), "developer": ("dev",)}
    contrasts = (("api", "sql"), ("junior", "senior"), ("degree", "laptop"))
    plain, turned = (
        TRADE.model_copy(
            update={
                "synonyms": Synonyms(
                    families={head: families[head] for head in sorted(families, reverse=turn)},
                    contrasts=contrasts[:: -1 if turn else 1],
                )
            }
        )
        for turn in (False, reverse)
    )
    there, back = Index(plain), Index(turned)

    assert [ask(there, question) for question in QUESTIONS] == [ask(back, question) for question in QUESTIONS]


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


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_is_what_was_learnt_and_the_best_phrasing(question: str) -> None:
    """The score is the logistic of what was learnt and the best sum of a phrasing's likeness and closeness."""
    model = Model(INDEX.compiled.learnt)
    asked = model.asked(INDEX.lexicon.words(question))
    parts = model.score(asked)
    owners = [
        *((name, (*entry.phrasings, entry.title), 1) for name, entry in sorted(TRADE.entries.items())),
        *((name, (*one.examples, one.title), 0) for name, one in sorted(TRADE.out_of_scope.items())),
    ]
    found = {one.entry: one for part in ask(INDEX, question)[:2] for one in part}
    first = 0

    assert {name for name, _, _ in owners} == found.keys()
    for number, (name, phrasings, more) in enumerate(owners):
        evidence = found[name].evidence
        near = model.compare(asked, [(first, first + len(phrasings))])
        sums = LIKENESS_WEIGHT * near.likeness + CLOSENESS_WEIGHT * near.closeness
        best = phrasings.index(evidence.phrasing)
        raw = parts.total[number] + sums.max()
        said = (evidence.words, evidence.letters, evidence.meaning)
        assert said == pytest.approx(tuple(part[number] for part in parts[:3]), abs=1e-5)
        assert sums[best] == pytest.approx(sums.max(), abs=1e-5)
        assert evidence.likeness == pytest.approx(near.likeness[best], abs=1e-5)
        assert evidence.closeness == pytest.approx(near.closeness[best], abs=1e-5)
        assert evidence.covered == pytest.approx(near.covered[0], abs=1e-5)
        assert found[name].score == pytest.approx(1 / (1 + np.exp(-SHARPNESS * raw)), abs=1e-5)
        first += len(phrasings) + more


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("owner", ["api", "degree", "sql", "hardware", "salary"])
def test_what_words_say_is_what_was_learnt(question: str, owner: str) -> None:
    """Every word comes with what it says for an entry or a family, in the order of the question."""
    numbers = {
        name: number for number, name in enumerate([*sorted(TRADE.entries), *sorted(TRADE.out_of_scope)])
    }
    words = INDEX.lexicon.words(question)
    expected = Model(INDEX.compiled.learnt).by_word(words, numbers[owner])

    assert list(zip(words, expected, strict=True)) == [
        *INDEX.by_word(words, owner, family=owner in TRADE.out_of_scope)
    ]


@given(QUESTION.filter(bool))
def test_words_and_what_stands_for_all_questions_add_up(question: str) -> None:
    """What words say of words, letters and meaning differs from the evidence by the middle's part alone.

    Which is the same for the same words in another order.
    """
    words = INDEX.lexicon.words(question)
    turned = words[::-1]
    missing = []
    for asked in (words, turned):
        found = {one.entry: one.evidence for one in INDEX.score(asked, 4).entries}
        missing += [
            one.words + one.letters + one.meaning - sum(said for _, said in INDEX.by_word(asked, name))
            for name, one in sorted(found.items())
        ]
    half = len(missing) // 2

    assert missing[:half] == pytest.approx(missing[half:], abs=1e-5)


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


@pytest.mark.parametrize("phrasing", ["blorts", "blort", "the blort"])
def test_the_phrasing_that_was_asked_is_shown_among_its_like(phrasing: str) -> None:
    """Of phrasings that differ in an ending alone, the evidence is the one that was asked."""
    index = Index(knowledge({"odd": ["blorts", "blort", "the blort"], "api": ["what is an api"]}))

    assert phrasing == ask(index, phrasing).entries[0].evidence.phrasing


def test_what_was_compiled_makes_the_same_index() -> None:
    """An index from what another has compiled of the same knowledge finds exactly the same."""
    again = Index(TRADE, INDEX.compiled)

    assert [ask(INDEX, question) for question in QUESTIONS] == [
        ask(again, question) for question in QUESTIONS
    ]
    assert [INDEX.by_word(("what", "sql"), name) for name in TRADE.entries] == [
        again.by_word(("what", "sql"), name) for name in TRADE.entries
    ]


def test_knowledge_too_large_to_be_learnt_from_is_ranked_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what features say is estimated, phrasings are found, twice the same, and questions rank as well."""
    monkeypatch.setattr(modelling, "MOST_TRAINED", 0)
    index, again = Index(TRADE), Index(TRADE)
    phrasings = [(name, text) for name, entry in TRADE.entries.items() for text in entry.phrasings]
    examples = [(name, text) for name, family in TRADE.out_of_scope.items() for text in family.examples]
    found = [ask(index, text).entries[0] for _, text in phrasings]

    assert [name for name, _ in phrasings] == [one.entry for one in found]
    assert all(one.evidence.exact for one in found)
    assert [name for name, _ in examples] == [ask(index, text).families[0].entry for _, text in examples]
    assert [ask(index, question) for question in QUESTIONS] == [
        ask(again, question) for question in QUESTIONS
    ]
    assert ask(index, "learn sql databases").entries[0].entry == "sql"


def test_several_threads_find_what_one_does() -> None:
    """Questions asked from eight threads at once, new words among them, find exactly what each finds alone."""
    questions = [f"{QUESTIONS[number % 10]} new{number}ings and sqls{number}" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda question: ask(INDEX, question), questions))

    assert [ask(INDEX, question) for question in questions] == together


def test_questions_leave_nothing_behind() -> None:
    """A question finds the same before and after others."""
    there = [ask(INDEX, question) for question in QUESTIONS]
    back = [ask(INDEX, question) for question in reversed(QUESTIONS)]

    assert there == back[::-1]


def test_an_entry_and_a_family_of_one_name_are_told_apart() -> None:
    """What a word says for an entry is not what it says for the family of the same name; what is neither is a fault."""
    index = Index(knowledge({"pay": ["pay day"], "api": ["what is an api"]}, {"pay": ["what is my salary"]}))
    entry, family = (index.by_word(("salary",), "pay", family=which) for which in (False, True))

    assert entry[0][1] < family[0][1]
    with pytest.raises(KeyError):
        index.by_word(("salary",), "nobody")
