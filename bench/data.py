"""The sets of questions that quality is measured on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import ascii_lowercase

from bot.knowledge import Entry, Knowledge
from bot.loading import load
from bot.workbench.questions import LabelledQuestion, golden_questions, read_questions, select

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BENCH_DATA") or ROOT.parent / "shared")
"""The folder of further questions: `questions-dev.jsonl` (`q`, `topics`, `scope`, `style`), and the public benchmark
CLINC150 with five phrasings an entry, `benchmarks/clinc150-5shot.json`. Rows whose data are not there are left out."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A knowledge base and questions to it: each with the entries that answer it, none when nothing does."""

    name: str
    knowledge: Knowledge
    asked: tuple[tuple[str, frozenset[str]], ...]

    @property
    def in_scope(self) -> int:
        """How many questions have an answer."""
        return sum(bool(wanted) for _, wanted in self.asked)


def trials() -> Sequence[Trial]:
    """Every trial whose data are here."""
    shipped = load(ROOT / "knowledge")
    golden = tuple((one.text, frozenset(one.topics)) for one in golden_questions(shipped))
    found = [Trial("golden", shipped, golden)]
    if (questions := DATA / "questions-dev.jsonl").exists():
        found += _development(shipped, read_questions(questions))
    if (clinc := DATA / "benchmarks" / "clinc150-5shot.json").exists():
        found += _clinc(json.loads(clinc.read_text()))
    return found


def _development(shipped: Knowledge, questions: Sequence[LabelledQuestion]) -> list[Trial]:
    chosen = select(questions, shipped)

    def asked(*scopes: str, style: str = "") -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(
            (one.text, frozenset(one.topics))
            for one in chosen.kept
            if one.scope in scopes and style in {"", one.style}
        )

    return [
        Trial(f"development ({chosen.copied} copied left out)", shipped, asked("in", "near_out", "far_out")),
        Trial("  of these, from real people", shipped, asked("in", "near_out", style="real")),
        Trial("  in scope or near it", shipped, asked("in", "near_out")),
    ]


def _clinc(data: Mapping[str, object]) -> list[Trial]:
    written, test, outside = data["entries"], data["test"], data["out_of_scope"]
    assert isinstance(written, dict)  # noqa: S101 - the shape of the file
    assert isinstance(test, list)  # noqa: S101
    assert isinstance(outside, list)  # noqa: S101
    entries = {
        name: Entry(
            id=name, title=name.replace("_", " "), short=name.replace("_", " "), phrasings=tuple(phrasings)
        )
        for name, phrasings in sorted(written.items())
    }
    knowledge = Knowledge(entries=entries)
    asked = tuple((question, frozenset({label})) for question, label in test)
    unasked = tuple((question, frozenset[str]()) for question in outside)
    random = Random(150)  # noqa: S311 - typing errors need no secrecy
    mistyped = tuple((misspelt(misspelt(question, random), random), label) for question, label in asked)
    return [
        Trial("CLINC150, 5 phrasings", knowledge, asked + unasked),
        Trial("CLINC150, 2 typos", knowledge, mistyped),
    ]


def misspelt(text: str, random: Random) -> str:
    """The text with one letter dropped, doubled, replaced, or swapped with the next."""
    place = random.randrange(max(1, len(text) - 1))
    before, letter, after = text[:place], text[place : place + 1], text[place + 1 :]
    match random.randrange(4):
        case 0:
            return before + after
        case 1:
            return before + letter + letter + after
        case 2:
            return before + random.choice(ascii_lowercase) + after
        case _:
            return before + after[:1] + letter + after[1:]
