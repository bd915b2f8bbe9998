"""What each part of the matching is worth: `python -m bench.ablation` takes one away at a time and measures again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from bench.data import Trial, trials
from bench.quality import measure, ours
from bot.matching import index, model, repair, training

PARTS: Final[Mapping[str, tuple[tuple[object, str, object], ...]]] = {
    "all of it": (),
    "no table of meanings": ((model, "MEANING_SHARE", 0.0), (index, "CLOSENESS_WEIGHT", 0.0)),
    "no training: estimated": ((model, "MOST_TRAINED", 0),),
    "no best phrasing": ((index, "LIKENESS_WEIGHT", 0.0), (index, "CLOSENESS_WEIGHT", 0.0)),
    "no letters": ((model, "LETTER_SHARE", 0.0),),
    "no words": ((model, "LETTER_SHARE", 1.0), (index, "LIKENESS_WEIGHT", 0.0)),
    "no repair": ((repair, "MIN_SIMILARITY", 1.0),),
    "twice the cost of training": ((training, "COST", 2.0),),
    "twice the meaning": ((model, "MEANING_SHARE", 0.4),),
    "three finalists": ((index, "_FINALISTS", 3),),
}
"""What is changed, by name: module, constant, value."""


@contextmanager
def changed(changes: tuple[tuple[object, str, object], ...]) -> Iterator[None]:
    """The constants of some modules, changed for a while."""
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    for module, name, value in changes:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def main() -> None:
    """Prints a row for each part: right entry first / among three on every set of questions."""
    found: list[Trial] = [trial for trial in trials() if not trial.name.startswith("  in scope")]
    print(f"{'':<28}" + "".join(f"{trial.name.strip().split(' (')[0][:24]:>26}" for trial in found))
    for name, changes in PARTS.items():
        with changed(changes):
            rows = [measure(trial, ours(trial.knowledge)) for trial in found]
        figures = "".join(f"{f'{row.first:.3f} / {row.among_three:.3f}':>26}" for row in rows)
        print(f"{name:<28}{figures}", flush=True)


if __name__ == "__main__":
    main()
