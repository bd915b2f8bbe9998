"""A reply knows its options in the order drawn, and says itself in plain text."""

from __future__ import annotations

from typing import Final

import pytest

from bot.reply import Choices, Heading, Option, Prose, Reply, Sources, footer

_ONE: Final = Option("One", "show:one")
_TWO: Final = Option("Two", "show:two")
_MORE: Final = Option("More", "topics")


def test_options_are_the_choices_and_then_the_buttons() -> None:
    """Everything that can be tapped is listed in the order in which it is drawn."""
    reply = Reply((Choices("First:", (_TWO,)), Prose("and"), Choices("Then:", (_ONE,))), (_MORE,))

    assert reply.options == (_TWO, _ONE, _MORE)


def test_a_reply_without_choices_offers_its_buttons() -> None:
    """Without choices the options are the buttons, and there may be none."""
    assert Reply((Prose("said"),), (_MORE,)).options == (_MORE,)
    assert Reply((Prose("said"),)).options == ()


def test_a_reply_is_for_everyone_unless_it_says_so() -> None:
    """A reply is public unless it is made private."""
    assert not Reply((Prose("said"),)).private


def test_plain_text_has_every_block_and_no_button() -> None:
    """The plain text is the blocks, a blank line between two, Markdown as written and no buttons."""
    reply = Reply(
        (
            Heading("What is an API?"),
            Prose("A **door** to `data`."),
            Choices("Pick one:", (_ONE, _TWO)),
            Sources(("A", "B"), "2026-11-22"),
        ),
        (_MORE,),
    )

    assert reply.text == (
        "What is an API?\n\n"
        "A **door** to `data`.\n\n"
        "Pick one:\n- One\n- Two\n\n"
        "Sources: A · B (reviewed 2026-11-22)"
    )


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        (Sources(("A",)), "Source: A"),
        (Sources(("A", "B")), "Sources: A · B"),
        (Sources(("A",), "2026-11-22"), "Source: A (reviewed 2026-11-22)"),
        (Sources(("A", "B", "C"), "2026-11-22"), "Sources: A · B · C (reviewed 2026-11-22)"),
    ],
    ids=["one", "two", "one-reviewed", "three-reviewed"],
)
def test_the_footer_names_every_source_in_one_line(sources: Sources, line: str) -> None:
    """The footer names each source once, and the day of the last review when it is known."""
    assert line == footer(sources)
