from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.records import Kept, Tally
from bot.knowledge import Knowledge
from bot.workbench.coverage_map import coverage
from bot.workbench.typed import discreet
from bot.workbench.usage import usage
from bot.workbench.usage_html import page
from bot.workbench.usage_page import RULES
from tests.kept_questions import DAY, NOW, entry, kept, knowledge, lacking

_VOID: Final = {"meta"}
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
HOSTILE: Final = (
    "<script>alert(1)</script>",
    "</td></table></style><style>*{display:none}</style>",
    "\"' onload=alert(1) x='",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<!-- --!> ]]> <![CDATA[",
    "\x00<\x00b>\ud800\uffff\x85",
    "\u202e<img src=x onerror=alert(1)>",
    "</bdi><a href=javascript:alert(1)>",
)
Attributes = Sequence[tuple[str, str | None]]


class Seen(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        """Reads all of the page."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """An element begins."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.open += [] if tag in _VOID else [tag]
        for name, value in attrs:
            self.ids += [value or ""] if name == "id" else []
            self.refers += (value or "").split() if name == "aria-labelledby" else []
            self.links += (
                [name] if name in {"href", "src", "xlink:href", "style"} or name.startswith("on") else []
            )

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        """Text between the tags."""
        self.texts.append(data)


def drawn(*some: Kept, known: Knowledge | None = None, note: str = "", days: int = 7) -> str:
    """The page of some questions on the small knowledge, or another."""
    known = known or knowledge()
    return page(usage(some, known, days, NOW), coverage(known, some), note)


def asked(text: str) -> tuple[Kept, ...]:
    """A little of everything, with some words in it."""
    return (
        kept("1", votes=(Tally("docker", 0, 1),)),
        kept("2", at=NOW - 2 * DAY, entry="git", after="docker"),
        lacking("3", text=text),
        lacking("4", text=f"why {text}", outcome="unsure"),
        kept("m", outcome="missed", text=text),
    )


@given(
    st.text(min_size=1).filter(lambda said: said.strip() and discreet(said) == said)
    | st.sampled_from(HOSTILE)
)
def test_no_words_become_markup(words: str) -> None:
    """Whatever somebody asked, the page has the same elements as for harmless words, and shows all of it."""
    plain, seen = Seen(drawn(*asked("harmless"))), Seen(drawn(*asked(words)))

    assert (plain.tags, []) == (seen.tags, seen.unbalanced)
    assert _UNFIT.sub("\ufffd", words).replace("\r\n", "\n").replace("\r", "\n") in [
        text.replace("\r\n", "\n").replace("\r", "\n") for text in seen.texts
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_else_becomes_markup(words: str) -> None:
    """Neither a note, nor the name of a platform, nor what the knowledge says changes what the page is made of."""

    def seen(said: str) -> Seen:
        known = knowledge(entry("docker").model_copy(update={"title": said, "kind": said}))
        return Seen(drawn(kept(platform=said, votes=(Tally("docker", 0, 1),)), known=known, note=said))

    assert seen("harmless").tags == seen(words).tags


@pytest.mark.parametrize("some", [(), asked("why")], ids=["nothing-asked", "asked"])
def test_the_page_stands_alone(some: tuple[Kept, ...]) -> None:
    """There is no script, no link, no address and nothing that is loaded; the browser is told to allow none."""
    text = drawn(*some)
    seen = Seen(text)

    assert set() == {tag for tag, _ in seen.tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "image",
        "use",
        "a",
    }
    assert ([], [], []) == (seen.links, seen.unbalanced, seen.open)
    assert None is re.search(r"https?:|url\(|@import", text)
    assert "default-src &#x27;none&#x27;" in text


def test_plots_are_accessible() -> None:
    """Each plot is an image with a title and a description of its own, and the same numbers as a table."""
    seen = Seen(drawn(*asked("why")))
    names = [name for name, _ in seen.tags]

    assert 7 == names.count("svg") == names.count("figure") == names.count("desc")
    assert len(set(seen.ids)) == len(seen.ids)
    assert seen.ids == seen.refers
    for before, after in pairwise(at for at, name in enumerate(names) if name == "figure"):
        assert "table" in names[before:after]


def test_nothing_asked() -> None:
    """Without a question the page says so and draws the map alone."""
    text = drawn(note="there is no journal")

    assert "Nothing was asked." in text
    assert "there is no journal" in text
    assert 1 == text.count("<svg")


def test_people_are_told_that_words_are_shown() -> None:
    """A page that shows anybody's words says so."""
    assert "people&#x27;s own words" in drawn(lacking())
    assert "people&#x27;s own words" not in drawn(kept())


def test_a_page_can_be_opened() -> None:
    """Of very many questions some are left out, and it is said how many; those asked most are not."""
    text = drawn(
        *(lacking(f"{number:04}", text=f"why is {number}") for number in range(600)), lacking(text="why is 7")
    )

    assert "80 are left out here" in text
    assert 520 == text.count("<bdi")
    assert ">why is 7<" in text


def test_no_map() -> None:
    """Without a map it is said how to come by one."""
    bare = knowledge(entry("docker")).model_copy(update={"map": {}})

    assert "write map.yaml" in drawn(known=bare)


def test_a_day_without_questions_breaks_the_line() -> None:
    """The share of answers is drawn where there is one; a day between without questions is a gap, and not 0."""
    days = (kept(str(number), at=NOW - number * DAY) for number in (0, 1, 3, 4, 6))
    text = drawn(*days)

    assert 2 == text.count("<polyline")
    assert 5 == text.count("<circle")


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_contrast(mode: int) -> None:
    """Text has the contrast of WCAG 2 (1.4.3, 4.5:1) in light and in dark, and what is drawn that of 1.4.11 (3:1)."""
    block = re.findall(r":root \{(.*?)\}", RULES, re.DOTALL)[mode]
    colors = {name: _luminance(color) for name, color in re.findall(r"--(\w+): (#\w{6});", block)}

    def contrast(one: str, other: str) -> float:
        low, high = sorted((colors[one], colors[other]))
        return (high + 0.05) / (low + 0.05)

    texts = [("ink", "page"), ("faint", "page"), ("ink", "note"), ("over", "h4"), ("over", "h5")]
    texts += [("on", f"h{number}") for number in (1, 2, 3)]

    assert [] == [pair for pair in texts if contrast(*pair) < 4.5]
    assert [] == [name for name in ("answered", "offered", "refused", "more") if contrast(name, "page") < 3]
