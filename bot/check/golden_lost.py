"""A golden question that is answered worse than golden.yaml says.

Why: golden.yaml holds questions of real people with the entry that must answer them, or `nothing` where none may. They are
written apart from the phrasings, so they tell what an edit does to everybody who asks in words that nobody has written down.
A question is kept when it gets its answer, or finds it among the choices. `so_far: refused` (or `offered`, or `wrong`) under a
question says what becomes of it as long as nobody knows better; then no less than that is kept.

Fails:
    # golden.yaml; no phrasing of hello.yaml is like it
    - q: a good evening to everybody from vienna
      expect: hello

Passes:
    # golden.yaml
    - q: a good evening to everybody from vienna
      expect: hello
      so_far: refused

Mend: Give the entry a phrasing in the same spirit but other words (a copy proves nothing), sharpen the phrasing that wins, or
take back the edit that did it. `backchat explain "QUESTION"` shows what speaks for whom. If it cannot be helped today, say so
with `so_far`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.golden import asked_golden
from bot.check.rule import Rule
from bot.check.texts import nearest
from bot.conversation import Question
from bot.workbench.changes import as_declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.finding import Spot
    from bot.check.golden import AskedGolden
    from bot.check.subject import Subject
    from bot.conversation import Candidate


def find(subject: Subject) -> Iterator[Found]:
    """Golden questions that fare worse than declared, or, where nothing is declared, do not even find their answer offered."""
    for asked in asked_golden(subject, lambda _: True):
        least = asked.golden.model_copy(update={"so_far": asked.golden.so_far or "offered"})
        if not as_declared(least, asked.told, subject.knowledge):
            message = f"'{asked.golden.q}' {_wanted(subject, asked)} and {_got(asked)}"
            yield Found(asked.spot(subject), message, _hint(asked), tuple(_beside(subject, asked)))


def _wanted(subject: Subject, asked: AskedGolden) -> str:
    entry = subject.knowledge.entry(asked.golden.expect)
    if entry is None:
        return "must not be answered"
    every = subject.answerer.rank(Question(asked.golden.q), len(subject.knowledge.entries)).candidates
    own = next((_scored(one) for one in every if one.entry == entry.id), f"'{entry.id}'")
    return f"is for {own}"


def _got(asked: AskedGolden) -> str:
    candidates, family = asked.ranking.candidates, asked.ranking.family
    match asked.told.kind:
        case "answered":
            return f"is answered with {_scored(candidates[0])}"
        case "offered":
            names = ", ".join(f"'{name}'" for name in asked.told.entries)
            return f"only {names} {'is' if len(asked.told.entries) == 1 else 'are'} offered"
        case "refused" if family and asked.told.family:
            return f"is declined as {_scored(family)}, out of scope"
        case "refused":
            return "gets no answer"


def _scored(one: Candidate) -> str:
    return f"'{one.entry}' ({one.score:.2f}, '{one.evidence.phrasing}')"


def _hint(asked: AskedGolden) -> str:
    expect, text = asked.golden.expect, asked.golden.q
    mend = (
        "give a family of out_of_scope.yaml an example like it"
        if expect == "nothing"
        else f"give '{expect}' a phrasing like it"
    )
    return f"""{mend}, look at it with backchat explain "{text}", or declare 'so_far: {asked.standing}' under it"""


def _beside(subject: Subject, asked: AskedGolden) -> Iterator[tuple[Spot, str]]:
    """What wins instead."""
    if asked.told.kind == "answered":
        best = asked.ranking.candidates[0]
        yield nearest(subject, best), f"'{best.evidence.phrasing}' of '{best.entry}'"
    elif asked.ranking.family and asked.told.family:
        family = asked.ranking.family
        text = f"'{family.evidence.phrasing}' of out-of-scope family '{family.entry}'"
        yield nearest(subject, family, family=True), text


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    golden = subject.knowledge.golden
    declared = sum(one.so_far is not None for one in golden)
    but = f", and {declared:,} fare as they are declared to so far" if declared else ""
    return f"{len(golden) - declared:,} golden questions get their answer or find it among the choices{but}"


RULE: Final = Rule("golden-lost", "error", find, __doc__ or "", asks=True, proved=proved)
