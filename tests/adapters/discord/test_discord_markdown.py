"""Facts about the reader that judges messages: it sees every mark that Discord documents, and believes no escape too much."""

from __future__ import annotations

import pytest

from tests.discord_markdown import leaves, live, shown


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("a", [("a", ())]),
        ("**a** b", [("a", ("bold",)), (" b", ())]),
        ("*a* _b_", [("a", ("italic",)), (" ", ()), ("b", ("italic",))]),
        ("__a__ ~~b~~ ||c||", [("a", ("underline",)), (" ", ()), ("b", ("strike",)), (" ", ()), ("c", ("spoiler",))]),
        ("***a* b**", [("a", ("bold", "italic")), (" b", ("bold",))]),
        ("*a **b***", [("a ", ("italic",)), ("b", ("italic", "bold"))]),
        ("**a*b*c**", [("a", ("bold",)), ("b", ("bold", "italic")), ("c", ("bold",))]),
        ("**`a**b`**", [("`a", ("bold",)), ("b`**", ())]),
        ("snake_case_name 3 * 4 * 5", [("snake_case_name 3 * 4 * 5", ())]),
        ("snake_case_ b", [("snake", ()), ("case", ("italic",)), (" b", ())]),
        (r"\*a\* \\**b**", [("*a* \\", ()), ("b", ("bold",))]),
        (r"\a \é", [(r"\a é", ())]),
        ("`a **b**` ``c ` d``", [("a **b**", ("code",)), (" ", ()), ("c ` d", ("code",))]),
        ("`` `a` `` `", [("`a`", ("code",)), (" `", ())]),
        (r"`a\` b", [("a\\", ("code",)), (" b", ())]),
        ("```py\na\n```b", [("a", ("code block",)), ("\n", ()), ("b", ())]),
        ("```a```", [("a", ("code block",)), ("\n", ())]),
        ("# a\nb", [("a", ("heading",)), ("\n", ()), ("b", ())]),
        ("### a #\\# ##", [("a ## ", ("heading",)), ("\n", ())]),
        ("#a ####  b", [("#a ####  b", ())]),
        ("a # b", [("a # b", ())]),
        ("-# a", [("a", ("small",)), ("\n", ())]),
        ("> a\nb", [("a", ("quote",)), ("\n", ()), ("b", ())]),
        (">>> a\nb", [("a\nb", ("quote",)), ("\n", ())]),
        ("- a\n- b", [("a", ("list -", "item")), ("\n", ()), ("b", ("list -", "item")), ("\n", ())]),
        ("- a\n1. b", [("a", ("list -", "item")), ("\n", ()), ("b", ("list -", "item")), ("\n", ())]),
        ("- # a", [("# a", ("list -", "item")), ("\n", ())]),
        ("2. a\n   - b", [("a\n", ("list 2.", "item")), ("b", ("list 2.", "item", "list -", "item")), ("\n", ()), ("\n", ())]),
    ],
)  # fmt: skip
def test_marks_are_read(content: str, read: list[tuple[str, tuple[str, ...]]]) -> None:
    """Text is read with all that it is inside of, as Discord draws it."""
    assert read == leaves(content)


@pytest.mark.parametrize(
    "content",
    [
        "<@1>", "<@!1>", "<@&1>", "<#1>", "a@everyone", "@here", "**<@1>**", "- <@1>", "# @here", "`@here`", "```\n@here\n```", r"\@here",
        "http://a", "xhttps://a", "steam://a", "<http://a>", "<a:/b>", "[a](http://b)", "[a](<http://b> 'c')", "[`a](http://b)`", r"[a\](http://b)",
        r"[a](https:\//b)", "<a@b.c>", "<+123456>", "discord.gg/a", "Discord.com/invite/a", "<t:1>", "<t:1:R>", "<:a:1>", "<a:a:1>", ":a:", "1:0:1",
        "</a:1>", "</a b:1>", "<id:home>",
    ],
)  # fmt: skip
def test_what_is_live_is_seen(content: str) -> None:
    """Whatever pings, links, counts or is drawn as something else is seen as that."""
    assert live(content)


@pytest.mark.parametrize(
    "content",
    [
        r"\<t:1>", r"https:\//a", r"\[a](b)", "`http://a`", "```\n<t:1>\n```", r"\:a:", "\\<\u2060@1>", "@\u2060here", "discord.gg/\u2060a", "a < b > c",
        "[a] (b)", "10:30", "a@b.c", "List<String>",
    ],
)  # fmt: skip
def test_what_is_dead_is_not_seen(content: str) -> None:
    """What was defused, or never was anything, is only text."""
    assert [] == live(content)


def test_all_that_is_shown() -> None:
    """The text of a message is all its letters without the marks."""
    assert "a\nb\nc d\ne\n" == shown("# a\n- b\nc `d`\n-# e")
