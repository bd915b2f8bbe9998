"""Turns questions without an answer into edits of the knowledge that are proved to answer them, and to harm nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.workbench.changes import Put, golden_puts, once, same
from bot.workbench.edits import AddExample, AddPhrasing
from bot.workbench.gaps import MOST
from bot.workbench.proposal import Proposal, against, counted, harm, is_right, judged, with_changes
from bot.workbench.remembering import Remembering
from bot.workbench.stubs import stub
from bot.workbench.trial import silent, trial, with_edits
from bot.workbench.typed import MOST as LONGEST
from bot.workbench.typed import house_form, is_plain

if TYPE_CHECKING:
    from bot.answer import Answerer
    from bot.workbench.edits import Edit
    from bot.workbench.gaps import Gap, Sorted, Wish
    from bot.workbench.trial import Trial, Watch

MOST_PHRASINGS: Final = 3
"""How many phrasings a proposal adds at most: a person reads each of them."""

MOST_TRIES: Final = 6
"""How many forms of a proposal are tried beside the others, as long as something gets worse by it: each takes seconds."""

MOST_ROUNDS: Final = 6
"""How often those that a trial blames are set aside before the others are proved without them."""

MOST_TRIALS: Final = 30
"""How many of these trials there are for all proposals: what was asked most comes first, and the rest waits for another time."""

_WAITS: Final = "something got worse by it and others, and there was no time to try it alone: apply those that are ready first"

ENOUGH: Final = 0.8
"""From which part of the askings answered on no further phrasing is added."""

Objections = Callable[[Sequence["Edit"], "Answerer"], Mapping["Edit | None", str]]
"""What the check says against edits that are made together, by the edit that it is about, None where that is not clear."""


def no_objections(_edits: Sequence[Edit], _after: Answerer) -> Mapping[Edit | None, str]:
    """Says nothing against any edit."""
    return {}


def proposals(
    before: Answerer,
    found: Sorted,
    *,
    least: int = 1,
    objections: Objections = no_objections,
    watch: Watch = silent,
) -> tuple[Proposal, ...]:
    """What to do about each gap of at least `least` askings, those asked most first.

    All that are offered were tried together in the end: no text of the knowledge and no other question fares worse.
    """
    search = _Search(before, found, objections, watch)
    return search.all([gap for gap in found.gaps if gap.times >= least])


class _Search:
    """Looks for edits for all gaps at once, with as few trials as possible: each learns everything anew."""

    def __init__(self, before: Answerer, found: Sorted, objections: Objections, watch: Watch) -> None:
        self._before, self._found = Remembering(before), found
        self._objections, self._watch = objections, watch
        lexicon = before.index.lexicon
        self._made: tuple[tuple[Edit, ...], Answerer] = ((), self._before)
        self._trials = 0
        self._taken = {lexicon.words(one.q) for one in before.knowledge.golden} | set(lexicon.texts)

    def all(self, gaps: Sequence[Gap]) -> tuple[Proposal, ...]:
        clear = {n: Proposal(gap) for n, gap in enumerate(gaps) if gap.target.kind in {"entry", "family"}}
        done = self._proved(self._grown(clear))
        return tuple(done[n] if n in done else self._undecided(gap) for n, gap in enumerate(gaps))

    def _undecided(self, gap: Gap) -> Proposal:
        """What to say where no one thing is meant: which two may be, and how an entry would begin."""
        draft = stub(self._before, gap)
        if gap.target.kind == "nothing" and all(now.kind == "answered" for now in gap.today):
            shown = sorted({f"'{name}'" for now in gap.today for name in now.entries})
            return Proposal(
                gap, obstacle=f"people said that the answer did not help: read {', '.join(shown)} again"
            )
        if gap.target.kind == "nothing":
            return Proposal(gap, draft=draft)
        either = f"'{gap.target.id}' and '{gap.target.second}' are too much alike: a person must decide"
        return Proposal(gap, obstacle=either, draft=draft)

    def _grown(self, proposals: Mapping[int, Proposal]) -> dict[int, Proposal]:
        """Adds phrasings round by round, to all gaps at once, as long as too few of their questions are answered."""
        now: dict[int, Proposal] = dict(proposals)
        after: Answerer = self._before
        for done in range(MOST_PHRASINGS):
            self._watch("looking for phrasings", done, MOST_PHRASINGS)
            more = {n: edit for n, one in now.items() if (edit := self._next(one, after))}
            if not more:
                break
            now |= {n: replace(now[n], edits=(*now[n].edits, edit)) for n, edit in more.items()}
            after = self._with(_edits(now.values()))
            now = {n: counted(one, after) for n, one in now.items()}
        return now

    def _with(self, edits: tuple[Edit, ...]) -> Answerer:
        """The answerer with some edits, which are often those of the time before."""
        if edits != self._made[0]:
            self._made = edits, with_edits(self._before, edits)
        return self._made[1]

    def _next(self, proposal: Proposal, after: Answerer) -> Edit | None:
        """The phrasing that is most like what is not answered yet; None when enough is, or nothing is fit to be one."""
        gap = proposal.gap
        if proposal.answered >= ENOUGH * gap.times:
            return None
        pairs = zip(gap.numbers, gap.wishes, strict=True)
        rest = [(number, wish) for number, wish in pairs if not is_right(gap, wish, after)]
        likeness = self._found.found.likeness
        worth = {
            wish: round(sum(other.times * float(likeness[number, place]) for place, other in rest), 6)
            for number, wish in rest
            if self._fit(wish)
        }
        if not worth:
            return None
        return self._edit(gap, max(worth, key=lambda wish: (worth[wish], -len(wish.text), wish.text)))

    def _fit(self, wish: Wish) -> bool:
        """Whether a question may become a phrasing: not too long, not a golden one, not there already."""
        text = house_form(wish.text) if is_plain(wish.text) else ""
        return 0 < len(text) <= LONGEST and self._before.index.lexicon.words(text) not in self._taken

    def _proved(self, proposals: Mapping[int, Proposal]) -> dict[int, Proposal]:
        """What is left after trials: quick ones until all that is left is without harm, then one of everything."""
        done = {n: judged(one) for n, one in proposals.items()}
        harmless = self._harmless(active := _offered(done))
        done |= self._one_by_one(harmless, {n: one for n, one in active.items() if n not in harmless})
        for _ in range(MOST_ROUNDS):
            if not (active := _offered(done)):
                return done
            tried = self._tried(active, whole=True)
            said = self._said(active, tried)
            done |= {n: self._after(one, tried, said.get(n, "")) for n, one in active.items()}
            if len(_offered(done)) == len(active):
                return done | {n: with_changes(done[n], tried) for n in active}
        return done | {n: replace(one, obstacle=_WAITS) for n, one in _offered(done).items()}

    def _harmless(self, active: Mapping[int, Proposal]) -> dict[int, Proposal]:
        """The proposals that do no harm together: without those that are blamed for some, round by round."""
        left = dict(active)
        for done in range(MOST_ROUNDS):
            self._watch("trying all together", done, MOST_ROUNDS)
            if not left or (tried := self._tried(left)).clean:
                return left
            blamed = against(left, tried) or {max(left): ""}
            left = {n: one for n, one in left.items() if n not in blamed}
        return {}

    def _after(self, proposal: Proposal, tried: Trial, said: str) -> Proposal:
        now = judged(counted(proposal, tried.after))
        return replace(now, obstacle=said or now.obstacle)

    def _one_by_one(
        self, harmless: Mapping[int, Proposal], others: Mapping[int, Proposal]
    ) -> dict[int, Proposal]:
        """Adds others to those that do no harm, those for most askings first, each with as many of its edits as do none."""
        done = dict(harmless)
        for number, one in others.items():
            done[number] = self._beside(_offered(done), number, one)
        return done

    def _beside(self, others: Mapping[int, Proposal], number: int, proposal: Proposal) -> Proposal:
        obstacle = ""
        for edits in islice(self._variants(proposal), min(MOST_TRIES, MOST_TRIALS - self._trials)):
            self._watch("trying one by one", self._trials, MOST_TRIALS)
            self._trials += 1
            now = replace(proposal, edits=edits)
            tried = self._tried({**others, number: now})
            now = self._after(now, tried, "" if tried.clean else next(harm(tried)))
            if now.offered:
                return now
            obstacle = obstacle or now.obstacle
        return replace(proposal, obstacle=obstacle or _WAITS)

    def _variants(self, proposal: Proposal) -> Iterator[tuple[Edit, ...]]:
        """The edits of a proposal, then all but one of them, then with another question in place of one."""
        edits = proposal.edits
        yield edits
        places = range(len(edits) - 1, -1, -1)
        if len(edits) > 1:
            yield from ((*edits[:place], *edits[place + 1 :]) for place in places)
        others = [self._edit(proposal.gap, wish) for wish in proposal.gap.wishes if self._fit(wish)]
        for other in others:
            if other not in edits:
                yield from ((*edits[:place], other, *edits[place + 1 :]) for place in places)

    def _edit(self, gap: Gap, wish: Wish) -> Edit:
        add = AddPhrasing if gap.target.kind == "entry" else AddExample
        return add(gap.target.id, house_form(wish.text))

    def _tried(self, active: Mapping[int, Proposal], *, whole: bool = False) -> Trial:
        edits, puts = _edits(active.values()), self._puts(active, whole=whole)
        watch = self._watch if whole else silent
        return trial(self._before, edits, puts, watch, after=self._with(edits), whole=whole)

    def _puts(self, active: Mapping[int, Proposal], *, whole: bool) -> tuple[Put, ...]:
        """All questions that the edits are not for; unless `whole`, no more of those that are in no gap than are in one."""
        meant = {same(wish.text) for one in active.values() for wish in one.gap.wishes}
        others = (Put(wish.text, "asked", wish.times) for gap in self._found.gaps for wish in gap.wishes)
        beside = self._found.puts if whole else self._found.puts[:MOST]
        asked = (*golden_puts(self._before.knowledge), *beside, *others)
        return once(put for put in asked if same(put.text) not in meant)

    def _said(self, active: Mapping[int, Proposal], tried: Trial) -> dict[int, str]:
        """What is to be said against proposals after a trial of everything: by it, or else by the check."""
        if not tried.clean:
            last = max(active)
            return against(active, tried) or {last: next(harm(tried))}
        said = self._objections(_edits(active.values()), tried.after)
        return {
            n: f"the check would say: {why}"
            for n, one in active.items()
            for edit, why in said.items()
            if edit is None or edit in one.edits
        }


def _offered(proposals: Mapping[int, Proposal]) -> dict[int, Proposal]:
    return {n: one for n, one in proposals.items() if one.offered}


def _edits(proposals: Iterable[Proposal]) -> tuple[Edit, ...]:
    return tuple(edit for one in proposals for edit in one.edits)
