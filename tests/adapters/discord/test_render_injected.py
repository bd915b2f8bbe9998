"""Check 13: nothing that anybody wrote is live in a message, wherever it stands.

To the strings that mention and link in Slack come those of Discord, in everything that they can be wrapped in.
"""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from adapters.discord.render import Frame, message, missing
from bot.reply import Choices, Heading, Option, Prose, Reply, Sources
from tests.discord_drawings import SPELLS, assert_dead, faults, faults_of_form
from tests.discord_markdown import live
from tests.reliability.test_slack_injection import STRINGS
from tests.reply_samples import ASKED

WRAPPED: Final = (
    "{}", "**{}**", "*{}*", "`{}`", "```\n{}\n```", "- {}\n  1. {}", "> {}", "# {}", "||{}||", "~~{}~~", "\\{}", "\\\\{}", "<{}{}", "x{}x",
    "\u200b{}", "\u202e{}\u202c", "[{}]({})", "`{}", "```{}", "-# {}",
)  # fmt: skip
INJECTIONS: Final = [wrap.replace("{}", spell) for wrap, spell in product(WRAPPED, SPELLS)]


def _around(spell: str) -> tuple[Reply, Frame]:
    """A reply with a string in everything that shows text, and the frame with it as the question."""
    option = Option(spell, "help")
    texts = (
        Heading(spell),
        Prose(spell),
        Prose(f"a {spell} b"),
        Choices(spell, (option,)),
        Sources((spell,)),
    )
    return Reply(texts, (option,), entry="entry", asked=ASKED), Frame("301", spell, deletable=True)


def test_the_injections_are_many() -> None:
    """There are at least two hundred different ones of each platform."""
    assert len({*INJECTIONS}) >= 200
    assert len({*STRINGS}) >= 200


@pytest.mark.parametrize("spells", [STRINGS, INJECTIONS], ids=["slack", "discord"])
def test_nothing_injected_is_live(spells: list[str]) -> None:
    """Mentions, links, times and marks in a question, title, text, prompt, label or source are only words."""
    for spell in spells:
        drawn = message(*_around(spell))
        assert_dead(drawn)
        assert [] == faults(drawn) + faults_of_form(missing(ASKED, spell))


@pytest.mark.parametrize("spell", SPELLS)
def test_each_would_be_live(spell: str) -> None:
    """Sent as it stands, each string does what it is meant to: the reader of Discord's Markdown would see it."""
    assert live(spell)
