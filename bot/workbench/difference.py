"""What an edit of the knowledge comes to: what was edited, whose answers change by it, and what nobody wrote down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.counting import count
from bot.workbench.changes import standing
from bot.workbench.prose_changes import Items, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.knowledge import Golden
    from bot.workbench.changes import Change, Origin, Told
    from bot.workbench.prose_changes import How, Piece, Text

_HOW: Final[Mapping[How, str]] = {
    "added": "new",
    "removed": "gone",
    "renamed": "renamed",
    "changed": "changed",
}
_WHENCE: Final[Mapping[Origin, tuple[str, str]]] = {
    "golden": ("golden question", ""),
    "asked": ("question of the journal", "questions of the journal"),
    "file": ("question of the file", "questions of the file"),
    "phrasing": ("new phrasing", ""),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two states of the knowledge compared.

    `base` names the earlier state, `put` says how many questions of each origin were put to both, `titles` are those of
    entries by id, `accepted` is what was written into golden.yaml meanwhile, `skipped` what could not be, and `note` says
    why the journal was not read.
    """

    base: str
    put: Mapping[Origin, int]
    pieces: tuple[Piece, ...]
    changes: tuple[Change, ...]
    titles: Mapping[str, str]
    accepted: tuple[Golden, ...] = ()
    skipped: tuple[str, ...] = ()
    note: str = ""

    @property
    def failing(self) -> tuple[Change, ...]:
        """The changes that nobody wrote down, and that must not be merged unseen."""
        return tuple(one for one in self.changes if one.fails)


def summary(found: Difference) -> str:
    """How many answers change, as in "3 answers change, 1 not listed"."""
    if not found.changes:
        return "no answer changes"
    number = len(found.changes)
    told = "1 answer changes" if number == 1 else f"{number} answers change"
    unlisted = len(found.failing)
    return (
        f"{told}, {'all listed' if number > 1 else 'listed'}"
        if not unlisted
        else f"{told}, {unlisted} not listed"
    )


def put_to_both(found: Difference) -> str:
    """What was asked, as in "692 golden questions and 12 questions of the journal"."""
    told = [count(number, *_WHENCE[origin]) for origin, number in found.put.items() if number]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "no question"


def edited(found: Difference) -> str:
    """How many entries were edited, as in "1 entry new, 2 changed", and what else."""
    numbers = counted(found.pieces)
    told = [(number, _HOW[how]) for how in _HOW if (number := numbers.get(how, 0))]
    parts = [
        f"{count(number, 'entry', 'entries')} {how}" if not at else f"{number} {how}"
        for at, (number, how) in enumerate(told)
    ]
    others = sum(one.kind != "entry" for one in found.pieces)
    parts += (
        [count(others, "other part") + (" edited" if parts else " of the knowledge edited")] if others else []
    )
    return ", ".join(parts) or "nothing was edited"


def reason(change: Change, name: Callable[[str], str] = str) -> str:
    """Why a change is listed, or what is against it; `name` writes an id."""
    if (golden := change.declared) is not None:
        least = f", so far {golden.so_far}" if golden.so_far else ""
        if change.as_good:
            return f"choices before and after: as good (expects {name(golden.expect)}{least})"
        so = "as golden.yaml has it" if change.listed else f"now it is {_fares(golden, change.after)}"
        return f"{so} (expects {name(golden.expect)}{least})"
    if change.put.origin == "phrasing":
        return f"a phrasing of {name(change.after.entries[0])} now: was it not {name(change.before.entries[0])}'s?"
    if change.written:
        return "the knowledge has it word for word"
    if (golden := change.dropped) is not None:
        then = "and it got worse" if change.worse else "and it got no worse"
        return f"golden.yaml has it no longer (expected {name(golden.expect)}), {then}"
    return "golden.yaml does not have it"


def _fares(golden: Golden, now: Told) -> str:
    return {"offered": "one of several choices", "refused": "not answered"}.get(
        standing(golden, now), "wrong"
    )


def remedies(found: Difference) -> tuple[str, ...]:
    """What to do about the changes that are not listed: none when there are none."""
    told = []
    if any(one.put.origin == "golden" for one in found.failing):
        told.append(
            "Mend the knowledge, or run 'backchat diff --accept': golden.yaml then says what becomes of these questions, for others to review."
        )
    if any(one.put.origin == "asked" for one in found.failing):
        told.append(
            "What people asked changes too: mend it, or run 'backchat diff --accept-asked', which writes their words into golden.yaml, and so into git."
        )
    return tuple(told)


def described(found: Difference) -> dict[str, Any]:
    """A difference as plain values, the words of the journal's questions among them."""
    return {
        "base": found.base,
        "asked": dict(found.put),
        "journal": found.note or None,
        "changes": [_change(one) for one in found.changes],
        "unlisted": len(found.failing),
        "knowledge": [_piece(one) for one in found.pieces],
        "accepted": [one.model_dump(exclude_none=True) for one in found.accepted],
        "skipped": list(found.skipped),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "question": change.put.text,
        "origin": change.put.origin,
        "times": change.put.times,
        "before": _told(change.before),
        "after": _told(change.after),
        "listed": change.listed,
        "fails": change.fails,
        "reason": reason(change),
    }


def _told(told: Told) -> dict[str, Any]:
    return {"kind": told.kind, "entries": list(told.entries), "family": told.family or None}


def _piece(piece: Piece) -> dict[str, Any]:
    told = {"kind": piece.kind, "id": piece.id, "how": piece.how, "title": piece.title, "was": piece.was}
    return {**told, "fields": [_field(one) for one in piece.fields]}


def _field(field: Text | Items) -> dict[str, Any]:
    told = asdict(field)
    return (
        {**told, **{name: list(told[name]) for name in ("added", "removed")}}
        if isinstance(field, Items)
        else told
    )
