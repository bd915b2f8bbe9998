"""What a typed line means in a terminal conversation."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.turns import COMMANDS, Note, Offered, Quit, interpret
from bot.conversation import (
    Action,
    BrowseTopics,
    FollowPath,
    Question,
    Quiz,
    ShowEntry,
    ShowHelp,
    action_code,
)
from bot.reply import Choices, Option, Prose, Reply

_REPLY: Final = Reply(
    (Choices("Pick one:", (Option("What is an API?", "show:api"), Option("Git", "show:git"))),),
    (Option("What next?", "path:zero:2"),),
)
_OFFERED: Final = Offered().after(_REPLY)

_HELPFUL: Final = ", ".join(COMMANDS)


@pytest.mark.parametrize(
    "line",
    ["what is an api", "  what is an api \r\n", "3", "-1", "٣", "1.5", "api/rest", "quitting", ":help"],
)
def test_a_line_is_a_question_unless_it_is_something_else(line: str) -> None:
    """What is no command, and no choice that was offered, is a question as typed."""
    assert interpret(line, Offered()) == Question(line.strip())


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("1", ShowEntry("api")),
        (" 2\n", ShowEntry("git")),
        ("3", FollowPath("zero", 2)),
        ("02", ShowEntry("git")),
    ],
)
def test_a_number_chooses_an_option(line: str, action: Action) -> None:
    """A number means the option that carries it, choices first and buttons after them."""
    assert interpret(line, _OFFERED) == action


@pytest.mark.parametrize("line", ["0", "4", "99999", "9" * 5000])
def test_a_number_that_nobody_offered_is_told_the_range(line: str) -> None:
    """A number beyond the options is answered with how far they go."""
    assert interpret(line, _OFFERED) == Note("The choices are 1 to 3; or just ask.")


@pytest.mark.parametrize("line", ["²", "٣", "1 2", "1st", "+1"])
def test_only_plain_digits_choose(line: str) -> None:
    """Other numerals and numbers with something around them are questions."""
    assert interpret(line, _OFFERED) == Question(line)


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("What next?", FollowPath("zero", 2)),
        ("what next", FollowPath("zero", 2)),
        ("  WHAT NEXT ?! ", FollowPath("zero", 2)),
        ("git", ShowEntry("git")),
        ("what is an api?", ShowEntry("api")),
    ],
)
def test_the_label_of_an_option_chooses_it(line: str, action: Action) -> None:
    """Typing a label does what tapping it would do, in any case and with or without its question mark."""
    assert interpret(line, _OFFERED) == action


def test_labels_of_earlier_replies_are_remembered() -> None:
    """A label offered before still works when the last reply offers others; a number means the last reply's."""
    offered = _OFFERED.after(Reply((Prose("said"),), (Option("Browse all topics", "topics"),)))

    assert interpret("what next", offered) == FollowPath("zero", 2)
    assert interpret("1", offered) == BrowseTopics()


def test_the_newest_of_two_equal_labels_counts() -> None:
    """Of two options with one label the one offered last is meant."""
    offered = _OFFERED.after(Reply((), (Option("What next?", "path:zero:3"),)))

    assert interpret("what next?", offered) == FollowPath("zero", 3)


def test_an_answer_of_a_quiz_counts_while_it_is_asked_for() -> None:
    """The title of an entry answers the question shown last, and is a question of its own once the quiz went on."""
    asked = Reply((Choices("Which?", (Option("What is an API?", "quiz:zero:3:1:0:2"),)),))
    offered = _OFFERED.after(asked)

    assert interpret("what is an api?", offered) == Quiz("zero", 3, 1, 0, 2)
    assert interpret("what is an api?", offered.after(Reply((Prose("Right"),)))) == Question(
        "what is an api?"
    )


def test_a_label_with_a_code_of_another_version_is_a_question() -> None:
    """An option whose code is none of ours chooses nothing."""
    offered = Offered().after(Reply((), (Option("Vote", "vote:api:up"),)))

    assert interpret("vote", offered) == Question("vote")
    assert interpret("1", offered) == Note("The choices are 1 to 1; or just ask.")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/topics", BrowseTopics()),
        ("/topics duties", BrowseTopics("duties")),
        ("/TOPICS duties", BrowseTopics("duties")),
        ("/path", FollowPath()),
        ("/paths", FollowPath()),
        ("/path from-zero", FollowPath("from-zero")),
        ("/path from-zero 4", FollowPath("from-zero", 4)),
        ("  /path   from-zero   4 ", FollowPath("from-zero", 4)),
        ("/quiz", Quiz()),
        ("/quiz from-zero", Quiz("from-zero", 999)),
        (" /QUIZ from-zero again", Quiz("from-zero", 999)),
        ("/help", ShowHelp()),
        ("/?", ShowHelp()),
        ("/quit", Quit()),
        ("/exit", Quit()),
        ("/q", Quit()),
        ("/Quit\r\n", Quit()),
    ],
)
def test_commands_mean_what_they_say(line: str, meant: Action | Quit) -> None:
    """Each command is understood in any case and with any space around its words."""
    assert interpret(line, _OFFERED) == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [("/help me", ShowHelp()), ("/quit now", Quit()), ("/q please", Quit()), ("/? topics", ShowHelp())],
)
def test_more_words_after_a_command_do_no_harm(line: str, meant: Action | Quit) -> None:
    """A command that takes no words is not denied to exist because some follow."""
    assert interpret(line, _OFFERED) == meant


@pytest.mark.parametrize("step", ["x", "0", "-1", "1.5", "1000", "four", "4 5", "4:5"])
def test_a_step_that_is_no_number_is_told_how(step: str) -> None:
    """A step must be a number from 1 to 999, and the note shows one."""
    assert interpret(f"/path from-zero {step}", _OFFERED) == Note(
        "A step is a number, as in: /path from-zero 4"
    )


@pytest.mark.parametrize("line", ["/", "/nonsense", "/etc/passwd", "//", "/topic", "/ help"])
def test_an_unknown_command_is_told_the_known_ones(line: str) -> None:
    """A command that nobody made is named, with all that there are."""
    command = line.split(maxsplit=1)[0]

    assert interpret(line, _OFFERED) == Note(f"There is no command {command}. There are: {_HELPFUL}")


@pytest.mark.parametrize(
    ("line", "told"),
    [("", "empty"), ("  ", "empty"), ("x" * 5_000, "5,000 characters"), ("\udcff", "not valid UTF-8")],
    ids=["empty", "space", "long", "invalid"],
)
def test_what_is_no_question_is_told_at_once(line: str, told: str) -> None:
    """A line that cannot be asked is answered with what is wrong, not with an error."""
    note = interpret(line, _OFFERED)

    assert isinstance(note, Note)
    assert told in note.text


@given(
    st.one_of(
        st.text(st.characters()),
        st.lists(
            st.sampled_from(["/path", "/topics", "/quiz", "/", "from-zero", "1", "0", ":", "help", " "]),
            max_size=5,
        ).map(" ".join),
    )
)
def test_every_line_means_something(line: str) -> None:
    """Whatever is typed, lone surrogates included, is a question, an action with a code, a note or leaving."""
    meant = interpret(line, _OFFERED)

    assert isinstance(meant, Question | Note | Quit) or action_code(meant)


def test_every_command_that_is_listed_works() -> None:
    """The commands that help, Tab and notes name are all understood."""
    assert [name for name in COMMANDS if isinstance(interpret(name, Offered()), Note)] == []


@pytest.mark.parametrize("line", ["quit", "EXIT", "q", ":q", " quit \n"])
def test_people_leave_with_the_words_they_are_used_to(line: str) -> None:
    """A plain quit or exit leaves, slash or not."""
    assert interpret(line, _OFFERED) == Quit()


@pytest.mark.parametrize("line", ["1.", "#1", "1)"])
def test_a_number_may_be_typed_as_people_write_choices(line: str) -> None:
    """A number with a dot, a bracket or a hash still chooses."""
    assert interpret(line, _OFFERED) == ShowEntry("api")
