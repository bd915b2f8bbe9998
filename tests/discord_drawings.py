"""What tests look for in the messages that were drawn for Discord."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.discord_markdown import leaves, live, shown
from tests.discord_oracle import wrong

Json = dict[str, Any]

SPELLS: Final = (
    "<@301>", "<@!301>", "<@&401>", "<#501>", "<id:customize>", "</ask:601>", "@everyone", "@here", "<t:1618953630>", "<t:1618953630:R>",
    "<:blob:701>", "<a:blob:701>", ":tada:", "https://evil.example", "<https://evil.example>", "[docs](https://evil.example)",
    "discord.gg/evil", "discord.com/invite/evil", "<evil@evil.example>", "<+44123456789>",
)  # fmt: skip
"""What pings, links, counts or is drawn in Discord."""

_OURS: Final = {"heading", "small", "item", "bold", "italic", "code", "code block"}


def pressed(drawn: tuple[Json, ...]) -> list[Json]:
    """Everything that can be pressed or chosen from."""
    return [part for one in drawn for row in one["components"] for part in row["components"]]


def written(drawn: tuple[Json, ...]) -> Iterator[tuple[str, int]]:
    """Everything that is written on something or sent with it, and its most characters."""
    for part in pressed(drawn):
        yield part["custom_id"], 100
        yield (part["placeholder"], 150) if "options" in part else (part["label"], 80)
        for option in part.get("options", ()):
            yield from ((option["label"], 100), (option["value"], 100))


def visible(text: str) -> str:
    """The text without what nobody sees: control characters, the joiner, ends of lines that are none."""
    unseen = {"Cc", "Cs", "Zl", "Zp"}
    return "".join(
        one
        for one in text
        if one in "\n\t" or not (one in "\u2060\ufeff" or unicodedata.category(one) in unseen)
    )


def letters(text: str) -> str:
    """What can be seen of a text, spaces left out."""
    return "".join(visible(text).split())


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def all_shown(drawn: tuple[Json, ...]) -> str:
    """All that is to be read in the messages, without spaces and marks."""
    return letters("".join(shown(one["content"]) for one in drawn))


def assert_dead(drawn: tuple[Json, ...]) -> None:
    """Nothing in the messages is live or looks like what only we may write, and none of them pings."""
    assert [] == [found for one in drawn for found in live(one["content"])]
    kinds = {kind for one in drawn for _, path in leaves(one["content"]) for kind in path}
    assert set() == {kind for kind in kinds - _OURS if not kind.startswith("list ")}
    assert [{"parse": []}] * len(drawn) == [one["allowed_mentions"] for one in drawn]


def faults(drawn: tuple[Json, ...]) -> list[str]:
    """What Discord would say of the messages."""
    return [fault for one in drawn for fault in wrong("POST", "/channels/1/messages", one)]


def faults_of_form(form: Mapping[str, Any]) -> list[str]:
    """What Discord would say of a form."""
    return wrong("POST", "/interactions/1/token/callback", {"type": 9, "data": form})
