"""Facts about who can use the pages: with a screen reader, a keyboard, little sight, a narrow window, or no script."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from typing import Any, Final

import pytest

from tests.browser import Tab
from tests.kitchen import Kitchen

Serving = Callable[[], AbstractAsyncContextManager[str]]

PAGES: Final = (
    "/", "/entry/sql", "/entry/git", "/entry/docker", "/ask?q=what+is+git", "/ask?q=git", "/ask?q=how+do+i+bake+bread", "/ask?q=tell+me+more&after=sql",
    "/path/first?step=1", "/family/food", "/findings", "/tap?code=topics",
)  # fmt: skip
NAMED: Final = frozenset({"button", "link", "searchbox", "textbox", "DisclosureTriangle", "image", "region"})
CONTRAST: Final = """(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((part, at) => part * a + under[at] * (1 - a));
  const ground = (one) => {
    const chain = [];
    for (; one; one = one.parentElement) chain.unshift(parts(getComputedStyle(one).backgroundColor));
    return chain.reduce((under, color) => over(color, under), [255, 255, 255]);
  };
  const light = (color) => color.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const low = [];
  let seen = 0;
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !one.checkVisibility() || one.closest('.unseen')) continue;
    const under = ground(one);
    const [a, b] = [light(over(parts(getComputedStyle(one).color), under)), light(under)].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(`${((a + 0.05) / (b + 0.05)).toFixed(2)} ${one.className} ${one.textContent.slice(0, 40)}`);
  }
  return [seen, low];
})()"""
"""How many texts are seen, and those of too little contrast to what they really stand on."""


@pytest.fixture
def messy(kitchen: Kitchen) -> Kitchen:
    """A folder with a broken file, one that was never whole, and one without sources: every kind of part is seen."""
    kitchen.change(
        "skills/docker.yaml", "sources: [editorial]\n", "detail: |\n  ```sql\n  SELECT 1 -- one\n  ```\n"
    )
    kitchen.save("skills/new.yaml", "title: New\nphrasings: [new\n")
    return kitchen


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_text_can_be_read(serving: Serving, tab: Tab, messy: Kitchen, dark: bool) -> None:  # noqa: FBT001 - one of two schemes
    """On every page each text that is seen has at least 4.5 to 1 on what it stands on, in both schemes, greyed ones too."""
    await tab.look(dark=dark)
    low: list[str] = []
    async with serving() as address:
        await tab.go(f"{address}/entry/git")
        messy.change("skills/git.yaml", "short: Git", "short: [Git")
        await tab.until("document.querySelector('.stale')")
        for page in PAGES:
            await tab.go(address + page)
            await tab.value("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            seen, found = await tab.value(CONTRAST)
            low += [f"{page}: {one}" for one in found]

            assert seen > 20

    assert [] == low


def _name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", "")).strip()


async def test_everything_has_a_name(serving: Serving, tab: Tab) -> None:
    """A screen reader finds a name for each control and image, and each landmark once, or with a name of its own."""
    async with serving() as address:
        for page in PAGES:
            await tab.go(address + page)
            tree = (await tab.send("Accessibility.getFullAXTree"))["nodes"]
            nodes = [
                (node["role"]["value"], _name(node))
                for node in tree
                if not node["ignored"] and "role" in node
            ]
            roles = [role for role, _ in nodes]

            assert [] == [node for node in nodes if node[0] in NAMED and not node[1]]
            assert [1, 1, 1] == [roles.count(role) for role in ("banner", "main", "search")]
            assert [("navigation", "Entries")] == [node for node in nodes if node[0] == "navigation"]
            assert {"link", "searchbox", "button", "heading"} <= {*roles}


@pytest.mark.thorough
async def test_headings_lead_through_the_page(serving: Serving, tab: Tab) -> None:
    """There is one of the first level, and within the page none skips a level."""
    async with serving() as address:
        for page in PAGES:
            await tab.go(address + page)
            levels = await tab.value(
                "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map((one) => +one.tagName[1])"
            )

            assert (1, 1) == (levels[0], levels.count(1))
            assert [] == [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]


@pytest.mark.thorough
async def test_ids_are_unique(serving: Serving, tab: Tab) -> None:
    """No id is on a page twice, and each that is referred to is there."""
    script = """(() => {
      const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
      const named = [...document.querySelectorAll('[aria-labelledby],[aria-describedby],label[for]')]
        .flatMap((one) => [one.getAttribute('aria-labelledby'), one.getAttribute('aria-describedby'), one.htmlFor]).filter(Boolean);
      return [ids.filter((id, at) => ids.indexOf(id) !== at), named.filter((id) => !ids.includes(id))];
    })()"""
    async with serving() as address:
        for page in PAGES:
            await tab.go(address + page)

            assert [[], []] == await tab.value(script)


async def test_the_focus_is_seen(serving: Serving, tab: Tab) -> None:
    """The first stop is the way past the head and the list; each stop has a ring, and stands within the window."""
    script = """(() => {
      const one = document.activeElement, style = getComputedStyle(one), at = one.getBoundingClientRect();
      return [one.className || one.id || one.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, at.bottom > 0 && at.top < innerHeight];
    })()"""
    stops = []
    async with serving() as address:
        await tab.go(f"{address}/entry/sql")
        for _ in range(30):
            await tab.press("Tab")
            stops.append(await tab.value(script))

    assert "skip" == stops[0][0]
    assert [] == [stop for stop in stops if stop[0] != "BODY" and stop[1:] != [True, True]]


@pytest.mark.thorough
@pytest.mark.parametrize("width", [320, 400, 768, 1024])
async def test_narrow_windows_need_no_scrolling_aside(serving: Serving, tab: Tab, width: int) -> None:
    """Nothing is wider than the window; tables and the terminal scroll in themselves."""
    await tab.look(width=width, height=640)
    async with serving() as address:
        for page in PAGES:
            await tab.go(address + page)

            assert width == await tab.value("document.documentElement.scrollWidth")


@pytest.mark.thorough
async def test_on_a_narrow_window_the_list_is_folded(serving: Serving, tab: Tab) -> None:
    """The page begins with what it is about; the list opens when it is wanted."""
    await tab.look(width=320, height=640)
    async with serving() as address:
        await tab.go(f"{address}/entry/sql")
        folded = await tab.value("document.querySelector('#entries').open")
        top = await tab.value("document.querySelector('h1').getBoundingClientRect().top")
        await tab.look(width=1440)
        await tab.until("document.querySelector('#entries').open")

    assert not folded
    assert top < 640


@pytest.mark.thorough
async def test_who_wants_no_motion_sees_none(serving: Serving, tab: Tab) -> None:
    """Where the person prefers less motion nothing moves."""
    await tab.send(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}]
    )
    async with serving() as address:
        await tab.go(f"{address}/")
        await tab.value(
            "document.querySelector('#news').insertAdjacentHTML('beforeend', '<span class=stage>x</span>')"
        )
        moving = await tab.value("document.getAnimations().length")

    assert 0 == moving


async def test_without_a_script_all_can_be_read(serving: Serving, tab: Tab) -> None:
    """Asking, narrowing and every page work by links and forms alone."""
    await tab.send("Emulation.setScriptExecutionDisabled", value=True)
    async with serving() as address:
        await tab.go(f"{address}/")
        document = (await tab.send("DOM.getDocument"))["root"]["nodeId"]
        field = (await tab.send("DOM.querySelector", nodeId=document, selector="#q"))["nodeId"]
        await tab.send("DOM.focus", nodeId=field)
        await tab.type("what is git")
        await tab.press("Enter")
        await tab.until(
            f"location.href === '{address}/ask?q=what+is+git' && document.readyState === 'complete'"
        )
        heading = await tab.value("document.querySelector('h1').textContent")

    assert "“what is git”" == heading
