"""`backchat slack`: its help, and the manifest that Slack makes an app from, within Slack's limits."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests import services
from tests.processes import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
URL: Final = "https://bot.example.org"
HEARING: Final = {"channels:history", "groups:history"}
HEARD: Final = {"message.channels", "message.groups"}

LIMITS: Final = (
    ("display_information.name", 1, 35),
    ("display_information.description", 1, 140),
    ("display_information.long_description", 174, 4000),
    ("features.bot_user.display_name", 1, 80),
    ("features.slash_commands.0.command", 2, 32),
    ("features.slash_commands.0.description", 1, 2000),
    ("features.slash_commands.0.usage_hint", 1, 1000),
    ("features.shortcuts.0.name", 1, 24),
    ("features.shortcuts.0.description", 1, 150),
    ("features.shortcuts.0.callback_id", 1, 255),
)
"""What Slack allows: https://docs.slack.dev/reference/app-manifest."""

NEEDED: Final = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
"""The scope that each event needs; the others need none."""


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command in this process."""
    return services.command(capsys, tmp_path)


@pytest.fixture
def made(command: Run) -> Callable[..., dict[str, Any]]:
    """The manifest that the command prints, as YAML and as JSON, which must be the same."""

    def _made(*options: str) -> dict[str, Any]:
        text = command("slack", "manifest", *options, env={})
        as_json = command("slack", "manifest", "--json", *options, env={})

        assert (0, "", 0, "") == (text.returncode, text.stderr, as_json.returncode, as_json.stderr)
        found: dict[str, Any] = yaml.safe_load(text.stdout)
        assert found == json.loads(as_json.stdout)
        return found

    return _made


def found_at(manifest: Any, path: str) -> Any:
    """What stands at a path of names and numbers."""
    for name in path.split("."):
        manifest = manifest[int(name) if name.isdigit() else name]
    return manifest


def test_help_says_what_it_needs(command: Run) -> None:
    """Its help names the tokens, the ends, and the manifest."""
    done = command("slack", "--help", env={})
    told = re.sub(r"\s+", " ", done.stdout)

    assert (0, "") == (done.returncode, done.stderr)
    words = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SIGTERM", "69", "/health", "--port", "manifest")
    assert [] == [word for word in words if word not in told]


def test_the_manifest_of_the_docs_is_the_one_that_is_printed(command: Run) -> None:
    """The file in the docs is what the command prints, to the letter."""
    done = command("slack", "manifest", env={})

    assert (ROOT / "docs/slack-manifest.yaml").read_text() == done.stdout


@pytest.mark.parametrize("options", [(), ("--agent",), ("--url", URL), ("--no-follow",)])
def test_the_manifest_is_within_what_slack_allows(
    made: Callable[..., dict[str, Any]], options: tuple[str, ...]
) -> None:
    """No text is too long or too short, the colour is one, and no scope or event stands there twice."""
    manifest = made(*options)
    lengths = {path: len(found_at(manifest, path)) for path, _, _ in LIMITS}
    lists = (
        manifest["oauth_config"]["scopes"]["bot"],
        manifest["settings"]["event_subscriptions"]["bot_events"],
    )

    assert {} == {path: lengths[path] for path, least, most in LIMITS if not least <= lengths[path] <= most}
    assert re.fullmatch("#[0-9a-f]{6}", manifest["display_information"]["background_color"])
    assert [len(one) for one in lists] == [len(set(one)) for one in lists]


@pytest.mark.parametrize("options", [(), ("--agent",), ("--url", URL), ("--no-follow",)])
def test_every_event_has_its_scope_and_every_scope_its_reason(
    command: Run, made: Callable[..., dict[str, Any]], options: tuple[str, ...]
) -> None:
    """What is subscribed to may be heard, and each scope stands there with a word on what it is for."""
    manifest = made(*options)
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    text = command("slack", "manifest", *options, env={}).stdout

    assert set() == {NEEDED[event] for event in events if event in NEEDED} - scopes
    assert scopes == set(re.findall(r"^ +- (\S+) # \S.+$", text, re.MULTILINE))


def test_without_an_address_it_is_for_socket_mode(made: Callable[..., dict[str, Any]]) -> None:
    """It names no address at all."""
    manifest = made()

    assert manifest["settings"]["socket_mode_enabled"]
    assert "http" not in json.dumps(manifest)


@pytest.mark.parametrize("address", [URL, f"{URL}/", f"{URL}/bots/"])
def test_with_an_address_it_is_for_http(made: Callable[..., dict[str, Any]], address: str) -> None:
    """Events, interactions and commands go to one address, and the installation comes back to another."""
    manifest, base = made("--url", address), address.rstrip("/")
    asked = (
        "settings.event_subscriptions.request_url",
        "settings.interactivity.request_url",
        "features.slash_commands.0.url",
    )

    assert {f"{base}/slack/events"} == {found_at(manifest, path) for path in asked}
    assert [f"{base}/slack/oauth_redirect"] == manifest["oauth_config"]["redirect_urls"]
    assert not manifest["settings"]["socket_mode_enabled"]


def test_the_agent_view_is_asked_for(made: Callable[..., dict[str, Any]]) -> None:
    """With --agent there are one scope and the agent view besides, and nothing of the view that it replaced."""
    plain, agent = made(), made("--agent")
    scopes = [set(one["oauth_config"]["scopes"]["bot"]) for one in (plain, agent)]

    assert {"assistant:write"} == scopes[1] - scopes[0]
    assert set() == scopes[0] - scopes[1]
    assert {"agent_view"} == agent["features"].keys() - plain["features"].keys()
    assert 1 <= len(agent["features"]["agent_view"]["agent_description"]) <= 300
    assert "assistant_view" not in json.dumps(agent)


def test_without_following_it_does_not_hear_channels(made: Callable[..., dict[str, Any]]) -> None:
    """With --no-follow the two scopes and the two events of channels are left out, and nothing else."""
    plain, deaf = made(), made("--no-follow")
    scopes = [set(one["oauth_config"]["scopes"]["bot"]) for one in (plain, deaf)]
    events = [set(one["settings"]["event_subscriptions"]["bot_events"]) for one in (plain, deaf)]

    assert (HEARING, HEARD) == (scopes[0] - scopes[1], events[0] - events[1])
    assert (set(), set()) == (scopes[1] - scopes[0], events[1] - events[0])


@pytest.mark.parametrize(
    "address",
    [
        "bot.example.org",
        "ftp://bot.example.org",
        "https://",
        "http:///x",
        "https://[x",
        f"{URL} ",
        f"{URL}?x=1",
        f"{URL}#x",
        "https://me:pw@bot.example.org",
    ],
)
def test_an_address_that_is_none(command: Run, address: str) -> None:
    """It ends with 2 and one line that shows how an address looks."""
    done = command("slack", "manifest", "--url", address, env={})

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert f"'{address}' is no address" in done.stderr
    assert "https://bot.example.org" in done.stderr


def test_a_word_that_it_does_not_know(command: Run) -> None:
    """A command that is none ends with 2, and nothing is connected."""
    done = command("slack", "manifesto", env={})

    assert (2, "") == (done.returncode, done.stdout)


def test_it_says_what_to_do_without_tokens(backchat: Run) -> None:
    """As a process of its own it ends with 78, one line, and no traceback."""
    done = backchat("slack")

    assert (78, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert done.stderr.startswith("backchat: SLACK_BOT_TOKEN is not set: it is the Bot User OAuth Token")
