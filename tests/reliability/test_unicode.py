from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.terminal.render import plain, render
from bot.answer import Answerer
from bot.conversation import MAX_CODE, Answered, Question, checked_question
from bot.errors import BadInputError
from bot.reply import Reply
from bot.wishes import parse_code
from tests.processes import tell
from tests.thoroughness import of

EXAMPLES: Final = of(10_000)
_MARKS: Final = tuple(map(chr, range(0x300, 0x370)))

PIECES: Final = (
    *("what ", "is ", "an API", "back-end ", "developer ", "c++ ", "C# ", ".NET", "devloper "),
    *("thanks ", "more?", "?", "`", "**", "<@U1>", "@everyone", "[a](b)", "\\", "\x00"),
    *("\x1b[31m", "\x7f", "\x85", "\n", "\r\n", "\t", "\u2028", "\u3000", "\ud800", "\udfff"),
    *("\ud83d\ude00", "\ufffe", "\uffff", "\U0010ffff", "\u0378", "\u202e", "\u2066", "\u2069"),
    *("\u200f", "\u05e9\u05dc\u05d5\u05dd ", "\u0645\u0631\u062d\u0628\u0627 ", "\ufdfa"),
    *("\u0130", "\u00df", "z\u0351\u036b\u0343", "\u200b", "\u200d", "\u00ad", "\ufe0f"),
    *("\u20e3", "\U000e0061", "\u0149", "\u0390", "\u0345", "\u115f", "\ue000"),
    *("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "1\ufe0f\u20e3"),
    *("\U0001f44d\U0001f3fd", "\uff41\uff50\uff49 ", "\u0430\u0440\u0456 ", "\U0001d41a "),
    *("\u6771\u4eac", "\u0915\u094d\u0937\u093f", "\uac01", "\U0001fae8"),
    "\u0301" * 30,
)
"""What strings are put together from: words, markup, controls, halves of letters, zalgo, right to left, emoji, other scripts."""

ANYTHING: Final = st.text(st.characters(exclude_categories=()), max_size=20)
PIECED: Final = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
SAID: Final = st.one_of(ANYTHING, PIECED, st.tuples(PIECED, ANYTHING).map("".join))
AFTER: Final = st.sampled_from(("", "", "", "what-is-api", "no-such-entry"))


def _is_drawn(reply: Reply) -> bool:
    """Whether a terminal, numbered or not, draws the reply as text that can be sent, with buttons that lead somewhere."""
    drawn = [plain(render(reply, numbered=numbered)) for numbered in (True, False)]
    return all(text.strip() and text.encode() for text in (reply.text, *drawn)) and all(
        len(option.code) <= MAX_CODE and parse_code(option.code) is not None for option in reply.options
    )


def _outcome(answerer: Answerer, text: str, after: str) -> str:
    """What becomes of a text: answered, refused with one line, or something that must not be."""
    try:
        question = checked_question(text, after)
    except BadInputError as error:
        return "refused" if str(error).isprintable() else "refused in a way nobody can read"
    return "answered" if _is_drawn(answerer(question)) else "answered with what cannot be drawn"


def test_any_string_of_unicode_end_to_end(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """Any string of Unicode is either refused with one line or answered with a reply that can be drawn."""
    became: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES)
    @given(SAID, AFTER)
    def say(text: str, after: str) -> None:
        outcome = _outcome(shipped, text, after)
        became[outcome] += 1
        assert outcome in {"answered", "refused"}

    say()
    tell(record_property, f"{became.total():,} strings, 0 exceptions: {dict(became)}")

    assert became.total() >= EXAMPLES
    assert became["answered"] > EXAMPLES / 2
    assert became["refused"] > EXAMPLES / 100


def _each(text: str, *marks: str) -> str:
    """The text with the same behind every letter."""
    return "".join(letter + "".join(marks) for letter in text)


def _zalgo(text: str, marks: int) -> str:
    """The text with so many marks on every letter, the same each time."""
    random = Random(text)  # noqa: S311 - decoration needs no secrecy
    return "".join(one + "".join(random.choices(_MARKS, k=marks)) for one in text)


def _shifted(text: str, first: int) -> str:
    """The small letters of the text in an alphabet that begins at a code point."""
    return "".join(chr(first + ord(one) - ord("a")) if "a" <= one <= "z" else one for one in text.lower())


_LATIN: Final = "abcdehijklmopqstvwxy"
_CYRILLIC: Final = "\u0430\u0432\u0441\u0501\u0435\u04bb\u0456\u0458\u043a\u04cf\u043c\u043e\u0440\u051b\u0455\u0442\u0475\u051d\u0445\u0443"
_LOOKALIKES: Final = str.maketrans(_LATIN + _LATIN.upper(), _CYRILLIC + _CYRILLIC.upper())
_OTHERS: Final = str.maketrans("HY", "\u041d\u04ae")
"""The other Cyrillic letters that look like these."""

DISGUISES: Final[Mapping[str, Callable[[str], str]]] = {
    "mixed case": lambda text: "".join(one.upper() if at % 2 else one.lower() for at, one in enumerate(text)),
    "zero-width": lambda text: _each(text, "\u200b", "\u200d", "\u2060", "\ufeff"),
    "soft hyphens": lambda text: _each(text, "\u00ad"),
    "combining": lambda text: _each(text, "\N{COMBINING ACUTE ACCENT}"),
    "light zalgo": lambda text: _zalgo(text, 3),
    "heavy zalgo": lambda text: _zalgo(text, 30),
    "full width": lambda text: "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else "\u3000" for one in text
    ),
    "Cyrillic": lambda text: text.translate(_LOOKALIKES),
    "Cyrillic capitals": lambda text: text.upper().translate(_OTHERS).translate(_LOOKALIKES),
    "bold": lambda text: _shifted(text, 0x1D41A),
    "circled": lambda text: _shifted(text, 0x24D0),
    "right to left": lambda text: f"\u202e\u2066{_each(text, chr(0x200F))}\u2069\u202c",
    "hidden tags": lambda text: _each(text, "\U000e0078", "\ufe0f"),
    "controls": lambda text: _each(text, "\x00", "\x1b", "\x7f"),
}


def _found(answerer: Answerer, text: str) -> str | None:
    """The entry that answers, if one does."""
    decision = answerer.decide(answerer.rank(Question(text)))
    return decision.entry if isinstance(decision, Answered) else None


def test_disguised_phrasings_find_the_same_entry(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """A phrasing of every entry finds the entry in all disguises: invisible letters, zalgo, widths, look-alikes."""
    asked = {entry.phrasings[0]: entry.id for entry in shipped.knowledge.entries.values()}
    disguised = {(kind, text): change(text) for kind, change in DISGUISES.items() for text in asked}
    lost = [key for key, text in disguised.items() if _found(shipped, text) != asked[key[1]]]
    found = len(disguised) - len(lost)
    tell(
        record_property,
        f"{found:,} of {len(disguised):,} found: {len(asked)} phrasings in {len(DISGUISES)} disguises",
    )

    assert len(asked) >= 40
    assert [] == [text for text, entry in asked.items() if _found(shipped, text) != entry]
    assert [] == lost


def test_every_disguise_changes_every_phrasing(shipped: Answerer) -> None:
    """No disguise leaves a phrasing as it is, so that finding it again shows something."""
    asked = [entry.phrasings[0] for entry in shipped.knowledge.entries.values()]

    assert [] == [
        (kind, text) for kind, change in DISGUISES.items() for text in asked if change(text) == text
    ]
