from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.installations import Installations
from bot.journal import states
from bot.journal.engine import Store
from bot.journal.journal import Journal, now
from bot.journal.privacy import Privacy
from bot.operations import logs

SECRET = "0123456789abcdef"  # noqa: S105 - of these tests
TOKENS = b'{"bot_token": "xoxb-canary"}'


@pytest.fixture
def installations(journal: Journal) -> Installations:
    """The installations of Slack, on each database."""
    return Installations(journal, Privacy(SECRET), "slack")


async def test_tokens_are_kept_and_found(installations: Installations) -> None:
    """A place's tokens come back byte by byte; the last ones count."""
    await installations.keep("T1", b"old")
    await installations.keep("T1", TOKENS)

    assert TOKENS == await installations.find("T1")
    assert await installations.find("T2") is None


@pytest.mark.parametrize("tokens", [b"", b"\x00\xff" * 5_000])
async def test_any_bytes_can_be_tokens(installations: Installations, tokens: bytes) -> None:
    """Nothing is found where there is nothing; empty tokens are something."""
    await installations.keep("T1", tokens)

    assert tokens == await installations.find("T1")


async def test_places_people_and_platforms_do_not_mix(journal: Journal, installations: Installations) -> None:
    """The tokens of a place, of a person there and of the same ids on another platform are three things."""
    discord = Installations(journal, Privacy(SECRET), "discord")
    await installations.keep("T1", b"place")
    await installations.keep("T1", b"ada", "U1")
    await discord.keep("T1", b"guild")

    assert [b"place", b"ada", None, None] == [
        await installations.find("T1"),
        await installations.find("T1", "U1"),
        await installations.find("T1", "U2"),
        await installations.find("U1"),
    ]
    assert b"guild" == await discord.find("T1")


@pytest.mark.parametrize(
    ("person", "left"),
    [(None, [None, None]), ("", [None, b"ada"]), ("U1", [b"place", None]), ("U2", [b"place", b"ada"])],
)
async def test_tokens_are_dropped(
    installations: Installations, person: str | None, left: list[bytes | None]
) -> None:
    """All of a place's, its own alone, or one person's; twice does no harm, and other places keep theirs."""
    for place in ("T1", "T2"):
        await installations.keep(place, b"place")
        await installations.keep(place, b"ada", "U1")
    for _ in range(2):
        await installations.drop("T1", person)

    assert left == [await installations.find("T1"), await installations.find("T1", "U1")]
    assert [b"place", b"ada"] == [await installations.find("T2"), await installations.find("T2", "U1")]


async def test_what_cannot_be_unsealed_is_not_found(
    journal: Journal, installations: Installations, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tokens that were sealed with another secret count as none, and a log line says what to do, without any id."""
    place = Privacy(SECRET).pseudonym("place", "slack", "T0CANARY12")
    await journal.places.install(place, Privacy("another secret 1").seal(TOKENS), now())

    undo = logs.configure("json", "info", [])
    found = await installations.find("T0CANARY12")
    undo()
    line = capsys.readouterr().err
    told = json.loads(line)

    assert found is None
    assert "an installation cannot be read" == told["event"]
    assert "slack" == told["platform"]
    assert told["reason"].startswith("it was sealed with another secret: set the old BACKCHAT_SECRET")
    assert "canary" not in line.lower()


async def test_with_another_secret_there_are_no_installations(
    journal: Journal, installations: Installations
) -> None:
    """Another secret finds nothing at all: places have other pseudonyms with it."""
    await installations.keep("T1", TOKENS)

    assert await Installations(journal, Privacy("another secret 1"), "slack").find("T1") is None


async def test_a_state_counts_once(installations: Installations) -> None:
    """A state that was issued is consumed once, a forged one never."""
    state = await installations.issue_state()

    assert [False, True, False] == [
        await installations.consume_state(f"{state}x"),
        await installations.consume_state(state),
        await installations.consume_state(state),
    ]


async def test_a_state_ends(installations: Installations, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes after it was issued, a state counts no more."""
    state = await installations.issue_state()
    late = now() + states.LASTS
    monkeypatch.setattr("bot.installations.now", lambda: late)

    assert not await installations.consume_state(state)


def _bytes(folder: Path) -> bytes:
    """All of the journal's files; another process reads them, or their locks would be lost."""
    return subprocess.run(["cat", *folder.iterdir()], capture_output=True, check=True).stdout


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_the_files_hold_no_token_and_no_id(store: Store, installations: Installations) -> None:
    """Neither a token, nor the id of a place or of a person, nor a state is in the bytes of the journal's files."""
    await installations.keep("T0CANARYXX", b"xoxb-canary-of-a-token", "U0CANARYXX")
    state = await installations.issue_state()
    assert store.file
    held = _bytes(store.file.parent)

    assert b"installations" in held
    assert [] == [one for one in (b"canary", b"CANARY", b"xoxb", state.encode()) if one in held]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_a_store_that_is_away_is_told(
    store: Store, journal: Journal, installations: Installations
) -> None:
    """What could not be kept, found or dropped raises: nobody takes it for done."""
    await journal.close()
    assert store.file
    store.file.unlink()
    store.file.write_bytes(b"not a journal" * 1_000)

    for asked in (
        installations.keep("T1", TOKENS),
        installations.find("T1"),
        installations.drop("T1"),
        installations.issue_state(),
        installations.consume_state("x"),
    ):
        with pytest.raises(StoreError):
            await asked
