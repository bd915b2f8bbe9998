"""`make bench`: quality and time beside plain RapidFuzz, what decisions come to, many phrasings, odd messages, a process, a service, Slack, Discord, completions, a check."""

from __future__ import annotations

import argparse
from functools import partial

from bench import check, complete, discord, scale, service, slack
from bench.data import trials
from bench.hostile import LENGTH, slowest
from bench.process import chat_memory, cold_ask
from bench.quality import RANKERS, measure, outcomes
from bot.answer import Answerer


def quality() -> None:
    """Every ranker on every set of questions, and what Backchat's decisions come to."""
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


def hostile() -> None:
    """The longest and oddest messages."""
    costs = slowest(Answerer(trials()[0].knowledge))
    told = ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
    print(f"{LENGTH:,} characters, milliseconds: {told}")


def process() -> None:
    """What one process costs."""
    print(f"cold ask {cold_ask():.2f} s; chat peaks at {chat_memory():.0f} MB")


PARTS = {
    "quality": quality,
    "scale": scale.table,
    "hostile": hostile,
    "process": process,
    "service": service.table,
    "slack": slack.table,
    "discord": discord.table,
    "complete": complete.table,
    "check": check.table,
}


def main() -> None:
    """Measures and prints the parts named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all without any")
    parser.add_argument(
        "--messages", type=int, default=slack.MESSAGES, help="questions in each row of 'slack' and 'discord'"
    )
    told = parser.parse_args()
    if unknown := set(told.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    many = {"slack": partial(slack.table, told.messages), "discord": partial(discord.table, told.messages)}
    parts = PARTS | many
    for name in told.parts or parts:
        parts[name]()
        print()


if __name__ == "__main__":
    main()
