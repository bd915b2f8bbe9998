"""What may help whoever just posted something, though nobody asked the bot: a few entries, or silence.

It is read by everybody in the place, so the bot must be surer than when it is asked: a wrong guess bothers people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import Answered, Unsure
from bot.decide import MOST_CHOICES, WORTH_OFFERING, confidence
from bot.labels import SMALL_TALK, entry_option
from bot.reply import Choices, Reply

if TYPE_CHECKING:
    from bot.conversation import Decision, Ranking
    from bot.knowledge import Entry, Knowledge

LIKELY: Final = 0.5
"""The least confidence (0-1) that the answer is among those named: from here on it is likelier than not."""

PROMPT: Final = "This may help while you wait:"


def suggestion(ranking: Ranking, decision: Decision, knowledge: Knowledge) -> Reply | None:
    """Up to three entries near to what was posted, the likeliest first; None when nothing is near enough."""
    found = _near(ranking, decision, knowledge)
    return Reply((Choices(PROMPT, tuple(entry_option(entry) for entry in found)),)) if found else None


def _near(ranking: Ranking, decision: Decision, knowledge: Knowledge) -> tuple[Entry, ...]:
    match decision:
        case Answered(best):
            names = [best]
        case Unsure() if _likely(ranking, decision, knowledge):
            names = []
        case _:
            return ()
    names += [one.entry for one in ranking.candidates if one.score >= WORTH_OFFERING]
    found = [entry for name in dict.fromkeys(names) if (entry := knowledge.entry(name))]
    if not found or found[0].kind == SMALL_TALK:
        return ()  # somebody says hello, and not to the bot
    return tuple(entry for entry in found if entry.kind != SMALL_TALK)[:MOST_CHOICES]


def _likely(ranking: Ranking, decision: Unsure, knowledge: Knowledge) -> bool:
    exact = decision.candidates[0].evidence.exact
    return exact or confidence(ranking, knowledge.policy, MOST_CHOICES) >= LIKELY
