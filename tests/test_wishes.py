from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import MAX_CODE, BrowseTopics, FollowPath, ShowEntry, ShowHelp, action_code
from bot.reply import Reply
from bot.wishes import ForgetMe, Vote, Wish, parse_code, wish_code

LONGEST: Final = "a" + "-bc" * 21
ASKED: Final = "AAAAAAAAAAA"

ids = st.from_regex("[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda id_: len(id_) <= 64)
asked = st.binary(min_size=8, max_size=8).map(lambda raw: urlsafe_b64encode(raw).rstrip(b"=").decode())
wishes = st.one_of(st.builds(Vote, ids, st.booleans(), asked), st.builds(ForgetMe, st.booleans()))


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


@pytest.mark.parametrize(
    "action",
    [ShowEntry("docker"), BrowseTopics("skills", 2), FollowPath("first", 3), ShowHelp(), BrowseTopics()],
)
def test_actions_are_parsed_too(action: ShowEntry) -> None:
    """One parser is enough for every button."""
    assert action == parse_code(action_code(action))


@pytest.mark.parametrize(
    "code",
    [
        *("", "vote", "vote:docker", "vote:docker:up", "vote:docker:up:", f"vote::up:{ASKED}"),
        *(f"vote:docker:maybe:{ASKED}", f"vote:docker:up:{ASKED}A", f"vote:docker:up:{ASKED[1:]}"),
        *(f"vote:docker:up:{ASKED}\n", f"vote:docker:up:{ASKED}:x", "vote:docker:up:AAAAA AAAAA"),
        *(f"vote:{'x' * 90}:up:{ASKED}", "forget:no", "forget:yes:yes", "Forget", "forget:", "unforget"),
    ],
)
def test_other_codes_are_none_of_ours(code: str) -> None:
    """A code that was forged, cut off or written by another version is none."""
    assert parse_code(code) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_parser(code: str) -> None:
    """Whatever arrives as a code is parsed to something or nothing, and what it is parsed to has that code."""
    found = parse_code(code)

    assert found is None or isinstance(
        found, Vote | ForgetMe | ShowEntry | BrowseTopics | FollowPath | ShowHelp
    )


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
