"""Facts about the pages, which are pure: what stands on them, and that no text of the knowledge is HTML."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.preview.drawing import Platforms
from bot.preview.pages.asking import ask_page
from bot.preview.pages.entries import entry_page, family_page, path_page
from bot.preview.pages.others import findings_page, home_page, missing_page, tap_page
from bot.preview.pages.shell import Page, html
from bot.preview.state import State, read
from tests.kitchen import HOSTILE, Kitchen

NOW: Final = datetime(2026, 11, 22, 10, 21, 3, tzinfo=UTC)


def _state(kitchen: Kitchen, cache: Path, before: State | None = None) -> State:
    found = read(kitchen.folder, NOW, before, cache)
    assert found is not None
    return found


def _shown(page: Page | None, state: State) -> str:
    assert page is not None
    return html(page, state, "stamp-1")


@pytest.fixture
def state(kitchen: Kitchen, cache: Path) -> State:
    """The folder as it is written."""
    return _state(kitchen, cache)


def test_an_entry_is_drawn_for_every_platform(state: State, drawn: Platforms) -> None:
    """The answer stands there as Slack, Discord and the terminal show it, each with the limits that it takes."""
    shown = _shown(entry_page(state, "sql", drawn), state)

    assert 3 == shown.count("Yes, learn SQL.")
    assert ["Slack", "Discord", "Terminal"] == re.findall(r"<h3>(Slack|Discord|Terminal)</h3>", shown)
    assert "<b>Joins:</b>" in shown
    assert re.search(r"[\d,]+ of 2,000 ", shown)
    assert re.search(r"\d+ of 50 ", shown)


def test_an_entry_is_told_of(state: State, drawn: Platforms) -> None:
    """Its file, its sources, its review, its neighbours, its paths and its old ids are there."""
    shown = _shown(entry_page(state, "sql", drawn), state)

    assert "skills/sql.yaml</code>" in shown
    assert "What we know (Us, 2026) <code>editorial</code>" in shown
    assert "<dt>Reviewed</dt><dd>2026-11-22</dd>" in shown
    assert '<dt>Leads to</dt><dd><ul><li><a href="/entry/git">' in shown
    assert '<dt>On the paths</dt><dd><ul><li><a href="/path/first">' in shown
    assert "<dt>Retired ids</dt><dd>databases</dd>" in shown


def test_every_phrasing_is_there_with_its_line(state: State, drawn: Platforms) -> None:
    """Each is told with the line it stands in, the score, the lead and what comes nearest."""
    shown = _shown(entry_page(state, "sql", drawn), state)
    rows = re.findall(r'<td class="number line">(\d+)</td><td class="text">([^<]+)</td>', shown)

    assert [
        ("3", "should i learn sql"),
        ("4", "is sql worth it"),
        ("5", "do i need sql as a backend dev"),
    ] == sorted(rows)
    assert "all 3 phrasings win" in shown


def test_a_retired_id_leads_to_its_entry(state: State, drawn: Platforms) -> None:
    """An address with an old id shows the entry that it means today."""
    page = entry_page(state, "databases", drawn)

    assert page is not None
    assert ("entry", "sql") == page.about


def test_a_phrasing_of_two_entries_is_told(kitchen: Kitchen, cache: Path, drawn: Platforms) -> None:
    """One that another entry has too is marked, and the heading says that not all win."""
    kitchen.change("skills/git.yaml", "  - what is git\n", "  - what is git\n  - what is docker\n")
    state = _state(kitchen, cache)
    shown = _shown(entry_page(state, "git", drawn), state)

    assert "1 of 4 phrasings do not get this answer" in shown
    assert '<span class="mark warning">is a choice</span>' in shown


def test_a_question_is_answered_and_explained(state: State, drawn: Platforms) -> None:
    """The decision, its reason, the repairs, the candidates with their phrasings, and the drawn answer are there."""
    shown = _shown(ask_page(state, "shuold i learn sql", drawn), state)

    assert '<span class="mark good">answers</span>' in shown
    assert '<p class="lead">With <a href="/entry/sql">Should I learn SQL?</a>, or' in shown
    assert "Answered with sql: " in shown
    assert "shuold → should" in shown
    assert "“should i learn sql”" in shown
    assert 3 == shown.count("Yes, learn SQL.")
    assert "<title>“shuold i learn sql” · Backchat preview</title>" in shown
    assert 'value="shuold i learn sql"' in shown


def test_a_question_out_of_scope_names_its_family(state: State, drawn: Platforms) -> None:
    """It says so, leads to the family, and draws the pointer."""
    shown = _shown(ask_page(state, "how do i bake bread", drawn), state)

    assert '<span class="mark quiet">out of scope</span>' in shown
    assert '<a href="/family/food">' in shown
    assert "I do not cook." in shown


def test_a_question_after_an_answer(state: State, drawn: Platforms) -> None:
    """It is read in the light of the entry before it, which can be left out again."""
    page = ask_page(state, "tell me more", drawn, "sql")
    shown = _shown(page, state)

    assert "sql" == page.after
    assert 'After the answer to <a href="/entry/sql">' in shown
    assert '<a href="/ask?q=tell+me+more">Ask it alone</a>' in shown


@pytest.mark.parametrize("text", ["?!", "x" * 4_001, "\ud800", "   .", HOSTILE, "\x00\u202e", "😀" * 50])
def test_whatever_is_asked_there_is_a_page(text: str, state: State, drawn: Platforms) -> None:
    """No text that somebody types leaves the page blank."""
    shown = _shown(ask_page(state, text, drawn), state)

    assert "<h1>" in shown
    assert "<script>window" not in shown


def test_a_path_shows_its_steps_and_one_of_them(state: State, drawn: Platforms) -> None:
    """The step that is asked for is drawn, and marked among all; a number that is too high is the end."""
    second = _shown(path_page(state, "first", 2, drawn), state)
    beyond = _shown(path_page(state, "first", 9, drawn), state)

    assert "Step 2 as people see it" in second
    assert '<a href="/path/first?step=2" aria-current="step" class="view">' in second
    assert "First steps, step 2 of 2" in second
    assert "The end as people see it" in beyond


def test_a_family_shows_its_pointer_and_its_examples(state: State, drawn: Platforms) -> None:
    """What is said to its questions is drawn, and each example is told with its line."""
    shown = _shown(family_page(state, "food", drawn), state)
    lines = re.findall(r'<td class="number line">(\d+)</td><td class="text">([^<]+)', shown)

    assert "<h1>Cooking</h1>" in shown
    assert ("5", "how do i bake bread") in lines
    assert 3 == shown.count("I do not cook.") - shown.count("<dd>I do not cook.</dd>")


def test_what_a_button_does_is_shown(state: State, drawn: Platforms) -> None:
    """The code of any button of ours leads to what it shows; any other leads nowhere."""
    shown = _shown(tap_page(state, "topics", drawn), state)

    assert "Topics" in shown
    assert None is tap_page(state, "<b>", drawn)
    assert "There is nothing by that name" in _shown(missing_page(), state)


def test_buttons_lead_to_what_they_show(state: State, drawn: Platforms) -> None:
    """What is drawn as a button of an entry or a path leads to its page; one that changes something leads nowhere."""
    shown = _shown(entry_page(state, "git", drawn), state)

    assert '<a class="button plain" href="/entry/sql">' in shown
    assert '<a class="button plain" href="/path/first?step=1">' in shown
    assert '<span class="button secondary">👍 This helped</span>' in shown


def test_the_list_can_be_narrowed_without_a_script(state: State) -> None:
    """The words wanted are looked for in titles and ids, and what is left is listed under its kind."""
    page = home_page(state, "WHAT git")
    shown = _shown(page, state)

    assert ["/entry/git"] == re.findall(r'<li><a href="(/[^"]+)" data-words', shown)
    assert 'value="WHAT git"' in shown
    assert "Nothing here is called so." in _shown(home_page(state, "zzz"), state)


def test_a_broken_file_is_told_of_with_its_place(
    kitchen: Kitchen, state: State, cache: Path, drawn: Platforms
) -> None:
    """The page has the finding with file, line and column, and the answer as it was before, marked as such."""
    kitchen.change("skills/sql.yaml", "short: Yes", "short: [Yes")
    broken = _state(kitchen, cache, state)
    shown = _shown(entry_page(broken, "sql", drawn), broken)

    assert re.search(r"skills/sql\.yaml:\d+:\d+</code>", shown)
    assert "This file cannot be used as it is." in shown
    assert 3 == shown.count('" role="group" aria-label="The answer in') == shown.count(' stale"')
    assert 3 == shown.count("Yes, learn SQL.")
    assert '<span class="dot error" title="1 error">' in shown


def test_a_file_that_was_never_whole_has_a_page(kitchen: Kitchen, cache: Path, drawn: Platforms) -> None:
    """It says what is wrong and where, though there is no answer to show."""
    kitchen.save("skills/new.yaml", "title: New\nphrasings: [new\n")
    state = _state(kitchen, cache)
    shown = _shown(entry_page(state, "new", drawn), state)

    assert "It was never whole yet" in shown
    assert re.search(r"skills/new\.yaml:\d+:\d+</code>", shown)
    assert "<h2>Cannot be read <span>1</span></h2>" in shown
    assert re.search(r"skills/new\.yaml:\d+:\d+</code>", _shown(findings_page(state), state))


def test_nothing_to_show_at_all(kitchen: Kitchen, cache: Path, drawn: Platforms) -> None:
    """Where every file is broken the pages say what to mend, and asking says that there is nothing to answer from."""
    for name in [*kitchen.folder.rglob("*.yaml")]:
        name.write_text("a: [")
    state = _state(kitchen, cache)

    assert "there is nothing to answer from".capitalize() in _shown(ask_page(state, "hello", drawn), state)
    assert "skills/sql.yaml:" in _shown(home_page(state), state)
    assert None is path_page(state, "none", 1, drawn)


def test_no_text_of_the_knowledge_is_html(kitchen: Kitchen, cache: Path, drawn: Platforms) -> None:
    """Whatever stands in a title, a phrasing, an answer, a source or a path, and whatever is asked, stays text on every page."""
    for name, text in kitchen.hostile().items():
        kitchen.save(name, text)
    state = _state(kitchen, cache)
    pages = [
        home_page(state), home_page(state, HOSTILE), findings_page(state), ask_page(state, HOSTILE, drawn),
        entry_page(state, "evil", drawn), path_page(state, "first", 1, drawn), family_page(state, "food", drawn),
        tap_page(state, "paths", drawn), ask_page(state, "xyzzy " + HOSTILE, drawn, "evil"),
    ]  # fmt: skip
    shown = [_shown(page, state) for page in pages]

    assert [] == [finding for finding in state.findings if finding.severity == "error"]
    assert len([one for one in shown if "&lt;script&gt;window.hacked" in one]) >= 7
    assert [] == [one for text in shown for one in re.findall(r"<script>|<img[^>]*|<b>evil", text)]
