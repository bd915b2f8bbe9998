"""The questions of a quiz: fair, the same each time, and about what the shipped learning paths say."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.knowledge import Entry, Knowledge, LearningPath, Step, Synonyms
from bot.quiz import MOST_OPTIONS, Item, Quizzes
from bot.quiz_gaps import GAP, alike, content, words

_ALL: Final = 999


def _entry(name: str, title: str, short: str, **more: object) -> Entry:
    texts = {"id": name, "kind": "glossary", "title": title, "short": short, "phrasings": (title,)}
    return Entry.model_validate({**texts, **more})


def _knowledge(*entries: Entry, contrasts: tuple[tuple[str, ...], ...] = ()) -> Knowledge:
    path = LearningPath(
        id="p", title="P", audience="you", steps=tuple(Step(entry=entry.id) for entry in entries)
    )
    return Knowledge(
        entries={entry.id: entry for entry in entries},
        paths={"p": path},
        synonyms=Synonyms(contrasts=contrasts),
    )


def _items(knowledge: Knowledge, upto: int = _ALL) -> tuple[Item, ...]:
    return Quizzes(knowledge).items(knowledge.paths["p"], upto)


_DOOR: Final = _entry("door", "Doors", "What people open and close to get into a room, and out of it.")
_LAMP: Final = _entry("lamp", "Lamps", "What gives light once the sun has gone down in the evening.")
_ROOF: Final = _entry("roof", "Roofs", "What keeps rain and snow away from everything that is under it.")


@pytest.fixture(scope="module")
def asked(shipped: Answerer) -> dict[str, tuple[Item, ...]]:
    """All questions on the shipped paths."""
    knowledge = shipped.knowledge
    return {name: Quizzes(knowledge).items(path, _ALL) for name, path in knowledge.paths.items()}


@pytest.fixture(scope="module")
def items(asked: dict[str, tuple[Item, ...]]) -> list[Item]:
    """All questions on the shipped paths, in a row."""
    return [item for made in asked.values() for item in made]


def test_every_step_of_the_shipped_paths_is_asked_about(
    shipped: Answerer, asked: dict[str, tuple[Item, ...]]
) -> None:
    """There is one question a step, in the order of the steps."""
    steps = {name: [step.entry for step in path.steps] for name, path in shipped.knowledge.paths.items()}

    assert steps == {name: [item.entry.id for item in made] for name, made in asked.items()}


def test_four_different_titles_are_offered(items: list[Item]) -> None:
    """Each shipped question has four options, no title twice, and exactly one of them is its entry."""
    assert [] == [
        item.entry.id
        for item in items
        if len({option.title.casefold() for option in item.options}) != MOST_OPTIONS
        or len(item.options) != MOST_OPTIONS
        or item.options.count(item.entry) != 1
        or item.options[item.right - 1] is not item.entry
    ]


def test_no_question_gives_itself_away(items: list[Item], shipped: Answerer) -> None:
    """No title occurs in the text that it belongs to, and no word of a title that few titles have."""
    titles = Counter(
        word for entry in shipped.knowledge.entries.values() for word in set(content(entry.title))
    )
    told = [
        (item.entry.id, word)
        for item in items
        for word in content(item.entry.title)
        if titles[word] < 5 and any(alike(word, shown) for shown in words(item.text))
    ]

    assert [] == told
    assert [] == [item.entry.id for item in items if item.entry.title.casefold() in item.text.casefold()]


def test_no_wrong_title_is_named_in_the_text(items: list[Item]) -> None:
    """Who reads the text does not find a wrong title in it."""
    assert [] == [
        (item.entry.id, option.id)
        for item in items
        for option in item.options
        if option is not item.entry and option.title.casefold().strip(" ?") in item.text.casefold()
    ]


def test_a_text_with_gaps_can_be_read(items: list[Item]) -> None:
    """At most a third as many gaps as words are left, in texts of at least eight words."""
    assert all(len(words(item.text)) >= 8 for item in items)
    assert all(3 * item.text.count(GAP) <= len(words(item.text)) for item in items)


def test_the_right_answer_is_in_every_place(items: list[Item]) -> None:
    """Over all shipped questions each of the four places is right in at least one question of eight."""
    places = Counter(item.right for item in items)

    assert {1, 2, 3, 4} == set(places)
    assert min(places.values()) * 8 >= len(items)


def test_small_talk_is_never_an_option(items: list[Item]) -> None:
    """Nobody is asked whether a text is a greeting."""
    assert "smalltalk" not in {option.kind for item in items for option in item.options}


def test_questions_are_the_same_each_time(shipped: Answerer, asked: dict[str, tuple[Item, ...]]) -> None:
    """Made anew, in another order of paths, and asked up to each step, the questions are what they were."""
    again = Quizzes(shipped.knowledge)

    for name in reversed(list(asked)):
        path = shipped.knowledge.paths[name]
        for upto in range(len(path.steps), -1, -1):
            assert asked[name][:upto] == again.items(path, upto)


@pytest.mark.parametrize(
    ("path", "entry", "wrong"),
    [
        ("from-zero", "sql-injection", {"cross-site-scripting-xss", "cross-site-request-forgery-csrf"}),
        ("from-zero", "docker", {"kubernetes"}),
        ("career-changer", "soft-skills-overview", {"technical-skills-overview"}),
        ("from-zero", "programming-languages", {"frameworks-to-know"}),
    ],
)
def test_what_is_easily_mixed_up_is_asked_for(
    asked: dict[str, tuple[Item, ...]], path: str, entry: str, wrong: set[str]
) -> None:
    """Declared contrasts and close relatives are among the wrong titles."""
    (item,) = (item for item in asked[path] if item.entry.id == entry)

    assert wrong <= {option.id for option in item.options}


@pytest.mark.parametrize(
    ("path", "entry", "near"),
    [
        ("from-zero", "git", "what-is-version-control"),
        ("from-zero", "what-is-database", "sql-relational-databases"),
        ("career-changer", "duties-overview", "back-end-focus-areas"),
        ("interview-prep", "hacking-techniques", "sql-injection"),
    ],
)
def test_what_would_be_right_as_well_is_not_offered(
    asked: dict[str, tuple[Item, ...]], path: str, entry: str, near: str
) -> None:
    """An entry that says much the same, or that the text is about as well, is never a wrong title."""
    (item,) = (item for item in asked[path] if item.entry.id == entry)

    assert near not in {option.id for option in item.options}


def test_any_entry_of_the_shipped_knowledge_can_be_asked_about(shipped: Answerer) -> None:
    """A maintainer who writes a path over all topics gets a question for each, with four options."""
    entries = [entry for entry in shipped.knowledge.entries.values() if entry.kind != "smalltalk"]
    path = LearningPath(
        id="all", title="All", audience="you", steps=tuple(Step(entry=entry.id) for entry in entries)
    )

    items = Quizzes(shipped.knowledge).items(path, _ALL)

    assert len(entries) == len(items)
    assert {MOST_OPTIONS} == {len(item.options) for item in items}


@pytest.mark.parametrize(("number", "options"), [(1, []), (2, [2, 2]), (3, [3, 3, 3])])
def test_a_small_knowledge_base_offers_what_it_has(number: int, options: list[int]) -> None:
    """With three entries there are three titles to choose from, with two there are two, and one is no choice."""
    assert options == [len(item.options) for item in _items(_knowledge(*(_DOOR, _LAMP, _ROOF)[:number]))]


def test_a_text_that_says_nothing_with_its_gaps_is_not_asked_about() -> None:
    """A step whose text is too short, or mostly gaps, is skipped."""
    short = _entry("short", "Walls", "Walls stand around rooms.")
    gaps = _entry("gaps", "Windows", "Windows, windows and windows: a window beside a window in a window.")

    assert ["door", "lamp"] == [item.entry.id for item in _items(_knowledge(_DOOR, short, gaps, _LAMP))]


def test_a_step_twice_is_asked_about_once() -> None:
    """A path that comes back to an entry, or leads to one that is gone, asks nothing twice and nothing of the lost one."""
    knowledge = _knowledge(_DOOR, _LAMP)
    steps = tuple(Step(entry=name) for name in ("door", "gone", "lamp", "door"))
    path = knowledge.paths["p"].model_copy(update={"steps": steps})

    assert ["door", "lamp"] == [item.entry.id for item in Quizzes(knowledge).items(path, _ALL)]
    assert ["door"] == [item.entry.id for item in Quizzes(knowledge).items(path, 2)]


def test_two_entries_with_one_title_are_never_offered_together() -> None:
    """A title that occurs twice in the knowledge is one option at most."""
    again = _entry("lamp-again", "Lamps", "Something else that shines brightly in the night, for instance.")
    knowledge = _knowledge(_DOOR, _LAMP, again, _ROOF)

    assert {3} == {len({option.title for option in item.options}) for item in _items(knowledge)}
    assert {3} == {len(item.options) for item in _items(knowledge)}


def test_a_declared_contrast_may_share_a_word() -> None:
    """Titles with a word in common are too near to each other, unless the knowledge says that they are never the same."""
    front = _entry("front", "Front doors", "What guests pass first when they come to visit you at home.")
    back = _entry("back", "Back doors", "What leads out into the garden, where the bins and bicycles are.")

    apart = _items(_knowledge(front, back, contrasts=(("front", "back"),)))

    assert () == _items(_knowledge(front, back))
    assert [2, 2] == [len(item.options) for item in apart]


_TITLES: Final = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs", "Po"]), min_size=1, max_size=30)


@given(
    st.lists(
        st.tuples(_TITLES, st.text(min_size=1, max_size=120)),
        min_size=1,
        max_size=6,
        unique_by=lambda x: x[0],
    )
)
def test_any_knowledge_gives_fair_questions_or_none(written: list[tuple[str, str]]) -> None:
    """Whatever titles and texts people write, each question has one right option and two to four different titles."""
    usable = [(title, short) for title, short in written if title.strip() and short.strip()]
    entries = [_entry(f"e{number}", title, short) for number, (title, short) in enumerate(usable)]

    for item in _items(_knowledge(*entries)) if entries else ():
        assert 1 == item.options.count(item.entry)
        assert 2 <= len({option.title.casefold() for option in item.options}) == len(item.options)
