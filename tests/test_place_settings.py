"""How a place wants the bot to be: kept, known at once, and the same for every process."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.journal.journal import Journal, now
from bot.place_settings import FRESH, PLACES, PlaceSettings, settings_of
from bot.service import Service
from tests.places import HERE, PRIVACY, THERE, Clock, book
from tests.services import bench

KEY: Final = PRIVACY.pseudonym("place", *HERE)
PLAIN: Final = PlaceSettings()
SET: Final = PlaceSettings(private=True, brief=True, channels=("7", "8"), forums=("9",), panel="7/11")
ALL: Final = {"private": True, "brief": True, "channels": ["7", "8"], "forums": ["9"], "panel": "7/11"}


async def test_a_place_has_its_settings(journal: Journal) -> None:
    """What was set for a place is so at once, also in another process; all else is as it was, and so are other places."""
    one, other = book(journal), book(journal)
    before = await one.settings(*HERE)
    changed = await one.change(*HERE, {"private": True, "channels": ("7",)})
    again = await one.change(*HERE, {"channels": ("8",), "panel": "8/1"})

    assert (PLAIN, PlaceSettings(private=True, channels=("7",))) == (before, changed)
    assert PlaceSettings(private=True, channels=("8",), panel="8/1") == again
    assert [again, again] == [await one.settings(*HERE), await other.settings(*HERE)]
    assert [PLAIN] * 2 == [await one.settings(*THERE), await one.settings("slack", "1")]


async def test_everything_can_be_set_and_set_back(journal: Journal) -> None:
    """Each setting survives the journal, and so does its default after that."""
    one = book(journal)
    await one.change(*HERE, {"private": True, "brief": True, "channels": ("7", "8")})
    await one.change(*HERE, {"forums": ("9",), "panel": "7/11"})
    kept = await book(journal).settings(*HERE)
    await one.change(*HERE, {"private": False, "brief": False, "channels": (), "forums": (), "panel": ""})

    assert (SET, PLAIN) == (kept, await book(journal).settings(*HERE))


async def test_changes_of_two_admins_add_up(journal: Journal) -> None:
    """Who changes one setting leaves what another process has set meanwhile."""
    one, other = book(journal), book(journal)
    await one.change(*HERE, {"private": True})
    await other.change(*HERE, {"brief": True})

    assert PlaceSettings(private=True, brief=True) == await one.change(*HERE, {"panel": ""})


async def test_what_was_read_counts_for_a_minute(journal: Journal) -> None:
    """A change by another process is seen after a minute, and not before."""
    clock = Clock()
    one = book(journal, clock)
    await one.settings(*HERE)
    await book(journal).change(*HERE, {"brief": True})
    clock.now += FRESH - 0.01
    before = await one.settings(*HERE)
    clock.now += 0.01

    assert (PLAIN, PlaceSettings(brief=True)) == (before, await one.settings(*HERE))


async def test_what_another_version_wrote_does_no_harm(journal: Journal) -> None:
    """What is unknown is left alone, what is broken is not set, and a change keeps the rest."""
    await journal.places.change(KEY, {"tone": "pirate", "brief": "yes", "panel": "7/11"}, now())
    found = await book(journal).settings(*HERE)
    changed = await book(journal).change(*HERE, {"private": True})

    assert (PlaceSettings(panel="7/11"), PlaceSettings(private=True, panel="7/11")) == (found, changed)
    assert "pirate" == (await journal.places.settings(KEY))["tone"]


@pytest.mark.parametrize(
    ("kept", "settings"),
    [
        ({}, PLAIN),
        (ALL, SET),
        (
            ALL | {"private": 1, "brief": None},
            PlaceSettings(channels=("7", "8"), forums=("9",), panel="7/11"),
        ),
        ({"channels": "78", "forums": {"9": "8"}, "panel": ["7"]}, PLAIN),
        ({"channels": ["7", 8], "forums": [None]}, PLAIN),
        ({"private": True, "channels": None}, PlaceSettings(private=True)),
    ],
)
def test_broken_values_are_not_set(kept: dict[str, Any], settings: PlaceSettings) -> None:
    """Each value that is not of its kind is the default, whatever the others are."""
    assert settings == settings_of(kept)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
)


@given(st.dictionaries(st.sampled_from([*ALL, "tone"]), _values))
def test_whatever_is_kept_makes_settings(kept: dict[str, Any]) -> None:
    """Of whatever was stored there are settings of the right kinds."""
    found = settings_of(kept)

    assert [bool, bool, str] == [type(one) for one in (found.private, found.brief, found.panel)]
    assert all(isinstance(one, str) for one in (*found.channels, *found.forums))
    assert isinstance(hash(found), int)


async def test_a_change_counts_more_than_what_was_read_before(journal: Journal) -> None:
    """However a reading and a change overlap, what was changed is what is known after it."""
    for turns in range(12):
        one, place = book(journal), ("discord", f"p{turns}")
        reading = asyncio.create_task(one.settings(*place))
        for _ in range(turns):
            await asyncio.sleep(0)
        await one.change(*place, {"brief": True})
        await reading

        assert PlaceSettings(brief=True) == await one.settings(*place)


async def test_ten_thousand_places_are_remembered(journal: Journal) -> None:
    """Of one more place than there is room for, the one that was read longest ago is forgotten, and is read again."""
    one, other = book(journal, most=3), book(journal)
    for place in ("1", "2", "3", "1", "4"):
        await one.change("discord", place, {"panel": "old"})
    for place in ("1", "2", "3", "4"):
        await other.change("discord", place, {"panel": "new"})
    found = [(await one.settings("discord", place)).panel for place in ("1", "3", "4", "2")]

    assert (["old", "old", "old", "new"], 3, 10_000) == (found, len(one), PLACES)


async def test_no_place_is_as_by_default(journal: Journal) -> None:
    """What is said to the bot alone is said in no place, and nothing is looked up for it."""
    one = book(journal)
    await journal.places.change(PRIVACY.pseudonym("place", "discord", ""), {"brief": True}, now())

    assert (PLAIN, 0) == (await one.settings("discord", ""), len(one))


async def test_the_service_has_them(small: Answerer, store: Store) -> None:
    """An adapter sets up a place with the platform's own ids, and any process of the service knows it."""
    async with bench(store, lambda: small) as parts:
        one, other = Service(parts.parts), Service(parts.parts)
        changed = await one.set_up(*HERE, private=True, forums=("9",))
        found = [await service.place(*HERE) for service in (one, other)]
        [row] = await parts.kept("places")

    assert [PlaceSettings(private=True, forums=("9",))] * 3 == [changed, *found]
    assert KEY == row["place"]
