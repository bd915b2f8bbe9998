"""Trials of edits: what they find, against the real matcher."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.knowledge import Golden
from bot.loading import load
from bot.workbench.changes import Change, Put, Told
from bot.workbench.edits import AddExample, AddGolden, AddPhrasing
from bot.workbench.trial import Lost, Text, trial, worsened
from tests.proposing import small_base


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a small base."""
    folder: Path = tmp_path_factory.mktemp("trial") / "knowledge"
    return Answerer(load(small_base(folder)))


def test_a_good_phrasing_is_clean(base: Answerer) -> None:
    """A phrasing that only its entry can mean harms nothing, and the trial answers with it."""
    found = trial(base, [AddPhrasing("git", "commit vanished")], [Put("what is a docker image", "asked")])

    assert found.clean
    assert () == found.changes
    assert "commit vanished" in found.after.knowledge.entries["git"].phrasings


def test_a_phrasing_of_another_entry_is_lost(base: Answerer) -> None:
    """A phrasing that stands with another entry already makes both lose it, and each is named."""
    found = trial(base, [AddPhrasing("docker", "rebase a branch")], [])

    assert not found.clean
    assert {Text("phrasing", "git", "rebase a branch"), Text("phrasing", "docker", "rebase a branch")} <= {
        one.text for one in found.lost
    }


def test_an_example_that_gets_an_answer_is_lost(base: Answerer) -> None:
    """An out-of-scope example that an entry has word for word is not refused, and is told as lost."""
    found = trial(base, [AddPhrasing("interviews", "average salary of a developer")], [])

    assert Text("example", "pay", "average salary of a developer") in {one.text for one in found.lost}


def test_golden_questions_are_asked(base: Answerer) -> None:
    """A golden question that is not answered as it declares is lost; without `whole` it is seen too."""
    edit = AddGolden("what is the moon made of", "docker")
    lost = Lost(Text("golden", "docker", "what is the moon made of"), Told("refused"))

    assert (lost,) == trial(base, [edit], []).lost
    assert (lost,) == trial(base, [edit], [], whole=False).lost


def test_an_asked_question_that_loses_its_answer_is_worse(base: Answerer) -> None:
    """A question that was answered and is refused afterwards stands in the way."""
    found = trial(base, [AddExample("pay", "smaller docker images")], [Put("smaller docker images", "asked")])

    assert ["smaller docker images"] == [one.put.text for one in found.worse]


def test_progress_is_told(base: Answerer) -> None:
    """Whoever waits hears of the learning first, and then of the asking."""
    heard: list[str] = []
    trial(base, [AddPhrasing("git", "commit vanished")], [], lambda label, _done, _whole: heard.append(label))

    assert ["learning the phrasings", "asking everything again"] == list(dict.fromkeys(heard))


ANSWERED, OTHER = Told("answered", ("git",)), Told("answered", ("sql",))
OFFERED, REFUSED = Told("offered", ("git", "docker")), Told("refused")


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (ANSWERED, OTHER, True),
        (ANSWERED, OFFERED, True),
        (OFFERED, ANSWERED, False),
        (OFFERED, OTHER, True),
        (OFFERED, REFUSED, True),
        (REFUSED, OFFERED, False),
        (REFUSED, ANSWERED, False),
        (Told("refused", family="pay"), OFFERED, True),
        (Told("refused", family="pay"), REFUSED, False),
    ],
)
def test_what_counts_as_worse(before: Told, after: Told, *, worse: bool) -> None:
    """It is worse to lose an answer, choices or a known family, and to get an answer that was not among the choices."""
    assert worse == worsened(Change(Put("q", "asked"), before, after))


def test_what_golden_yaml_declares_is_not_worse() -> None:
    """A golden question that fares as declared is no harm, whatever it was before."""
    golden = Golden(q="q", expect="git", so_far="offered")

    assert not worsened(Change(Put("q", "golden"), ANSWERED, OFFERED, golden))
    assert worsened(Change(Put("q", "golden"), ANSWERED, REFUSED, golden))
