"""The openly licensed texts that the word table is distilled from, all read from Debian packages.

`dict-foldoc` (the Free On-line Dictionary of Computing, GFDL 1.3), `dict-jargon` (the Jargon File, public domain) and
`wordnet-base` (WordNet 3.0, WordNet licence), and names of today's tools in plain questions (`terms.txt`, our own).
No question of ours and no answer is among them, so that what the table gains is a gain on any knowledge base.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_GLOSSES: Final = 60_000
_LEMMAS: Final = 25_000
_SENTENCES: Final = 4
"""How many sentences of a dictionary's article are taken."""

_ASKED: Final = """what is {}|whats {}|how does {} work|how do i learn {}|should i learn {}|why use {}|explain {}
difference between {} and {other}|{} or {other}|do i need {}|is {} hard|{} for beginners|do developers use {}|who uses {}
best way to learn {}|can you help me with {}|when to use {}|tips for {}|is {} worth it|{} vs {other}""".replace(
    "\n", "|"
).split("|")
_SAID: Final = """what is {}|my {}|how to {}|{} {other}|about {}|is it {}|i want {}|do i need {}|why {}|can i {} at work
the {} of {other}|{} and {other}""".replace("\n", "|").split("|")


def texts(folder: Path, random: Random) -> list[str]:
    """All texts, each once, from the packages unpacked in `folder`."""
    articles = [one for name in ("foldoc", "jargon") for one in dictionary(folder, name)]
    heads = [head for head, _ in articles if len(head) < 30]  # noqa: PLR2004 - longer ones are titles
    glosses, examples, lemmas = _wordnet(folder, random)
    terms = (Path(__file__).parent / "terms.txt").read_text(encoding="utf-8").split()
    found = [
        *(sentence for head, article in articles for sentence in _sentences(head, article)),
        *_questions(heads, 2, _ASKED, random),
        *_questions(terms, len(_ASKED), _ASKED, random),
        *glosses[:_GLOSSES],
        *examples,
        *_questions(random.sample(lemmas, _LEMMAS), 1, _SAID, random),
    ]
    return list(dict.fromkeys(re.sub(r"\s+", " ", text)[:300] for text in found))


def dictionary(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """The headwords and articles of a dictionary in dictd's format (dictd(8), "Database format")."""
    data = gzip.decompress((folder / f"usr/share/dictd/{name}.dict.dz").read_bytes())
    seen = set()
    for line in (folder / f"usr/share/dictd/{name}.index").read_text(encoding="utf-8").splitlines():
        head, start, length = line.split("\t")[:3]
        article = data[_number(start) : _number(start) + _number(length)].decode(errors="replace")
        if article not in seen and not head.startswith("00-"):
            yield head, article
        seen.add(article)


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = 64 * value + _BASE64.index(digit)
    return value


def _sentences(head: str, article: str) -> list[str]:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"\{([^}]*)\}", r"\1", article)))
    plain = plain[len(head) :] if plain.casefold().startswith(head.casefold()) else plain
    found = [one.strip() for one in re.split(r"(?<=[.!?])\s+(?=[A-Z])", plain)]
    kept = [one for one in found if 20 < len(one) < 240][:_SENTENCES]  # noqa: PLR2004 - neither scraps nor lists
    return [*kept, *(f"{head}: {one}" for one in kept[:1])]


def _questions(words: list[str], each: int, forms: list[str], random: Random) -> Iterator[str]:
    for word in words:
        for form in random.sample(forms, each):
            yield form.format(word, other=random.choice(words))


def _wordnet(folder: Path, random: Random) -> tuple[list[str], list[str], list[str]]:
    """Glosses in random order, example sentences, and the first lemma of every set of synonyms (wndb(5WN))."""
    glosses, examples, lemmas = [], [], []
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"usr/share/wordnet/data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            data, gloss = line.split(" | ", 1)
            lemma = re.sub(r"\(.*\)", "", data.split()[4]).replace("_", " ")
            said = [one.strip() for one in gloss.split(";")]
            meaning = next((one for one in said if not one.startswith('"')), lemma)
            glosses.append(random.choice([f"{lemma}: {meaning}", meaning]))
            examples += [one.strip('" ') for one in said if one.startswith('"')]
            lemmas.append(lemma)
    random.shuffle(glosses)
    return glosses, [one for one in examples if len(one) > 12], lemmas  # noqa: PLR2004 - not single words
