"""Edits as values: what they make of the knowledge, and which are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import BadInputError
from bot.knowledge import Golden, Knowledge
from bot.loading import load
from bot.workbench.edits import AddEntry, AddExample, AddGolden, AddPhrasing, AddVariant, Edit, applied
from tests.proposing import small_base


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    """A small knowledge base."""
    return load(small_base(tmp_path / "knowledge"))


def test_a_phrasing_goes_behind_the_others(knowledge: Knowledge) -> None:
    """A phrasing is added behind those of its entry, without blanks around it."""
    after = applied(knowledge, [AddPhrasing("git", " what is a stash ")])

    assert (*knowledge.entries["git"].phrasings, "what is a stash") == after.entries["git"].phrasings


def test_what_was_there_stays_as_it_was(knowledge: Knowledge) -> None:
    """The knowledge that edits are applied to does not change, also what was made of it before."""
    before, kinds = knowledge.model_copy(deep=True), knowledge.kinds
    applied(knowledge, [AddEntry("skills", "new", "New", ("new",), "New.")])

    assert (before, kinds) == (knowledge, knowledge.kinds)


def test_what_is_made_of_the_knowledge_is_made_anew(knowledge: Knowledge) -> None:
    """A new entry is among the entries of its kind although those were asked for before."""
    assert knowledge.kinds
    after = applied(knowledge, [AddEntry("skills", "new", "New", ("new",), "New.")])

    assert ["docker", "git", "interviews", "new", "sql"] == [entry.id for entry in after.kinds["skills"]]


def test_everything_can_be_added(knowledge: Knowledge) -> None:
    """Examples, variants, golden questions and whole entries are added, in the order of the edits."""
    edits: list[Edit] = [
        AddEntry("skills", "bash", "Bash", ("what is bash",), "A shell.", reviewed=date(2026, 11, 22)),
        AddExample("pay", "is 40k fair"),
        AddVariant("container", "box"),
        AddVariant("container", "crate"),
        AddGolden("what is a shell", "bash", "offered"),
    ]
    after = applied(knowledge, edits)

    assert "A shell." == after.entries["bash"].short
    assert "is 40k fair" == after.out_of_scope["pay"].examples[-1]
    assert {"container": ("box", "crate")} == after.synonyms.families
    assert Golden(q="what is a shell", expect="bash", so_far="offered") == after.golden[-1]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (AddPhrasing("gti", "x"), "there is no entry 'gti'"),
        (AddPhrasing("git", "  "), "'phrasings' is empty"),
        (AddExample("food", "x"), "has no family 'food'"),
        (AddGolden("x", "gti"), "there is no entry 'gti': did you mean 'git'?"),
        (AddEntry("skills", "git", "Git", ("x",), "X."), "there is an entry 'git' already"),
        (AddEntry("..", "new", "New", ("x",), "X."), "no entry can be '../new.yaml'"),
        (AddEntry("paths", "new", "New", ("x",), "X."), "no entry can be 'paths/new.yaml'"),
        (AddEntry("", "golden", "New", ("x",), "X."), "no entry can be '/golden.yaml'"),
        (AddEntry("skills", "a/b", "New", ("x",), "X."), "'id' is 'a/b': up to 64"),
        (AddEntry("skills", "new", "New", ("x",), "X.", related=("gti",)), "there is no entry 'gti'"),
    ],
)
def test_what_would_not_be_read_is_refused(knowledge: Knowledge, edit: Edit, why: str) -> None:
    """An edit after which the loader would refuse the knowledge is refused, with the reason."""
    with pytest.raises(BadInputError) as refused:
        applied(knowledge, [edit])

    assert why in str(refused.value)


def test_a_word_belongs_to_one_family(knowledge: Knowledge) -> None:
    """A variant that another family has is refused."""
    edits = [AddVariant("container", "box"), AddVariant("image", "box")]
    with pytest.raises(BadInputError) as refused:
        applied(knowledge, edits)

    assert "'box' is in the family of 'container' too" in str(refused.value)
