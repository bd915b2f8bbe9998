"""The smallest edit after which a question would be answered as somebody wants, tried against everything else.

Few edits are worth trying: a word of the question that the knowledge has never seen becomes another way to write one that it
has (Miller 2019, "Explanation in artificial intelligence", on why people ask for the nearest contrast), or a phrasing is
added, of the telling words alone if that is enough, else of the whole question. The one with the fewest words comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.answer import Answerer
from bot.conversation import Answered, More, Question, Unknown, Unsure
from bot.decide import WORTH_OFFERING
from bot.errors import BadInputError
from bot.matching.families import split_words
from bot.matching.features import stem
from bot.matching.index import Index
from bot.matching.meaning import meanings
from bot.matching.normalize import normalize
from bot.workbench.beginning import SMALL_WORDS
from bot.workbench.changes import Told, golden_puts, told
from bot.workbench.edits import AddExample, AddPhrasing, AddVariant, applied
from bot.workbench.trial import silent, trial
from bot.workbench.typed import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Watch
    from bot.conversation import Decision, Ranking
    from bot.workbench.trial import Trial

NOTHING: Final = "nothing"
"""What is wanted when no entry should answer."""

LIKE: Final = 0.7
"""The least cosine by meaning between an unknown word and the known one that it may be another way to write: of "dbms" to
"databases" it is 0.76, of "boxes" to "containers", which are not always the same, 0.46."""

_TELLING: Final = range(2, 7)
"""How many telling words make a phrasing."""

SmallEdit = AddVariant | AddPhrasing | AddExample


@dataclass(frozen=True, slots=True)
class Try:
    """An edit, and what would come of it: what the question is answered then, and what else would change.

    `trial` is None where the question would not be answered as wanted: nobody looked further then.
    """

    edit: SmallEdit
    told: Told
    trial: Trial | None = None

    @property
    def clean(self) -> bool:
        """Whether the edit does what is wanted and nothing gets worse."""
        return self.trial is not None and self.trial.clean


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What was wanted of a question, and the edits that were tried for it, the smallest first."""

    wanted: str
    tries: tuple[Try, ...]

    @property
    def best(self) -> Try | None:
        """The smallest edit that does it and harms nothing."""
        return next((one for one in self.tries if one.clean), None)


def counterfactual(
    answerer: Answerer, question: Question, wanted: str = "", watch: Watch = silent
) -> Counterfactual:
    """The smallest edit after which `wanted` (an id, or `nothing`) answers; of itself, the entry that is next in line.

    Each try learns all phrasings anew, in some seconds.

    Raises:
        BadInputError: there is no such entry, or it answers already, or there is none to want.
    """
    ranking = answerer.rank(question)
    decision = answerer.decide(ranking)
    target = _target(answerer, ranking, decision, wanted)
    tries: list[Try] = []
    for edit in _edits(answerer, question, ranking, target):
        tries.append(_tried(answerer, question, edit, target, watch))
        if tries[-1].clean:
            break
    return Counterfactual(target, tuple(tries))


def _target(answerer: Answerer, ranking: Ranking, decision: Decision, wanted: str) -> str:
    """What the question should be answered with."""
    if wanted and wanted != NOTHING:
        if (entry := answerer.knowledge.entry(wanted)) is None:
            raise BadInputError(f"there is no entry '{wanted}': 'backchat topics' lists them")
        target = entry.id
    else:
        target = wanted or _next(ranking, decision)
    if not target:
        raise BadInputError("nothing is near that question: 'backchat new' begins an entry for it")
    if _is_so(told(decision), target):
        raise BadInputError(f"that is what happens already: {told(decision)}")
    return target


def _next(ranking: Ranking, decision: Decision) -> str:
    """The first entry that does not answer yet."""
    there = [one.entry for one in ranking.candidates if one.score >= WORTH_OFFERING]
    match decision:
        case Answered(entry) | More(entry):
            return next((one for one in there if one != entry), "")
        case Unsure() | Unknown():
            return next(iter(there), "")


def _is_so(now: Told, target: str) -> bool:
    return now.kind == "refused" if target == NOTHING else now == Told("answered", (target,))


def _tried(answerer: Answerer, question: Question, edit: SmallEdit, target: str, watch: Watch) -> Try:
    knowledge = applied(answerer.knowledge, [edit])
    watch("trying an edit", 0, 1)
    after = Answerer(knowledge, Index(knowledge, before=answerer.index))
    now = told(after.decide(after.rank(question)))
    if not _is_so(now, target):
        return Try(edit, now)
    return Try(edit, now, trial(answerer, [edit], tuple(golden_puts(knowledge)), watch))


def _edits(answerer: Answerer, question: Question, ranking: Ranking, target: str) -> Iterator[SmallEdit]:
    """What is worth trying, the fewest words first, each text once and none that a golden question has."""
    if target == NOTHING:
        if ranking.family:
            yield AddExample(ranking.family.entry, _plain(question.text))
        return
    for word in answerer.unknown(ranking):
        if head := _meant(answerer, word, target):
            yield AddVariant(head, word)
    lexicon = answerer.index.lexicon
    golden = {lexicon.words(one.q) for one in answerer.knowledge.golden}
    for text in dict.fromkeys((_telling(question.text), _plain(question.text))):
        if text and len(text) <= MOST and lexicon.words(text) not in golden:
            yield AddPhrasing(target, text)


def _plain(text: str) -> str:
    return normalize(text).rstrip("?!. ")


def _telling(text: str) -> str:
    """The words of a question that carry it; empty when they are too few, too many, or all."""
    words = split_words(normalize(text))
    telling = [word for word in words if word not in SMALL_WORDS]
    return " ".join(telling) if len(telling) in _TELLING and len(telling) < len(words) else ""


def _meant(answerer: Answerer, word: str, target: str) -> str:
    """The word of an entry's phrasings that comes nearest to an unknown word in meaning; empty when none is near."""
    table = meanings()
    used = {
        known: None
        for text in answerer.knowledge.entries[target].phrasings
        for known in answerer.index.lexicon.words(text)
        if known not in SMALL_WORDS and known in table.rows and stem(known) != stem(word)
    }
    if word not in table.rows or not used:
        return ""
    asked = table.vector([word])
    likeness = {known: float(np.dot(table.vector([known]), asked)) for known in used}
    best = max(likeness, key=lambda known: (likeness[known], known))
    return best if likeness[best] >= LIKE else ""


def sentence(edit: SmallEdit) -> str:
    """An edit as somebody would make it by hand."""
    match edit:
        case AddPhrasing(entry, text):
            return f"add to the phrasings of {entry}: {text}"
        case AddVariant(head, text):
            return f"add to the families of synonyms.yaml, at {head}: {text}"
        case AddExample(family, text):
            return f"add to the examples of {family} in out_of_scope.yaml: {text}"
