"""What is offered while somebody types an option, and what comes of choosing from it or not."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_habits import furnish, lines

pytestmark = pytest.mark.usefixtures("unhurried")

HOSTILE: Final = (
    "x" * 6_000, "👩‍👩‍👧‍👦" * 200, "`_*|~#>-[]()<@1>@everyone", "\u202e\u0000\u2060\ufdfa", "show:", "show:docker", "'; drop table",
    "%s{0}\\", "   ", "?", "zzzz qqqq", "\n\n\t", "Z̸̛͔̎ä̷́l̶̈́g̵̈́o̷", "не", "\uff21\uff30\uff29",
)  # fmt: skip


async def test_the_likeliest_answer_is_offered_first(shipped_at_home: Guild) -> None:
    """What is half typed, misspelt or shouted finds the entry that would answer it, and choosing it shows that."""
    api, docker = "What is an API?", "Docker and containers"
    meant = {"what is an a": api, "whats a rest ap": api, "do i need a deg": "Do I need a degree?"}
    meant |= {"DOCKER": docker, "dokcer": docker}
    offered = {typed: (await shipped_at_home.autocomplete(typed))[0] for typed in meant}
    chosen = {typed: lines(await shipped_at_home.ask(value))[0] for typed, (_, value) in offered.items()}

    assert (meant, meant) == ({typed: name for typed, (name, _) in offered.items()}, chosen)


async def test_before_anything_is_typed_there_are_beginnings(shipped_at_home: Guild) -> None:
    """Who has typed nothing is offered good questions to start with, each of which is answered."""
    offered = await shipped_at_home.autocomplete("")
    answers = [await shipped_at_home.ask(value, by=value) for _, value in offered]

    assert 5 <= len(offered) <= 25
    assert [] == [one.content for one in answers if not one.labels]


async def test_whatever_is_typed_the_list_is_one_that_discord_takes(shipped_at_home: Guild) -> None:
    """At most 25 names, no two the same, none empty or over 100 characters: Discord would show none of them."""
    for typed in HOSTILE:
        offered = await shipped_at_home.autocomplete(typed)
        names = [name for name, _ in offered]
        texts = [*names, *(value for _, value in offered)]

        assert (True, len(names)) == (len(offered) <= 25, len({*names}))
        assert [] == [one for one in texts if not 1 <= len(one.strip()) <= 100]


async def test_each_key_is_answered_and_leaves_no_trace(at_home: Guild) -> None:
    """However often somebody types, nothing is kept, and they may still ask as many questions as others."""
    for end in range(1, 15):
        await at_home.autocomplete("explain docker"[:end])
        await at_home.autocomplete("explain docker"[:end])
    answers = [await at_home.ask("explain docker") for _ in range(10)]

    assert [""] * 10 == [one.only for one in answers]
    assert 10 == len(await at_home.parts.kept("questions"))


async def test_what_was_chosen_counts_as_asked(at_home: Guild) -> None:
    """The journal keeps the title of what was chosen as a question, and votes and follow-ups are about it."""
    ((_, value),) = [one for one in await at_home.autocomplete("explain docker") if "docker" in one[1]]
    answer = await at_home.ask(value)
    await at_home.tap(answer, "This helped", by="bob")
    more = await at_home.ask("and why?")
    (row,) = [one for one in await at_home.parts.kept("questions") if one["text"] != "and why?"]
    (vote,) = await at_home.parts.kept("votes")

    assert ["What is docker?", "All about docker."] == lines(answer)[:2]
    assert ("What is docker?", "answered", "docker") == (row["text"], row["outcome"], row["entry"])
    assert (row["id"], True) == (vote["asked"], "That is all I have on What is docker?" in lines(more)[1])


async def test_what_was_chosen_is_for_whose_eyes_it_would_be(at_home: Guild) -> None:
    """The person's choice and the server's count for it as for a question, and so do brief answers."""
    await furnish(at_home, private=True, brief=True)
    hidden = await at_home.ask("show:docker")
    shown = await at_home.ask("show:docker", private=False)

    assert [("ada", "Show to channel"), ("", "Dismiss")] == [
        (one.only, one.labels[-1]) for one in (hidden, shown)
    ]
    assert "The whole answer" == shown.labels[0]


async def test_who_chooses_nothing_is_answered_all_the_same(at_home: Guild) -> None:
    """Free text that was sent as it was typed is a question, whatever was offered meanwhile."""
    await at_home.autocomplete("explain docke")
    answer = await at_home.ask("explain docke")

    assert ["-# Question: explain docke", "What is docker?"] == lines(answer)[:2]


async def test_what_is_offered_no_more_is_told(at_home: Guild) -> None:
    """A completion of another version leads to a kind word."""
    answer = await at_home.ask("show:written-in-another-year")

    assert ["There is nothing by that name here, or not any more."] == lines(answer)


async def test_names_of_paths_and_kinds_are_offered(at_home: Guild) -> None:
    """Those that have what was typed in their name, in the order of their list; none where none has."""
    typed = [("path", "path", text) for text in ("", "FIR", "nonsense", "x" * 6_000)]
    typed += [("quiz", "path", "irs"), *(("topics", "kind", text) for text in ("", "SKILL", "learning", "("))]
    offered = [await at_home.autocomplete(text, command, option) for command, option, text in typed]
    first, skills = [("First", "first")], [("Skills (5)", "skills")]

    assert [first, first, [], [], first, skills, skills, [], skills] == offered


async def test_every_kind_and_path_that_is_offered_is_there(shipped_at_home: Guild) -> None:
    """Whatever can be chosen opens its page."""
    for command, option in (("topics", "kind"), ("path", "path")):
        offered = await shipped_at_home.autocomplete("", command, option)
        pages = [await shipped_at_home.command(command, **{option: value}) for _, value in offered]

        assert 3 <= len(offered) <= 25
        assert [] == [one.content for one in pages if one and "by that name" in one.content]


async def test_a_completion_that_comes_too_late_harms_nobody(at_home: Guild) -> None:
    """Somebody typed on meanwhile, and Discord wants the list no more: the next one is answered."""
    at_home.world.refuse("POST", "/interactions/*/callback", 10062)
    late = await at_home.autocomplete("explain do")
    at_home.pardon()
    following = await at_home.autocomplete("explain docker")

    assert ([], "show:docker") == (late, following[0][1])
    assert [] == at_home.parts.faults
