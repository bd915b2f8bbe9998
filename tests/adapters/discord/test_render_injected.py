"""Check 13: nothing that anybody wrote is live in a message, wherever it stands.

To the strings that mention and link in Slack come those of Discord, in everything that they can be wrapped in.
"""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import pytest

from adapters.discord.render import Frame, message, missing
from bot.reply import Choices, Heading, Option, Prose, Reply, Sources
from tests.discord_drawings import SPELLS, assert_dead
from tests.discord_oracle import wrong
from tests.reliability.test_slack_injection import STRINGS
from tests.reply_samples import ASKED

_WRAPPED: Final = (
    "{}", "**{}**", "*{}*", "`{}`", "```\n{}\n```", "- {}\n  1. {}", "> {}", "# {}", "||{}||", "~~{}~~", "\\{}", "\\\\{}", "<{}{}", "x{}x",
    "\u200b{}", "\u202e{}\u202c", "[{}]({})", "`{}", "```{}", "-# {}",
)  # fmt: skip
_INJECTIONS: Final = [wrap.replace("{}", spell) for wrap, spell in product(_WRAPPED, _SPELLS)]



def test_the_injections_are_many() -> None:
    """There are at least two hundred different ones."""
    assert len({*_INJECTIONS}) >= 200


@pytest.mark.parametrize("wrap", range(len(_WRAPPED)))
def test_nothing_injected_is_live(wrap: int) -> None:
    """Check 13: mentions, links, times and marks in a question, title, text, prompt, label or source are only words."""
    for spell in _INJECTIONS[wrap * len(_SPELLS) : (wrap + 1) * len(_SPELLS)]:
        option = Option(spell, "help")
        blocks = (
            Heading(spell),
            Prose(spell),
            Prose(f"a {spell} b"),
            Choices(spell, (option,)),
            Sources((spell,)),
        )
        drawn = message(
            Reply(blocks, (option,), entry="entry", asked=ASKED), Frame("301", spell, deletable=True)
        )
        assert_dead(drawn)
        assert [] == [fault for one in drawn for fault in wrong("POST", "/channels/1/messages", one)]
        form = missing(ASKED, spell)
        assert [] == wrong("POST", "/interactions/1/token/callback", {"type": 9, "data": form})


