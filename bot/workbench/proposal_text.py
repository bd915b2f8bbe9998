"""Draws proposals: as text for people who tend the knowledge, as patches for git, and as plain values for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from bot.counting import count
from bot.workbench.edits import AddExample
from bot.workbench.patches import edited, unified
from bot.workbench.typed import on_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.knowledge import Knowledge
    from bot.loading import Written
    from bot.workbench.edits import Edit
    from bot.workbench.gaps import Left, Wish
    from bot.workbench.proposal import Proposal

_SHOWN: Final = 6
"""How many questions of a group are shown as text."""

_LEFT: Final[Mapping[Left, str]] = {
    "answered": "answered today",
    "declined": "declined with a pointer today",
    "golden": "in golden.yaml, which says what becomes of them",
    "private": "not looked at: they seem to hold an address, a number, a token or a mention",
    "too many": "left for the next time: others were asked more often",
}

_NOT_READY: Final = (
    "NOT READY: this begins an entry whose answer is still to be written, in place of the TODO.\n"
    "'backchat check' refuses it until then. It is not part of all.patch.\n\n"
)


def text(
    found: Sequence[Proposal], knowledge: Knowledge, *, left: Mapping[Left, int], fewer: int, least: int
) -> str:
    """What people asked in vain, and what to do about it; `fewer` gaps were asked less than `least` times."""
    blocks = ["\n".join(_block(n, one, knowledge)) for n, one in enumerate(found, start=1)]
    return "\n\n".join([*blocks, "\n".join(_end(found, left, fewer, least))])


def _block(number: int, one: Proposal, knowledge: Knowledge) -> Iterator[str]:
    gap = one.gap
    different = len(gap.wishes)
    yield f"{number}. asked {count(gap.times, 'time')}" + (f", in {different} ways" if different > 1 else "")
    yield from (f"     {_asked(wish)}" for wish in gap.wishes[:_SHOWN])
    if different > _SHOWN:
        yield f"     and {different - _SHOWN} more"
    yield f"   today: {_today(one)}"
    yield f"   meant: {_meant(one, knowledge)}"
    yield from (f"   {line}" for line in _done(one))


def _asked(wish: Wish) -> str:
    plain = on_a_line(wish.text)
    return f"{plain} ({wish.times} times)" if wish.times > 1 else plain


def _today(one: Proposal) -> str:
    said: Counter[str] = Counter()
    for wish, now in zip(one.gap.wishes, one.gap.today, strict=True):
        said[now.kind if now.kind == "offered" else str(now)] += wish.times
    return ", ".join(
        f"{'choices' if what == 'offered' else what} ({times})" for what, times in sorted(said.items())
    )


def _meant(one: Proposal, knowledge: Knowledge) -> str:
    target = one.gap.target
    figures = f"score {target.score:.2f}, {target.lead:.2f} ahead of {target.second or 'none'}"
    words = ", ".join(f"'{word}'" for word in one.gap.words)
    nearest = f"nearest to {target.agreeing} of {count(len(one.gap.wishes), 'question')}"
    nearest += f", most of all by {words}" if words else ""
    match target.kind:
        case "entry":
            return f"{target.id} ({knowledge.entries[target.id].title}): {nearest}, {figures}"
        case "family":
            return f"out of scope, {target.id}: {nearest}, {figures}"
        case "unclear":
            return f"not clear: {target.id} or {target.second} ({figures})"
        case "nothing":
            return (
                f"nothing that is there: the nearest is {target.id}, with a score of {target.score:.2f} only"
            )


def _done(one: Proposal) -> Iterator[str]:
    if one.edits:
        label = "proposal" if one.offered else "tried"
        whole = "the examples of" if one.gap.target.kind == "family" else "the phrasings of"
        yield f"{label}: add to {whole} {one.gap.target.id}"
        yield from (f"  {_words(edit)}" for edit in one.edits)
    if one.draft:
        rather = "an entry of its own" if one.obstacle else "a new entry"
        yield f"draft: {one.draft.kind}/{one.draft.id}.yaml for {rather}, all but the answer (--write DIR writes it)"
    if one.obstacle:
        yield f"not offered: {one.obstacle}"
    elif one.offered:
        yield f"effect: {_effect(one)}"
        yield from (
            f"  {on_a_line(change.put.text)}: {change.before} -> {change.after}" for change in one.changes
        )


def _effect(one: Proposal) -> str:
    verb = "declined" if one.gap.target.kind == "family" else "answered"
    are = "is" if one.answered == 1 else "are"
    others = (
        f"{count(len(one.changes), 'other question')} changed too:"
        if one.changes
        else "no other question comes to it or leaves it"
    )
    return f"{one.answered} of {one.gap.times} {are} {verb} then; {others}"


def _words(edit: Edit) -> str:
    return str(getattr(edit, "text", ""))


def _end(found: Sequence[Proposal], left: Mapping[Left, int], fewer: int, least: int) -> Iterator[str]:
    offered = [one for one in found if one.offered]
    if len(offered) == 1:
        yield "tried: every phrasing, example and golden question fares no worse."
    elif offered:
        whole = f"{sum(one.answered for one in offered)} of {sum(one.gap.times for one in found)}"
        yield f"{count(len(offered), 'proposal')}, tried together: {whole} askings get an answer or the right pointer,"
        yield "and every phrasing, example and golden question fares no worse. Apply only some of them, and"
        yield "'backchat diff' tells what changes then."
    else:
        yield "nothing to propose"
    if fewer:
        yield f"left out: {count(fewer, 'group')} asked fewer than {count(least, 'time')}"
    yield from (
        f"left out: {count(number, 'question')}, {_LEFT[why]}" for why, number in sorted(left.items())
    )


def patches(found: Sequence[Proposal], written: Written, prefix: str) -> Mapping[str, str]:
    """The patches by the names of their files: one for each proposal, one for all of them, and one for each draft.

    Raises:
        BadInputError: a file is written in a way that cannot be added to.
    """
    made: dict[str, str] = {}
    for number, one in enumerate(found, start=1):
        if one.offered:
            made[f"{number:02}-{one.gap.target.id}.patch"] = unified(edited(written, one.edits), prefix)
        elif one.draft:
            made[f"{number:02}-draft-{one.draft.id}.patch"] = _NOT_READY + unified(
                edited(written, [one.draft]), prefix
            )
    if edits := [edit for one in found if one.offered for edit in one.edits]:
        made["all.patch"] = unified(edited(written, edits), prefix)
    return made


def described(
    found: Sequence[Proposal], made: Mapping[str, str], left: Mapping[Left, int], fewer: int
) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "groups": [_described(one) for one in found],
        "left_out": {**left, "asked too rarely": fewer},
        "patch": made.get("all.patch", ""),
        "patches": {name: patch for name, patch in made.items() if name != "all.patch"},
    }


def _described(one: Proposal) -> dict[str, Any]:
    target = one.gap.target
    return {
        "questions": [{"q": wish.text, "times": wish.times} for wish in one.gap.wishes],
        "times": one.gap.times,
        "today": [str(now) for now in one.gap.today],
        "target": {
            "kind": target.kind,
            "id": target.id,
            "second": target.second,
            "score": round(target.score, 4),
            "lead": round(target.lead, 4),
        },
        "add": [
            {"to": "examples" if isinstance(edit, AddExample) else "phrasings", "text": _words(edit)}
            for edit in one.edits
        ],
        "offered": one.offered,
        "words": list(one.gap.words),
        "answered": one.answered,
        "obstacle": one.obstacle or None,
        "draft": f"{one.draft.kind}/{one.draft.id}.yaml" if one.draft else None,
        "changes": [
            {"q": change.put.text, "before": str(change.before), "after": str(change.after)}
            for change in one.changes
        ],
    }
