"""Draws a counterfactual: as text for people who tend the knowledge, and as plain values for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.counting import count
from bot.workbench.counterfactual import NOTHING, sentence
from bot.workbench.typed import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.workbench.counterfactual import Counterfactual, Try

_SHOWN: Final = 3
"""How many of the things that an edit would harm are named."""


def text(found: Counterfactual) -> str:
    """What was wanted, the smallest edit that does it and what else it changes, and what was tried before."""
    return "\n".join(_lines(found))


def _lines(found: Counterfactual) -> Iterator[str]:
    wanted = "nothing to answer" if found.wanted == NOTHING else f"{found.wanted} to answer"
    yield f"Smallest edit for {wanted}"
    if best := found.best:
        yield f"  {sentence(best.edit)}"
        yield f"  {_effect(best)}"
    elif found.tries:
        yield "  none of those that were tried does it without harm"
    else:
        yield f"  nothing small is worth a try: the question has over {MOST} characters, or golden.yaml has it"
    others = [one for one in found.tries if one is not best]
    if others:
        yield "  tried before:" if best else "  tried:"
    for one in others:
        yield f"    {sentence(one.edit)}"
        yield from (f"      {why}" for why in _reasons(one))


def _effect(done: Try) -> str:
    changed = len(done.trial.changes) if done.trial else 0
    others = f"{count(changed, 'golden question')} is told otherwise, none worse" if changed == 1 else ""
    others = others or f"{count(changed, 'golden question')} are told otherwise, none worse"
    return f"tried: it does it, every phrasing still finds its entry, {others if changed else 'nothing else changes'}"


def _reasons(failed: Try) -> Iterator[str]:
    """Why an edit is not the one."""
    if failed.trial is None:
        yield f"the question would get {failed.told} then"
        return
    harm = [
        *map(str, failed.trial.lost),
        *(f"'{one.put.text}' would get {one.after}" for one in failed.trial.worse),
    ]
    yield from harm[:_SHOWN]
    if len(harm) > _SHOWN:
        yield f"and {len(harm) - _SHOWN} more"


def described(found: Counterfactual) -> dict[str, Any]:
    """The counterfactual for programs: stable keys; `edit` is the smallest that does it without harm, or null."""
    return {
        "wanted": found.wanted,
        "edit": sentence(found.best.edit) if found.best else None,
        "tries": [
            {
                "edit": sentence(one.edit),
                "does_it": one.trial is not None,
                "clean": one.clean,
                "then": str(one.told),
                "changes": [] if one.trial is None else [change.put.text for change in one.trial.changes],
                "harm": [*_reasons(one)] if not one.clean else [],
            }
            for one in found.tries
        ],
    }
