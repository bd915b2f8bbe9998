"""What to do about questions without an answer, and what a trial says for and against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.conversation import Question
from bot.workbench.changes import Told, told
from bot.workbench.typed import on_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.answer import Answerer
    from bot.workbench.changes import Change
    from bot.workbench.edits import AddEntry, Edit
    from bot.workbench.gaps import Gap, Wish
    from bot.workbench.trial import Trial

LEAST: Final = 0.5
"""What part of the askings must be answered for a proposal to be offered."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do about a gap.

    `edits` are those to be made, and `answered` counts the askings that get by them what they are meant for. `obstacle` says
    why nothing is offered; `draft` is the beginning of an entry that somebody must write; `changes` are other questions that
    are answered differently by it.
    """

    gap: Gap
    edits: tuple[Edit, ...] = ()
    answered: int = 0
    obstacle: str = ""
    draft: AddEntry | None = None
    changes: tuple[Change, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether it is proved, and ready to be applied."""
        return bool(self.edits) and not self.obstacle


def is_right(gap: Gap, wish: Wish, after: Answerer) -> bool:
    """Whether a question gets what its gap is meant for."""
    now = told(after.decide(after.rank(Question(wish.text))))
    if gap.target.kind == "family":
        return now == Told("refused", family=gap.target.id)
    return now == Told("answered", (gap.target.id,))


def counted(proposal: Proposal, after: Answerer) -> Proposal:
    """A proposal with how many of its askings some answerer answers."""
    gap = proposal.gap
    return replace(proposal, answered=sum(wish.times for wish in gap.wishes if is_right(gap, wish, after)))


def judged(proposal: Proposal) -> Proposal:
    """A proposal with what stands in its own way, if anything does."""
    if proposal.obstacle:
        return proposal
    whole = proposal.gap.times
    if not proposal.edits:
        why = "none of the questions is fit to be a phrasing: too long, or there already"
        return replace(proposal, obstacle=why)
    if proposal.answered < LEAST * whole:
        why = f"only {proposal.answered} of {whole} would be answered by it: their words have too little in common"
        return replace(proposal, obstacle=why)
    return proposal


def against(active: Mapping[int, Proposal], tried: Trial) -> dict[int, str]:
    """What a trial says against proposals, by their numbers: whose target took what was lost, or lost it."""
    targets = {one.gap.target.id: number for number, one in active.items()}
    said: dict[int, str] = {}
    for lost in tried.lost:
        takers = {*lost.now.entries, lost.now.family} - {lost.text.owner, ""} or {lost.text.owner}
        said |= {targets[name]: str(lost) for name in takers if name in targets}
    for change in tried.worse:
        said |= {targets[name]: worse(change) for name in _named(change.after) if name in targets}
    return said


def harm(tried: Trial) -> Iterator[str]:
    """What gets lost or worse in a trial."""
    yield from map(str, tried.lost)
    yield from map(worse, tried.worse)


def worse(change: Change) -> str:
    """A change for the worse in a sentence."""
    return f"'{on_a_line(change.put.text)}' would get {change.after} instead of {change.before}"


def with_changes(proposal: Proposal, tried: Trial) -> Proposal:
    """A proposal with the other questions to which its target comes, or from which it goes."""
    target = proposal.gap.target.id
    found = (one for one in tried.changes if (target in _named(one.before)) != (target in _named(one.after)))
    return replace(proposal, changes=tuple(found))


def _named(said: Told) -> set[str]:
    return {*said.entries, said.family}
