"""Tries edits of the knowledge before anything is written: a real compile, then everything known is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from bot.answer import Answerer
from bot.check.leads import lead_of_entry, lead_of_family
from bot.conversation import Question
from bot.matching.index import Index
from bot.workbench.changes import Change, Told, as_declared, changes, told
from bot.workbench.edits import applied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.knowledge import Knowledge
    from bot.workbench.changes import Put
    from bot.workbench.edits import Edit

    Watch = Callable[[str, int, int], None]
    """Is told what is being done, how much of it is done, and how much there is in all."""

_EVERY: Final = 100
"""Progress is told every so many texts."""


class Text(NamedTuple):
    """A text of the knowledge that must be answered in one way, and whose it is: an entry's id, or a family's."""

    what: Literal["phrasing", "example", "golden"]
    owner: str
    text: str


class Lost(NamedTuple):
    """A text that is not answered any more as it must be, and what somebody is told now."""

    text: Text
    now: Told

    def __str__(self) -> str:
        what, owner, text = self.text
        match what:
            case "phrasing" if self.now.entries == (owner,):
                return f"'{text}' would win for '{owner}' by a hair only"
            case "phrasing":
                return f"'{text}', a phrasing of '{owner}', would get {self.now}"
            case "example" if self.now.kind == "refused":
                return f"'{text}', an example of '{owner}', would be refused by a hair only"
            case "example":
                return f"'{text}', an example of '{owner}', would get {self.now}"
            case "golden":
                return f"'{text}', a golden question of '{owner}', would get {self.now}"


@dataclass(frozen=True, slots=True)
class Trial:
    """What edits would do.

    `changes` are the questions that are answered differently afterwards, `worse` those of them for which it is worse and
    golden.yaml does not say so; `lost` are the texts of the knowledge that are not answered any more as they must be.
    """

    after: Answerer
    changes: tuple[Change, ...]
    worse: tuple[Change, ...]
    lost: tuple[Lost, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is lost and nothing gets worse."""
        return not self.lost and not self.worse


def silent(_label: str, _done: int, _whole: int) -> None:
    """Watches without a word."""


def trial(
    before: Answerer,
    edits: Iterable[Edit],
    puts: Sequence[Put],
    watch: Watch = silent,
    *,
    after: Answerer | None = None,
    whole: bool = True,
) -> Trial:
    """What some edits would do to every text of the knowledge, and to some questions; takes some seconds.

    `after` is an answerer over the edited knowledge, when there is one already. Unless `whole`, of the texts of the
    knowledge only golden questions are asked: enough to see that something is wrong, and not that nothing is.

    Raises:
        BadInputError: an edit is not possible (see `bot.workbench.edits.applied`).
    """
    after = after or with_edits(before, edits, watch)
    found = changes(before, after, puts)
    worse = tuple(one for one in found if worsened(one, after.knowledge))
    return Trial(after, found, worse, tuple(_lost(before, after, watch, whole=whole)))


def with_edits(before: Answerer, edits: Iterable[Edit], watch: Watch = silent) -> Answerer:
    """An answerer over the edited knowledge, learnt as thoroughly as the one that answers in chat.

    Raises:
        BadInputError: an edit is not possible.
    """
    knowledge = applied(before.knowledge, edits)
    watch("learning the phrasings", 0, 1)
    return Answerer(knowledge, Index(knowledge, before=before.index))


def worsened(change: Change, knowledge: Knowledge | None = None) -> bool:
    """Whether a change is for the worse, as far as can be known without a person; what golden.yaml declares is not.

    A golden question gets worse that was as declared. Any other does when it loses its answer or its choices, gets an
    answer that was not among those, or is not known to be out of scope any more.
    """
    before, after = change.before, change.after
    if golden := change.declared:
        return as_declared(golden, before, knowledge) and not as_declared(golden, after, knowledge)
    match before.kind:
        case "answered":
            return True
        case "offered":
            return after.kind == "refused" or (
                after.kind == "answered" and not set(after.entries) <= set(before.entries)
            )
        case "refused":
            return bool(before.family) and after.kind != "refused"


def _lost(before: Answerer, after: Answerer, watch: Watch, *, whole: bool) -> Iterator[Lost]:
    """What fails after that did not fail before; what is new must not fail at all."""
    old = frozenset(_texts(before.knowledge))
    texts = tuple(one for one in _texts(after.knowledge) if whole or one.what == "golden")
    for done, text in enumerate(texts):
        if not done % _EVERY:
            watch("asking everything again", done, len(texts))
        if not _holds(after, text) and not (text in old and not _holds(before, text)):
            yield Lost(text, told(after.decide(after.rank(Question(text.text)))))


def _texts(knowledge: Knowledge) -> Iterator[Text]:
    for entry in knowledge.entries.values():
        yield from (Text("phrasing", entry.id, text) for text in entry.phrasings)
    for name, family in knowledge.out_of_scope.items():
        yield from (Text("example", name, text) for text in family.examples)
    yield from (Text("golden", golden.expect, golden.q) for golden in knowledge.golden)


def _holds(answerer: Answerer, text: Text) -> bool:
    """Whether a text of the knowledge is answered as it must be."""
    ranking = answerer.rank(Question(text.text))
    now = told(answerer.decide(ranking))
    match text.what:
        case "phrasing":
            lead = lead_of_entry(ranking, text.owner)
            return now == Told("answered", (text.owner,)) and lead is not None and lead.wins
        case "example":
            lead = lead_of_family(ranking)
            return now.kind == "refused" and lead is not None and lead.wins
        case "golden":
            declared = (one for one in answerer.knowledge.golden if one.q == text.text)
            return all(as_declared(one, now, answerer.knowledge) for one in declared)
