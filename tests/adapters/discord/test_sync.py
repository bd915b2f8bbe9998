"""What Discord is told of the commands: right in every language, told only when it differs, and compared without being misled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import discord
import pytest
import yaml

from adapters.discord.sync import Difference, difference, payloads, synced
from adapters.discord.words import Words
from bot.errors import ConfigurationError
from tests import discord_oracle
from tests.discord_guild import Guild

Json = dict[str, Any]
ALL: Final = ("Answer this", "ask", "backchat", "help", "path", "quiz", "topics")
NOTHING: Final = Difference()


async def announced(folder: Path | None = None) -> list[Json]:
    """The commands as they are announced, with the words of a folder."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        return await payloads(client, Words(folder) if folder else None)


def parts(commands: list[Json]) -> Iterator[Json]:
    """Every command, subcommand and option."""
    for command in commands:
        yield command
        yield from parts(command.get("options") or [])


def named(commands: list[Json], *names: str) -> Json:
    """A command, or what is in it."""
    found = next(one for one in commands if one["name"] == names[0])
    return named(found["options"], *names[1:]) if names[1:] else found


def as_discord_has_it(commands: list[Json]) -> list[Json]:
    """The commands as Discord tells of them: in its own order, with what it adds, without what goes without saying."""
    theirs = deepcopy(commands)[::-1]
    for number, command in enumerate(theirs):
        command |= {"id": str(number), "application_id": "1", "version": "2", "handler": None}
        command |= {"contexts": command["contexts"][::-1], "description": command.get("description", "")}
        given = command["default_member_permissions"]
        command["default_member_permissions"] = None if given is None else str(given)
        del command["dm_permission"]
    for part in parts(theirs):
        for name in ("name_localizations", "description_localizations"):
            part[name] = part.get(name) or None
        for name in [name for name in ("required", "autocomplete", "nsfw") if part.get(name) is False]:
            del part[name]
        if not part.get("options"):
            part.pop("options", None)
    return theirs


async def test_they_are_what_discord_takes() -> None:
    """All seven are within Discord's limits and its pattern of names, by its own description of its API."""
    commands = await announced()

    assert [] == discord_oracle.wrong("PUT", "/applications/1/commands", commands)
    assert [*ALL] == sorted(one["name"] for one in commands)


async def test_all_but_the_set_up_go_everywhere() -> None:
    """Everybody has them in servers, direct messages and groups; the set-up has who may manage a server, there alone."""
    commands = {one["name"]: one for one in await announced()}
    manage = discord.Permissions(manage_guild=True).value
    admins = commands.pop("backchat")

    assert ([0], [0], manage) == (
        admins["contexts"],
        admins["integration_types"],
        admins["default_member_permissions"],
    )
    assert {((0, 1, 2), (0, 1), None)} == {
        (tuple(one["contexts"]), tuple(one["integration_types"]), one["default_member_permissions"])
        for one in commands.values()
    }


async def test_what_discord_has_is_no_difference() -> None:
    """Ids, versions, defaults, nulls and another order are Discord's own."""
    commands = await announced()

    assert (NOTHING, False) == (difference(commands, as_discord_has_it(commands)), bool(NOTHING))


async def test_translations_are_no_difference(tmp_path: Path) -> None:
    """Words of other languages that Discord has are found there."""
    (tmp_path / "de.yaml").write_text("ask: frag\nquestion: frage\n")
    commands = await announced(tmp_path)

    assert NOTHING == difference(commands, as_discord_has_it(commands))


CHANGES: Final[dict[str, Callable[[list[Json]], Any]]] = {
    "description": lambda all_: named(all_, "ask").update(description="Ask"),
    "an option's description": lambda all_: named(all_, "ask", "question").update(description="What"),
    "a subcommand's description": lambda all_: named(all_, "backchat", "setup").update(description="Set up"),
    "an option's name": lambda all_: named(all_, "ask", "question").update(name="text"),
    "an option's type": lambda all_: named(all_, "ask", "private").update(type=3),
    "an option less": lambda all_: named(all_, "ask")["options"].pop(),
    "an option more": lambda all_: named(all_, "help").update(
        options=[{"type": 3, "name": "topic", "description": "Which"}]
    ),
    "options in another order": lambda all_: named(all_, "ask")["options"].reverse(),
    "needed": lambda all_: named(all_, "ask", "private").update(required=True),
    "not needed": lambda all_: named(all_, "ask", "question").pop("required"),
    "completed": lambda all_: named(all_, "path", "path").pop("autocomplete"),
    "choices": lambda all_: named(all_, "path", "path").update(choices=[{"name": "First", "value": "first"}]),
    "shortest": lambda all_: named(all_, "ask", "question").update(min_length=3),
    "longest": lambda all_: named(all_, "ask", "question").update(max_length=300),
    "whose": lambda all_: named(all_, "backchat").update(default_member_permissions="8"),
    "everybody's": lambda all_: named(all_, "backchat").update(default_member_permissions=None),
    "where": lambda all_: named(all_, "ask").update(contexts=[0]),
    "where by default": lambda all_: named(all_, "ask").update(contexts=None),
    "who installs it": lambda all_: named(all_, "ask").update(integration_types=[0]),
    "for adults": lambda all_: named(all_, "ask").update(nsfw=True),
    "a word more": lambda all_: named(all_, "ask").update(name_localizations={"de": "frag"}),
    "an option's word": lambda all_: named(all_, "ask", "private").update(
        description_localizations={"de": "Nur du"}
    ),
    "the menu's place": lambda all_: named(all_, "Answer this").update(contexts=[0, 1]),
}
"""What Discord may have otherwise."""


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_is_otherwise_is_found(change: Callable[[list[Json]], Any]) -> None:
    """Each kind of change is found, and only in the command that was changed."""
    ours = await announced()
    theirs = as_discord_has_it(ours)
    change(theirs)
    found = difference(ours, theirs)

    assert ((), 1, ()) == (found.new, len(found.changed), found.gone)


async def test_what_is_new_and_gone_is_found() -> None:
    """A command that Discord lacks, one that it has though we do not, and one that is of another kind now."""
    ours = await announced()
    theirs = [one for one in as_discord_has_it(ours) if one["name"] != "quiz"]
    theirs.append(named(theirs, "help") | {"name": "old"})
    named(theirs, "Answer this")["type"] = 2

    assert Difference(new=("quiz", "Answer this"), gone=("old", "Answer this")) == difference(ours, theirs)


async def test_on_one_server_the_places_do_not_count() -> None:
    """Discord does not say of a server's own commands where they can be used; all else counts."""
    ours = await announced()
    theirs = [one | {"contexts": None, "integration_types": [0]} for one in as_discord_has_it(ours)]
    changed = deepcopy(theirs)
    named(changed, "ask")["description"] = "Ask"

    assert NOTHING == difference(ours, theirs, everywhere=False)
    assert ("ask",) == difference(ours, changed, everywhere=False).changed


async def test_it_tells_discord_what_differs(at_home: Guild) -> None:
    """What differs is told in one request, and not by who only looks; then there is no difference, and nothing is told."""
    bare, before = at_home.world.bare, len(at_home.requests("PUT"))
    del at_home.world.backend.commands[None]["quiz", 1]
    looked = await synced(bare(), check=True)
    unheard = len(at_home.requests("PUT")) - before
    told, again = await synced(bare()), await synced(bare())

    assert (Difference(new=("quiz",)), 0, looked, NOTHING) == (looked, unheard, told, again)
    assert 1 == len(at_home.requests("PUT")) - before


async def test_one_server_has_its_own(at_home: Guild) -> None:
    """On one server all are new, and no difference then; those of all servers stay as they are."""
    bare, home = at_home.world.bare, at_home.world.home.id
    told, again = await synced(bare(), home), await synced(bare(), home)

    assert ([*ALL], NOTHING) == (sorted(told.new), again)
    assert [f"/applications/{at_home.world.backend.application_id}/guilds/{home}/commands"] == [
        one.path for one in at_home.requests("PUT", "/guilds/")
    ]
    assert NOTHING == await synced(bare(), check=True)


async def test_every_word_can_be_translated(tmp_path: Path) -> None:
    """No name and no description of any command or option is left out of a file that has them all."""
    english = await announced()
    words = {part[name] for part in parts(english) for name in ("name", "description") if name in part}
    file = {word: f"wort{number}" for number, word in enumerate(sorted(words))}
    (tmp_path / "de.yaml").write_text(yaml.safe_dump(file))
    german = await announced(tmp_path)

    assert [] == [
        part[name]
        for part in parts(german)
        for name in ("name", "description")
        if name in part and {"de": file[part[name]]} != part[f"{name}_localizations"]
    ]
    assert [] == discord_oracle.wrong("PUT", "/applications/1/commands", german)


async def test_what_a_file_leaves_out_stays_english(tmp_path: Path) -> None:
    """Two languages with a word each: only those are told, and the English ones are as before."""
    (tmp_path / "de.yaml").write_text("ask: frag\ntopics:\n")
    (tmp_path / "pt-BR.yaml").write_text("ask: pergunte\n")
    (tmp_path / "ja.yaml").write_text("")
    (tmp_path / "notes.txt").write_text("ask: nobody reads this")
    found, plain = await announced(tmp_path), await announced()
    ask = named(found, "ask").pop("name_localizations")
    named(plain, "ask").pop("name_localizations")

    assert {"de": "frag", "pt-BR": "pergunte"} == ask
    assert plain == found


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("de.yaml", b"- ask\n- frag\n", "lines like 'ask: frag'"),
        ("de.yaml", b"ask: [frag", "lines like 'ask: frag'"),
        ("de.yaml", b"ask: \xff\xfe", "lines like 'ask: frag'"),
        ("german.yaml", b"ask: frag\n", "Discord has no language german"),
    ],
)
async def test_a_file_that_is_none(tmp_path: Path, name: str, text: bytes, why: str) -> None:
    """A file that cannot be read, or of a language that Discord does not have, is named in one line."""
    (tmp_path / name).write_bytes(text)

    with pytest.raises(ConfigurationError, match=why) as told:
        await announced(tmp_path)
    assert (True, 0) == (name in str(told.value), str(told.value).count("\n"))
