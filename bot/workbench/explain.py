"""Why the bot says what it says: all that a decision was made of, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.conversation import Answered, More, Unknown, Unsure
from bot.decide import MOST_CHOICES, confidence, signals

if TYPE_CHECKING:
    from bot.answer import Answerer
    from bot.conversation import Decision, Question, Ranking
    from bot.policy import Policy

Rule = Literal[
    "phrasing", "phrasings", "sure", "crossed", "unsure", "example", "nothing_known", "unlikely", "more"
]
"""What made a decision.

The question is a phrasing of one entry (`phrasing`) or of several (`phrasings`), an example of an out-of-scope family
(`example`), or has nothing that the knowledge has (`nothing_known`). Or the confidence was high enough for an answer
(`sure`), which the other side of a contrast forbade (`crossed`), high enough for choices only (`unsure`), or not even
for them (`unlikely`). Or it only asks for more of the entry shown before (`more`).
"""


class WordVotes(NamedTuple):
    """What each word says for an entry or an out-of-scope family, below 0 against it, strongest first.

    With `rest`, which no word says, it adds up to what words, letters and meaning say in the evidence.
    """

    owner: str
    words: tuple[tuple[str, float], ...]
    rest: float


class WeighedSignal(NamedTuple):
    """A signal of confidence: `value` as in `bot.decide.signals`, `weight` by the policy, any number."""

    name: str
    value: float
    weight: float

    @property
    def product(self) -> float:
        """What the signal adds to the total."""
        return self.value * self.weight


class Weighing(NamedTuple):
    """How a confidence (0-1) comes about: it is the logistic of `total`."""

    signals: tuple[WeighedSignal, ...]
    bias: float
    confidence: float

    @property
    def total(self) -> float:
        """The bias and what the signals add to it, any number."""
        return self.bias + sum(signal.product for signal in self.signals)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question, what became of it, and why.

    `unknown` are its words that no text of the knowledge has; `votes` are those for the first two candidates and for
    the nearest out-of-scope family. `first` is how sure the bot is that the first candidate answers, `among_three` that
    one of the first three does; `answer` and `offer` (0-1) are what they must reach for an answer and for choices.
    """

    question: Question
    ranking: Ranking
    unknown: tuple[str, ...]
    votes: tuple[WordVotes, ...]
    first: Weighing
    among_three: Weighing
    answer: float
    offer: float
    decision: Decision
    rule: Rule


def explanation(answerer: Answerer, question: Question) -> Explanation:
    """Why a question is answered as it is. Never raises, whatever the text."""
    ranking, policy = answerer.rank(question), answerer.knowledge.policy
    decision = answerer.decide(ranking)
    return Explanation(
        question=question,
        ranking=ranking,
        unknown=tuple(dict.fromkeys(answerer.unknown(ranking))),
        votes=_votes(answerer, ranking),
        first=_weighing(ranking, policy, 1),
        among_three=_weighing(ranking, policy, MOST_CHOICES),
        answer=policy.answer,
        offer=policy.offer,
        decision=decision,
        rule=_rule(decision, ranking, policy),
    )


def _votes(answerer: Answerer, ranking: Ranking) -> tuple[WordVotes, ...]:
    compared = (*ranking.candidates[:2], *([ranking.family] if ranking.family else []))
    votes = []
    for candidate in compared:
        says: dict[str, float] = {}
        family = candidate is ranking.family
        for word, said in answerer.by_word(ranking, candidate.entry, family=family):
            says[word] = says.get(word, 0.0) + said
        seen = candidate.evidence
        words = sorted(says.items(), key=lambda vote: -abs(vote[1]))
        rest = seen.words + seen.letters + seen.meaning - sum(says.values())
        votes.append(WordVotes(candidate.entry, tuple(words), rest))
    return tuple(votes)


def _weighing(ranking: Ranking, policy: Policy, among: int) -> Weighing:
    weights = {str(name): weight for name, weight in policy.weights.items()}
    weighed = tuple(
        WeighedSignal(name, value, weights.get(name, 0.0)) for name, value in signals(ranking, among).items()
    )
    return Weighing(weighed, policy.bias, confidence(ranking, policy, among))


def _rule(decision: Decision, ranking: Ranking, policy: Policy) -> Rule:
    """The branch of `bot.decide.decide` that was taken."""
    match decision:
        case Answered(_, evidence):
            return "phrasing" if evidence.exact else "sure"
        case Unsure(candidates, sure):
            if candidates[0].evidence.exact:
                return "phrasings"
            return "unsure" if sure < policy.answer else "crossed"
        case Unknown():
            if ranking.family and ranking.family.evidence.exact:
                return "example"
            return "unlikely" if ranking.candidates else "nothing_known"
        case More():
            return "more"
