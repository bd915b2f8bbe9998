"""What was asked and the map as plain values, for programs: stable keys."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.knowledge import SENIORITIES

if TYPE_CHECKING:
    from bot.workbench.coverage_map import Coverage, Covered
    from bot.workbench.unanswered import Unanswered
    from bot.workbench.usage import Usage


def described(usage: Usage, coverage: Coverage, note: str = "") -> dict[str, Any]:
    """Everything for programs; times to answer are in microseconds, `note` says why nothing could be read, if so."""
    return {
        "since": usage.since.isoformat(),
        "until": usage.until.isoformat(),
        "note": note,
        "asked": usage.asked,
        "outcomes": dict(usage.outcomes),
        "votes": {"up": usage.up, "down": usage.down},
        "took": dict(zip(("p50", "p95"), usage.took, strict=True)) if usage.took else None,
        "picked": usage.picked,
        "followed": usage.followed,
        "platforms": [{"platform": name, **outcomes} for name, outcomes in usage.platforms.items()],
        "spans": {
            "days": 7 if usage.weekly else 1,
            "counts": [{"begin": one.begin.isoformat(), **one.outcomes} for one in usage.spans],
        },
        "hours": list(usage.hours),
        "entries": [asdict(one) for one in usage.entries],
        "unused": list(usage.unused),
        "unanswered": [_gap(one) for one in usage.unanswered],
        "unanswered_without_words": usage.wordless,
        "wanted_instead": [asdict(one) for one in usage.wanted],
        "follow_ups": [asdict(one) for one in usage.follows],
        "map": _map(coverage),
    }


def _gap(gap: Unanswered) -> dict[str, Any]:
    """`today` is what the knowledge says now; `open` that it says nothing yet, and not on purpose."""
    today = gap.today
    return {
        "text": gap.text,
        "times": gap.times,
        "offered": gap.offered,
        "refused": gap.refused,
        "last": datetime.fromtimestamp(gap.last / 1000, UTC).isoformat(timespec="seconds"),
        "today": {"kind": today.kind, "entries": list(today.entries), "family": today.family}
        if today
        else None,
        "open": gap.open,
    }


def _map(coverage: Coverage) -> dict[str, Any]:
    return {
        "columns": list(SENIORITIES),
        "rows": [
            {
                "track": row.id,
                "title": row.title,
                "cells": {name: _covered(cell) for name, cell in zip(SENIORITIES, row.cells, strict=True)},
                "whole": _covered(row.whole),
                "kinds": dict(row.kinds),
            }
            for row in coverage.rows
        ],
        "empty": [{"track": track, "column": column} for track, column in coverage.empty],
        "unmapped": list(coverage.unmapped),
    }


def _covered(cell: Covered) -> dict[str, Any]:
    return {**asdict(cell), "entries": list(cell.entries)}
