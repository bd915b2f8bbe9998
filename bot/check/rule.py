"""What a rule is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.check.finding import Found, Severity
from bot.check.subject import Subject

Find = Callable[[Subject], Iterable[Found]]
Prove = Callable[[Subject], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold.

    `find` yields where it does not; without it the loader does so while it reads. `manual` is the module's docstring.
    A rule that `asks` puts questions to the matcher, and is left out while the knowledge has errors; the `last` ones also
    while another that asks has found one, for all that follows from it would be told as well. `proved` says what
    is certain, in numbers, when nothing is found.
    """

    name: str
    severity: Severity
    find: Find | None
    manual: str
    asks: bool = False
    proved: Prove | str = ""
    last: bool = False
