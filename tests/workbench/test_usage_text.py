from __future__ import annotations

from bot.journal.records import Kept, Tally
from bot.knowledge import Knowledge
from bot.workbench.changes import Told
from bot.workbench.coverage_map import coverage
from bot.workbench.usage import usage
from bot.workbench.usage_text import text
from bot.workbench.usage_values import described
from tests.kept_questions import DAY, NOW, entry, kept, knowledge, lacking

SOME = (
    kept("1", at=NOW - DAY, votes=(Tally("docker", 1, 2),)),
    kept("2", after="git", picked=True, platform="discord"),
    kept("3", entry="git", outcome="more"),
    lacking("4", text="\x1b[31mred\u202e?"),
    lacking("5", outcome="unsure"),
    lacking("6", text=None),
    kept("m", outcome="missed", text="pay"),
)
MAP = """\
The map: entries/phrasings, how often asked, and in brackets how often in vain
                                            Beginner                  Junior          Middle, senior
  Code                                           1/2                     2/5             nothing yet
  Data                                           1/1             nothing yet             nothing yet
  Nothing yet for juniors: Data.
  Nothing yet for seniors: Code, Data.
  Not on the map: linux.

The map by kind: entries, each once
                              glossary  skills
  Code                               -       2
  Data                               1       -"""
FULL = """\
What was asked from 20 November 2026 to 22 November 2026, in UTC

6 questions: 2 answered (33 %), 1 offered a choice (17 %), 2 refused (33 %), 1 told more of an answer (17 %).
Chosen from a list while typing: 1.
Asked after another answer in the same conversation: 1.
Votes: 1 that an answer helped, 2 that it did not.
Time to answer: half of them within 1.0 ms (p50), 95 % within 1.0 ms (p95).

By platform
                   asked  answered   offered   refused      more
  discord              1         1         0         0         0
  slack                5         1         1         2         1

By day
  2026-11-20       0
  2026-11-21       1  ######
  2026-11-22       5  ##############################  3 without an answer
"""


def drawn(*kept: Kept, known: Knowledge | None = None, color: bool = False) -> str:
    """The report of some questions on the small knowledge, or another."""
    known = known or knowledge()
    return text(usage(kept, known, 2, NOW), coverage(known, kept), color=color)


def part(name: str, told: str) -> list[str]:
    """The lines of a part of the report."""
    return told.partition(f"\n\n{name}\n")[2].partition("\n\n")[0].splitlines()


def test_nothing_asked() -> None:
    """With nothing asked the report says so, and draws the map."""
    expected = f"Nothing was asked from 20 November 2026 to 22 November 2026, in UTC.\n\n{MAP}"

    assert expected == drawn()


def test_what_was_asked() -> None:
    """The report begins with the sums, and goes on with platforms and days."""
    assert FULL == drawn(*SOME)[: len(FULL)]


def test_lists() -> None:
    """Entries, votes, gaps, wishes and follow-ups are lists with numbers, the greatest first."""
    told = drawn(*SOME)

    assert [
        "        2  ##############################  docker",
        "        1  ###############                 git",
    ] == part("Most asked", told)
    assert ["        2 of 3  docker (asked 2, 1 wanted something else)"] == part(
        "Voted down, the surest first", told
    )
    assert ["        1  'pay'  (was shown docker)"] == part("Wanted instead", told)
    assert ["        1  git > docker  (not among its related entries)"] == part(
        "Asked after another answer", told
    )
    assert "  sql, linux" == part("Never asked in this time", told)[0]


def test_a_question_cannot_steer_the_terminal() -> None:
    """What somebody typed is shown with its control characters spelt out."""
    lines = part("Found no answer, most often first", drawn(*SOME))

    assert r"        1  '\x1b[31mred\u202e?'" in lines
    assert "        1 more: their words are erased, or were never kept." in [
        "      " + line for line in lines
    ]


def test_what_becomes_of_a_gap_today() -> None:
    """Gaps that are closed by now are counted, and not listed."""
    answers = {
        "a": Told("answered", ("git",)),
        "b": Told("refused", family="pets"),
        "c": Told("offered", ("git", "sql")),
        "d": Told("refused"),
    }
    asked = [lacking(name, text=name) for name in answers]
    found = usage(asked, knowledge(), 2, NOW, lambda said, _after: answers[said])
    told = text(found, coverage(knowledge(), asked))

    assert [
        "        1  'c'  offered today: git, sql",
        "        1  'd'  no answer",
        "  1 more: answered today.",
        "  1 more: out of scope, refused on purpose.",
    ] == part("Found no answer, most often first", told)


def test_only_a_wish() -> None:
    """Where all that is kept is what somebody wanted instead, it is told."""
    told = drawn(kept(outcome="missed", text="pay", entry=""))

    assert "\n\nNo question.\n\n" in told
    assert ["        1  'pay'"] == part("Wanted instead", told)


def test_what_never_was_asked_can_be_nothing() -> None:
    """Where every entry was asked for, and follow-ups are related, there is nothing to say of it."""
    names = ("docker", "git", "sql", "linux")
    told = drawn(*(kept(name, entry=name) for name in names), kept("5", entry="git", after="docker"))

    assert "Never asked" not in told
    assert ["        1  docker > git"] == part("Asked after another answer", told)


def test_long_lists_are_cut() -> None:
    """Of a list ten lines are printed, and how many more there are."""
    many = [lacking(f"{number:02}", text=f"why {number}") for number in range(12)]
    lines = part("Found no answer, most often first", drawn(*many))

    assert (11, "  and 2 more questions: --json has them all") == (len(lines), lines[-1])


def test_colors_are_asked_for() -> None:
    """Without color there is no escape; with it headings are bold and empty places red."""
    assert "\x1b" not in drawn(*SOME)
    assert "\x1b[1mMost asked\x1b[0m" in drawn(*SOME, color=True)
    assert f"\x1b[31m{'nothing yet':>24}\x1b[0m" in drawn(color=True)


def test_no_map() -> None:
    """Where there is no map it is said how to come by one."""
    bare = knowledge(entry("docker")).model_copy(update={"map": {}})

    assert drawn(known=bare).endswith(
        "\n\nThere is no map: write map.yaml to see which part of the field has answers for whom."
    )


def test_values_for_programs() -> None:
    """The keys of the JSON are these, and the numbers those of the text."""
    known = knowledge()
    told = described(usage(SOME, known, 2, NOW), coverage(known, SOME), "a note")

    assert [
        "since",
        "until",
        "note",
        "asked",
        "outcomes",
        "votes",
        "took",
        "picked",
        "followed",
        "platforms",
        "spans",
        "hours",
        "entries",
        "unused",
        "unanswered",
        "unanswered_without_words",
        "wanted_instead",
        "follow_ups",
        "map",
    ] == list(told)
    assert {"p50": 1_000, "p95": 1_000} == told["took"]
    assert {"begin": "2026-11-22", "answered": 1, "offered": 1, "refused": 2, "more": 1} == told["spans"][
        "counts"
    ][-1]
    assert {
        "text": "what is love",
        "times": 1,
        "offered": 1,
        "refused": 0,
        "last": "2026-11-22T12:00:00+00:00",
        "today": None,
        "open": True,
    } == told["unanswered"][1]
    assert {"entries": ["git", "docker"], "phrasings": 5, "asked": 7, "in_vain": 5} == told["map"]["rows"][0][
        "whole"
    ]
    assert {"track": "code", "column": "senior"} == told["map"]["empty"][0]
