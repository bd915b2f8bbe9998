from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.journal.engine import Store
from bot.journal.journal import Journal, opened_journal
from bot.journal.places import NOBODY
from bot.journal.privacy import Privacy
from bot.journal.records import Pseudonym
from tests.samples import ADA, BOB, HERE, NOON, kept

THERE = Pseudonym("there")


async def test_a_new_place_has_no_settings(journal: Journal) -> None:
    """Where nothing was set, nothing is set."""
    assert {} == await journal.places.settings(HERE)


async def test_changes_are_merged(journal: Journal) -> None:
    """A change sets what it names, leaves the rest, and tells all of it."""
    await journal.places.change(HERE, {"private": True, "channel": "c"}, NOON)
    told = await journal.places.change(HERE, {"channel": "d", "tone": "kind"}, NOON)

    assert {"private": True, "channel": "d", "tone": "kind"} == told
    assert told == await journal.places.settings(HERE)


async def test_none_unsets(journal: Journal) -> None:
    """None takes a setting away, also one that was never there; other values that are false stay."""
    await journal.places.change(HERE, {"a": 1, "b": False, "c": ""}, NOON)

    assert {"b": False, "c": ""} == await journal.places.change(HERE, {"a": None, "z": None}, NOON)
    assert {"b": False, "c": ""} == await journal.places.settings(HERE)


async def test_the_same_change_twice_is_one(journal: Journal) -> None:
    """A change that is made again, as after a lost answer, changes nothing."""
    once = await journal.places.change(HERE, {"a": 1, "b": None}, NOON)

    assert once == await journal.places.change(HERE, {"a": 1, "b": None}, NOON)


async def test_places_have_settings_of_their_own(journal: Journal) -> None:
    """What is set here is not set there."""
    await journal.places.change(HERE, {"a": 1}, NOON)

    assert {} == await journal.places.settings(THERE)


@pytest.mark.parametrize(
    "value", ["\x00", "\ud800", "\U0001f600" * 1_000, [1, {"x": [None]}], 2**53, 0.1, "'\"\\"]
)
async def test_any_value_of_json_can_be_set(journal: Journal, value: object) -> None:
    """Whatever JSON can say is kept and comes back the same."""
    await journal.places.change(HERE, {"value": value}, NOON)

    assert {"value": value} == await journal.places.settings(HERE)


async def test_of_twenty_changes_at_once_none_is_lost(store: Store) -> None:
    """Twenty people change twenty settings of a new place at once, through four journals: all twenty are set."""
    async with AsyncExitStack() as stack:
        journals = [await stack.enter_async_context(opened_journal(store)) for _ in range(4)]
        names = [f"setting{number}" for number in range(20)]
        await asyncio.gather(
            *(
                journals[number % 4].places.change(HERE, {name: number}, NOON)
                for number, name in enumerate(names)
            )
        )

        assert {name: number for number, name in enumerate(names)} == await journals[0].places.settings(HERE)


async def test_an_installation_is_kept_and_unsealed(journal: Journal) -> None:
    """Sealed tokens come back byte by byte, so that the same secret opens them."""
    privacy = Privacy("0123456789abcdef")
    await journal.places.install(HERE, privacy.seal(b"xoxb-token"), NOON)
    sealed = await journal.places.installation(HERE)

    assert sealed is not None
    assert b"xoxb-token" == privacy.unseal(sealed)


@pytest.mark.parametrize("sealed", [b"", bytes(range(256)), b"\x00" * 10_000], ids=["none", "all", "zeros"])
async def test_any_bytes_can_be_kept(journal: Journal, sealed: bytes) -> None:
    """Tokens are bytes, not text: any come back as they were."""
    await journal.places.install(HERE, sealed, NOON)

    assert sealed == await journal.places.installation(HERE)


async def test_a_new_installation_replaces_the_old(journal: Journal) -> None:
    """The tokens of the last installation count."""
    await journal.places.install(HERE, b"old", NOON)
    await journal.places.install(HERE, b"new", NOON + 1)

    assert b"new" == await journal.places.installation(HERE)


async def test_there_may_be_no_installation(journal: Journal) -> None:
    """A place that never installed has no tokens."""
    assert await journal.places.installation(HERE) is None


async def test_a_place_and_its_people_have_tokens_of_their_own(journal: Journal) -> None:
    """The tokens of the place, of each person and of other places do not mix."""
    await journal.places.install(HERE, b"place", NOON)
    await journal.places.install(HERE, b"ada", NOON, ADA)
    await journal.places.install(THERE, b"there", NOON)

    assert [b"place", b"ada", None, b"there"] == [
        await journal.places.installation(HERE),
        await journal.places.installation(HERE, ADA),
        await journal.places.installation(HERE, BOB),
        await journal.places.installation(THERE),
    ]


@pytest.mark.parametrize(
    ("person", "left"),
    [(None, [None, None, b"there"]), (ADA, [b"place", None, b"there"]), (NOBODY, [None, b"ada", b"there"])],
    ids=["all", "of-ada", "of-the-place"],
)
async def test_uninstalling(journal: Journal, person: Pseudonym | None, left: list[bytes | None]) -> None:
    """Uninstalling deletes the tokens of one person, of the place alone or of everybody there; twice does no harm."""
    await journal.places.install(HERE, b"place", NOON)
    await journal.places.install(HERE, b"ada", NOON, ADA)
    await journal.places.install(THERE, b"there", NOON)
    for _ in range(2):
        await journal.places.uninstall(HERE, person)

    assert left == [
        await journal.places.installation(HERE),
        await journal.places.installation(HERE, ADA),
        await journal.places.installation(THERE),
    ]


async def test_settings_are_exported_with_everything_alone(journal: Journal) -> None:
    """The settings of places belong to nobody: they are in the export of all, not in a person's; tokens are in none."""
    await journal.places.change(HERE, {"a": 1}, NOON)
    await journal.places.install(HERE, b"sealed", NOON, ADA)

    assert [{"a": 1}] == [row["settings"] for row in await kept(journal, "places")]
    assert [] == [row async for row in journal.people.export(ADA)]
    assert [] == await kept(journal, "installations")
