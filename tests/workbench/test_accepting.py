"""golden.yaml says afterwards what becomes of questions, and is otherwise as somebody wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest

from bot.errors import BadInputError
from bot.knowledge import Golden
from bot.loading import load, study
from bot.workbench.accepting import Accepted, accepted
from bot.workbench.changes import Change, Origin, Put, Told
from tests.repositories import SMALL

if TYPE_CHECKING:
    from tests.conftest import Write

Accept = Callable[..., str]

_NOTHING: Final = Told("refused")
_PROXY: Final = Golden(q="my proxy", expect="proxy")
_BLOCK: Final = """\
# What must be answered.
- q: about the cache  # the first
  expect: cache
# and one more
- q: "my proxy"
  expect: proxy  # or the gateway?
"""


def _told(*entries: str) -> Told:
    return Told("answered" if len(entries) == 1 else "offered", entries)


def _change(
    after: Told, text: str = "my proxy", *, declared: Golden | None = None, origin: Origin = "golden"
) -> Change:
    return Change(Put(text, origin), _told("proxy"), after, declared)


@pytest.fixture
def accept(write: Write) -> Accept:
    """What golden.yaml becomes when changes are accepted; what comes of it is knowledge without problems."""

    def _accept(golden: str, *changes: Change, asked: bool = False) -> str:
        found = accepted(study(write({**SMALL, "golden.yaml": golden})), changes, asked=asked)
        load(write({"golden.yaml": found.text}))
        return found.text

    return _accept


@pytest.mark.parametrize(
    ("after", "so_far"),
    [
        (_told("cache"), "wrong"),
        (_told("cache", "proxy"), "offered"),
        (_told("cache", "api"), "refused"),
        (_NOTHING, "refused"),
    ],
)
def test_a_golden_question_says_what_it_comes_to_so_far(accept: Accept, after: Told, so_far: str) -> None:
    """Beside what is expected stands what happens instead; comments, order and quotes stay."""
    assert f"{_BLOCK}  so_far: {so_far}\n" == accept(_BLOCK, _change(after, declared=_PROXY))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- {q: my proxy, expect: proxy}\n", "- {q: my proxy, expect: proxy, so_far: wrong}\n"),
        ("- {so_far: refused, q: my proxy, expect: proxy}", "- {so_far: wrong, q: my proxy, expect: proxy}"),
        ("[{q: my proxy, expect: proxy}]\n", "[{q: my proxy, expect: proxy, so_far: wrong}]\n"),
        ("- expect: proxy\n  q: my proxy", "- expect: proxy\n  q: my proxy\n  so_far: wrong"),
        ("- q: my proxy\r\n  expect: proxy\r\n", "- q: my proxy\r\n  expect: proxy\r\n  so_far: wrong\r\n"),
        (
            "  - q: >-\n      my\n      proxy\n    expect: proxy\n",
            "  - q: >-\n      my\n      proxy\n    expect: proxy\n    so_far: wrong\n",
        ),
        (
            "- q: my proxy\n  expect: proxy\n  so_far: refused # yet\n",
            "- q: my proxy\n  expect: proxy\n  so_far: wrong # yet\n",
        ),
        (
            "- q: my proxy\n  so_far: 'refused'\n  expect: proxy\n",
            "- q: my proxy\n  so_far: wrong\n  expect: proxy\n",
        ),
    ],
)
def test_every_way_to_write_a_list_is_kept(accept: Accept, before: str, after: str) -> None:
    """In brackets or on lines, with any line ends, with and without an end of the last line: the way it is written stays."""
    assert after == accept(before, _change(_told("cache"), declared=_PROXY))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "- q: my proxy\n  expect: proxy\n  so_far: wrong # sad\n# end\n",
            "- q: my proxy\n  expect: proxy\n# end\n",
        ),
        ("- q: my proxy\n  so_far: wrong\n  expect: proxy", "- q: my proxy\n  expect: proxy"),
        (
            "- q: my proxy\n  so_far: >-\n    refused\n  expect: proxy\n",
            "- q: my proxy\n  expect: proxy\n",
        ),
        ("- so_far: wrong\n  q: my proxy\n  expect: proxy\n", "- q: my proxy\n  expect: proxy\n"),
        ("- {q: my proxy, expect: proxy, so_far: wrong}\n", "- {q: my proxy, expect: proxy}\n"),
        ("- {so_far: wrong, q: my proxy, expect: proxy}\n", "- {q: my proxy, expect: proxy}\n"),
        ("- q: my proxy\n  expect: proxy\n  so_far: wrong", "- q: my proxy\n  expect: proxy\n"),
    ],
)
def test_what_is_right_now_says_no_more_so_far(accept: Accept, before: str, after: str) -> None:
    """When a question has come to be answered as expected, its so_far goes, with the comment behind it."""
    assert after == accept(before, _change(_told("proxy"), declared=_PROXY))


def test_a_question_that_stands_twice_is_mended_twice(accept: Accept) -> None:
    """Each place of a question says what becomes of it."""
    text = accept(
        "- {q: my proxy, expect: proxy}\n- {q: My proxy, expect: proxy}\n",
        _change(_told("api"), declared=_PROXY),
    )

    assert 2 == text.count(", so_far: wrong}\n")


def test_choices_where_nothing_answers_need_no_word(accept: Accept) -> None:
    """Of a question that nothing answers, choices are as good as a refusal, and an answer is wrong so far."""
    golden = Golden(q="my proxy", expect="nothing")
    text = "- {q: my proxy, expect: nothing}\n"

    assert text == accept(text, _change(_told("api", "cache"), declared=golden))
    assert "so_far: wrong" in accept(text, _change(_told("api"), declared=golden))


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (_told("cache"), "expect: cache"),
        (_told("cache", "proxy"), "expect: cache\n  so_far: offered"),
        (_NOTHING, "expect: nothing"),
    ],
)
def test_a_question_of_a_file_is_added(accept: Accept, after: Told, lines: str) -> None:
    """A question that the file does not have is added with the answer that it gets; of choices the first."""
    assert f"{_BLOCK}- q: is it fast?\n  {lines}\n" == accept(
        _BLOCK, _change(after, "is it fast?", origin="file")
    )


@pytest.mark.parametrize(
    "text", ["a: b", "- x", 'it\'s "so"', "[a", "one\ntwo", "# no", "@all", "null", "日本語"]
)
def test_any_words_are_quoted_as_they_must_be(accept: Accept, write: Write, text: str) -> None:
    """Whatever somebody typed is read back as it was."""
    accept(_BLOCK, _change(_NOTHING, text, origin="asked"), asked=True)

    assert Golden(q=text, expect="nothing") == load(write({})).golden[-1]


def test_peoples_words_are_written_only_when_asked_for(accept: Accept) -> None:
    """A question of the journal stays out of the file, unless that is asked for."""
    change = _change(_told("cache"), "is it fast?", origin="asked")

    assert _BLOCK == accept(_BLOCK, change)
    assert f"{_BLOCK}- q: is it fast?\n  expect: cache\n" == accept(_BLOCK, change, asked=True)


def test_a_question_that_was_taken_out_comes_back_with_what_was_expected(accept: Accept) -> None:
    """A golden question that got worse by leaving is written as it was, with what becomes of it so far."""
    change = Change(
        Put("my server", "golden"),
        _told("server"),
        _told("cache"),
        dropped=Golden(q="my server", expect="server"),
        worse=True,
    )

    assert accept(_BLOCK, change).endswith("- q: my server\n  expect: server\n  so_far: wrong\n")


def test_without_a_file_one_is_made(write: Write) -> None:
    """Where there are no golden questions yet, the text is that of a new file."""
    folder = write(SMALL)
    (folder / "golden.yaml").unlink()
    found = accepted(
        study(folder), [_change(_NOTHING, "a", origin="file"), _change(_NOTHING, "b", origin="file")]
    )

    assert "- q: a\n  expect: nothing\n- q: b\n  expect: nothing\n" == found.text


def _found(write: Write, change: Change) -> Accepted:
    return accepted(study(write({**SMALL, "golden.yaml": _BLOCK})), [change], asked=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Explain the cache to me",
            "'Explain the cache to me' is written in cache, so it cannot be a golden question",
        ),
        ("a\x07b", "'a\\x07b' cannot stand in golden.yaml: control character U+0007"),
    ],
)
def test_what_cannot_be_a_golden_question_is_told(write: Write, text: str, told: str) -> None:
    """A phrasing, and a text with what no file may hold, stay out, which is told."""
    found = _found(write, _change(_told("proxy"), text, origin="asked"))

    assert (_BLOCK, ()) == (found.text, found.golden)
    assert found.skipped[0].startswith(told)


def test_a_listed_change_writes_nothing(write: Write) -> None:
    """Where the file has said already what becomes of a question, it stays as it is."""
    found = _found(write, _change(_told("cache"), declared=Golden(q="my proxy", expect="cache")))

    assert () == _found(write, _change(_told("proxy"), declared=_PROXY)).golden
    assert found.golden == (Golden(q="my proxy", expect="proxy", so_far="wrong"),)


@pytest.mark.parametrize("more", ["", "- {q: my queue, expect: queue}\n"])
def test_what_only_people_understand_is_left_to_them(accept: Accept, more: str) -> None:
    """A file that this cannot edit is refused with what to do, whether other questions are edited too or not."""
    odd = f"- q: my proxy\n  so_far: >-\n    refused\n  expect: proxy\n{more}"
    changes = [
        _change(_told("api"), f"my {name}", declared=Golden(q=f"my {name}", expect=name))
        for name in ("proxy", "queue")
    ]

    with pytest.raises(BadInputError, match="by hand"):
        accept(odd, *changes)
