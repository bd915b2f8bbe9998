"""An answerer that does not think twice about a question: for what asks the same ones again and again, as many trials do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answerer
from bot.rank import MOST

if TYPE_CHECKING:
    from bot.conversation import Question, Ranking


class Remembering(Answerer):
    """Answers as another one does, and keeps what it finds: some 10 kB a question."""

    def __init__(self, other: Answerer) -> None:
        """Nothing is remembered yet."""
        super().__init__(other.knowledge, other.index)
        self._found: dict[tuple[Question, int], Ranking] = {}

    def rank(self, question: Question, most: int = MOST) -> Ranking:
        """What the knowledge holds about a question, found once."""
        key = question, most
        if key not in self._found:
            self._found[key] = super().rank(question, most)
        return self._found[key]
