"""Facts about map.yaml: what the loader takes, and what it says of what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.knowledge import SENIORITIES, Track
from bot.labels import SMALL_TALK
from bot.loading import inspect, load

Write = Callable[[Mapping[str, str]], Path]
GIT = "title: Git\nphrasings: [what is git]\nshort: A program.\naliases: [vcs]\n"


def test_a_map_is_read(write: Write) -> None:
    """A track has a title, and entries for beginners, juniors and seniors; a retired id is as good as another."""
    folder = write(
        {"skills/git.yaml": GIT, "map.yaml": "code: {title: Code, beginner: [git], senior: [vcs]}\n"}
    )

    assert {"code": Track(title="Code", beginner=("git",), senior=("vcs",))} == load(folder).map


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "code:\n  title: Code\n  junior:\n    - gti\n",
            "map.yaml:4:7: there is no entry 'gti': did you mean 'git'? (dangling-reference)",
        ),
        ("code:\n  beginner: [git]\n", "map.yaml:2:3: 'title' is missing"),
        ("code:\n  title: Code\n  beginer: [git]\n", "map.yaml:3:3: "),
    ],
)
def test_faults_are_told_with_their_place(write: Write, text: str, expected: str) -> None:
    """A wrong id, a missing title and a misspelt column are each told where they stand."""
    folder = write({"skills/git.yaml": GIT, "map.yaml": text})
    (problem,) = inspect(folder)[1]

    assert str(problem).removeprefix(f"{folder}/").startswith(expected)


def test_every_entry_stands_on_the_shipped_map(shipped: Answerer) -> None:
    """No entry but small talk is missing on the map of the shipped knowledge, and no track is empty."""
    knowledge = shipped.knowledge
    held = [
        [name for column in SENIORITIES for name in getattr(one, column)] for one in knowledge.map.values()
    ]
    topics = {one.id for one in knowledge.entries.values() if one.kind != SMALL_TALK}

    assert topics == {name for names in held for name in names}
    assert all(held)
