"""What an edit of the knowledge does to what people are answered: question by question, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.conversation import Answered, More, Question, Unknown, Unsure
from bot.matching.normalize import MAX_TEXT, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.answer import Answerer
    from bot.conversation import Decision
    from bot.knowledge import Golden, Knowledge

Origin = Literal["golden", "asked", "file", "phrasing"]
"""Where a question is from: golden.yaml, the journal, a file of questions, or a phrasing that the edit adds."""


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

    def said(self, name: Callable[[str], str]) -> str:
        """It in a few words; `name` writes an id."""
        match self.kind:
            case "answered":
                return name(self.entries[0])
            case "offered":
                return f"a choice of {', '.join(map(name, self.entries))}"
            case "refused":
                return f"no answer ({name(self.family)})" if self.family else "no answer"

    def __str__(self) -> str:
        return self.said(str)


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer is another after an edit.

    `declared` is what golden.yaml says of it after the edit, if it has it, with today's id of the entry; `dropped` is what
    it said before, when it has it no longer, and `worse` that the answer is a worse one then. `written` says that the edited
    knowledge has the question word for word, as a phrasing of the entry that answers now or an example of the family.
    """

    put: Put
    before: Told
    after: Told
    declared: Golden | None = None
    dropped: Golden | None = None
    worse: bool = False
    written: bool = False

    @property
    def taken(self) -> bool:
        """Whether one entry answered before, and another one does now."""
        was, now = self.before, self.after
        return was.kind == now.kind == "answered" and was.entries != now.entries

    @property
    def listed(self) -> bool:
        """Whether somebody wrote down that this is what becomes of the question.

        Choices with the right entry among them are as good as other such choices.
        """
        if self.declared:
            return self.as_good or as_declared(self.declared, self.after)
        return self.written or (self.dropped is not None and not self.worse)

    @property
    def as_good(self) -> bool:
        """Whether a golden question leads to choices that are as good as those before."""
        golden, both = self.declared, (self.before, self.after)
        return golden is not None and all(standing(golden, one) == "offered" for one in both)

    @property
    def fails(self) -> bool:
        """Whether nobody may merge this unseen; a question that was only named in a file is for looking at."""
        return not self.listed and self.put.origin != "file"


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


def least(golden: Golden) -> Standing:
    """The worst that a golden question may come to: what it is so far, or to be right.

    Of a question that nothing answers, choices are as good as a refusal: nobody is told anything wrong.
    """
    return golden.so_far or ("offered" if golden.expect == "nothing" else "right")


def as_declared(golden: Golden, now: Told, knowledge: Knowledge | None = None) -> bool:
    """Whether what becomes of a golden question is at least what it declares."""
    return _BETTER.index(standing(golden, now, knowledge)) >= _BETTER.index(least(golden))


def changes(
    before: Answerer,
    after: Answerer,
    puts: Sequence[Put],
    watch: Callable[[Sequence[Put]], Iterable[Put]] = iter,
) -> tuple[Change, ...]:
    """Every question whose answer changes, in their order; `watch` hands the questions out one by one, as a progress bar does.

    An entry that was only given another id is the same answer; `before` names it by the id of today.
    """
    lists = _Lists(before.knowledge, after.knowledge)
    found = []
    for put in watch(puts):
        then, now = (told(one.decide(one.rank(Question(put.text)))) for one in (before, after))
        was = then._replace(entries=tuple(_id_today(one, after.knowledge) for one in then.entries))
        if was.essence != now.essence:
            found.append(lists.change(put, was, now))
    return tuple(one for one in found if one.taken or one.put.origin != "phrasing")


def _id_today(name: str, knowledge: Knowledge) -> str:
    """The id that an entry has today, or had when there is none any more."""
    entry = knowledge.entry(name)
    return entry.id if entry else name


class _Lists:
    """What is written down about questions, before and after an edit."""

    def __init__(self, before: Knowledge, after: Knowledge) -> None:
        self._after = after
        self._declared = {same(one.q): _today(one, after) for one in after.golden}
        self._dropped = {same(one.q): _today(one, after) for one in before.golden}
        self._phrasings: Mapping[str, frozenset[str]] = {
            **{id_: _texts((*one.phrasings, one.title)) for id_, one in after.entries.items()},
            **{f":{name}": _texts(one.examples) for name, one in after.out_of_scope.items()},
        }

    def change(self, put: Put, was: Told, now: Told) -> Change:
        key = same(put.text)
        declared = self._declared.get(key)
        dropped = None if declared else self._dropped.get(key)
        owner = now.entries[0] if now.kind == "answered" else f":{now.family}"
        written = key in self._phrasings.get(owner, ())
        return Change(
            put, was, now, declared, dropped, bool(dropped and self._worse(dropped, was, now)), written
        )

    def _worse(self, dropped: Golden, was: Told, now: Told) -> bool:
        """Where the entry went with its question, only an answer is worse: it cannot be the right one."""
        if dropped.expect != "nothing" and dropped.expect not in self._after.entries:
            return now.kind == "answered"
        return _BETTER.index(standing(dropped, now)) < _BETTER.index(standing(dropped, was))


def _today(golden: Golden, knowledge: Knowledge) -> Golden:
    return golden.model_copy(update={"expect": _id_today(golden.expect, knowledge)})


def _texts(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(same, texts))


def same(text: str) -> str:
    """What is equal of two questions that get the same answer: they differ in case, spaces or marks alone."""
    flat = " ".join(text.split())
    return normalize(flat) if len(flat) <= MAX_TEXT else flat


def golden_puts(*states: Knowledge) -> Iterator[Put]:
    """The golden questions of some states of the knowledge, each once."""
    return iter(once(Put(one.q, "golden") for state in states for one in state.golden))


def added_puts(before: Knowledge, after: Knowledge) -> Iterator[Put]:
    """The phrasings that an edit adds to entries: whoever answered them before may lose more than them."""
    for entry in after.entries.values():
        earlier = before.entry(entry.id)
        known = frozenset(earlier.phrasings) if earlier else frozenset()
        yield from (Put(text, "phrasing") for text in entry.phrasings if text not in known)


def once(puts: Iterable[Put]) -> tuple[Put, ...]:
    """The questions, each once, as it was put first; what people asked is counted together."""
    found: dict[str, Put] = {}
    for put in puts:
        first = found.setdefault(same(put.text), put)
        if first is not put and first.origin == put.origin == "asked":
            found[same(put.text)] = first._replace(times=first.times + put.times)
    return tuple(found.values())


def relisted(changed: Iterable[Change], before: Knowledge, after: Knowledge) -> tuple[Change, ...]:
    """The same changes beside what is written down of them in `after`, when golden.yaml was edited since."""
    lists = _Lists(before, after)
    return tuple(lists.change(one.put, one.before, one.after) for one in changed)
