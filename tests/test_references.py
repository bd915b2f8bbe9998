"""What one file says of another leads somewhere, or is told with a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from bot.knowledge import Entry, Knowledge
from bot.loading import inspect
from bot.references import reference_problems
from bot.yaml_reader import parse

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write

ENTRY: Final = "title: T\nphrasings: [p]\nshort: S\n"
BASE: Final = {
    f"{name}.yaml": ENTRY for name in ("faqs/which-degree", "skills/git", "skills/docker", "skills/sql")
}


def problems(folder: Path) -> list[str]:
    """The problems of a folder, with the names of the files as seen from it."""
    return [str(problem).removeprefix(f"{folder}/") for problem in inspect(folder)[1]]


def path(*steps: str, offered_by: str = "[]") -> str:
    """A learning path; its first step is in line 5."""
    return f"title: P\naudience: you\noffered_by: {offered_by}\nsteps:\n" + "".join(
        f"  - {step}\n" for step in steps
    )


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        pytest.param(
            "faqs/a.yaml",
            f"{ENTRY}related: [git, which-degre]\n",
            "4:16: there is no entry 'which-degre': did you mean 'which-degree'?",
            id="related",
        ),
        pytest.param(
            "faqs/a.yaml",
            f"{ENTRY}related:\n  - nothing-like-it\n",
            "5:5: there is no entry 'nothing-like-it'",
            id="far",
        ),
        pytest.param(
            "golden.yaml",
            "- {q: a, expect: git}\n- q: b\n  expect: dokcer\n",
            "3:11: there is no entry 'dokcer': did you mean 'docker'?",
            id="golden",
        ),
        pytest.param(
            "paths/p.yaml",
            path("entry: git", "entry: docer"),
            "6:12: there is no entry 'docer': did you mean 'docker'?",
            id="step",
        ),
        pytest.param(
            "paths/p.yml",
            path("entry: git", offered_by="[git, gti]"),
            "3:19: there is no entry 'gti': did you mean 'git'?",
            id="offered-by",
        ),
    ],
)
def test_unknown_entry(write: Write, name: str, text: str, problem: str) -> None:
    """An id that no entry has is a problem where it stands, with the nearest id if there is one."""
    assert problems(write({**BASE, name: text})) == [f"{name}:{problem} (dangling-reference)"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("faqs/a.yaml", f"{ENTRY}related: [git]\n", id="related"),
        pytest.param("faqs/a.yaml", f"{ENTRY}related: [vcs]\n", id="related-alias"),
        pytest.param("golden.yaml", "- {q: a, expect: git}\n- {q: b, expect: vcs}\n", id="golden"),
        pytest.param("golden.yaml", "- {q: a, expect: nothing}\n", id="golden-nothing"),
        pytest.param("paths/p.yaml", path("entry: vcs", "entry: sql", offered_by="[vcs]"), id="path"),
        pytest.param("paths/p.yaml", path("entry: vcs", "{entry: sql, requires: [vcs]}"), id="requires"),
    ],
)
def test_known_entry(write: Write, name: str, text: str) -> None:
    """An id and a retired id lead to their entry."""
    assert problems(write({**BASE, "skills/git.yaml": f"{ENTRY}aliases: [vcs]\n", name: text})) == []


def test_self_reference(write: Write) -> None:
    """An entry is not related to itself."""
    assert problems(write({**BASE, "faqs/a.yaml": f"{ENTRY}related: [git, a]\n"})) == [
        "faqs/a.yaml:4:16: an entry is not related to itself: remove it (self-reference)"
    ]


@pytest.mark.parametrize("name", ["sources", "synonyms", "golden", "policy", "out_of_scope"])
def test_entry_called_like_a_special_file(write: Write, name: str) -> None:
    """A problem of an entry is told in its own file, even when a special file has the same name."""
    special = {
        "sources": "guide: {title: A guide}\n",
        "synonyms": "families: {}\n",
        "golden": "- {q: a, expect: git}\n",
        "policy": "answer: 0.9\n",
        "out_of_scope": "pay: {title: pay, pointer: Ask HR., examples: [my pay]}\n",
    }
    folder = write({**BASE, f"{name}.yaml": special[name], f"faqs/{name}.yaml": f"{ENTRY}related: [nope]\n"})

    assert problems(folder) == [f"faqs/{name}.yaml:4:11: there is no entry 'nope' (dangling-reference)"]


def test_unknown_source(write: Write) -> None:
    """A source that sources.yaml does not have is a problem, with the nearest key if there is one."""
    folder = write(
        {
            **BASE,
            "sources.yaml": "editorial: {title: Ours}\nten-tasks: {title: Ten}\n",
            "faqs/a.yaml": f"{ENTRY}sources: [editorial, ten-task, rumour]\n",
        }
    )

    assert problems(folder) == [
        "faqs/a.yaml:4:22: sources.yaml has no 'ten-task': did you mean 'ten-tasks'? (dangling-reference)",
        "faqs/a.yaml:4:32: sources.yaml has no 'rumour' (dangling-reference)",
    ]


def test_sources_without_sources_file(write: Write) -> None:
    """Without sources.yaml an entry may name what it rests on in any words."""
    assert problems(write({"faqs/a.yaml": f"{ENTRY}sources: [a book I read]\n"})) == []


@pytest.mark.parametrize(
    ("aliases", "problem"),
    [
        pytest.param(
            {"a": "[git]"}, "a.yaml:4:11: 'git' is an entry of its own: an alias is a retired id", id="entry"
        ),
        pytest.param(
            {"a": "[b, a]"}, "a.yaml:4:14: 'a' is an entry of its own: an alias is a retired id", id="itself"
        ),
        pytest.param(
            {"a": "[old]", "b": "[x, old]"}, "a.yaml:4:11: 'old' is an alias of 'b' too", id="two-entries"
        ),
    ],
)
def test_alias_collision(write: Write, aliases: dict[str, str], problem: str) -> None:
    """A retired id belongs to one entry and is no entry's id."""
    folder = write(
        {"git.yaml": ENTRY, **{f"{name}.yaml": f"{ENTRY}aliases: {ids}\n" for name, ids in aliases.items()}}
    )

    assert problems(folder) == [f"{problem} (alias-collision)"]


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        pytest.param(
            ["{entry: sql, requires: [git]}", "entry: git"],
            "5:29: 'git' comes later: move it up (prerequisite-order)",
            id="later",
        ),
        pytest.param(
            ["{entry: git, requires: [git]}"],
            "5:29: git needs git: take one of these out of 'requires' (prerequisite-cycle)",
            id="itself",
        ),
        pytest.param(
            ["{entry: git, requires: [sql]}", "{entry: sql, requires: [git]}"],
            "5:29: git needs sql, sql needs git: take one of these out of 'requires' (prerequisite-cycle)",
            id="circle",
        ),
        pytest.param(
            ["entry: git", "{entry: sql, requires: [git, docker]}"],
            "6:34: 'docker' is no step of this path (prerequisite-order)",
            id="no-step",
        ),
        pytest.param(
            ["entry: git", "entry: sql", "entry: git"],
            "7:12: 'git' is a step already (repeated-step)",
            id="twice",
        ),
    ],
)
def test_path_order(write: Write, steps: list[str], problem: str) -> None:
    """Each step of a path is there once, after every step that it requires."""
    assert problems(write({**BASE, "paths/p.yaml": path(*steps)})) == [f"paths/p.yaml:{problem}"]


def test_longer_circle(write: Write) -> None:
    """A circle is told once, step by step, and what only comes later is told besides."""
    steps = (
        "{entry: git, requires: [sql]}",
        "{entry: sql, requires: [docker]}",
        "{entry: docker, requires: [git]}",
    )
    late = ("{entry: which-degree, requires: [linux]}", "entry: linux")

    folder = write({**BASE, "skills/linux.yaml": ENTRY, "paths/p.yaml": path(*steps, *late)})
    circle = "git needs sql, sql needs docker, docker needs git"

    assert problems(folder) == [
        f"paths/p.yaml:5:29: {circle}: take one of these out of 'requires' (prerequisite-cycle)",
        "paths/p.yaml:8:38: 'linux' comes later: move it up (prerequisite-order)",
    ]


def test_two_circles(write: Write) -> None:
    """Two circles through one step are told each."""
    steps = (
        "{entry: git, requires: [sql, docker]}",
        "{entry: sql, requires: [git]}",
        "{entry: docker, requires: [git]}",
    )

    assert [line.partition(": ")[2] for line in problems(write({**BASE, "paths/p.yaml": path(*steps)}))] == [
        "git needs sql, sql needs git: take one of these out of 'requires' (prerequisite-cycle)",
        "git needs docker, docker needs git: take one of these out of 'requires' (prerequisite-cycle)",
    ]


def test_circle_of_retired_ids(write: Write) -> None:
    """A circle is seen through retired ids, and told with those of today."""
    steps = path("{entry: vcs, requires: [sql]}", "{entry: sql, requires: [git]}")
    folder = write({"git.yaml": f"{ENTRY}aliases: [vcs]\n", "sql.yaml": ENTRY, "paths/p.yaml": steps})

    assert [line.partition(": ")[2] for line in problems(folder)] == [
        "git needs sql, sql needs git: take one of these out of 'requires' (prerequisite-cycle)"
    ]


def test_path_step_twice_by_alias(write: Write) -> None:
    """A step that is there by its id and by a retired id is there twice."""
    folder = write({"git.yaml": f"{ENTRY}aliases: [vcs]\n", "paths/p.yaml": path("entry: git", "entry: vcs")})

    assert [line.split(" ")[0] for line in problems(folder)] == ["paths/p.yaml:6:12:"]


def test_path_requires_by_alias(write: Write) -> None:
    """A step may require an earlier step by its retired id."""
    steps = path("entry: git", "{entry: sql, requires: [vcs]}")
    folder = write({"git.yaml": f"{ENTRY}aliases: [vcs]\n", "sql.yaml": ENTRY, "paths/p.yaml": steps})

    assert problems(folder) == []


def test_sound_path(write: Write) -> None:
    """A path whose steps build on earlier ones is sound."""
    steps = ("entry: git", "{entry: sql, requires: [git]}", "{entry: docker, requires: [git, sql]}")

    assert problems(write({**BASE, "paths/p.yaml": path(*steps)})) == []


@pytest.mark.parametrize(
    ("families", "problem"),
    [
        pytest.param(
            "  database: [db]\n  data: [DB]\n",
            "3:10: 'DB' is in the family of 'database' too: a word belongs to one family",
            id="two-families",
        ),
        pytest.param(
            "  database: [db, sql]\n  sql: [structured query language]\n",
            "2:18: 'sql' is the head of a family of its own",
            id="head",
        ),
        pytest.param(
            "  database: [db, sql]\n  SQL: [structured query language]\n",
            "2:18: 'sql' is the head of a family of its own",
            id="head-in-capitals",
        ),
    ],
)
def test_overlapping_families(write: Write, families: str, problem: str) -> None:
    """A word belongs to one family of synonyms, however it is written."""
    assert problems(write({**BASE, "synonyms.yaml": f"families:\n{families}"})) == [
        f"synonyms.yaml:{problem} (overlapping-families)"
    ]


def test_family_repeats_its_head(write: Write) -> None:
    """A family may name its head among its variants."""
    assert problems(write({**BASE, "synonyms.yaml": "families: {db: [DB, database, db]}\n"})) == []


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        pytest.param("answer: 0.5\noffer: 0.6\n", ["policy.yaml:2:8:"], id="both"),
        pytest.param("offer: 0.9\n", ["policy.yaml:1:8:"], id="offer-above-the-default"),
        pytest.param("answer: 0.1\n", ["policy.yaml:1:1:"], id="answer-below-the-default"),
        pytest.param("answer: 0.5\noffer: 0.5\n", [], id="equal"),
    ],
)
def test_policy_order(write: Write, policy: str, found: list[str]) -> None:
    """Nothing is offered with more confidence than it takes to answer."""
    lines = problems(write({**BASE, "policy.yaml": policy}))

    assert [line.partition(" ")[0] for line in lines] == found
    assert all(
        line.endswith("'offer' is above 'answer': choices come before an answer (policy-order)")
        for line in lines
    )


def test_every_reference(write: Write) -> None:
    """All references that lead nowhere are told together, sorted by place."""
    folder = write(
        {
            "golden.yaml": "- {q: a, expect: x1}\n- {q: b, expect: x2}\n",
            "faqs/b.yaml": f"{ENTRY}aliases: [a]\nrelated: [x3, b]\n",
            "faqs/a.yaml": f"{ENTRY}related: [x4]\n",
            "paths/p.yaml": path("{entry: x5, requires: [x6]}", offered_by="[x7]"),
        }
    )

    assert [line.partition(": ")[0] for line in problems(folder)] == [
        "faqs/a.yaml:4:11",
        "faqs/b.yaml:4:11",
        "faqs/b.yaml:5:11",
        "faqs/b.yaml:5:15",
        "golden.yaml:1:18",
        "golden.yaml:2:18",
        "paths/p.yaml:3:14",
        "paths/p.yaml:5:13",
        "paths/p.yaml:5:28",
    ]


def test_reference_problems() -> None:
    """The check needs no disk: knowledge and documents are enough."""
    text = f"{ENTRY}related: [nope]\n"
    entry = Entry(id="a", kind="faqs", title="T", phrasings=("p",), short="S", related=("nope",))
    found = reference_problems(
        Knowledge(entries={"a": entry}), {("entry", "a"): ("kb/faqs/a.yaml", parse(text))}
    )

    assert [str(problem) for problem in found] == [
        "kb/faqs/a.yaml:4:11: there is no entry 'nope' (dangling-reference)"
    ]


def test_references_are_checked_beside_broken_files(write: Write) -> None:
    """One broken file does not hide what is wrong between the others, and what leads to it is not called lost."""
    broken = {"faqs/broken.yaml": "title: T\n", "faqs/a.yaml": f"{ENTRY}related: [broken, nope]\n"}

    assert problems(write({**BASE, **broken})) == [
        "faqs/a.yaml:4:19: there is no entry 'nope' (dangling-reference)",
        "faqs/broken.yaml:1:1: 'phrasings' is missing: add it (schema)",
        "faqs/broken.yaml:1:1: 'short' is missing: add it (schema)",
    ]
