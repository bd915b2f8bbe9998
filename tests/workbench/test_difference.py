"""A difference is drawn for whoever edits, for a pull request and for a chat, and gives orders to none of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import pytest

from bot.knowledge import Golden
from bot.workbench.changes import Change, Put, Told
from bot.workbench.difference import Difference, described, summary
from bot.workbench.difference_chat import chat
from bot.workbench.difference_markdown import MARKER, ROOM, markdown
from bot.workbench.difference_text import text
from bot.workbench.prose_changes import Items, Piece, Text

_DOCKER: Final = Told("answered", ("docker",))
_SQL: Final = Told("answered", ("sql",))
_MINE: Final = Change(Put("my question", "golden"), _DOCKER, _SQL, Golden(q="my question", expect="docker"))
_LISTED: Final = Change(
    Put("a good one", "golden"), Told("refused"), _SQL, Golden(q="a good one", expect="sql")
)
_THEIRS: Final = Change(Put("what somebody typed", "asked", 3), _DOCKER, Told("refused", family="salary"))
_FILED: Final = Change(Put("from a file", "file"), _DOCKER, _SQL)
_PIECES: Final = (
    Piece("entry", "sql", "added", "What is SQL?"),
    Piece("entry", "old", "removed", "Old", "docker"),
    Piece("entry", "cache", "renamed", "A cache", "buffer"),
    Piece(
        "entry",
        "docker",
        "changed",
        "Docker",
        fields=(
            Text("short", "It packs an app well. " * 5, "It packs a program well. " * 5),
            Items("phrasings", tuple("abcdefg"), ("z",)),
        ),
    ),
    Piece("policy", "", "changed", fields=(Text("answer", "0.7", "0.8"),)),
)


def _difference(*changes: Change, pieces: tuple[Piece, ...] = _PIECES, **more: Any) -> Difference:
    return Difference(
        "main (1234567)", {"golden": 2, "asked": 1}, pieces, changes, {"sql": "What is SQL?"}, **more
    )


_ALL: Final = _difference(_MINE, _LISTED, _THEIRS, _FILED)

_TEXT: Final = """\
Compared with main (1234567): 1 entry new, 1 gone, 1 renamed, 1 changed, 1 other part edited.
Put to both: 2 golden questions and 1 question of the journal.
4 answers change, 2 not listed.

Not listed: 2
  'my question'
      docker → sql
      now it is wrong (expects docker)
  'what somebody typed'  (asked 3 times)
      docker → no answer (salary)
      golden.yaml does not have it

Listed: 1
  'a good one'
      no answer → sql
      as golden.yaml has it (expects sql)

Of the file of questions: 1
  'from a file'
      docker → sql

Knowledge
  + sql: What is SQL?
  - old, which means docker now
  > buffer is called cache now
  ~ docker: short, phrasings (+7 -1)
"""


def test_the_text_tells_what_changes_and_what_to_do() -> None:
    """The text begins with what fails, tells each change with the reason, then the edit, then what to do."""
    drawn = text(_ALL)

    assert drawn.startswith(_TEXT)
    assert "      short  It packs [-an app-] {+a program+} well." in drawn
    assert "      + and 2 more\n      - z\n  ~ policy.yaml: answer\n      answer  0.7 → 0.8\n" in drawn
    assert re.search(
        r"run 'backchat diff --accept': .*\n\n.*run 'backchat diff --accept-asked', which .*\.$", drawn
    )


def test_color_only_where_it_is_asked_for() -> None:
    """Without color there is no control character, and with it the same words."""
    plain, colored = text(_ALL), text(_ALL, color=True)

    assert "\x1b" not in plain
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", colored) != colored


def test_nothing_is_said_of_nothing() -> None:
    """Where nothing changed, each drawing says so and no more."""
    none = _difference(pieces=())

    assert text(none).endswith("No answer changes.")
    assert markdown(none).startswith(f"{MARKER}\n\n## No answer changes\n")
    assert "<details>" not in markdown(none)
    assert "Knowledge: nothing has changed." == chat(none)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), "no answer changes"),
        ((_LISTED,), "1 answer changes, listed"),
        ((_MINE,), "1 answer changes, 1 not listed"),
        ((_LISTED, _LISTED), "2 answers change, all listed"),
    ],
)
def test_the_summary_is_one_line(changes: tuple[Change, ...], expected: str) -> None:
    """The summary counts what changes and what nobody wrote down."""
    assert expected == summary(_difference(*changes))


def test_what_was_written_is_told() -> None:
    """After accepting, the text says what golden.yaml has now, and what it could not have."""
    drawn = text(
        replace(
            _ALL, accepted=(Golden(q="my question", expect="docker", so_far="wrong"),), skipped=("that not",)
        )
    )

    assert (
        "Written into golden.yaml: 1 question\n  'my question': expect docker, so_far wrong\n\nthat not\n"
        in drawn
    )


def test_values_for_programs_have_everything() -> None:
    """The plain values hold each change with both answers and the reason, and the edit field by field."""
    told = described(_ALL)

    assert (2, {"golden": 2, "asked": 1}, None) == (told["unlisted"], told["asked"], told["journal"])
    assert {
        "question": "what somebody typed",
        "origin": "asked",
        "times": 3,
        "before": {"kind": "answered", "entries": ["docker"], "family": None},
        "after": {"kind": "refused", "entries": [], "family": "salary"},
        "listed": False,
        "fails": True,
        "reason": "golden.yaml does not have it",
    } == told["changes"][2]
    assert {"field": "phrasings", "added": list("abcdefg"), "removed": ["z"]} == told["knowledge"][3][
        "fields"
    ][1]


def test_peoples_words_stay_here() -> None:
    """What people typed is counted in a comment and in a chat, and quoted only when that is asked for."""
    theirs = replace(_THEIRS, before=Told("refused"), after=_SQL)
    found = _difference(theirs, replace(theirs, put=Put("typed too", "asked")))

    assert "| _2 asked by people, not quoted here_ | no answer | `sql` |" in markdown(found)
    assert "2 questions now answered" in chat(found)
    assert not [drawn for drawn in (markdown(found), chat(found)) if "typed" in drawn]
    assert "`what somebody typed`" in markdown(found, quote=True)
    assert "“what somebody typed” (What is SQL?)" in chat(found, quote=True)


def test_a_chat_gets_two_or_three_lines() -> None:
    """The notice counts the edit, names new entries and says which questions are answered now."""
    assert [
        "Knowledge updated: +1 entry, -1 entry, 1 entry renamed, 1 entry edited, ~4 answers, 1 question now answered.",
        "New: What is SQL?",
        "Now answered: “a good one” (What is SQL?)",
    ] == chat(_ALL).splitlines()


def test_a_chat_gets_no_more_than_it_can_read() -> None:
    """Many new entries and questions are counted, and a long one is cut."""
    pieces = tuple(Piece("entry", f"e{number}", "added", "Long " * 16) for number in range(90))
    changes = [replace(_LISTED, put=Put(f"{number} " * 400, "golden")) for number in range(90)]
    notice = chat(_difference(*changes, pieces=pieces))

    assert 3 == len(notice.splitlines())
    assert notice.count(" and 8") == 2
    assert len(notice) < 1_500


@pytest.mark.parametrize("letter", ["a", "é", "🎨", "`", "~ "])
def test_a_comment_is_never_too_long(letter: str) -> None:
    """However much changes, the comment stays below what GitHub takes, and says how much it left out."""
    many = [replace(_MINE, put=Put(f"{letter * 150} {number}", "golden")) for number in range(400)]
    piece = Piece("entry", "docker", "changed", "Docker", fields=(Text("detail", "x", letter * 1200),))
    drawn = markdown(_difference(*many, *many, pieces=(piece,) * 130))

    assert len(drawn.encode()) <= ROOM
    assert re.search(r"\nLeft out for its length: [1-9]\d* rows\. `backchat diff` shows all\.\n", drawn)
    assert drawn.count("<details>") == drawn.count("</details>") >= 1
