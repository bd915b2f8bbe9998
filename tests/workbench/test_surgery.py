"""Text surgery on YAML: what is added, and that all else stays to the letter."""

from __future__ import annotations

import pytest

from bot.errors import BadInputError
from bot.workbench.scalars import scalar
from bot.workbench.surgery import appended


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("a: # why\n  - b # c\n\n# d\n", "a: # why\n  - b # c\n  - new\n\n# d\n"),
        ("a:\n- b", "a:\n- b\n- new"),
        ("a:\n  -   b\n", "a:\n  -   b\n  -   new\n"),
        ("a:\n  - 'b'\n  - 'c'\n", "a:\n  - 'b'\n  - 'c'\n  - 'new'\n"),
        ("a:\n  - 'b: c'\n", "a:\n  - 'b: c'\n  - new\n"),
        ("a:\r\n  - b\r\n", "a:\r\n  - b\r\n  - new\r\n"),
        ("a:\n  - >-\n    b\n    c\n\nd: e\n", "a:\n  - >-\n    b\n    c\n  - new\n\nd: e\n"),
        ("a:\n  - |+\n    b\n\nd: e\n", "a:\n  - |+\n    b\n\n  - new\nd: e\n"),
        ("a: [b, c] # d\n", "a: [b, c, new] # d\n"),
        ("a: [b,]\n", "a: [b, new,]\n"),
        ("a: []\n", "a: [new]\n"),
        ("a: [\n  b, # c\n  d\n]\n", "a: [\n  b, # c\n  d, new\n]\n"),
        ("a: [\n  b,\n  d\n]\n", "a: [\n  b,\n  d,\n  new\n]\n"),
    ],
)
def test_an_item_is_written_as_its_neighbours_are(text: str, added: str) -> None:
    """An item goes behind the last, indented, quoted and set apart as the others; comments stay where they are."""
    assert added == appended(text, ("a",), "new")


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("a:\n  b: [c] # d\n", "a:\n  b: [c] # d\n  new: [x, y]\n"),
        ("a:\n  b:\n    - c\n", "a:\n  b:\n    - c\n  new:\n    - x\n    - y\n"),
        ("a: {b: [c]}\n", "a: {b: [c], new: [x, y]}\n"),
    ],
)
def test_a_pair_is_written_as_its_neighbours_are(text: str, added: str) -> None:
    """A key with a list goes behind the last pair, the list in brackets if the others are."""
    assert added == appended(text, ("a",), {"new": ["x", "y"]})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("do i need it", "do i need it"),
        ("3.10", "3.10"),
        ("no", "no"),
        ("c# or f#", "c# or f#"),
        ("why: because", "'why: because'"),
        ("what is # for", "'what is # for'"),
        ("- dash", "'- dash'"),
        ("@home", "'@home'"),
        ("it's: this", '"it\'s: this"'),
        ("two\nlines", '"two\\nlines"'),
    ],
)
def test_quotes_stand_where_they_must(text: str, written: str) -> None:
    """A text gets quotes exactly when YAML would read it as something else."""
    assert written == scalar(text)


def test_brackets_need_more_quotes() -> None:
    """A comma needs quotes within brackets, and nowhere else."""
    assert ("a, b", "'a, b'") == (scalar("a, b"), scalar("a, b", flow=True))


def test_what_no_file_may_hold_is_refused() -> None:
    """A control character cannot be written, whatever the quotes."""
    with pytest.raises(BadInputError) as refused:
        scalar("bell\x07")

    assert "cannot stand in a knowledge file" in str(refused.value)
