"""What people type: as a phrasing is written, and what nobody else should read."""

from __future__ import annotations

import pytest

from bot.workbench.typed import house_form, is_private


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("<@U012AB3CD> Hey everyone, can you tell me   what's a Webhook?? Thanks!", "what's a webhook"),
        ("@Backchat: Do I need a degree?", "do i need a degree"),
        (".NET or Java?", ".net or java"),
        ("“Is it” worth it…", 'is it" worth it…'),
        (":wave: which one", "which one"),
        ("hi", "hi"),
        ("thanks, please", "thanks, please"),
    ],
)
def test_the_house_form(typed: str, written: str) -> None:
    """A phrasing is in lower case, without the bot's name, greetings and the final question mark, and never empty."""
    assert written == house_form(typed)


@pytest.mark.parametrize(
    "text",
    [
        "mail me at jo.doe@example.org",
        "@maria do you know",
        "ask <@U012AB3CD> about it",
        "see https://intranet/wiki?user=jo",
        "call +49 30 123456",
        "my number is 0171 1234 5678",
        "why is xoxb-1234567-abc refused",
        "Authorization ghp_0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9 is not valid",
        "my password is hunter2",
        "what is a3f9c2e18b7d4f60a1c5 for",
    ],
)
def test_what_is_of_a_person_is_seen(text: str) -> None:
    """Addresses, mentions, links, numbers to call and tokens are taken for private."""
    assert is_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "<@U012AB3CD> what is an api",
        "what is a refresh token",
        "is 2024-2025 a good time to begin",
        "node 18.17.1 or 20",
        "http 404 vs 410",
        "internationalization of authentication",
        "how do i store a password",
    ],
)
def test_ordinary_questions_are_not_private(text: str) -> None:
    """Questions about such things are read, also when they begin with the bot's name."""
    assert not is_private(text)
