"""What completing is worth and costs at each keystroke, beside RapidFuzz over all labels, and with ten times the knowledge."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bench.data import Trial, trials
from bench.hostile import SHAPES
from bot.answer import Answerer
from bot.compose import SMALL_TALK
from bot.conversation import MAX_QUESTION, Answered, Question
from bot.knowledge import Knowledge
from bot.matching.complete import MOST, Completer
from bot.matching.index import Index

SHARES: Final = (0.4, 0.7, 1.0)
"""How much of a question has been typed."""

PLACES: Final = (1, 5, MOST)

EVERY: Final = 4
"""Every so many questions are typed through, letter by letter."""

ROUNDS: Final = 3
"""A keystroke is timed so often, and the best counts: what it costs, not what else the machine does."""

FEW: Final = 150
"""Keystrokes of which the time of a baseline is taken: one takes some 40 ms."""

FAR: Final = 500
"""How many of its labels a baseline looks at to find 25 entries."""

TIMES: Final = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet")
"""What the copies of a knowledge base say at the end of every text."""

Complete = Callable[[str], list[str]]
"""From what was typed to ids of entries, best first."""

BASELINES: Final = (("rapidfuzz WRatio", fuzz.WRatio), ("rapidfuzz partial_ratio", fuzz.partial_ratio))


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds a keystroke."""

    half: float
    most: float


def ours(completer: Completer) -> Complete:
    """Backchat's completions."""
    return lambda typed: [one.entry for one in completer.complete(typed)]


def matcher(answerer: Answerer) -> Complete:
    """The entries that the matcher finds for what was typed, as if it were a whole question."""
    small_talk = {entry.id for entry in answerer.knowledge.entries.values() if entry.kind == SMALL_TALK}

    def complete(typed: str) -> list[str]:
        found = answerer.rank(Question(typed), MOST + len(small_talk)).candidates
        return [one.entry for one in found if one.entry not in small_talk][:MOST]

    return complete


def fuzzy(knowledge: Knowledge, scorer: Callable[..., float]) -> Complete:
    """The usual one-liner over all titles and phrasings, the entries of the best of them."""
    labels = {
        number: default_process(text)
        for number, text in enumerate(
            text for entry in knowledge.entries.values() for text in (*entry.phrasings, entry.title)
        )
    }
    owners = [entry.id for entry in knowledge.entries.values() for _ in (*entry.phrasings, entry.title)]

    def complete(typed: str) -> list[str]:
        found = process.extract(default_process(typed), labels, scorer=scorer, limit=FAR)
        return list(dict.fromkeys(owners[number] for _, _, number in found))[:MOST]

    return complete


def typed(text: str, share: float) -> str:
    """The first part of a question."""
    return text[: max(1, round(len(text) * share))]


def hits(asked: Sequence[tuple[str, frozenset[str]]], complete: Complete, share: float) -> list[float]:
    """How often (0-1) the right entry is first, among the first five, and in the list."""
    found = [(complete(typed(text, share)), wanted) for text, wanted in asked]
    return [float(np.mean([bool(wanted & set(got[:most])) for got, wanted in found])) for most in PLACES]


def times(strokes: Sequence[str], complete: Complete) -> Times:
    """What keystrokes take."""
    spent = [1_000 * min(_seconds(complete, stroke) for _ in range(ROUNDS)) for stroke in strokes]
    half, most = (float(np.percentile(spent, share)) for share in (50, 99))
    return Times(half, most)


def _seconds(call: Callable[[str], object], stroke: str) -> float:
    started = perf_counter()
    call(stroke)
    return perf_counter() - started


def agreement(
    asked: Sequence[tuple[str, frozenset[str]]], answerer: Answerer
) -> Mapping[str, tuple[int, int]]:
    """Of whole questions: how many have the matcher's first entry first, among three, and its answer first."""
    first, three, answers = [], [], []
    for text, _ in asked:
        ranking = answerer.rank(Question(text))
        best = ranking.candidates[0].entry
        if answerer.knowledge.entries[best].kind == SMALL_TALK:
            continue
        got = [one.entry for one in answerer.complete(text)]
        first.append(got[:1] == [best])
        three.append(best in got[:3])
        if isinstance(answerer.decide(ranking), Answered):
            answers.append(got[:1] == [best])
    said = {"its first entry first": first, "it among three": three, "the answer first": answers}
    return {name: (sum(found), len(found)) for name, found in said.items()}


def built(knowledge: Knowledge, index: Index) -> tuple[float, float]:
    """Seconds that a completer takes to build, the best of some tries, and the megabytes it holds."""
    spent = min(_seconds(lambda _: Completer(knowledge, index), "") for _ in range(ROUNDS))
    gc.collect()
    tracemalloc.start()
    kept = Completer(knowledge, index)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del kept
    return spent, held


def tenfold(knowledge: Knowledge) -> Knowledge:
    """Ten copies of every entry, each with a word of its own at the end of every text."""
    copies = {
        f"{entry.id}-{word}": entry.model_copy(
            update={
                "id": f"{entry.id}-{word}",
                "title": f"{entry.title[:70]} {word}",
                "phrasings": tuple(f"{text} {word}" for text in entry.phrasings),
            }
        )
        for word in TIMES
        for entry in knowledge.entries.values()
    }
    return knowledge.model_copy(update={"entries": copies, "paths": {}, "golden": ()})


def table() -> None:
    """Prints quality and time of ours and the baselines, agreement, and what more knowledge and odd messages cost."""
    trial = _trial()
    knowledge, asked = trial.knowledge, [(text, wanted) for text, wanted in trial.asked if wanted]
    strokes = [text[:end] for text, _ in asked[::EVERY] for end in range(1, len(text) + 1)]
    answerer = Answerer(knowledge)
    completer = Completer(knowledge, answerer.index)
    print(f"{trial.name.strip()}: {len(asked)} questions; right entry first / among five / among {MOST}")
    heads = "".join(f"{f'typed to {share:.0%}':>22}" for share in SHARES)
    print(f"{'completions':<24}{heads}{'p50 ms':>9}{'p99 ms':>9}{'times':>7}{'times':>7}")
    alone = times(strokes, ours(completer))
    _row("Backchat", asked, ours(completer), (alone, alone))
    _row("the matcher alone", asked, matcher(answerer), (times(strokes, matcher(answerer)), alone))
    step = max(1, len(strokes) // FEW)
    for name, scorer in BASELINES:
        complete = fuzzy(knowledge, scorer)
        _row(name, asked, complete, (times(strokes[::step], complete), alone))
    told = ", ".join(f"{name} {one} of {all_}" for name, (one, all_) in agreement(asked, answerer).items())
    print(f"of whole questions the list has what the matcher says: {told}")
    _costs(knowledge, answerer.index, strokes, "this knowledge")
    more = tenfold(knowledge)
    _costs(more, Index(more), strokes, "ten times the knowledge")
    _hostile(knowledge, answerer.index)


def _trial() -> Trial:
    """The development questions if they are here, else the golden ones."""
    found = trials()
    return next((trial for trial in found if trial.name.startswith("development")), found[0])


def _row(
    name: str, asked: Sequence[tuple[str, frozenset[str]]], complete: Complete, spent: tuple[Times, Times]
) -> None:
    """Prints one way to complete; `spent` is what it takes, and what ours does."""
    shares = (" / ".join(f"{one:.3f}" for one in hits(asked, complete, share)) for share in SHARES)
    took, alone = spent
    ratios = f"{took.half / alone.half:>7.1f}{took.most / alone.most:>7.1f}"
    told = "".join(f"{one:>22}" for one in shares)
    print(f"{name:<24}{told}{took.half:>9.2f}{took.most:>9.2f}{ratios}", flush=True)


def _costs(knowledge: Knowledge, index: Index, strokes: Sequence[str], name: str) -> None:
    """Prints what completing from a knowledge base costs."""
    seconds, held = built(knowledge, index)
    took = times(strokes, ours(Completer(knowledge, index)))
    texts = sum(len(entry.phrasings) + 1 for entry in knowledge.entries.values())
    print(
        f"{name}: {len(knowledge.entries):,} entries, {texts:,} titles and phrasings: built in {1_000 * seconds:.0f} ms, "
        f"holds {held:.1f} MB; {len(strokes):,} keystrokes: p50 {took.half:.2f} ms, p99 {took.most:.2f} ms",
        flush=True,
    )


def _hostile(knowledge: Knowledge, index: Index) -> None:
    """Prints what the oddest messages cost a completer that has seen none before."""
    costs: dict[str, float] = {}
    for name, text in SHAPES.items():
        fresh = [ours(Completer(knowledge, index)) for _ in range(ROUNDS)]
        costs[name] = 1_000 * min(_seconds(complete, text[:MAX_QUESTION]) for complete in fresh)
    told = ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
    print(f"{MAX_QUESTION:,} characters, milliseconds: {told}", flush=True)
