"""A question out of scope that would get an answer in slightly other words.

Why: out_of_scope.yaml says what the bot must decline. Word for word it declines every example; people ask in other words,
and then the scores decide. So every example is put to the matcher as if it had been read for the first time: its family must
score 0.05 higher than any entry, and no entry may be so sure that the bot would answer.

Fails:
    # out_of_scope.yaml
    code-help:
      examples: [review my code please]
    # duties/code-review.yaml
    phrasings: [how do you review my code]

Passes:
    # out_of_scope.yaml
    code-help:
      examples: [here is my function, find the bug in it]
    # duties/code-review.yaml
    phrasings: [how does a code review work]

Mend: Say in the example what makes it a question for somebody else, give its family more examples of the kind, or sharpen the
phrasing it is nearest to. If the entry does answer it, remove the example.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.leads import LEAST_LEAD, lead_of_family
from bot.check.rule import Rule
from bot.check.texts import OUT_OF_SCOPE, nearest
from bot.conversation import Answered, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.leads import Lead
    from bot.check.subject import Subject
    from bot.conversation import Candidate, Ranking


def find(subject: Subject) -> Iterator[Found]:
    """Examples that an entry takes, or nearly."""
    for family, number, text in _examples(subject):
        ranking = subject.answerer.rank(Question(text))
        lead = lead_of_family(ranking)
        if lead and (rival := lead.rival):
            if _is_answered(subject, ranking):
                yield _taken(
                    subject, (family, number), lead, rival, "in slightly other words it gets an answer"
                )
            elif not lead.wins:
                yield _taken(subject, (family, number), lead, rival, f"it must lead by {LEAST_LEAD}")


def _examples(subject: Subject) -> Iterator[tuple[str, int, str]]:
    for name, family in subject.knowledge.out_of_scope.items():
        for number, text in enumerate(family.examples):
            yield name, number, text


def _is_answered(subject: Subject, ranking: Ranking) -> bool:
    """Whether a question would be answered that is as near to everything as this one, and written nowhere."""
    if ranking.family is None or any(one.evidence.exact for one in ranking.candidates):
        return False  # a phrasing of an entry as well: that is told as a shared one
    unwritten = replace(ranking.family, evidence=replace(ranking.family.evidence, exact=False))
    return isinstance(subject.answerer.decide(replace(ranking, family=unwritten)), Answered)


def _taken(subject: Subject, at: tuple[str, int], lead: Lead, rival: Candidate, so: str) -> Found:
    name, number = at
    text = subject.knowledge.out_of_scope[name].examples[number]
    message = (
        f"'{text}' scores {lead.own:.2f} out of scope and {rival.score:.2f} for '{rival.entry}' "
        f"('{rival.evidence.phrasing}'): {so}"
    )
    beside = (nearest(subject, rival), f"'{rival.evidence.phrasing}' of '{rival.entry}'")
    hint = f"say what makes it none of '{rival.entry}', give '{name}' more examples like it, or sharpen the phrasing"
    return Found(
        subject.spot(("special", OUT_OF_SCOPE), (name, "examples", number)), message, hint, (beside,)
    )


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    examples = sum(1 for _ in _examples(subject))
    return f"{examples:,} examples out of scope are declined, and would be in slightly other words"


RULE: Final = Rule("out-of-scope-answered", "error", find, __doc__ or "", asks=True, proved=proved)
