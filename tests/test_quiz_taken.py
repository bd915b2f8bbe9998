"""Quizzes on the shipped learning paths, tapped through to their end, and with codes that nobody was ever given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import MAX_CODE, BrowseTopics, FollowPath, Quiz, ShowEntry, parse_action
from bot.quiz import Quizzes
from bot.reply import Choices, Heading, Reply

ROOT: Final = Path(__file__).resolve().parent.parent
_NUMBERS: Final = st.integers(-1, 999) | st.integers(0, 20)


def _choices(reply: Reply) -> Choices:
    (found,) = (block for block in reply.blocks if isinstance(block, Choices))
    return found


def test_a_quiz_can_be_taken_to_its_end_by_tapping(shipped: Answerer) -> None:
    """On every shipped path, whoever knows everything gets everything right, and whoever knows nothing, nothing."""
    for path in shipped.knowledge.paths.values():
        items = Quizzes(shipped.knowledge).items(path, len(path.steps))
        for shift, right in ((0, len(items)), (1, 0)):
            reply = shipped(Quiz(path.id, len(path.steps)))
            for item in items:
                chosen = _choices(reply).options[(item.right - 1 + shift) % len(item.options)]
                verdict = shipped(parse_action(chosen.code) or Quiz())
                reply = shipped(parse_action(verdict.buttons[0].code) or Quiz())

            assert Heading(f"{right} of {len(items)} right") == reply.blocks[0]


_PRINT: Final = """
import sys
from pathlib import Path
from bot.loading import load
from bot.quiz import Quizzes
knowledge = load(Path(sys.argv[1]))
for path in knowledge.paths.values():
    for item in Quizzes(knowledge).items(path, 999):
        print(path.id, item.text, *(option.id for option in item.options))
"""


def test_every_process_asks_the_same() -> None:
    """The order in which Python happens to keep sets changes no question: a button works in whichever process is tapped."""
    asked = [
        subprocess.run(
            [sys.executable, "-c", _PRINT, str(ROOT / "knowledge")],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]

    assert asked[0]
    assert {asked[0]} == set(asked)


@given(
    st.sampled_from(["from-zero", "FROM-ZERO", "career-changer", "interview-prep", "gone", ""]),
    st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS),
)
@example("from-zero", (5, 999, 999, 9))
@example("from-zero", (999, 3, 999, 0))
@example("from-zero", (5, 2, 1, 5))
@example("from-zero", (5, 0, 0, 0))
def test_no_forged_code_does_harm(shipped: Answerer, path: str, numbers: tuple[int, int, int, int]) -> None:
    """Whatever its numbers: a reply for the one person, never more right than asked, and buttons that fit and work."""
    reply = shipped(Quiz(path, *numbers))

    assert (True, "") == (reply.private, reply.entry)
    for option in reply.options:
        action = parse_action(option.code)
        assert isinstance(action, Quiz | FollowPath | ShowEntry | BrowseTopics)
        assert not isinstance(action, Quiz) or action.right < action.number <= action.upto + 1
        assert len(option.code) <= MAX_CODE
