"""A phrasing that is added to one entry, though another answered it, is told: it may take more questions with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answer import Answerer
from bot.loading import load
from bot.workbench.changes import added_puts, changes
from bot.workbench.difference import reason
from bot.workbench.edits import AddEntry, AddPhrasing, applied

if TYPE_CHECKING:
    from tests.conftest import Write

_FILES: Final = {
    f"skills/{name}.yaml": f"title: What is {name}?\nphrasings: [what is {name}, explain {name}, why use {name}, {name} basics]\nshort: S\n"
    for name in ("git", "docker", "sql")
}


def test_who_answered_it_before_is_told(write: Write) -> None:
    """Of the phrasings that an edit adds, those come that another entry answered until then, with both."""
    before = load(write(_FILES))
    edits = [AddPhrasing("docker", "show me git basics"), AddPhrasing("docker", "whales and boxes")]
    after = applied(before, edits)
    puts = tuple(added_puts(before, after))
    found = changes(Answerer(before), Answerer(after), puts)

    assert ["show me git basics", "whales and boxes"] == [put.text for put in puts]
    assert ["show me git basics"] == [one.put.text for one in found]
    assert [("a phrasing of docker now: was it not git's?", False)] == [
        (reason(one), one.fails) for one in found
    ]


def test_a_new_entry_adds_all_of_its_phrasings(write: Write) -> None:
    """All phrasings of a new entry are put to the knowledge as it was."""
    before = load(write(_FILES))
    after = applied(before, [AddEntry("skills", "rust", "Rust?", ("what is rust", "rust basics"), "S")])

    assert ["what is rust", "rust basics"] == [put.text for put in added_puts(before, after)]
    assert [] == [*added_puts(after, after)]
