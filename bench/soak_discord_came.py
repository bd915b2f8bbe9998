"""What has come to Discord in a soak, as Discord has it at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.discord.render import Frame, message
from bench.far import Told
from bot.turns import notices

_THANKS: Final = frozenset(
    message(notices.thanks(helped=helped), Frame())[0]["content"] for helped in (True, False)
)
_TROUBLE: Final = message(notices.trouble(), Frame())[0]["content"]


@dataclass(frozen=True, slots=True)
class Came:
    """All messages of the bot, and how each command, tap or form was answered first."""

    messages: Sequence[Told]
    answers: Mapping[str, int]

    def thanked(self) -> set[str]:
        """The ids of the taps for which somebody was thanked."""
        told = ((one["interaction"], {one["content"], *one["was"]}) for one in self.messages)
        return {name for name, texts in told if texts & _THANKS}

    def taken_back(self) -> list[Told]:
        """Messages that say that something went wrong, where there was an answer."""
        return [one for one in self.messages if one["content"] == _TROUBLE and any(one["was"])]
