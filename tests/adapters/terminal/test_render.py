"""How a reply looks in a terminal; the whole of each kind stands in a file of `golden/`, as a pipe receives it.

A file of `golden/` is compared letter by letter. Whoever changes how replies look changes the file by hand: it is
short, and reading it is the point.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.render import Piece, plain, render
from bot.compose import Voice
from bot.conversation import (
    Action,
    Answered,
    BrowseTopics,
    Candidate,
    Decision,
    Evidence,
    FollowPath,
    More,
    Quiz,
    ShowEntry,
    ShowHelp,
    StartHere,
    Unknown,
    Unsure,
)
from bot.knowledge import Entry, Knowledge, LearningPath, OutOfScope, Source, Step
from bot.reply import Block, Choices, Heading, Option, Prose, Reply, Sources

_GOLDEN: Final = Path(__file__).parent / "golden"
_EVIDENCE: Final = Evidence(
    words=0.5, letters=0.5, meaning=0.5, phrasing="what is an api", likeness=0.5, closeness=0.5, covered=0.5
)


def _entry(name: str, kind: str, title: str, short: str) -> Entry:
    return Entry(id=name, kind=kind, title=title, phrasings=(name,), short=short)


def _knowledge() -> Knowledge:
    api = Entry(
        id="what-is-api",
        kind="glossary",
        title="What is an API?",
        phrasings=("what is an api",),
        short="The door through which programs ask other programs for things.",
        detail="- **Contract:** what may be asked, such as `GET /books`.\n- **Answer:** usually JSON.\n",
        related=("what-is-server", "hello"),
        sources=("guide", "editorial"),
        reviewed=date(2026, 11, 22),
    )
    server = _entry("what-is-server", "glossary", "What is a server?", "A program that waits and answers.")
    hello = Entry(
        id="hello",
        kind="smalltalk",
        title="Hello",
        phrasings=("hi",),
        short="Hello! Ask me anything.",
        related=("what-is-api",),
        sources=("editorial",),
    )
    skills = [
        _entry(f"skill-{number:02}", "skills", f"Skill {number:02}", "Worth having.") for number in range(12)
    ]
    path = LearningPath(
        id="from-zero",
        title="From zero",
        audience="you have never written a server",
        steps=(
            Step(entry="what-is-api", why="It comes first.", task="Call one; done when it answers."),
            Step(entry="what-is-server"),
            Step(entry="skill-00", task="Practise."),
        ),
        offered_by=("what-is-api",),
    )
    return Knowledge(
        entries={entry.id: entry for entry in (api, server, hello, *skills)},
        paths={"from-zero": path},
        sources={
            "guide": Source(title="The Guide", publisher="cmlabs", updated=date(2022, 9, 28)),
            "editorial": Source(title="Working knowledge"),
        },
        out_of_scope={"pay": OutOfScope(title="pay", pointer="Salary surveys know.", examples=("how much",))},
    )


def _near(*names: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(name, 0.5, _EVIDENCE) for name in names)


_SAID: Final[dict[str, Decision | Action]] = {
    "answered": Answered("what-is-api", _EVIDENCE, 0.9),
    "small-talk": Answered("hello", _EVIDENCE, 1.0),
    "unsure": Unsure(_near("what-is-api", "what-is-server", "skill-00"), 0.5),
    "unsure-of-one": Unsure(_near("what-is-api"), 0.5),
    "unknown": Unknown(_near("what-is-api"), None, 0.1),
    "unknown-family": Unknown((), "pay", 0.1),
    "topics": BrowseTopics(),
    "kind": BrowseTopics("skills"),
    "kind-last-page": BrowseTopics("skills", 2),
    "paths": FollowPath(),
    "step-first": FollowPath("from-zero"),
    "step-middle": FollowPath("from-zero", 2),
    "step-last": FollowPath("from-zero", 3),
    "finished": FollowPath("from-zero", 4),
    "quizzes": Quiz(),
    "quiz-question": Quiz("from-zero", 3),
    "quiz-right": Quiz("from-zero", 3, choice=4),
    "quiz-wrong": Quiz("from-zero", 3, choice=3),
    "quiz-result": Quiz("from-zero", 2, number=2, right=1),
    "start": StartHere(),
    "help": ShowHelp(),
    "gone": ShowEntry("removed"),
}


def _reply(said: Decision | Action) -> Reply:
    voice = Voice(_knowledge())
    if isinstance(said, Answered | Unsure | Unknown | More):
        return voice.decision(said)
    return voice.action(said)


@pytest.mark.parametrize("name", _SAID)
def test_every_kind_of_reply_looks_as_agreed(name: str) -> None:
    """In a conversation each kind of reply is drawn exactly as its golden file shows."""
    expected = (_GOLDEN / f"{name}.txt").read_text(encoding="utf-8")

    assert expected == plain(render(_reply(_SAID[name]))) + "\n"


@pytest.mark.parametrize("name", ["answered", "paths", "step-middle", "kind", "topics", "unknown"])
def test_a_single_answer_offers_commands_instead_of_numbers(name: str) -> None:
    """Where nobody can type a number, each option carries the command that shows it."""
    expected = (_GOLDEN / f"{name}.commands.txt").read_text(encoding="utf-8")

    assert expected == plain(render(_reply(_SAID[name]), numbered=False)) + "\n"


def test_every_golden_file_is_compared() -> None:
    """No golden file is left over from a kind of reply that is no more."""
    names = {file.name.split(".")[0] for file in _GOLDEN.iterdir()}

    assert names == set(_SAID)


_texts: Final = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
_options: Final = st.lists(st.builds(Option, _texts, st.just("help")), max_size=12).map(tuple)
_blocks: Final[st.SearchStrategy[Block]] = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Prose, _texts),
    st.builds(Choices, _texts, _options),
    st.builds(
        Sources, st.lists(_texts, min_size=1, max_size=4).map(tuple), st.sampled_from(["", "2026-11-22"])
    ),
)
_replies: Final = st.builds(Reply, st.lists(_blocks, max_size=5).map(tuple), _options)


def _words(block: Block) -> list[str]:
    """Everything of a block that a person must get to see."""
    match block:
        case Heading(text):
            return [text]
        case Prose(markdown):
            return [markdown.rstrip()]
        case Choices(prompt, options):
            return [prompt, *(option.label for option in options)]
        case Sources(titles, reviewed):
            return [*titles, reviewed]


@given(_replies, st.booleans())
def test_nothing_is_lost(reply: Reply, numbered: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    """The text of every block and the label of every button appear, in their order."""
    drawn = plain(render(reply, numbered=numbered))
    wanted = [*(text for block in reply.blocks for text in _words(block)), *(o.label for o in reply.buttons)]

    place = 0
    for text in wanted:
        place = drawn.index(text, place)
        place += len(text)


@given(_replies)
def test_the_number_before_an_option_is_its_place(reply: Reply) -> None:
    """Options are numbered from 1 through choices and buttons, in the order in which a typed number counts."""
    drawn = [piece.text for piece in render(reply) if piece.style == "option"]

    assert drawn == [f"  {number:<2} {option.label}" for number, option in enumerate(reply.options, 1)]


def test_pieces_say_how_they_are_to_look() -> None:
    """Each kind of block has its style, so that a terminal can colour it."""
    reply = Reply(
        (Heading("H"), Prose("p\n"), Choices("Which?", (Option("A", "show:a"),)), Sources(("S",))),
        (Option("B", "help"),),
    )

    assert render(reply) == (
        Piece("heading", "H"),
        Piece("markdown", "p"),
        Piece("prompt", "Which?"),
        Piece("option", "  1  A"),
        Piece("footer", "Source: S"),
        Piece("option", "  2  B"),
    )


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("show:what-is-api", "backchat show what-is-api"),
        ("topics", "backchat topics"),
        ("topics:duties:2", "backchat topics duties"),
        ("topics:-:1", "backchat topics"),
        ("paths", "backchat path"),
        ("path:from-zero:1", "backchat path from-zero"),
        ("path:from-zero:4", "backchat path from-zero --step 4"),
        ("help", "backchat chat"),
        ("quizzes", "backchat chat"),
        ("quiz:from-zero:3:1:0", "backchat chat"),
        ("start", "backchat chat"),
        ("ask", "backchat chat"),
        ("forged", "backchat chat"),
    ],
)
def test_every_action_has_a_command(code: str, command: str) -> None:
    """The command beside an option does what tapping it would do, and a forged code leads to the conversation."""
    (piece,) = render(Reply((), (Option("Label", code),)), numbered=False)

    assert piece == Piece("option", f"  {command}  Label")


def test_an_empty_reply_is_empty() -> None:
    """A reply without blocks and buttons draws nothing."""
    assert plain(render(Reply(()))) == ""
