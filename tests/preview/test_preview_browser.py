"""Facts about the pages in a real browser: asking while one types, steering by keys, and following the files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from tests.browser import Tab
from tests.kitchen import HOSTILE, Kitchen
from tests.processes import tell

Serving = Callable[[], AbstractAsyncContextManager[str]]

FOCUSED: Final = "document.activeElement.id || document.activeElement.getAttribute('href')"
HEADING: Final = "document.querySelector('h1').textContent"


async def test_what_is_typed_is_answered(serving: Serving, tab: Tab) -> None:
    """While one types the page shows the answer, its title and address follow, the news are spoken, and one goes on typing."""
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.press("/")
        await tab.type("what is git")
        await tab.until(f"{HEADING} === '“what is git”'")
        seen = await tab.value(
            "[document.title, location.pathname + location.search, document.querySelector('#said').textContent,"
            f" {FOCUSED}, document.querySelector('main .mark').textContent]"
        )
        await tab.type(" zzz")
        await tab.until(f"{HEADING} === '“what is git zzz”'")

    assert [
        "“what is git” · Backchat preview",
        "/ask?q=what+is+git",
        "Answered with git: the question is one of its phrasings, and then confidence does not count.",
        "q",
        "answers",
    ] == seen


async def test_escape_keeps_what_was_typed(serving: Serving, tab: Tab) -> None:
    """Whoever leaves the field by Escape goes on reading the answer, and finds the question as it was."""
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.press("/")
        await tab.type("what is git")
        await tab.until(f"{HEADING} === '“what is git”'")
        await tab.press("Escape")
        await tab.value("new Promise((done) => setTimeout(done, 200))")
        seen = await tab.value(f"[{HEADING}, document.querySelector('#q').value, {FOCUSED}]")

    assert ["“what is git”", "what is git", "main"] == seen


async def test_the_way_back(serving: Serving, tab: Tab) -> None:
    """However much one types, one step back leads to the page where one began, and it is whole."""
    async with serving() as address:
        await tab.go(f"{address}/entry/docker")
        await tab.press("/")
        await tab.type("what is git")
        await tab.until(f"{HEADING} === '“what is git”'")
        await tab.type("?")
        await tab.until(f"{HEADING} === '“what is git?”'")
        await tab.value("history.back()")
        await tab.until(f"{HEADING} === 'What is Docker?'")
        typed = await tab.value("document.querySelector('#q').value")

    assert "" == typed


async def test_all_by_keyboard(serving: Serving, tab: Tab) -> None:
    """Slash asks, Escape leaves, arrows step through the list from its field, End is its end, and Enter opens."""
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.press("/")
        focus = [await tab.value(FOCUSED)]
        await tab.press("Escape")
        focus.append(await tab.value(FOCUSED))
        await tab.value("document.querySelector('#filter').focus()")
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "End"):
            await tab.press(key)
            focus.append(await tab.value(FOCUSED))
        await tab.press("Enter")
        await tab.until(f"{HEADING} === 'Cooking'")

    assert [
        "q",
        "main",
        "/entry/sql",
        "/entry/docker",
        "/entry/sql",
        "filter",
        "/entry/sql",
        "/family/food",
    ] == focus


async def test_the_list_is_narrowed(serving: Serving, tab: Tab) -> None:
    """Words in its field leave only what has them in the title or the id; Enter leads to the first."""
    shown = "[...document.querySelectorAll('nav li a')].filter(one => one.offsetParent).map(one => one.getAttribute('href'))"
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.value("document.querySelector('#filter').focus()")
        await tab.type("what DOCK")
        narrowed = await tab.value(shown)
        await tab.press("Enter")
        first = await tab.value(FOCUSED)
        await tab.value("document.querySelector('#filter').select()")
        await tab.type("qqq")
        none = await tab.value(f"[{shown}.length, document.querySelector('#none').hidden]")

    assert (["/entry/docker"], "/entry/docker", [0, False]) == (narrowed, first, none)


async def test_a_saved_file_changes_the_page(
    serving: Serving, tab: Tab, kitchen: Kitchen, record_property: Callable[[str, object], None]
) -> None:
    """Within about a second the words are there on all platforms, while the focus and the place on the page stay."""
    async with serving() as address:
        await tab.go(f"{address}/entry/git")
        await tab.value("document.querySelector('main .facts a').focus(); scrollTo(0, 200)")
        before = await tab.value(f"[{FOCUSED}, scrollY]")
        kitchen.change("skills/git.yaml", "keeps the history", "remembers the story")
        took = await tab.until(
            "document.querySelectorAll('.window')[2].textContent.includes('remembers the story')"
        )
        counts = await tab.value("document.body.textContent.split('remembers the story').length - 1")
        after = await tab.value(f"[{FOCUSED}, scrollY]")

    tell(record_property, f"a saved file was on the page after {took:.2f} s")
    assert took < 2
    assert 3 == counts
    assert before == after


async def test_a_broken_file_never_leaves_the_page_blank(
    serving: Serving, tab: Tab, kitchen: Kitchen
) -> None:
    """It shows the finding with its place and the last answer greyed, and is as before once the file is mended."""
    grey = "getComputedStyle(document.querySelector('.window')).filter"
    async with serving() as address:
        await tab.go(f"{address}/entry/git")
        kitchen.change("skills/git.yaml", "short: Git", "short: [Git")
        await tab.until("document.querySelector('.window.stale')")
        broken = await tab.value(
            f"[document.querySelector('.findings .place').textContent.split('/').pop(), {grey}]"
        )
        kept = await tab.value(
            "document.querySelector('.window').textContent.includes('Git keeps the history')"
        )
        kitchen.change("skills/git.yaml", "short: [Git", "short: Git")
        await tab.until("!document.querySelector('.window.stale')")
        mended = await tab.value(grey)

    assert ["git.yaml:6:8", "grayscale(1)"] == broken
    assert kept
    assert "none" == mended


async def test_a_new_file_is_listed(serving: Serving, tab: Tab, kitchen: Kitchen) -> None:
    """An entry that was not there is in the list without anybody loading the page again, and can be asked for."""
    async with serving() as address:
        await tab.go(f"{address}/")
        kitchen.save(
            "skills/rest.yaml",
            "title: What is REST?\nphrasings: [what is rest]\nshort: A style.\nsources: [editorial]\n",
        )
        await tab.until("document.querySelector('nav a[href=\"/entry/rest\"]')")
        await tab.press("/")
        await tab.type("what is rest")
        await tab.until("document.querySelector('main .lead a')?.textContent === 'What is REST?'")


async def test_the_end_is_told(serving: Serving, tab: Tab) -> None:
    """A page that is open when the preview ends says so."""
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.until("news.readyState === 1")
    await tab.until("document.querySelector('#connection').textContent === 'The preview has ended'")
    tab.events.clear()  # the browser complains of what has ended, and that is as it should be


async def test_hostile_texts_do_nothing(serving: Serving, tab: Tab, kitchen: Kitchen) -> None:
    """A script in any text of the knowledge, or in what is asked, is shown as it is written and does nothing."""
    for name, text in kitchen.hostile().items():
        kitchen.save(name, text)
    async with serving() as address:
        for page in ("/", "/entry/evil", "/path/first", "/family/food", "/findings", "/tap?code=paths"):
            await tab.go(address + page)
        await tab.press("/")
        await tab.type(HOSTILE)
        await tab.until(f"{HEADING}.includes('<script>window.hacked')")
        hacked = await tab.value(
            "[typeof window.hacked, document.querySelectorAll('main script, main img, nav script').length]"
        )

    assert ["undefined", 0] == hacked
