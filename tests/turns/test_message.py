from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any, Final

import pytest

from bot.conversation import Question
from bot.journal.privacy import Privacy
from bot.turns.message import Message, turn_of
from bot.wishes import Suggest

PRIVACY: Final = Privacy("a secret of this test")
MESSAGE: Final = Message("slack", "C1:17.5", "U1", "T1", "C1:17.0", Question("what is docker"))


def test_a_turn_names_no_id() -> None:
    """Nothing of a platform's ids is in what stands for them."""
    turn = turn_of(MESSAGE, PRIVACY)
    told = (turn.key, turn.person, turn.place, turn.thread)

    assert [] == [one for one in told for id_ in ("C1", "U1", "T1", "17") if id_ in one and len(id_) > 2]
    assert 4 == len(set(told))
    assert {22} == {len(one) for one in told}
    assert MESSAGE == turn.message


def changed_message(field: str) -> Message:
    """The message with another value in a field."""
    more: dict[str, Any] = {field: "else"}
    return replace(MESSAGE, **more)


@pytest.mark.parametrize("field", ["platform", "key", "person", "place", "thread"])
def test_another_id_is_another_pseudonym(field: str) -> None:
    """A change of one id changes what stands for it, and another platform changes all of them."""
    before = astuple(turn_of(MESSAGE, PRIVACY))[1:]
    after = astuple(turn_of(changed_message(field), PRIVACY))[1:]
    changed = sum(old != new for old, new in zip(before, after, strict=True))

    assert (4 if field == "platform" else 1) == changed


def test_a_turn_is_the_same_in_every_process() -> None:
    """With the same secret the same message has the same turn, with another secret another."""
    assert turn_of(MESSAGE, PRIVACY) == turn_of(MESSAGE, Privacy("a secret of this test"))
    assert turn_of(MESSAGE, PRIVACY) != turn_of(MESSAGE, Privacy("another secret of it"))


def test_nobody_waits_for_a_suggestion() -> None:
    """Who posted something has not asked the bot, and gets neither notices nor excuses, whatever the adapter says."""
    suggest = replace(MESSAGE, said=Suggest("docker"))

    assert (True, False) == (MESSAGE.awaited, suggest.awaited)
    assert not replace(MESSAGE, addressed=False).awaited
