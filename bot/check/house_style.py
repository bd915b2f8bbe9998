"""Prose that does not keep to the style of knowledge/README.md.

Why: People ask in a hurry, on a phone, and many are not native speakers. Short plain words reach them, and one voice for all
answers is trusted. Chats draw bold, `code`, lists and short blocks of code, and nothing else: a heading, table, image, link,
HTML or emoji looks broken in some of them. Looked for are filler and advertising, chains of dashes, runs of exclamation
marks, "click here", double spaces, paragraphs of more than 600 characters, code blocks of more than six lines, British
spelling, and "backend developer" without its hyphen. Phrasings are never looked at, and words in quotes and code not for
their style.

Fails:
    short: In today's world a backend developer leverages cutting-edge frameworks!!

Passes:
    short: A back-end developer uses a framework for the parts that every application needs.

Mend: `backchat check --fix` mends spelling, the hyphen and double spaces. For the rest, cut what the message shows, or say it
in the words that you would use aloud. A link belongs into sources.yaml, as the `url` of a source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.addresses import ADDRESS
from bot.check.american import american
from bot.check.finding import Found
from bot.check.prose import FENCED, mask, paragraphs, sentences, texts
from bot.check.rule import Rule
from bot.check.style_words import FILLER, MARKETING, NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.prose import Text
    from bot.check.subject import Subject

LONGEST_PARAGRAPH: Final = 600
MOST_LINES: Final = 6
"""Characters of a paragraph, and lines of a code block."""

_SHOWN: Final = 40
"""Characters of what is wrong that a message shows."""

_DRAWN: Final = "chats draw bold, `code`, lists and short code blocks"
_MARKS: Final = {
    r"^ {0,3}#{1,6} [^\n]+": ("a heading", f"make it the bold lead of a bullet: {_DRAWN}"),
    r"^ *\|[^\n]*(?:\n *\|[^\n]*)*": ("a table", f"make it a list: {_DRAWN}"),
    r"!\[[^\]\n]*\]\([^)\n]*\)": ("an image", f"say it in words: {_DRAWN}"),
    r"(?<!!)\[[^\]\n]+\]\([^)\n]*\)|<https?:[^>\s]*>": (
        "a link",
        "name the thing, and put the address into sources.yaml",
    ),
    r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>\n]*)?/?>|<!--": ("HTML", "put it between backticks, or leave it out"),
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]+": ("an emoji", "leave it out"),
}
"""Patterns of what is not drawn everywhere, what it is called, and how to mend it."""

_WORDING: Final = {
    rf"\b(?:{'|'.join(FILLER)})\b": ("filler", "cut it: the sentence says the same without"),
    rf"\b(?:{'|'.join(MARKETING)})\b": ("advertising", "say what the thing does, or leave the word out"),
    r"\bclick here\b": ("a link that does not say where to", "name what is there"),
    r"[!?]*!!+[!?]*|\?!|!\?": ("a run of marks", "one is enough, and none is better"),
}
"""The same for how things are said."""

_PATTERNS: Final = {
    kind: [(re.compile(pattern, re.MULTILINE | re.IGNORECASE), *told) for pattern, told in patterns.items()]
    for kind, patterns in (("marks", _MARKS), ("wording", _WORDING))
}
_QUOTED: Final = re.compile(r"\"[^\"\n]{1,120}\"|“[^”\n]{1,120}”")
_DASH: Final = re.compile(r"—|(?<=\s)(?:–|--)(?=\s)")  # noqa: RUF001 - people take either for the other
_BLANKS: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ENDS: Final = re.compile(
    rf"\b(?:(?P<half>(?:back|front) ?end|full ?stack)(?= (?:{'|'.join(NOUNS.split())})s?\b)"
    r"|(?P<noun>(?:back|front)-end)(?=[.;!?)]|$)|(?P<bare>(?:back|front)end)\b)",
    re.IGNORECASE,
)
_HALVES: Final = re.compile("(back|front|full)[ -]?(end|stack)", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """What is not written as the house writes."""
    for text in texts(subject):
        masked = text.masked
        plain = mask(masked, _QUOTED)
        yield from _matches(text, masked, "marks")
        yield from _matches(text, plain, "wording")
        yield from _addresses(text, masked)
        yield from _dashes(text, plain)
        yield from _lengths(text)
        yield from _blanks(text, masked)
        yield from _british(text, mask(masked, ADDRESS))
        yield from _ends(text, plain)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"{sum(1 for _ in texts(subject)):,} texts keep to the house style"


def _matches(text: Text, looked_at: str, kind: str) -> Iterator[Found]:
    for pattern, what, hint in _PATTERNS[kind]:
        for found in pattern.finditer(looked_at):
            yield Found(text.spot(found.start()), f"{what}: '{_shown(text, found)}'", hint)


def _shown(text: Text, found: re.Match[str]) -> str:
    """What was found, on one line and not all of it if it is long."""
    line = " ".join(text.value[found.start() : found.end()].split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _addresses(text: Text, masked: str) -> Iterator[Found]:
    """Bare addresses; those in links are told of as links."""
    linked = [
        found.span()
        for pattern, what, _ in _PATTERNS["marks"]
        if what in {"a link", "an image"}
        for found in pattern.finditer(masked)
    ]
    for found in ADDRESS.finditer(masked):
        if not any(first <= found.start() < last for first, last in linked):
            hint = "put the address into sources.yaml, or between backticks where it is an example"
            yield Found(text.spot(found.start()), f"a link: '{_shown(text, found)}'", hint)


def _dashes(text: Text, plain: str) -> Iterator[Found]:
    for start, sentence in sentences(plain):
        if len(dashes := list(_DASH.finditer(sentence))) > 1:
            told = f"a chain of {len(dashes)} dashes in one sentence"
            yield Found(text.spot(start + dashes[0].start()), told, "make two sentences of it, or use commas")


def _lengths(text: Text) -> Iterator[Found]:
    for start, paragraph in paragraphs(text):
        if len(paragraph) > LONGEST_PARAGRAPH:
            told = f"a paragraph of {len(paragraph):,} characters, {LONGEST_PARAGRAPH} at most"
            yield Found(text.spot(start), told, "make bullets of it, each with a bold lead and one fact")
    for found in FENCED.finditer(text.value):
        lines = found[0].strip().count("\n") - 1
        if lines > MOST_LINES:
            told = f"a code block of {lines} lines, {MOST_LINES} at most"
            yield Found(text.spot(found.start()), told, "show the lines that matter")


def _blanks(text: Text, masked: str) -> Iterator[Found]:
    for found in _BLANKS.finditer(masked):
        start, end = found.start() - 1, found.end() + 1
        fix = text.edit(start, end, f"{text.value[start]} {text.value[end - 1]}")
        yield Found(text.spot(start), f"{len(found[0])} spaces in a row", "one is enough", fix=fix)


def _british(text: Text, masked: str) -> Iterator[Found]:
    for found in _LETTERS.finditer(masked):
        if new := american(found[0]):
            fix = text.edit(found.start(), found.end(), new)
            yield Found(
                text.spot(found.start()), f"British spelling: '{found[0]}'", f"write '{new}'", fix=fix
            )


def _ends(text: Text, plain: str) -> Iterator[Found]:
    """Back end and front end, which have a hyphen before a noun, and are two words otherwise."""
    for found in _ENDS.finditer(plain):
        new = _HALVES.sub(r"\1 \2" if found["noun"] else r"\1-\2", found[0])
        fix = () if found["bare"] else text.edit(*found.span(), new)
        hint = (
            f"write '{new}'"
            if fix
            else f"write '{new}' before a noun, and '{new.replace('-', ' ')}' otherwise"
        )
        yield Found(text.spot(found.start()), f"spelling of the house: '{found[0]}'", hint, fix=fix)


RULE: Final = Rule("house-style", "warning", find, __doc__ or "", proved=proved)
