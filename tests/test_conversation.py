"""Action codes survive their trip through a button, and only questions fit to be answered get in."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.conversation import (
    MAX_CODE,
    MAX_QUESTION,
    Action,
    BrowseTopics,
    FollowPath,
    Question,
    Quiz,
    ShowEntry,
    ShowHelp,
    StartHere,
    action_code,
    checked_question,
    parse_action,
)
from bot.errors import BadInputError
from bot.knowledge import Id

_ID: Final[TypeAdapter[str]] = TypeAdapter(Id)


def _is_legal(text: str) -> bool:
    try:
        _ID.validate_python(text)
    except ValidationError:
        return False
    return True


_ids: Final = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=":/\\"), min_size=1, max_size=64
).filter(_is_legal)
_ordinals: Final = st.integers(1, 999)
_actions: Final[st.SearchStrategy[Action]] = st.one_of(
    st.builds(ShowEntry, _ids, st.booleans()),
    st.builds(BrowseTopics, _ids, _ordinals),
    st.builds(FollowPath, _ids, _ordinals),
    st.builds(Quiz, _ids, _ordinals, _ordinals, st.integers(0, 999), st.integers(0, 999)),
    st.sampled_from([BrowseTopics(), FollowPath(), Quiz(), StartHere(), ShowHelp()]),
)


@given(_actions)
@example(FollowPath("x" * 64, 999))
@example(BrowseTopics("топики-💬", 10))
def test_every_action_comes_back_from_its_code(action: Action) -> None:
    """Parsing the code of an action gives the action, whatever the legal id."""
    assert action == parse_action(action_code(action))


@given(_actions)
@example(FollowPath("x" * 64, 999))
@example(BrowseTopics("x" * 64, 999))
@example(ShowEntry("x" * 64, whole=True))
@example(Quiz("x" * 64, 999, 999, 999, 999))
def test_a_code_fits_a_button(action: Action) -> None:
    """The code of an action with legal ids has at most 90 characters."""
    assert len(action_code(action)) <= MAX_CODE


@given(_actions, _actions)
def test_different_actions_have_different_codes(one: Action, other: Action) -> None:
    """Two actions share a code only when they are the same action."""
    assert (one == other) == (action_code(one) == action_code(other))


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (ShowEntry("what-is-api"), "show:what-is-api"),
        (BrowseTopics(), "topics"),
        (BrowseTopics("duties"), "topics:duties:1"),
        (BrowseTopics("duties", 2), "topics:duties:2"),
        (FollowPath(), "paths"),
        (FollowPath("from-zero", 4), "path:from-zero:4"),
        (ShowEntry("what-is-api", whole=True), "whole:what-is-api"),
        (Quiz(), "quizzes"),
        (Quiz("from-zero", 7), "quiz:from-zero:7:1:0"),
        (Quiz("from-zero", 7, 3, 2), "quiz:from-zero:7:3:2"),
        (Quiz("from-zero", 7, 3, 2, 4), "quiz:from-zero:7:3:2:4"),
        (StartHere(), "start"),
        (ShowHelp(), "help"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_codes_never_change_their_spelling(action: Action, code: str) -> None:
    """Buttons in old messages keep working because the spelling of a code is fixed."""
    assert code == action_code(action)


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        ":",
        "show",
        "show:",
        "show:a:b",
        "SHOW:a",
        " show:a",
        "topics:",
        "topics:duties",
        "topics:duties:",
        "topics::1",
        "topics:duties:0",
        "topics:duties:-1",
        "topics:duties:+1",
        "topics:duties:01",
        "topics:duties:1.0",
        "topics:duties: 1",
        "topics:duties:1\n",
        "topics:duties:1000",
        "topics:duties:٣",
        "topics:duties:²",
        "topics:duties:1:1",
        "paths:",
        "path",
        "path:x",
        "path::1",
        "path:x:0",
        "path:x:one",
        "help:",
        "help:me",
        "whole",
        "whole:",
        "start:",
        "start:here",
        "ask",
        "quizzes:",
        "quiz",
        "quiz:x",
        "quiz:x:3",
        "quiz:x:3:1",
        "quiz::3:1:0",
        "quiz:x:0:1:0",
        "quiz:x:3:0:0",
        "quiz:x:3:1:00",
        "quiz:x:3:1:-1",
        "quiz:x:3:1:",
        "quiz:x:3:1:0:",
        "quiz:x:3:1:0:0",
        "quiz:x:3:1:0:01",
        "quiz:x:3:1:0:1000",
        "quiz:x:3:1:0:1:1",
        "quiz:x:3:1:0\n",
        "quiz:x:3:1:0:٣",
        "vote:what-is-api:up",
        "show:" + "x" * 86,
        "x" * 100_000,
    ],
    ids=lambda code: repr(code[:24]),
)
def test_a_code_that_is_none_of_ours_means_nothing(code: str) -> None:
    """A forged code, or one of another version, gives None."""
    assert parse_action(code) is None


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["show", "whole", "topics", "path", "paths", "quiz", "quizzes", "start", "", "x", "1", "0"]
            ),
            max_size=6,
        ).map(":".join),
    )
)
def test_any_text_is_a_code_of_ours_or_none(text: str) -> None:
    """Whatever text arrives as a code, it is None or the one code of its action."""
    action = parse_action(text)

    assert action is None or text == action_code(action)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_QUESTION - 1))
@example("  what is an api?\n")
@example("\x00what is \x1b[31man api")
@example("x" * (MAX_QUESTION - 1))
def test_text_with_a_letter_in_it_is_a_question(rest: str) -> None:
    """Text with something to read and at most 4,000 characters is a question, without the space around it."""
    text = f"a{rest}"

    assert checked_question(text) == Question(text.strip())


def test_the_space_around_a_question_is_no_part_of_it() -> None:
    """A question begins and ends with its words."""
    assert checked_question(" \n what is an api?\t\r\n") == Question("what is an api?")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t \r\n", "\u2003\u00a0", "\x00\x07", "\u200b\u2060", "\ufeff"], ids=ascii
)
def test_an_empty_question_is_refused_with_an_example(text: str) -> None:
    """Space, control characters and invisible ones alone are no question, and the message shows what one is."""
    with pytest.raises(BadInputError, match="the question is empty: ask something like 'what"):
        checked_question(text)


@pytest.mark.parametrize(
    ("length", "told"), [(MAX_QUESTION + 1, "4,001"), (100_000, "100,000")], ids=["one-more", "far-more"]
)
def test_a_question_too_long_is_refused_with_its_length(length: int, told: str) -> None:
    """Beyond 4,000 characters the message says how long the text is and what to do."""
    with pytest.raises(BadInputError, match=f"that is {told} characters long: put the question in"):
        checked_question("x" * length)


@pytest.mark.parametrize(
    "text", ["\ud800", "what is \udfff an api", b"caf\xe9".decode(errors="surrogateescape")], ids=ascii
)
def test_half_a_character_is_refused(text: str) -> None:
    """A lone surrogate, which is what invalid UTF-8 in an argument becomes, is no question."""
    with pytest.raises(BadInputError, match="not valid UTF-8"):
        checked_question(text)
