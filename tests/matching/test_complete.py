from __future__ import annotations

from typing import Final

import pytest

from bot.answer import Answerer
from bot.knowledge import Entry, Knowledge, LearningPath, OutOfScope, Step, Synonyms
from bot.matching.complete import Completer, Completion

LONG: Final = "what is an index in a database " + "and why does it make my queries faster " * 3


def entry(id_: str, title: str, *phrasings: str, kind: str = "", related: tuple[str, ...] = ()) -> Entry:
    """An entry with an answer that says nothing."""
    return Entry(id=id_, title=title, phrasings=phrasings, short=f"{title}.", kind=kind, related=related)


ENTRIES: Final = (
    entry("api", "What is an API?", "what is an api", "explain apis to me", "api meaning", kind="words"),
    entry("database", "What is a database?", "what is a database", "databases explained", kind="words"),
    entry("degree", "Do I need a degree?", "do i need a degree", "is university required", kind="career"),
    entry("first-job", "Getting the first job", "how do i get my first job", "where to apply", kind="career"),
    entry("git", "Git", "how do i get my work into git", "git basics", kind="tools", related=("database",)),
    entry("index", "Database indexes", LONG, "slow queries", kind="tools", related=("api", "first-job")),
    entry("kubernetes", "Kubernetes", "run containers with kubernetes", "orchestration", kind="tools"),
    entry("hello", "Hello", "hello", "good day to you", "how do i say hello", kind="smalltalk"),
)
KNOWLEDGE: Final = Knowledge(
    entries={one.id: one for one in ENTRIES},
    paths={"start": LearningPath(id="start", title="Start", audience="all", steps=(Step(entry="git"),))},
    synonyms=Synonyms(families={"database": ("db", "data base"), "kubernetes": ("k8s",)}),
    out_of_scope={
        "pay": OutOfScope(
            title="pay", pointer="See a survey.", examples=("what is a good salary", "average pay")
        ),
        "crisis": OutOfScope(
            title="a crisis",
            pointer="Call somebody.",
            examples=("i need help with my life", "i cannot go on"),
            offer_topics=False,
        ),
    },
)
COMPLETER: Final = Completer(KNOWLEDGE)


def first(typed: str) -> Completion:
    """The best completion."""
    return COMPLETER.complete(typed)[0]


def entries(typed: str) -> list[str]:
    """The entries in the list, best first."""
    return [one.entry for one in COMPLETER.complete(typed)]


@pytest.mark.parametrize("typed", ["", " ", "w", "?", "\u0301", "\x00", "\ud800", "\u200b"])
def test_who_has_typed_nothing_yet_gets_starters(typed: str) -> None:
    """Nothing, one letter, and what cannot be seen bring the first step of a path, and one of each kind in turn.

    Of a kind, what others lead to comes first.
    """
    assert ["git", "first-job", "api", "degree", "index", "database", "kubernetes"] == entries(typed)


def test_what_begins_as_typed_comes_first() -> None:
    """All that begins so is ahead of all that does not, and says so itself."""
    found = COMPLETER.complete("how do i get my")

    assert [
        Completion("how do i get my first job", "first-job"),
        Completion("how do i get my work into git", "git"),
    ] == sorted(found[:2], key=lambda one: one.entry)


@pytest.mark.parametrize(
    ("typed", "completion"),
    [
        ("how do i get my fir", Completion("how do i get my first job", "first-job")),
        ("HOW DO I GET MY FIR", Completion("how do i get my first job", "first-job")),
        ("hwo do i get my fir", Completion("how do i get my first job", "first-job")),
        ("what is a d", Completion("What is a database?", "database")),
        ("what is a db", Completion("What is a database?", "database")),
        ("what is a data b", Completion("What is a database?", "database")),
        ("databse", Completion("What is a database?", "database")),
        ("a degree, do i need it", Completion("Do I need a degree?", "degree")),
        ("k8s", Completion("Kubernetes", "kubernetes")),
        ("kubernets", Completion("Kubernetes", "kubernetes")),
        ("is univers", Completion("is university required", "degree")),
        ("ápi mean", Completion("api meaning", "api")),
    ],
)
def test_typed(typed: str, completion: Completion) -> None:
    """Beginnings, half words, other orders, slips and slang find their entry, in the words nearest to those typed."""
    assert completion == first(typed)


def test_a_space_ends_a_word() -> None:
    """After "a" and a space only what goes on with another word begins as typed, before it "an" does as well."""
    knowledge = Knowledge(entries={one.id: one for one in ENTRIES if one.id in {"api", "database"}})
    completer = Completer(knowledge)

    assert ["api", "database"] == sorted(one.entry for one in completer.complete("what is a"))
    assert ["database"] == [
        one.entry for one in completer.complete("what is a ") if one.label.startswith("What is a ")
    ]
    assert Completion("What is a database?", "database") == completer.complete("what is a ")[0]


def test_the_answer_comes_before_what_begins_so() -> None:
    """A whole question of one entry is that entry, even where texts of others begin like it."""
    knowledge = Knowledge(
        entries={
            one.id: one
            for one in (
                entry("a", "Gateways", "what is an api gateway", "what is an api proxy"),
                entry("b", "API", "what is an api"),
            )
        }
    )

    assert Completion("what is an api", "b") == Completer(knowledge).complete("what is an api")[0]


def test_small_talk_is_never_completed() -> None:
    """A greeting brings starters, and no list has an entry of small talk."""
    assert entries("") == entries("good day to you")
    assert "hello" not in entries("how do i s")


def test_what_has_no_answer_has_no_completion() -> None:
    """Letters at random bring an empty list."""
    assert () == COMPLETER.complete("xqzzy wvvk")


def test_who_is_in_a_crisis_is_offered_no_topics() -> None:
    """What belongs to a family that offers no topics brings nothing that does not begin so."""
    assert () == COMPLETER.complete("i cannot go on")


def test_a_phrasing_that_does_not_fit_is_never_a_label() -> None:
    """Where the only phrasing that begins so is longer than a label may be, the title stands for the entry."""
    assert len(LONG) > 100
    assert Completion("Database indexes", "index") in COMPLETER.complete(
        "what is an index in a database and wh"
    )


def test_the_same_label_never_stands_for_two() -> None:
    """Of entries with one title, whatever its case and its sign, one has it, and others are called by a phrasing."""
    alike = (
        entry("a", "Git", "git for all"),
        entry("b", "git?", "GIT!", "Git", "git then"),
        entry("c", "GIT", "git again"),
    )
    found = Completer(Knowledge(entries={one.id: one for one in alike})).complete("git")
    first, *others = [one.label for one in found]

    assert ["a", "b", "c"] == sorted(one.entry for one in found)
    assert first.casefold().rstrip("?!") == "git"
    assert set(others) < {"git for all", "git then", "git again"}


def test_an_entry_with_no_label_of_its_own_is_left_out() -> None:
    """An entry that says nothing but what another is called does not stand in the list."""
    alike = (entry("a", "Git", "git for all"), entry("b", "git?", "GIT!", "Git"))
    completer = Completer(Knowledge(entries={one.id: one for one in alike}))

    assert (Completion("Git", "a"),) == completer.complete("")


def test_a_label_is_one_line() -> None:
    """A title written on two lines is shown on one."""
    two_lines = entry("a", "What is\n  an API?", "api")

    assert (Completion("What is an API?", "a"),) == Completer(Knowledge(entries={"a": two_lines})).complete(
        "api"
    )


def test_what_cannot_be_read_is_not_shown() -> None:
    """An entry whose title nobody can see is called by its first phrasing, and one without any words is left out."""
    unseen = (entry("a", "\u2800", "what is it"), entry("b", "!!!", "???"))
    completer = Completer(Knowledge(entries={one.id: one for one in unseen}))

    assert (Completion("what is it", "a"),) == completer.complete("")


def test_knowledge_without_entries_completes_nothing() -> None:
    """An empty knowledge base has neither starters nor completions."""
    completer = Completer(Knowledge(entries={}))

    assert ((), ()) == (completer.complete(""), completer.complete("what is"))


def test_a_family_that_means_nothing_is_no_trouble() -> None:
    """A word that stands for no word at all is as if it were not typed."""
    completer = Completer(KNOWLEDGE.model_copy(update={"synonyms": Synonyms(families={"???": ("whatsit",)})}))

    assert completer.complete("") == completer.complete("whatsit") == completer.complete("whatsit ")


def test_the_answerer_completes_what_the_completer_does() -> None:
    """`Answerer.complete` is the completer of its knowledge, made once."""
    answerer = Answerer(KNOWLEDGE)

    assert COMPLETER.complete("what is") == answerer.complete("what is") == answerer.complete("what is")
