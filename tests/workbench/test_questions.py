"""Labelled questions are read as written, refused with their line when malformed, and counted only when they prove something."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.errors import BadInputError
from bot.loading import load
from bot.workbench.questions import (
    LabelledQuestion,
    UnknownTopic,
    golden_questions,
    read_questions,
    select,
)

if TYPE_CHECKING:
    from tests.conftest import Write

_FILES: Final = {
    "api.yaml": "title: What is an API?\nphrasings: [explain the api]\nshort: A door.\naliases: [interface]\n",
    "cache.yaml": "title: What is a cache?\nphrasings: [why caching]\nshort: A shelf.\n",
    "golden.yaml": "- {q: doors of programs, expect: interface}\n- {q: doors of houses, expect: nothing}\n",
}


def _file(folder: Path, content: str | bytes, name: str = "asked.jsonl") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_every_field_of_a_line_is_read(tmp_path: Path) -> None:
    """A line gives the question, its topics in their order, scope, style and place; other fields are nobody's business."""
    file = _file(
        tmp_path, '{"q": " Why? ", "topics": ["a", "b"], "scope": "in", "style": "typo", "source": "x"}\n'
    )

    assert (LabelledQuestion("Why?", ("a", "b"), "in", "typo", f"{file}:1"),) == read_questions(file)


@pytest.mark.parametrize(
    ("fields", "topics", "scope"),
    [
        ("", (), "out"),
        (', "topics": []', (), "out"),
        (', "topics": null, "scope": null, "style": null', (), "out"),
        (', "topics": ["a"]', ("a",), "in"),
        (', "scope": "near_out"', (), "near_out"),
        (', "topics": [], "scope": "far_out"', (), "far_out"),
    ],
)
def test_what_is_missing_is_taken_as_read(
    tmp_path: Path, fields: str, topics: tuple[str, ...], scope: str
) -> None:
    """Without topics a question is out of scope, with topics in scope, unless the scope says more."""
    (found,) = read_questions(_file(tmp_path, f'{{"q": "Why?"{fields}}}'))

    assert (topics, scope, "") == (found.topics, found.scope, found.style)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_and_marks_are_passed_over(tmp_path: Path, end: str) -> None:
    """A byte order mark, blank lines and Windows line ends are passed over, and lines keep their numbers."""
    file = _file(
        tmp_path,
        "\ufeff" + end.join(['{"q": "one\u2028more"}', "", "  ", '{"q": "two", "topics": ["a"]}', ""]),
    )

    assert [("one\u2028more", f"{file}:1"), ("two", f"{file}:4")] == [
        (one.text, one.place) for one in read_questions(file)
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("why?", "this is not JSON: write one object a line, as in {"),
        ('{"q": "why?"', "this is not JSON: write one object a line, as in {"),
        ("[" * 100_000, "this is not JSON: write one object a line"),
        ('["why?"]', "this is no JSON object: write one a line, as in {"),
        (b'{"q": "caf\xe9"}', "byte 0xe9 is not UTF-8: save the file as UTF-8"),
        ('{"topics": []}', "'q' must be the question, as text: write it as in {"),
        ('{"q": 7}', "'q' must be the question, as text"),
        ('{"q": "  "}', "the question is empty: ask something like "),
        ('{"q": "\\ud800"}', "that is not valid UTF-8: send the question as plain text"),
        ('{"q": "why?", "topics": "api"}', "'topics' must be a list of entry ids, best first: write [] when"),
        ('{"q": "why?", "topics": [7]}', "'topics' must be a list of entry ids"),
        ('{"q": "why?", "topics": ["\\u001b[2J"]}', "'topics' must be a list of entry ids"),
        ('{"q": "why?", "topic": ["api"]}', "'topic' is not a field: did you mean 'topics'?"),
        ('{"q": "why?", "scope": "near"}', "'scope' is 'near': write in, near_out, far_out or out"),
        ('{"q": "why?", "scope": []}', "'scope' is '[]': write in, near_out"),
        ('{"q": "why?", "scope": "in"}', "'scope' is 'in' and no topic is named: name the entries"),
        (
            '{"q": "why?", "scope": "far_out", "topics": ["api"]}',
            "'scope' is 'far_out' and topics are named: write",
        ),
        ('{"q": "why?", "style": ["typo"]}', "'style' must be a word or two"),
    ],
)
def test_a_malformed_line_is_told_with_its_place_and_remedy(
    tmp_path: Path, line: str | bytes, told: str
) -> None:
    """A line that cannot be used ends the reading with FILE:LINE, what is wrong and what to do, in one line."""
    content = b'{"q": "good"}\n' + (line if isinstance(line, bytes) else line.encode()) + b"\n"
    file = _file(tmp_path, content)
    with pytest.raises(BadInputError) as caught:
        read_questions(file)

    assert str(caught.value).startswith(f"{file}:2: {told}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["golden.yaml", "mine.yml"])
def test_yaml_is_read_in_the_form_of_golden(tmp_path: Path, name: str) -> None:
    """A YAML file names a question and the entry that answers it, or nothing."""
    file = _file(tmp_path, "# mine\n- q: Why?\n  expect: api\n- {q: How?, expect: nothing}\n", name)

    assert (
        LabelledQuestion("Why?", ("api",), "in", place=f"{file}:2"),
        LabelledQuestion("How?", (), "out", place=f"{file}:4"),
    ) == read_questions(file)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("- {q: a, expect: b}\n- {q: c}\n", "2: 'expect' is missing: add it"),
        ("- {q: a, expects: b, expect: b}\n", "1: 'expects' is not a field: did you mean 'expect'?"),
        ("- q: a\n  expect: [b\n", "3: not valid YAML: "),
        ("- &a {q: a, expect: b}\n", "1: anchor &a is not allowed: remove it"),
        (f"- q: {'a' * 4_001}\n  expect: b\n", "1: that is 4,001 characters long: put the question in one"),
        ("[]\n", " holds no question: "),
    ],
)
def test_malformed_yaml_is_told_with_its_line(tmp_path: Path, content: str, told: str) -> None:
    """What is wrong with a YAML file is told with its line, in the words of `backchat check`."""
    file = _file(tmp_path, content, "golden.yaml")
    with pytest.raises(BadInputError) as caught:
        read_questions(file)

    assert str(caught.value).startswith(f"{file}{told if told.startswith(' ') else f':{told}'}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.jsonl", "{} cannot be read: No such file or directory; name a file of questions"),
        ("folder", "{} cannot be read: Is a directory; name a file of questions"),
        ("empty.jsonl", "{} holds no question: write one a line, as in {{"),
    ],
)
def test_a_file_without_questions_is_told(tmp_path: Path, name: str, told: str) -> None:
    """A file that is missing, a folder, or empty is told with the remedy."""
    (tmp_path / "folder").mkdir()
    _file(tmp_path, "\n \n", "empty.jsonl")
    with pytest.raises(BadInputError) as caught:
        read_questions(tmp_path / name)

    assert str(caught.value).startswith(told.format(tmp_path / name))


def test_golden_questions_are_those_of_the_knowledge(write: Write) -> None:
    """The golden questions of a knowledge base count like any others."""
    assert (
        LabelledQuestion("doors of programs", ("interface",), "in", place="golden question 1"),
        LabelledQuestion("doors of houses", (), "out", place="golden question 2"),
    ) == golden_questions(load(write(_FILES)))


def _asked(text: str, *topics: str) -> LabelledQuestion:
    return LabelledQuestion(text, topics, "in" if topics else "out", place=f"asked:{len(text)}")


@pytest.mark.parametrize(
    "text", ["Explain the API!", "  explain   the-api", "what is a cache", "WHY CACHING??"]
)
def test_copies_are_left_out(write: Write, text: str) -> None:
    """A question that equals a phrasing or a title but for case, spacing and punctuation does not count."""
    found = select([_asked(text, "api"), _asked(f"{text} now", "api")], load(write(_FILES)))

    assert (1, (_asked(f"{text} now", "api"),)) == (found.copied, found.kept)


def test_retired_ids_mean_the_entry_of_today(write: Write) -> None:
    """A retired id counts as the entry that it means today, once."""
    found = select([_asked("doors", "interface", "api", "cache")], load(write(_FILES)))

    assert ((_asked("doors", "api", "cache"),), ()) == (found.kept, found.unknown)


def test_unknown_topics_are_told_and_do_not_count(write: Write) -> None:
    """A topic that is no entry is told with its place; a question with no other topic is left out."""
    asked = [_asked("doors", "apis", "cache"), _asked("doorways", "zebra"), _asked("houses")]
    found = select(asked, load(write(_FILES)))

    assert (_asked("doors", "cache"), _asked("houses")) == found.kept
    assert (0, 1) == (found.copied, found.unplaced)
    assert (UnknownTopic("asked:5", "apis", "api"), UnknownTopic("asked:8", "zebra", "")) == found.unknown
