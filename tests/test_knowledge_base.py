"""Facts about the knowledge base that comes with Backchat: complete, own words, and true to its own questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.conversation import Answered, Question, Unknown
from bot.knowledge import Knowledge
from bot.loading import inspect
from bot.matching.families import Families, split_words
from bot.matching.normalize import normalize
from bot.workbench.calibrate import outcomes
from bot.workbench.policy_text import check_text
from bot.workbench.questions import golden_questions, select
from bot.workbench.samples import golden_samples

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "knowledge"
DATA: Final = Path(__file__).resolve().parent / "data"


@pytest.fixture(scope="module")
def knowledge(shipped: Answerer) -> Knowledge:
    """The shipped knowledge."""
    return shipped.knowledge


def _topics() -> set[str]:
    return set((DATA / "topics.txt").read_text().split())


def test_every_reference_leads_somewhere() -> None:
    """The shipped knowledge has no problem that `backchat check` finds."""
    _, problems = inspect(FOLDER)

    assert () == problems


def test_all_topics_are_entries(knowledge: Knowledge) -> None:
    """Each of the 116 stable ids is an entry with exactly that id."""
    assert len(_topics()) == 116
    assert set() == _topics() - set(knowledge.entries)


def test_entries_are_asked_for_in_many_ways(knowledge: Knowledge) -> None:
    """Every entry has at least 16 phrasings."""
    assert [] == [entry.id for entry in knowledge.entries.values() if len(entry.phrasings) < 16]


def test_entries_name_sources_and_review(knowledge: Knowledge) -> None:
    """Every entry names at least one source and the day of its last review."""
    assert [] == [entry.id for entry in knowledge.entries.values() if not entry.sources or not entry.reviewed]


def test_entries_lead_on(knowledge: Knowledge) -> None:
    """Every entry offers at least two related ones."""
    assert [] == [entry.id for entry in knowledge.entries.values() if len(entry.related) < 2]


def test_titles_are_distinct(knowledge: Knowledge) -> None:
    """No two entries have the same title, so that a choice is a choice."""
    titles = Counter(entry.title.casefold() for entry in knowledge.entries.values())

    assert [] == [title for title, count in titles.items() if count > 1]


def test_a_phrasing_belongs_to_one_entry(knowledge: Knowledge) -> None:
    """No two entries share a phrasing, even after synonyms are unified."""
    families = Families(knowledge.synonyms.families)
    owners: dict[tuple[str, ...], set[str]] = {}
    for entry in knowledge.entries.values():
        for text in (*entry.phrasings, entry.title):
            owners.setdefault(families.unify(split_words(normalize(text))), set()).add(entry.id)

    assert {} == {words: ids for words, ids in owners.items() if len(ids) > 1}


def test_every_phrasing_wins_for_its_own_entry(shipped: Answerer) -> None:
    """Asked word for word, each phrasing and each title is answered by its entry."""
    lost = [
        (entry.id, text)
        for entry in shipped.knowledge.entries.values()
        for text in (*entry.phrasings, entry.title)
        if not (
            isinstance(got := shipped.decide(shipped.rank(Question(text))), Answered)
            and got.entry == entry.id
        )
    ]

    assert [] == lost


def test_out_of_scope_examples_are_refused(shipped: Answerer) -> None:
    """Asked word for word, each out-of-scope example gets no answer and the pointer of its family."""
    wrong = [
        (name, text)
        for name, family in shipped.knowledge.out_of_scope.items()
        for text in family.examples
        if not (
            isinstance(got := shipped.decide(shipped.rank(Question(text))), Unknown) and got.family == name
        )
    ]

    assert [] == wrong


def test_scope_is_drawn_with_many_examples(knowledge: Knowledge) -> None:
    """At least 12 families of questions are out of scope, with at least 250 examples in all."""
    families = knowledge.out_of_scope

    assert len(families) >= 12
    assert sum(len(family.examples) for family in families.values()) >= 250


def test_golden_questions_cover_every_entry(knowledge: Knowledge) -> None:
    """Every entry has at least three golden questions, and at least 150 expect nothing."""
    counts = Counter(golden.expect for golden in knowledge.golden)

    assert [] == [name for name in knowledge.entries if counts[name] < 3]
    assert counts["nothing"] >= 150


def test_golden_questions_are_no_phrasings(knowledge: Knowledge) -> None:
    """No golden question equals a phrasing, a title or an out-of-scope example."""
    written = {
        split_words(normalize(text))
        for texts in (
            *((*entry.phrasings, entry.title) for entry in knowledge.entries.values()),
            *(family.examples for family in knowledge.out_of_scope.values()),
        )
        for text in texts
    }

    assert [] == [one.q for one in knowledge.golden if split_words(normalize(one.q)) in written]


def test_golden_questions_are_answered(shipped: Answerer) -> None:
    """Most golden questions get the right entry first, nearly all among three, and few get a wrong answer."""
    asked = [one for one in shipped.knowledge.golden if one.expect != "nothing"]
    ranked = [([c.entry for c in shipped.rank(Question(one.q)).candidates], one.expect) for one in asked]
    decided = [
        (shipped.decide(shipped.rank(Question(one.q))), one.expect) for one in shipped.knowledge.golden
    ]
    wrong = [expected for got, expected in decided if isinstance(got, Answered) and got.entry != expected]

    assert sum(found[:1] == [expected] for found, expected in ranked) / len(asked) >= 0.88
    assert sum(expected in found[:3] for found, expected in ranked) / len(asked) >= 0.97
    assert len(wrong) / len(decided) <= 0.06


def test_the_promise_of_the_policy_holds(shipped: Answerer) -> None:
    """`backchat calibrate --check` finds that the golden questions keep what policy.yaml promises."""
    base = shipped.knowledge
    asked = select(golden_questions(base), base).kept
    found = outcomes(golden_samples(shipped, asked), base.policy)

    assert base.policy.promise
    assert found.keep(base.policy.promise), check_text(found, base.policy.promise)


def test_paths_start_from_zero_change_career_and_prepare(knowledge: Knowledge) -> None:
    """There is a path for a junior from zero, one for a career changer and one for interviews, each with tasks."""
    assert {"from-zero", "career-changer", "interview-prep"} <= set(knowledge.paths)
    assert [] == [(path.id, s.entry) for path in knowledge.paths.values() for s in path.steps if not s.task]


def test_paths_are_graphs(knowledge: Knowledge) -> None:
    """In every path most steps build on an earlier one."""
    for path in knowledge.paths.values():
        assert sum(bool(step.requires) for step in path.steps) > len(path.steps) / 2


def test_answers_are_our_own_words(knowledge: Knowledge) -> None:
    """No run of eight words is shared with the four source documents.

    source-shingles.txt holds, of every run of eight words (`[a-z0-9]+`, lower case, single spaces) in the sources,
    the first 12 hexadecimal digits of its SHA-256.
    """
    sources = set((DATA / "source-shingles.txt").read_text().split())

    assert len(sources) > 3000
    assert [] == [run for text in _all_texts(knowledge) for run in _runs(text) if _digest(run) in sources]


def test_the_own_words_test_can_fail() -> None:
    """A sentence of a source is recognised."""
    sources = set((DATA / "source-shingles.txt").read_text().split())
    run = "you do not need to have a degree"  # part of a source's sentence about degrees

    assert _digest(run) in sources


def _all_texts(knowledge: Knowledge) -> Iterator[str]:
    for entry in knowledge.entries.values():
        yield f"{entry.title}\n{entry.short}\n{entry.detail or ''}"
        yield from entry.phrasings
    for family in knowledge.out_of_scope.values():
        yield from (family.pointer, *family.examples)
    for path in knowledge.paths.values():
        yield from (path.title, path.audience, *(f"{step.why}\n{step.task}" for step in path.steps))
    yield from (one.q for one in knowledge.golden)


def _runs(text: str) -> Iterator[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[start : start + 8]) for start in range(len(words) - 7))


def _digest(run: str) -> str:
    return sha256(run.encode()).hexdigest()[:12]
