from __future__ import annotations

import pytest

from bot.journal.records import Forgotten
from bot.reply import Reply
from bot.turns import notices
from bot.wishes import ForgetMe, parse_code

MEANT = (
    "delete my data",
    "Delete my data.",
    "please delete my data",
    "pls delete my data",
    "DELETE MY DATA!!!",
    "delete all my data",
    "delete all of my data please",
    "erase my history",
    "wipe my history",
    "remove my questions",
    "delete my votes",
    "delete my messages",
    "delete my personal data",
    "forget me",
    "forget about me",
    "please forget me.",
    "forget everything about me",
    "forget everything you know about me",
    "delete everything you have on me",
    "delete all you keep of me",
    "delete all data you have about me",
    "delete the data you have stored about me",
    "delete what you know about me",
    "can you delete my data?",
    "could you please erase all of my data?",
    "would you forget me, please?",
    "i want you to delete my data",
    "i'd like you to forget everything about me",
    "i\u2019d like my data deleted",
    "I want all of my data to be deleted.",
    "  delete\n my   data ",
)
NOT_MEANT = (
    "forget it",
    "never mind, forget it",
    "forget me not",
    "forget about it",
    "how do i delete my data from a database",
    "how do I remove all of my data in postgres",
    "how do i delete my data",
    "delete my history in git",
    "delete my data in redis",
    "delete my account",
    "delete my branch",
    "delete the data",
    "delete the data in a table",
    "delete all data",
    "delete everything",
    "delete everything in a schema",
    "remove me from the interview loop",
    "what does delete my data mean",
    "do you delete my data",
    "who can delete my data",
    "when will you delete my data",
    "why should i forget everything i know about java",
    "should i forget everything about frontend",
    "can i delete my questions table",
    "can you delete data in kafka",
    "what do you know about me",
    "my data was deleted by my boss",
    "i want to delete my data warehouse",
    "soft delete or hard delete my data",
    "delete my data" + " and so on" * 10,
    "delete my data" + " " * 200 + "in postgres",
    "delete",
    "",
)


@pytest.mark.parametrize("text", MEANT)
def test_who_asks_to_be_forgotten_is_understood(text: str) -> None:
    """In plain words, politely or not, people can ask to have deleted what is kept of them."""
    assert notices.asks_to_forget(text)


@pytest.mark.parametrize("text", NOT_MEANT)
def test_who_asks_about_deleting_is_answered(text: str) -> None:
    """A question about data, history or forgetting is a question."""
    assert not notices.asks_to_forget(text)


@pytest.mark.parametrize(
    ("wait", "told"),
    [(8.2, "in 9 seconds"), (1.0, "in 1 second "), (0.3, "in 1 second "), (0.0, "in 1 second ")],
)
def test_too_fast_says_when(wait: float, told: str) -> None:
    """The notice says in whole seconds when to ask again, one at least."""
    assert told in notices.too_fast(wait).text


def test_what_is_kept_is_told_before_it_is_deleted() -> None:
    """The days that texts are kept are told, or that none is, with one button that deletes."""
    thirty, one, never = (notices.about_forgetting(days) for days in (30, 1, 0))
    [button] = thirty.buttons

    assert "for 30 days, how" in thirty.text
    assert "for 1 day, how" in one.text
    assert "words" not in never.text
    assert ForgetMe(confirmed=True) == parse_code(button.code)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (Forgotten(), "There was nothing of yours to delete."),
        (Forgotten(questions=1), "Done: 1 question deleted."),
        (Forgotten(questions=2, votes=1), "Done: 2 questions and 1 vote deleted."),
        (Forgotten(3, 2, 1, 4), "Done: 3 questions, 2 votes, 1 remark and 4 paths deleted."),
    ],
)
def test_what_was_deleted_is_counted(what: Forgotten, told: str) -> None:
    """Each kind is told with its number, and nothing that there was none of."""
    assert notices.forgotten(what).text.startswith(told)


def test_why_something_is_unusable_is_a_sentence() -> None:
    """The reason begins with a capital and ends with a full stop."""
    assert "The question is empty: ask." == notices.unusable("the question is empty: ask").text


@pytest.mark.parametrize(
    "reply",
    [
        notices.too_fast(3),
        notices.unusable("why"),
        notices.trouble(),
        notices.thanks(helped=True),
        notices.thanks(helped=False),
        notices.vote_not_kept(),
        notices.about_forgetting(30),
        notices.forgotten(Forgotten(1)),
        notices.not_forgotten(),
        notices.not_shared(),
        notices.not_yours(),
        notices.place_not_known(),
        notices.nothing_done(None, begun=False),
    ],
)
def test_notices_are_for_one_person(reply: Reply) -> None:
    """What is said for the service itself bothers nobody else, is about no entry and cannot be voted on."""
    assert (True, "", ()) == (reply.private, reply.entry, reply.votes)
    assert reply.text.endswith((".", "?"))


def test_notices_name_no_platform() -> None:
    """What any platform may say is said without the name of one."""
    said = notices.not_shared().text

    assert "I may not post here, so I could not share it." == said
