"""`backchat discord`: its help, the invitation, the commands' sync, and how all of it ends where something is wrong."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import pytest

from adapters.discord import words
from bot.cli import discord as command_line
from tests import services
from tests.conftest import Run as Backchat
from tests.discord_clients import led_to
from tests.discord_far_side import FarSide
from tests.discord_records import GUILD

Run = Callable[..., subprocess.CompletedProcess[str]]

TOKEN: Final = "MTA1Njk2NDYwODAwMDAwOTk5OQ.GAbCdE.of-nobody"  # noqa: S105 - of nobody
URL: Final = "https://discord.com/oauth2/authorize?client_id=1056964608000009999&scope=bot+applications.commands&permissions="
NO_TOKEN: Final = "backchat: DISCORD_TOKEN is not set: it is under 'Bot' of your app"  # noqa: S105 - what is told
NOWHERE: Final = "http://127.0.0.1:9/api/v10"
SAME: Final = "Discord has the commands of this version.\n"
ALL: Final = ["answer this", "ask", "backchat", "help", "path", "quiz", "topics"]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in this process, which knows no token of whoever runs the tests."""
    for name in ("DISCORD_TOKEN", "BACKCHAT_DISCORD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return services.command(capsys, tmp_path)


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Discord that no command has been told of."""
    async with FarSide() as opened:
        with led_to(opened):
            yield opened


async def synced(command: Run, far: FarSide, *options: str) -> subprocess.CompletedProcess[str]:
    """How `backchat discord sync` ends."""
    env = {"DISCORD_TOKEN": far.token, "DISCORD_API_URL": far.api}
    return await asyncio.to_thread(command, "discord", "sync", *options, env=env)


def told(done: subprocess.CompletedProcess[str]) -> tuple[int, str, int]:
    """The exit code, what was printed, and how many lines were said of it."""
    return (done.returncode, done.stdout, done.stderr.count("\n"))


def said_of_new(line: str) -> tuple[str, list[str]]:
    """What is said of commands that Discord does not have, and their names, in the order of letters."""
    said, names = line.removesuffix(".\n").split(". New: ")
    return said, sorted(names.lower().split(", "))


@pytest.mark.parametrize(
    ("words_", "named"),
    [
        (
            (),
            (
                "DISCORD_TOKEN",
                "SIGTERM",
                "69",
                "/health",
                "--shards",
                "--shard-ids",
                "--port",
                "sync",
                "invite",
            ),
        ),
        (("sync",), ("--guild", "--check", "--json", "exits with 1")),
        (("invite",), ("--application", "--json", "fewest permissions")),
    ],
)
def test_help_says_what_it_needs(command: Run, words_: tuple[str, ...], named: tuple[str, ...]) -> None:
    """Each help names what it needs, how it ends, and its options."""
    done = command("discord", *words_, "--help", env={})
    text = re.sub(r"\s+", " ", done.stdout)

    assert (0, "") == (done.returncode, done.stderr)
    assert [] == [word for word in named if word not in text]


@pytest.mark.parametrize(
    ("typed", "completed"), [("backchat dis", "discord"), ("backchat discord sy", "sync")]
)
def test_the_shell_completes_it(backchat: Backchat, typed: str, completed: str) -> None:
    """The command and its own commands are offered on Tab."""
    place = str(len(typed.split()) - 1)
    done = backchat(env={"_BACKCHAT_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": place})

    assert (0, "") == (done.returncode, done.stderr)
    assert completed in done.stdout.split()


@pytest.mark.parametrize("words_", [(), ("sync",), ("sync", "--check"), ("invite",)])
@pytest.mark.parametrize("token", [None, "", "  "])
def test_without_a_token_it_says_what_to_do(command: Run, words_: tuple[str, ...], token: str | None) -> None:
    """It ends with 78 and one line that says where the token is."""
    done = command("discord", *words_, env={} if token is None else {"DISCORD_TOKEN": token})

    assert (78, "", 1) == told(done)
    assert done.stderr.startswith(NO_TOKEN)


def test_the_invitation_stands_alone(command: Run) -> None:
    """The address is all that is printed, to be piped; the reasons are told beside it, a line each."""
    done = command("discord", "invite", env={"DISCORD_TOKEN": f"Bot {TOKEN}"})

    assert (0, True, 1) == (done.returncode, done.stdout.startswith(URL), done.stdout.count("\n"))
    assert ["view_channel", "send_messages", "send_messages_in_threads", "read_message_history"] == [
        line.split(":")[0].strip() for line in done.stderr.splitlines()
    ]


def test_the_invitation_as_json(command: Run) -> None:
    """With --json it is an object with the address and the permissions; with --application no token is needed."""
    done = command("discord", "invite", "--json", "--application", "1056964608000009999", env={})
    found = json.loads(done.stdout)

    assert (0, "", ["url", "permissions"]) == (done.returncode, done.stderr, [*found])
    assert (True, 4) == (found["url"].startswith(URL), len(found["permissions"]))


def test_a_token_that_names_no_app(command: Run) -> None:
    """What is no bot token ends with 78 and one line, without the token in it."""
    done = command("discord", "invite", env={"DISCORD_TOKEN": "of-nobody-at-all"})

    assert (78, "", 1) == told(done)
    assert ("DISCORD_TOKEN is no bot token" in done.stderr, "nobody" in done.stderr) == (True, False)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--shard-ids", "0"), "--shard-ids needs --shards"),
        (("--shards", "2", "--shard-ids", "2"), "name numbers from 0 to 1 with commas between, as in 0,1"),
        (("--shards", "2", "--shard-ids", "0,x"), "name numbers from 0 to 1"),
        (("--shards", "2", "--shard-ids", "0,,1"), "name numbers from 0 to 1"),
        (("--shards", "2", "--shard-ids", ""), "name numbers from 0 to 1"),
        (("--shards", "2", "--shard-ids", "-1"), "name numbers from 0 to 1"),
        (("--shards", "2", "--shard-ids", "\u0661"), "name numbers from 0 to 1"),
        (("--shards", "0"), "--shards"),
        (("--shards", "many"), "--shards"),
        (("--shard", "2"), "no such option: --shard"),
        (("serve",), "no such command 'serve'"),
        (("sync", "--guild", "mine"), "--guild"),
        (("invite", "--application", "mine"), "--application"),
    ],
)
def test_words_that_cannot_be_used(command: Run, options: tuple[str, ...], why: str) -> None:
    """They end with 2 and one line, before anybody is asked for a token."""
    done = command("discord", *options, env={})

    assert (2, "", 1) == told(done)
    assert why in done.stderr.lower() or why in done.stderr


def test_shards_are_numbers_once() -> None:
    """The shards of a process are told in any order, with blanks, twice."""
    assert [0, 2, 3] == command_line._ids(" 3,0, 2,0", 4)  # noqa: SLF001 - a process of its own would cost a second


async def test_commands_are_told_once(command: Run, far: FarSide) -> None:
    """Discord is told all commands, and then nothing more; --check says so without telling it."""
    looked = await synced(command, far, "--check")
    done, again = await synced(command, far), await synced(command, far)
    after = await synced(command, far, "--check")

    assert [("Discord has other commands", ALL), ("Discord was told the commands", ALL)] == [
        said_of_new(one.stdout) for one in (looked, done)
    ]
    assert [1, 0] == [one.returncode for one in (looked, done)]
    assert [(0, SAME, 0)] * 2 == [told(again), told(after)]
    assert ([], ["PUT"]) == (far.refused, [one.method for one in far.calls if one.method != "GET"])


async def test_what_was_told_as_json(command: Run, far: FarSide) -> None:
    """With --json it is an object that says what differed, and whether Discord was told."""
    looked = await synced(command, far, "--check", "--json")
    done, again = await synced(command, far, "--json"), await synced(command, far, "--json")
    found = [json.loads(one.stdout) for one in (looked, done, again)]

    assert [1, 0, 0] == [one.returncode for one in (looked, done, again)]
    assert [(7, False), (7, True), (0, False)] == [(len(one["new"]), one["synced"]) for one in found]
    assert {"new", "changed", "gone", "synced"} == found[0].keys()


async def test_words_of_other_languages_are_told_once(
    command: Run, far: FarSide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language that is added is a change of what it names, and none once Discord has it."""
    await synced(command, far)
    (tmp_path / "de.yaml").write_text("ask: frag\nquestion: frage\n")
    monkeypatch.setattr(words.Words.__init__, "__defaults__", (tmp_path,))
    done, again = await synced(command, far), await synced(command, far, "--check")

    assert [(0, "Discord was told the commands. Changed: ask.\n", 0), (0, SAME, 0)] == [
        told(done),
        told(again),
    ]


async def test_a_language_that_is_none(
    command: Run, far: FarSide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be read, and a name that Discord refuses, end with 78 and one line that names it."""
    monkeypatch.setattr(words.Words.__init__, "__defaults__", (tmp_path,))
    (tmp_path / "de.yaml").write_text("- ask\n")
    broken = await synced(command, far)
    (tmp_path / "de.yaml").write_text("ask: Frag mich\n")
    far.fail("PUT *", status=400, code=50035)
    refused = await synced(command, far)

    assert [(78, "", 1)] * 2 == [told(broken), told(refused)]
    assert "de.yaml: it must have lines like 'ask: frag'" in broken.stderr
    assert "backchat: Discord refuses the commands: " in refused.stderr


async def test_one_server_can_have_them(command: Run, far: FarSide) -> None:
    """With --guild they are told to one server alone, where the bot must be."""
    done, again = [await synced(command, far, "--guild", GUILD) for _ in range(2)]
    elsewhere = await synced(command, far, "--guild", "404")

    assert [0, 0, 78] == [one.returncode for one in (done, again, elsewhere)]
    assert SAME == again.stdout
    assert "on server 404: invite it there first" in elsewhere.stderr


async def test_discord_cannot_be_reached(command: Run, far: FarSide) -> None:
    """Where nobody listens it ends with 69 and one line that says where it looked."""
    where = {"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": NOWHERE}
    done = await asyncio.to_thread(command, "discord", "sync", env=where)

    assert (69, "", 1) == told(done)
    assert f"Discord cannot be reached at {NOWHERE}" in done.stderr
