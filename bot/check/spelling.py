"""A word that no list knows: a slip of the keyboard, most likely.

Why: A misspelt answer looks careless, and a misspelt name cannot be looked up. Every word of titles, answers, learning paths
and pointers is looked for among forty thousand English words, in synonyms.yaml and sources.yaml, and in words.txt, which is
yours: one word a line, with its capitals, so that 'Javascript' is noticed where 'JavaScript' is listed. Code, names of files,
words with digits, abbreviations in capitals and names like 'GraphQL' are left alone, and so are phrasings.

Fails:
    short: A framwork gives your code its structure.

Passes:
    short: A framework gives your code its structure.

Mend: Correct the word. If it is right, add it to words.txt in the knowledge folder, where its place in the alphabet is; the
plural, -ing and -ed are understood. What stands in code, between backticks, is not looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bot.check.addresses import ADDRESS
from bot.check.finding import Found
from bot.check.prose import CODE, mask, texts
from bot.check.rule import Rule
from bot.check.style_words import ALSO_ORDINARY, CALENDAR, CONTRACTED, PREFIXES
from bot.matching.families import split_words
from bot.matching.normalize import normalize
from bot.matching.repair import Repairer, is_ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.check.prose import Text
    from bot.check.subject import Subject

OWN: Final = "words.txt"
"""The maintainers' list in the knowledge folder: a word a line, `#` before a remark."""

_CHUNK: Final = re.compile(r"[^\s/|,;:()\[\]{}\"“”<>=+*…–—]+")  # noqa: RUF001 - dashes of any length part words
_NO_WORD: Final = re.compile(rf"[\d@_\\{CODE}]|[^\W_]\.[^\W_]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001 - as some type it
_INITIALS: Final = re.compile(r"[A-Z]{2,}s?")
_INNER_CAPITAL: Final = re.compile(r".+[A-Z]")
_ENDINGS: Final = {"s": ("",), "es": ("",), "ies": ("y",), "ied": ("y",), "ed": ("", "e"), "ing": ("", "e")}
"""The endings of forms, and what takes their place in the word itself."""

_DOUBLED: Final = re.compile(r"(.)\1")


def find(subject: Subject) -> Iterator[Found]:
    """Words that nobody knows, each once a file."""
    if subject.written.problems:
        return  # what a broken file holds is known, too
    known = _Known(subject)
    told: set[tuple[str, str]] = set()
    for text in texts(subject):
        for at, word in _words(text):
            if not known.is_right(word) and (text.file, word) not in told:
                told.add((text.file, word))
                yield Found(text.spot(at), *known.told(word))


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    words = sum(1 for text in texts(subject) for _ in _words(text))
    return f"{words:,} words of prose are known, {len(own_words(subject)):,} different ones by {OWN}"


def own_words(subject: Subject) -> list[str]:
    """The words of the maintainers' list, as they are written there; none if there is no list."""
    file = subject.written.folder / OWN
    lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines() if file.is_file() else ()
    return [word for line in lines if (word := line.partition("#")[0].strip())]


class _Known:
    """The words that are right in one knowledge folder."""

    def __init__(self, subject: Subject) -> None:
        knowledge = subject.knowledge
        families = knowledge.synonyms.families
        sources = (f"{one.title} {one.publisher or ''}" for one in knowledge.sources.values())
        written = (*families, *(form for forms in families.values() for form in forms), *sources)
        own = own_words(subject)
        self._names = {word.casefold(): word for word in (*CALENDAR, *own) if word != word.casefold()}
        self._listed = {part for text in written for part in split_words(normalize(text))}
        self._listed |= {word for word in own if word == word.casefold()}
        self._subject = subject
        self._judged: dict[str, bool] = {}

    def is_right(self, word: str) -> bool:
        """Whether a word is known, and in these capitals."""
        if word not in self._judged:
            self._judged[word] = self._is_right(word.replace("’", "'"))  # noqa: RUF001 - as some type it
        return self._judged[word]

    def told(self, word: str) -> tuple[str, str]:
        """What to say of a word that is not, and what to do."""
        if name := self._names.get(word.casefold().partition("'")[0]):
            return f"'{word}' is written '{name}'", f"write '{name}', or change it in {OWN}"
        near = self._near(word.casefold())
        hint = (
            f"did you mean '{near}'? If not, add it to {OWN}" if near else f"if it is right, add it to {OWN}"
        )
        return f"'{word}' is no word that we know", hint

    def _is_right(self, word: str) -> bool:
        head, _, tail = word.partition("'")
        if tail:
            return f"{head}'{tail}".casefold() in CONTRACTED or (tail == "s" and self._is_right(head))
        if _INITIALS.fullmatch(word):
            return True
        small = word.casefold()
        forms = (small, *_bases(small))
        name = next((self._names[form] for form in forms if form in self._names), "")
        if name and (_INNER_CAPITAL.match(name) or not is_ordinary(small)):
            return word.startswith(name)
        if small in ALSO_ORDINARY or not self._listed.isdisjoint(forms) or _INNER_CAPITAL.match(word):
            return True
        return any(is_ordinary(form) for form in (forms if small.endswith("s") else forms[:1]))

    def _near(self, word: str) -> str:
        """The known word that is most like a word; empty if none is."""
        if contracted := next((one for one in CONTRACTED if one.replace("'", "") == word), ""):
            return contracted
        near = self._repairer.repair(word)
        return "" if near == word else self._names.get(near, near)

    @cached_property
    def _repairer(self) -> Repairer:
        used = Counter(word.casefold() for text in texts(self._subject) for _, word in _words(text))
        ordinary = (files("bot.matching") / "words.txt").read_text(encoding="ascii").split()
        right: Iterable[str] = (*ordinary, *self._listed, *self._names)
        return Repairer({word: used[word] for word in right})


def _words(text: Text) -> Iterator[tuple[int, str]]:
    """The words of a text that can be judged, and where each begins; single letters and what is no word are left out."""
    for chunk in _CHUNK.finditer(mask(text.masked, ADDRESS)):
        if not _NO_WORD.search(chunk[0]):
            for word in _WORD.finditer(chunk[0]):
                is_prefix = chunk[0][word.end() : word.end() + 1] == "-" and word[0].casefold() in PREFIXES
                if len(word[0]) > 1 and word[0][-1].isalpha() and not is_prefix:
                    yield chunk.start() + word.start(), word[0]


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of: its plural, -ing or -ed."""
    for ending, others in _ENDINGS.items():
        base = word.removesuffix(ending)
        if base != word and len(base) > 1:
            yield from (base + other for other in others)
            if ending in {"ed", "ing"} and _DOUBLED.fullmatch(base[-2:]):
                yield base[:-1]


RULE: Final = Rule("spelling", "warning", find, __doc__ or "", proved=proved)
