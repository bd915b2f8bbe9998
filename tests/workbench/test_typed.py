"""What people type: as a phrasing is written, and what nobody else should read."""

from __future__ import annotations

import pytest

from bot.workbench.typed import discreet, house_form, is_private, on_a_line


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
        "the key `AIzaSyD-9tSrke72PouQMnMX` is refused",
        "bob\uff20example.org",
        "why is 10.20.30.40:9092 slow",
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
        "who listens on 127.0.0.1:5432 and 0.0.0.0",
    ],
)
def test_ordinary_questions_are_not_private(text: str) -> None:
    """Questions about such things are read, also when they begin with the bot's name."""
    assert not is_private(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail jo.doe@example.org about docker", "mail [hidden] about docker"),
        ("ask <@U012AB3CD> or @maria.k why", "ask [hidden] or [hidden] why"),
        ("ghp_0123456789abcdef or `AIzaSyD-9tSrke72PouQMnMX`?", "[hidden] or `[hidden]`?"),
        ("my password is hunter2, ok", "my [hidden] ok"),
        ("what is docker\nfor", "what is docker\nfor"),
    ],
)
def test_what_is_of_a_person_is_hidden(text: str, shown: str) -> None:
    """Maintainers read the question, and something else in place of what is private, all of it."""
    assert shown == discreet(text)


def test_a_question_is_shown_on_a_line() -> None:
    """A terminal gets one line without controls, and not all of a long one."""
    assert "\ufffd[31mkafka lag\ufffd" == on_a_line("<@U012AB3CD> \x1b[31mkafka\n lag\u202e")
    assert "x" * 200 + "…" == on_a_line("x" * 4_000)
