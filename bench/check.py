"""How long a check takes: the shipped knowledge and a thousand entries, with and without an index kept from before."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml

from bench.data import ROOT
from bench.scale import EACH, made_up
from bot.check.rules import RULES
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.loading import study

ENTRIES = 1_000
SHOWN = 6
"""How many rules, the slowest, are told of."""


def thousand(folder: Path) -> Path:
    """A knowledge folder of made-up entries."""
    knowledge, _ = made_up(ENTRIES * EACH)
    for entry in knowledge.entries.values():
        told = {"title": entry.title, "phrasings": list(entry.phrasings), "short": entry.short}
        file = folder / "glossary" / f"{entry.id}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    return folder


def whole(folder: Path, cache: Path) -> tuple[float, int]:
    """The seconds that the command takes, start to end, and its exit code."""
    env = {**os.environ, "BACKCHAT_CACHE": str(cache)}
    command = [sys.executable, "-m", "bot", "check", "--knowledge", str(folder)]
    started = perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    return perf_counter() - started, done.returncode


def each(folder: Path) -> dict[str, float]:
    """The seconds that each rule takes beyond what the ones before it have made for all."""
    subject = Subject(study(folder), today=date(2026, 11, 22), budgets=budgets())
    times: dict[str, float] = {}
    started = perf_counter()
    _ = subject.answerer
    times["(learning the phrasings)"], started = perf_counter() - started, perf_counter()
    _ = subject.asked
    times["(asking every phrasing)"] = perf_counter() - started
    for rule in RULES:
        started = perf_counter()
        found = [*(rule.find(subject) if rule.find else ())]
        times[f"{rule.name}: {len(found)}"] = perf_counter() - started
    return times


def table() -> None:
    """Prints the times of the whole command, and where they go."""
    with TemporaryDirectory() as made:
        folders = {"shipped": ROOT / "knowledge", f"{ENTRIES:,} entries": thousand(Path(made) / "knowledge")}
        for name, folder in folders.items():
            cache = Path(made) / f"cache-{folder.parent.name}"
            (cold, code), (warm, _) = whole(folder, cache), whole(folder, cache)
            print(
                f"check, {name}: {cold:.1f} s, with the index of an earlier run {warm:.1f} s, exit {code}",
                flush=True,
            )
            slowest = sorted(each(folder).items(), key=lambda pair: -pair[1])[:SHOWN]
            print("  of that: " + ", ".join(f"{rule} {spent:.2f} s" for rule, spent in slowest), flush=True)
