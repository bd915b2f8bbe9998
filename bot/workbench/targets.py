"""Which entry, or which out-of-scope family, a group of questions is probably meant for, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.workbench.clusters import Compared

Kind = Literal["entry", "family", "unclear", "nothing"]

LEAD: Final = 0.15
"""How far (of a score, 0-1) the best owner must be ahead of the second to be taken for what a question means. Of unanswered
questions asked with an eighth of all entries hidden, five in six were placed right then, and one in four where it was less."""

LEAD_OF_GROUP: Final = 0.2
"""The same for a group of questions, on average over them: two in three groups were placed right then, and one in four below.
More is needed, for what brings questions together that no entry is for is that they all are near the same wrong one."""

NEAR: Final = 0.45
"""The least score (0-1), on average over the questions, at which an entry comes into question at all: below, one in fifteen
groups was placed right, and four in five were about something that no entry has."""

LEAD_OF_FAMILY: Final = 0.05
"""What is enough for an out-of-scope family, from `NEAR_FAMILY` on: of 190 unanswered questions that nothing answers, 30 were so
far nearer to a family than to any entry, and of 187 that an entry answers none."""

NEAR_FAMILY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Target:
    """What some questions are probably meant for.

    `kind` is unclear where two owners (`id` and `second`) are as likely, and nothing where none is near. `score` (0-1) is that
    of `id` on average, `lead` how far it is ahead of `second`, `agreeing` how many of the questions are nearest to it.
    """

    kind: Kind
    id: str
    second: str
    score: float
    lead: float
    agreeing: int


def target(
    found: Compared,
    group: Sequence[int],
    wrong: Mapping[int, frozenset[str]],
    wanted: Mapping[int, str],
) -> Target:
    """What a group of questions is meant for, all taken together.

    `wrong` has the owners that people said are not what they meant, by the number of the question, and `wanted` the one that
    they said is.
    """
    rows = np.array(
        [_told(found, number, wrong.get(number, frozenset()), wanted.get(number, "")) for number in group]
    )
    mean = rows.mean(axis=0)
    order = np.argsort(-mean, kind="stable")
    first, second = int(order[0]), int(order[1]) if len(order) > 1 else -1
    score = float(mean[first])
    lead = score - (float(mean[second]) if second >= 0 else 0.0)
    agreeing = int((rows.argmax(axis=1) == first).sum())
    family = first >= len(found.owners) - found.families
    kind = _kind_of_family(score, lead) if family else _kind(score, lead, len(group))
    beside = found.owners[second] if second >= 0 else ""
    return Target(kind, found.owners[first], beside, score, lead, agreeing)


def _kind(score: float, lead: float, questions: int) -> Kind:
    if score < NEAR:
        return "nothing"
    return "entry" if lead >= (LEAD if questions == 1 else LEAD_OF_GROUP) else "unclear"


def _kind_of_family(score: float, lead: float) -> Kind:
    if score < NEAR_FAMILY:
        return "nothing"
    return "family" if lead >= LEAD_OF_FAMILY else "unclear"


def _told(found: Compared, number: int, wrong: frozenset[str], wanted: str) -> list[float]:
    """The scores of a question, after what people said of it."""
    scores: list[float] = found.scores[number].tolist()
    if wanted:
        return [float(owner == wanted) for owner in found.owners]
    return [0.0 if owner in wrong else score for owner, score in zip(found.owners, scores, strict=True)]
