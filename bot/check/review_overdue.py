"""An answer that nobody has read critically for a year.

Why: Answers age without anybody touching them: a product is renamed, a figure is superseded, a habit goes out of use. The day
of the last review stands under every answer, so it must be there and be true. A day in the future is a slip of the keyboard,
and would keep the answer from ever being looked at again. Small talk is reviewed like the rest.

Fails:
    short: Azure Active Directory is Microsoft's sign-in service.
    reviewed: 2022-03-01

Passes:
    short: Microsoft Entra ID (formerly Azure Active Directory) is Microsoft's sign-in service.
    reviewed: 2026-11-22

Mend: Read the answer as if somebody else had written it. Is every name, figure and piece of advice still right, does every
source still say so? Mend what is not, then set `reviewed:` to today, as YYYY-MM-DD. Never set the day without reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.check.subject import Subject
    from bot.knowledge import Entry

MOST_DAYS: Final = 365
"""Days after which an answer is to be read again."""


def find(subject: Subject) -> Iterator[Found]:
    """Entries without a day of review, with an old one, or with one that has not come yet."""
    for entry in subject.knowledge.entries.values():
        if wrong := _wrong(entry, subject.today):
            spot = subject.spot(("entry", entry.id), ("reviewed",))
            hint = f"read it critically, mend what is no longer true, and write 'reviewed: {subject.today}'"
            yield Found(spot, f"'{entry.id}' {wrong}", hint)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    days = [entry.reviewed for entry in subject.knowledge.entries.values() if entry.reviewed]
    return f"every answer was reviewed within {MOST_DAYS} days, the oldest on {min(days)}" if days else ""


def _wrong(entry: Entry, today: date) -> str:
    """What is wrong with the day of an entry's review; empty if nothing is."""
    if entry.reviewed is None:
        return "does not say when it was last reviewed"
    days = (today - entry.reviewed).days
    if days < 0:
        return f"cannot have been reviewed on {entry.reviewed}: today is {today}"
    return f"was last reviewed on {entry.reviewed}, {days:,} days ago" if days > MOST_DAYS else ""


RULE: Final = Rule("review-overdue", "warning", find, __doc__ or "", proved=proved)
