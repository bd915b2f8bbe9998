"""The invitation: an address that asks for what the bot needs, and for nothing else."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.sync import NEEDED, application_of, invitation
from tests.processes import ROOT

APP: Final = 1056964608000009999
FOUR: Final = ("View Channels", "Send Messages", "Send Messages in Threads", "Read Message History")


def token(first: str, *, padded: bool = False) -> str:
    """A token whose first part says this."""
    coded = base64.b64encode(first.encode()).decode()
    return f"{coded if padded else coded.rstrip('=')}.GAbCdE.of-nobody"


def test_it_leads_to_discord() -> None:
    """The address is Discord's own, names the app, and asks for the bot and its commands."""
    url = urlsplit(invitation(APP))
    asked = parse_qs(url.query)

    assert ("https", "discord.com", "/oauth2/authorize") == (url.scheme, url.netloc, url.path)
    assert ([str(APP)], ["bot applications.commands"]) == (asked["client_id"], asked["scope"])
    assert {"client_id", "scope", "permissions"} == asked.keys()


def test_it_asks_for_four_permissions() -> None:
    """To see, to write, also in threads, and to read what it replies to; each with its reason, and none that is dangerous."""
    asked = discord.Permissions(int(parse_qs(urlsplit(invitation(APP)).query)["permissions"][0]))
    needed = discord.Permissions(**dict.fromkeys(NEEDED, True))

    assert (needed, 4) == (asked, asked.value.bit_count())
    assert not asked.value & discord.Permissions.elevated().value
    assert [] == [name for name, why in NEEDED.items() if not why.startswith("to ")]


def test_the_docs_name_the_same_four() -> None:
    """What the documentation says that is asked for is what is asked for."""
    told = next(
        line for line in (ROOT / "docs/discord.md").read_text().splitlines() if "four permissions" in line
    )
    names = [f"*{name}*" in told for name in FOUR]

    assert ([True] * 4, 8) == (names, told.count("*"))
    assert {*NEEDED} == {
        name.lower().replace(" ", "_").replace("view_channels", "view_channel") for name in FOUR
    }


@pytest.mark.parametrize("app", [str(APP), "81384788765712384", "1"])
@pytest.mark.parametrize("padded", [False, True])
def test_the_app_is_known_from_its_token(app: str, *, padded: bool) -> None:
    """The first part of a token is the id of its app."""
    assert int(app) == application_of(token(app, padded=padded))


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ".",
        "..",
        "garbage",
        "xoxb-1-2",
        "ü.ü.ü",
        token("hello"),
        token("12a"),
        token("\udc80".encode("utf-8", "surrogatepass").hex()),
        "=" * 50,
    ],
)
def test_what_is_no_token_names_no_app(garbage: str) -> None:
    """Of what is no bot token no app is known, and nothing goes wrong."""
    assert 0 == application_of(garbage)
