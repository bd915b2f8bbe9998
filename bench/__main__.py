"""`make bench`: one table of quality and time, then what the decisions come to and what a process costs."""

from __future__ import annotations

from time import perf_counter

from bench.data import trials
from bench.process import chat_memory, cold_ask
from bench.quality import RANKERS, measure, outcomes
from bot.matching.index import Index


def main() -> None:
    """Measures and prints."""
    print(f"{'questions':<38} {'ranker':<28} {'first':>6} {'three':>6} {'auroc':>6} {'ms each':>8}")
    found = trials()
    for trial in found:
        for name, build in RANKERS:
            got = measure(trial, build(trial.knowledge))
            auroc = f"{got.auroc:.3f}" if got.auroc is not None else "-"
            row = f"{name:<28} {got.first:>6.3f} {got.among_three:>6.3f} {auroc:>6} {got.milliseconds:>8.2f}"
            print(f"{trial.name + f' ({len(trial.asked)})':<38} {row}", flush=True)
    print()
    for trial in found:
        print(f"{trial.name}: {outcomes(trial)}")
    started = perf_counter()
    Index(found[0].knowledge)
    print(
        f"\nindex built in {perf_counter() - started:.2f} s; cold ask {cold_ask():.2f} s; chat peaks at {chat_memory():.0f} MB"
    )


if __name__ == "__main__":
    main()
