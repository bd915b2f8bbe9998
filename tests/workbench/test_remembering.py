"""The answerer that keeps what it has found."""

from __future__ import annotations

from bot.answer import Answerer
from bot.conversation import Question
from bot.workbench.remembering import Remembering


def test_it_answers_as_the_other_does(small: Answerer) -> None:
    """What it finds is what the other finds, and it is found once."""
    remembering, question = Remembering(small), Question("what is docker")

    assert small.rank(question) == remembering.rank(question)
    assert remembering.rank(question) is remembering.rank(Question("what is docker"))
    assert 1 == len(remembering.rank(question, 1).candidates)
