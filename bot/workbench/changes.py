"""What an edit of the knowledge does to what people are answered: question by question, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.conversation import Answered, More, Question, Unknown, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.answer import Answerer
    from bot.conversation import Decision
    from bot.knowledge import Golden, Knowledge

Origin = Literal["golden", "asked", "file"]
"""Where a question is from: golden.yaml, the journal, or a file of questions."""


class Put(NamedTuple):
    """A question that is put to both states of the knowledge, and how often it was asked."""

    text: str
    origin: Origin
    times: int = 1


class Told(NamedTuple):
    """What somebody is told: one entry, some to choose from (first the best), or that there is no answer.

    `family` is the out-of-scope family whose pointer comes with it.
    """

    kind: Literal["answered", "offered", "refused"]
    entries: tuple[str, ...] = ()
    family: str = ""

    @property
    def essence(self) -> tuple[str, frozenset[str], str]:
        """What must differ for an answer to be another one: not the order of the choices."""
        return self.kind, frozenset(self.entries), self.family

    def __str__(self) -> str:
        match self.kind:
            case "answered":
                return self.entries[0]
            case "offered":
                return f"a choice of {', '.join(self.entries)}"
            case "refused":
                return f"no answer ({self.family})" if self.family else "no answer"


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer is another after an edit.

    `declared` is what golden.yaml says of it after the edit, if it has it; `listed` says whether that is what happens.
    """

    put: Put
    before: Told
    after: Told
    declared: Golden | None = None

    @property
    def listed(self) -> bool:
        """Whether golden.yaml declares what becomes of the question."""
        return self.declared is not None and as_declared(self.declared, self.after)


def told(decision: Decision) -> Told:
    """What a decision says; where there is no answer, the entries offered beside it do not count."""
    match decision:
        case Answered(entry) | More(entry):
            return Told("answered", (entry,))
        case Unsure(candidates):
            return Told("offered", tuple(one.entry for one in candidates))
        case Unknown(_, family):
            return Told("refused", family=family or "")


Standing = Literal["right", "offered", "refused", "wrong"]

_BETTER: Final[tuple[Standing, ...]] = ("wrong", "refused", "offered", "right")
"""From the worst that can become of a golden question to the best."""


def standing(golden: Golden, now: Told, knowledge: Knowledge | None = None) -> Standing:
    """How a golden question fares: `offered` with the right entry among the choices, or choices where nothing answers.

    `knowledge` resolves retired ids.
    """
    named = knowledge.entry(golden.expect) if knowledge else None
    wanted = named.id if named else golden.expect
    if golden.expect == "nothing":
        return {"answered": "wrong", "offered": "offered", "refused": "right"}[now.kind]  # type: ignore[return-value]
    if now.kind == "refused":
        return "refused"
    if wanted not in now.entries:
        return "wrong" if now.kind == "answered" else "refused"
    return "right" if now.kind == "answered" else "offered"


def as_declared(golden: Golden, now: Told, knowledge: Knowledge | None = None) -> bool:
    """Whether what becomes of a golden question is at least what it declares: to be right, or what it is so far.

    Of a question that nothing answers, choices are as good as a refusal: nobody is told anything wrong.
    """
    found = standing(golden, now, knowledge)
    least: Standing = golden.so_far or ("offered" if golden.expect == "nothing" else "right")
    return _BETTER.index(found) >= _BETTER.index(least)


def changes(
    before: Answerer,
    after: Answerer,
    puts: Sequence[Put],
    watch: Callable[[Sequence[Put]], Iterable[Put]] = iter,
) -> tuple[Change, ...]:
    """Every question whose answer changes, in their order; `watch` hands the questions out one by one, as a progress bar does."""
    declared = {golden.q: golden for golden in after.knowledge.golden}
    found = []
    for put in watch(puts):
        was, is_ = (told(one.decide(one.rank(Question(put.text)))) for one in (before, after))
        if was.essence != is_.essence:
            found.append(Change(put, was, is_, declared.get(put.text)))
    return tuple(found)


def golden_puts(*states: Knowledge) -> Iterator[Put]:
    """The golden questions of some states of the knowledge, each once."""
    return (Put(text, "golden") for text in dict.fromkeys(one.q for state in states for one in state.golden))
