from __future__ import annotations

from typing import Any

import pytest

from bot.answer import Answerer
from bot.conversation import Question, Unknown
from bot.journal.records import Kept, Tally
from bot.workbench.coverage_map import NEAR, Covered, coverage
from tests.kept_questions import entry, kept, knowledge, lacking


def came(*questions: Kept) -> tuple[int, int]:
    """How many questions came to Docker, and how many of these in vain."""
    cell = coverage(knowledge(), questions).rows[0].cells[1]
    return cell.asked, cell.in_vain


def test_cells() -> None:
    """A place holds the entries that the map names, also by a retired id, with their phrasings."""
    code, data = coverage(knowledge(), ()).rows

    assert (
        Covered(("git",), 2, 0, 0),
        Covered(("git", "docker"), 5, 0, 0),
        Covered((), 0, 0, 0),
    ) == code.cells
    assert ("data", "Data", Covered(("sql",), 1, 0, 0)) == (data.id, data.title, data.cells[0])


def test_a_whole_track_counts_each_entry_and_question_once() -> None:
    """An entry in two places of a track is in its sum once, and so is what was asked of it."""
    code, _ = coverage(knowledge(), [kept("1", entry="git")]).rows

    assert Covered(("git", "docker"), 5, 1, 0) == code.whole
    assert [1, 1, 0] == [cell.asked for cell in code.cells]


def test_empty_places() -> None:
    """The places without an entry are told, by track and by whom they would help."""
    found = coverage(knowledge(), ())

    assert (("code", "senior"), ("data", "junior"), ("data", "senior")) == found.empty
    assert {"juniors": ("Data",), "seniors": ("Code", "Data")} == found.gaps


def test_kinds_and_what_is_not_on_the_map() -> None:
    """Each track knows its entries by kind; small talk need not be on the map, all else is missed there."""
    found = coverage(knowledge(), ())

    assert ("glossary", "skills") == found.kinds
    assert [{"skills": 2}, {"glossary": 1}] == [row.kinds for row in found.rows]
    assert ("linux",) == found.unmapped


def test_no_map() -> None:
    """Knowledge without a map has no rows, and nothing is missed on it."""
    bare = knowledge(entry("docker")).model_copy(update={"map": {}})

    assert ((), ()) == (coverage(bare, [kept()]).rows, coverage(bare, ()).unmapped)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (1, 0)),
        ({"outcome": "more"}, (1, 0)),
        ({"votes": (Tally("docker", 0, 1),)}, (1, 1)),
        ({"votes": (Tally("docker", 1, 1),)}, (1, 0)),
        ({"entry": "gone"}, (0, 0)),
        ({"entry": ""}, (0, 0)),
        ({"outcome": "missed", "about": "other"}, (1, 1)),
        ({"outcome": "missed", "entry": "", "about": "other"}, (0, 0)),
        ({"outcome": "unsure", "entry": ""}, (1, 1)),
        ({"outcome": "unsure", "entry": "", "votes": (Tally("docker", 2, 1),)}, (1, 0)),
        ({"outcome": "unsure", "entry": "", "votes": (Tally("sql", 2, 1),)}, (0, 0)),
        ({"outcome": "unsure", "entry": "", "votes": (Tally("docker", 0, 1),)}, (1, 1)),
        ({"outcome": "unknown", "entry": "", "confidence": NEAR}, (1, 1)),
        ({"outcome": "unknown", "entry": "", "confidence": NEAR - 0.01}, (0, 0)),
        ({"outcome": "unknown", "entry": "", "candidates": ()}, (0, 0)),
    ],
)
def test_what_came_in_vain(changes: dict[str, Any], expected: tuple[int, int]) -> None:
    """A question comes to the entry that answered or came nearest, and in vain where nobody was helped."""
    assert expected == came(kept(**changes))


def test_a_question_with_a_remark_is_one_question() -> None:
    """Who says what they wanted instead makes the question one in vain, and not another one."""
    assert (2, 1) == came(kept("1"), kept("2"), kept("m", outcome="missed", about="1"))


def test_a_refused_question_far_from_everything_comes_to_no_entry(shipped: Answerer) -> None:
    """Of the golden questions that nothing answers, and that are refused, four in five are far from every entry."""
    asked = (Question(one.q) for one in shipped.knowledge.golden if one.expect == "nothing")
    decisions = [shipped.decide(shipped.rank(one)) for one in asked]
    refused = [one.confidence for one in decisions if isinstance(one, Unknown)]

    assert sum(one < NEAR for one in refused) / len(refused) > 0.8


def test_refused_and_near() -> None:
    """Refused questions by the dozen are counted at the entry that came nearest."""
    assert (12, 12) == came(*(lacking(str(number)) for number in range(12)))
