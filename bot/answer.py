"""The whole core in four lines: read, rank, decide, compose."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from bot.compose import Voice
from bot.conversation import Action, Decision, Question, Quiz, Ranking, checked_question
from bot.decide import decide
from bot.errors import BadInputError
from bot.follow_up import in_context
from bot.matching.complete import Completer, Completion
from bot.matching.features import stem
from bot.matching.index import Index
from bot.rank import MOST, rank
from bot.read import read
from bot.suggest import suggestion

if TYPE_CHECKING:
    from bot.knowledge import Knowledge
    from bot.reply import Reply


class Answerer:
    """Answers questions and actions from one knowledge base.

    Built once, never changed, safe to share between threads; nothing of a conversation is kept in it.
    """

    def __init__(self, knowledge: Knowledge, index: Index | None = None) -> None:
        """`index` is that of the knowledge, when there is one already."""
        self.knowledge = knowledge
        self.index: Final = index or Index(knowledge)
        """What questions are compared with; shared, never changed."""
        self._voice = Voice(knowledge)

    def rank(self, question: Question, most: int = MOST) -> Ranking:
        """What the knowledge holds about a question: its best `most` candidates."""
        ranking = rank(read(question, self.index.lexicon), self.index, most)
        last = self.knowledge.entry(question.after)
        return in_context(ranking, last, self.index) if last else ranking

    def complete(self, typed: str) -> tuple[Completion, ...]:
        """What somebody who has typed so much may want to ask, best first, for any text (see `Completer.complete`)."""
        return self._completer.complete(typed)

    @cached_property
    def _completer(self) -> Completer:
        """Made when it is first needed, in some 40 ms: what only answers does without it."""
        return Completer(self.knowledge, self.index)

    def prepare(self) -> Self:
        """Makes at once what is else made when first needed, in some 0.2 seconds: nobody waits for it then."""
        self.complete("")
        for path in self.knowledge.paths.values():
            self(Quiz(path.id, len(path.steps)))
        return self

    def by_word(self, ranking: Ranking, owner: str, *, family: bool = False) -> tuple[tuple[str, float], ...]:
        """Each word of a ranked question with what it says for an entry or an out-of-scope family, or against it.

        Raises:
            KeyError: there is no such entry or family.
        """
        return self.index.by_word(ranking.reading.words, owner, family=family)

    def unknown(self, ranking: Ranking) -> tuple[str, ...]:
        """The words of a ranked question of which no text of the knowledge has any form, in their order."""
        return tuple(word for word in ranking.reading.words if stem(word) not in self._known_stems)

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(stem(word) for words in self.index.lexicon.texts for word in words)

    def decide(self, ranking: Ranking) -> Decision:
        """What to make of a ranking."""
        return decide(ranking, self.knowledge.policy)

    def compose(self, decision: Decision) -> Reply:
        """What to say of a decision."""
        return self._voice.decision(decision)

    def suggest(self, title: str) -> Reply | None:
        """What may help whoever posted something with this title; None when there is nothing to say."""
        try:
            ranking = self.rank(checked_question(title))
        except BadInputError:
            return None
        return suggestion(ranking, self.decide(ranking), self.knowledge)

    def __call__(self, said: Question | Action) -> Reply:
        """The reply to a message or a tap."""
        if isinstance(said, Question):
            return self.compose(self.decide(self.rank(said)))
        return self._voice.action(said)
