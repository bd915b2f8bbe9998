"""A question of golden.yaml says what becomes of it so far, in whatever form the file is written."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import Golden
from bot.workbench.accepting import SoFar, with_so_far
from bot.workbench.changes import Change, Put, Told
from bot.yaml_reader import parse

_FORMS: Final = (
    ("- {{q: q{}, expect: e}}\n", "- {{q: q{}, expect: e, so_far: refused}}\n"),
    ("- {{q: q{}, expect: e}} # why\n", "- {{so_far: refused, q: q{}, expect: e}} # why\n"),
    ("- q: q{} # why\n  expect: e\n", "- q: q{} # why\n  expect: e\n  so_far: refused\n"),
    ("# x\n\n- expect: e\n  q: 'q{}'\n", "# x\n\n- expect: e\n  so_far: \"refused\"\n  q: 'q{}'\n"),
    ("-   q: >-\n      q{}\n    expect: e\n", "-   so_far: refused\n    q: >-\n      q{}\n    expect: e\n"),
)
"""Ways to write a question: without so_far, and with it."""

_QUESTIONS: Final = st.lists(st.tuples(st.sampled_from(_FORMS), st.integers(0, 1)), min_size=1, max_size=5)


@given(_QUESTIONS, st.sampled_from([None, "wrong", "offered"]), st.sampled_from(["\n", "\r\n"]), st.data())
def test_one_question_is_edited_and_no_other(
    forms: list[tuple[tuple[str, str], int]], so_far: SoFar, line_end: str, data: st.DataObject
) -> None:
    """In any mixture of forms the chosen question says so, the others say what they said; comments and line ends stay."""
    text = "".join(form[has].format(number) for number, (form, has) in enumerate(forms)).replace(
        "\n", line_end
    )
    number = data.draw(st.integers(0, len(forms) - 1))
    expected, after = parse(text).value, with_so_far(text, number, so_far)
    assert isinstance(expected, list)
    stated = expected[number]
    assert isinstance(stated, dict)
    item = {key: value for key, value in stated.items() if key != "so_far"}
    expected[number] = {**item, **({"so_far": so_far} if so_far else {})}

    assert expected == parse(after).value
    assert text.count("#") == after.count("#")
    assert after.count("\n") == after.count(line_end)


@pytest.mark.parametrize(
    ("after", "listed"),
    [
        (Told("offered", ("git", "sql")), True),
        (Told("offered", ("docker", "git")), True),
        (Told("offered", ("docker", "sql")), False),
        (Told("refused"), False),
        (Told("answered", ("git",)), True),
        (Told("answered", ("docker",)), False),
    ],
)
def test_choices_with_the_right_entry_are_as_good_as_others(after: Told, listed: bool) -> None:  # noqa: FBT001
    """A golden question that led to choices may lead to others, as long as the right entry is among them."""
    golden = Golden(q="how do branches work", expect="git")
    change = Change(Put(golden.q, "golden"), Told("offered", ("git", "docker")), after, golden)

    assert listed == change.listed
