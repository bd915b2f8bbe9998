from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import (
    MAX_CODE,
    Action,
    BrowseTopics,
    FollowPath,
    Quiz,
    ShowEntry,
    ShowHelp,
    StartHere,
    action_code,
)
from bot.reply import Reply
from bot.wishes import ForgetMe, QuizMe, Resume, Vote, Wish, parse_code, wish_code

LONGEST: Final = "a" + "-bc" * 21
ASKED: Final = "AAAAAAAAAAA"

ids = st.from_regex("[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda id_: len(id_) <= 64)
asked = st.binary(min_size=8, max_size=8).map(lambda raw: urlsafe_b64encode(raw).rstrip(b"=").decode())
wishes = st.one_of(
    st.builds(Vote, ids, st.booleans(), asked),
    st.builds(ForgetMe, st.booleans()),
    st.builds(Resume, ids),
    st.builds(QuizMe, ids | st.just("")),
)


@given(wishes)
def test_a_wish_survives_its_code(wish: Wish) -> None:
    """Every wish comes back from its code, which fits into a button."""
    code = wish_code(wish)

    assert wish == parse_code(code)
    assert len(code) <= MAX_CODE


@pytest.mark.parametrize("helped", [True, False])
def test_the_longest_entry_can_be_voted_on(*, helped: bool) -> None:
    """The code of a vote on an entry with an id of 64 characters has its room."""
    vote = Vote(LONGEST, helped, secrets.token_urlsafe(8))

    assert 64 == len(LONGEST)
    assert len(wish_code(vote)) <= MAX_CODE
    assert vote == parse_code(wish_code(vote))


@pytest.mark.parametrize("wish", [Resume(LONGEST), QuizMe(LONGEST)])
def test_the_longest_path_can_be_gone_on_with(wish: Wish) -> None:
    """The codes of the wishes about a path with an id of 64 characters have their room."""
    assert len(wish_code(wish)) <= MAX_CODE
    assert wish == parse_code(wish_code(wish))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("quiz", QuizMe()),
        ("quiz:first", QuizMe("first")),
        ("quiz:first:3:1:0", Quiz("first", 3)),
        ("quiz:first:3:2:1:4", Quiz("first", 3, 2, 1, 4)),
        ("resume:first", Resume("first")),
    ],
)
def test_a_quiz_is_wished_for_or_under_way(code: str, said: Action | Wish) -> None:
    """A code with a path alone is the wish for a quiz; one with numbers besides is a question of it."""
    assert said == parse_code(code)


@pytest.mark.parametrize(
    "action",
    [
        ShowEntry("docker"),
        ShowEntry("docker", whole=True),
        BrowseTopics("skills", 2),
        FollowPath("first", 3),
        StartHere(),
        ShowHelp(),
        BrowseTopics(),
    ],
)
def test_actions_are_parsed_too(action: Action) -> None:
    """One parser is enough for every button."""
    assert action == parse_code(action_code(action))


@pytest.mark.parametrize(
    "code",
    [
        *("", "vote", "vote:docker", "vote:docker:up", "vote:docker:up:", f"vote::up:{ASKED}"),
        *(f"vote:docker:maybe:{ASKED}", f"vote:docker:up:{ASKED}A", f"vote:docker:up:{ASKED[1:]}"),
        *(f"vote:docker:up:{ASKED}\n", f"vote:docker:up:{ASKED}:x", "vote:docker:up:AAAAA AAAAA"),
        *(f"vote:{'x' * 90}:up:{ASKED}", "forget:no", "forget:yes:yes", "Forget", "forget:", "unforget"),
        *("quiz:", "quiz::", "quiz:first:", "quiz:first:3", "quiz::3:1:0", "Quiz", f"quiz:{'x' * 90}"),
        *("resume", "resume:", "resume:first:2", "Resume:first", f"resume:{'x' * 90}"),
    ],
)
def test_other_codes_are_none_of_ours(code: str) -> None:
    """A code that was forged, cut off or written by another version is none."""
    assert parse_code(code) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_parser(code: str) -> None:
    """Whatever arrives as a code is parsed to something or nothing, and what it is parsed to has that code."""
    found = parse_code(code)

    assert found is None or isinstance(found, Wish | Action)
    assert found is None or code == (wish_code(found) if isinstance(found, Wish) else action_code(found))


@given(st.sampled_from(["up", "down"]), ids, asked)
def test_a_code_has_one_spelling(way: str, entry: str, id_: str) -> None:
    """The code of what a code says is that code."""
    code = f"vote:{entry}:{way}:{id_}"
    wish = parse_code(code)

    assert isinstance(wish, Vote)
    assert code == wish_code(wish)


def test_a_reply_has_votes_where_there_is_something_to_vote_on() -> None:
    """Both codes, "this helped" first, for an answer that is kept; none for anything else."""
    votes = (f"vote:docker:up:{ASKED}", f"vote:docker:down:{ASKED}")

    assert votes == Reply((), entry="docker", asked=ASKED).votes
    assert ((), (), ()) == (Reply(()).votes, Reply((), entry="docker").votes, Reply((), asked=ASKED).votes)
