"""What many phrasings cost: time a question, time to compile and memory, beside plain RapidFuzz in the same process.

Each size runs in a process of its own, so that its peak of memory is its own. The knowledge is made up: an entry is a few
rare words, its phrasings are those words among the common words of questions, with a seed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from random import Random
from time import perf_counter

import numpy as np
from rapidfuzz import fuzz

from bench.data import ROOT, misspelt
from bench.process import peak
from bench.quality import Ranker, fuzzy, ours
from bot.knowledge import Entry, Knowledge
from bot.matching.meaning import meanings

SIZES = (2_000, 20_000, 100_000)
EACH = 17
"""Phrasings an entry, as in a knowledge base of 116 entries and 2,000 phrasings."""
QUESTIONS = 1_000
COMMON = tuple(
    word
    for phrase in (
        "what is a",
        "how do i",
        "does it need",
        "when should my",
        "best way to learn",
        "why use the",
        "can of with and on for in",
    )
    for word in phrase.split()
)


def made_up(phrasings: int) -> tuple[Knowledge, list[tuple[str, str]]]:
    """A knowledge base of about so many phrasings, and questions with their entries, every third with a typing error."""
    random = Random(phrasings)  # noqa: S311 - made-up questions need no secrecy
    rare = sorted(word for word in meanings().rows if word.isalpha() and word not in COMMON)
    entries, questions = {}, []
    for number in range(round(phrasings / EACH)):
        own = random.sample(rare, 6)
        said = tuple(sorted({_phrasing(own, random) for _ in range(EACH)}))
        entries[f"e{number}"] = Entry(id=f"e{number}", title=" ".join(own[:3]), short=own[0], phrasings=said)
        questions.append((_phrasing(own, random), f"e{number}"))
    chosen = random.choices(questions, k=QUESTIONS)
    return Knowledge(entries=entries), [
        (misspelt(one, random) if place % 3 == 0 else one, entry) for place, (one, entry) in enumerate(chosen)
    ]


def _phrasing(own: Sequence[str], random: Random) -> str:
    words = [*random.sample(own, random.randint(1, 3)), *random.choices(COMMON, k=random.randint(3, 6))]
    random.shuffle(words)
    return " ".join(words)


def times(rank: Ranker, questions: Sequence[tuple[str, str]]) -> tuple[float, float, float, float]:
    """Milliseconds a question, median and 99th percentile, questions a second, and the share with its entry first."""
    spent, right = [], 0
    for question, entry in questions:
        started = perf_counter()
        found, _ = rank(question)
        spent.append(perf_counter() - started)
        right += found[:1] == [entry]
    half, most = (1000 * float(np.percentile(spent, share)) for share in (50, 99))
    return half, most, len(spent) / sum(spent), right / len(questions)


def measure(phrasings: int) -> dict[str, object]:
    """One size, in this process."""
    knowledge, questions = made_up(phrasings)
    before = peak()
    started = perf_counter()
    rank = ours(knowledge)
    built = perf_counter() - started
    after = peak()
    rows = {"Backchat": times(rank, questions)}
    few = questions[: max(20, 200_000 // phrasings)]
    for name, scorer in (
        ("WRatio", fuzz.WRatio),
        ("token_set", fuzz.token_set_ratio),
        ("token_sort", fuzz.token_sort_ratio),
    ):
        rows[name] = times(fuzzy(knowledge, scorer), few)
    return {
        "entries": len(knowledge.entries),
        "built": built,
        "peak": after,
        "more": after - before,
        "rows": rows,
    }


def table() -> None:
    """Prints a row for each size and ranker, each size measured in a process of its own."""
    print(f"{'phrasings':>9} {'ranker':<12} {'p50 ms':>8} {'p99 ms':>8} {'a second':>9} {'first':>6}")
    measured = []
    for size in SIZES:
        command = [sys.executable, "-m", "bench.scale", str(size)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        for name, (half, most, rate, first) in found["rows"].items():
            print(f"{size:>9,} {name:<12} {half:>8.2f} {most:>8.2f} {rate:>9,.0f} {first:>6.3f}", flush=True)
        print(
            f"{'':>9} {found['entries']:,} entries compiled in {found['built']:.1f} s; "
            f"peak {found['peak']:.0f} MB, of which the index {found['more']:.0f} MB"
        )
        measured.append((size, *found["rows"]["Backchat"][:2], found["built"], found["peak"]))
    growth = [last / first for first, last in zip(measured[0], measured[-1], strict=True)]
    told = ", ".join(
        f"{name} {by:.1f}" for name, by in zip(("p50", "p99", "compiling", "memory"), growth[1:], strict=True)
    )
    print(f"{growth[0]:.0f} times the phrasings take, times: {told}")


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
