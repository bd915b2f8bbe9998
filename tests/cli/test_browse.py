"""`backchat topics`, `show` and `path`: the knowledge without asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Write

_FILES: Final = {
    "glossary/what-is-api.yaml": """\
title: What is an API?
phrasings: [what is an api]
short: A door for programs.
detail: "- **Döör:** more about it."
related: [git]
sources: [guide]
reviewed: 2026-11-22
aliases: [api]
""",
    "skills/git.yaml": "title: Git\nphrasings: [what is git]\nshort: It keeps every version.\n",
    "skills/a-much-longer-name.yaml": "title: Zeal\nphrasings: [what is zeal]\nshort: Wanting to.\n",
    "loose.yaml": "title: Loose\nphrasings: [what is loose]\nshort: In no folder.\n",
    "sources.yaml": "guide: {title: The Guide, publisher: cmlabs}\n",
    "paths/from-zero.yaml": """\
title: From zero
audience: you are new
steps:
  - entry: what-is-api
    why: It comes first.
    task: Call one.
  - entry: git
offered_by: [git]
""",
    "paths/interviews.yaml": "title: Interviews\naudience: you apply\nsteps: [{entry: git}]\n",
}

Ended = tuple[int, str, str]
Browse = Callable[..., Ended]


@pytest.fixture
def browse(write: Write, capsys: pytest.CaptureFixture[str]) -> Browse:
    """Runs a command on four entries and two paths: exit code, standard output, standard error."""
    folder = str(write(_FILES))

    def _browse(*arguments: str) -> Ended:
        code = run([*arguments, "--knowledge", folder])
        return (code, *capsys.readouterr())

    return _browse


def test_topics_lists_every_entry_with_its_id_by_kind(browse: Browse) -> None:
    """Kinds come by name with their number, entries by title with their id, ids in one column."""
    expected = """\
(no folder) (1)
  loose               Loose
glossary (1)
  what-is-api         What is an API?
skills (2)
  git                 Git
  a-much-longer-name  Zeal
"""

    assert browse("topics") == (0, expected, "")


def test_topics_of_one_kind_lists_that_kind_alone(browse: Browse) -> None:
    """A kind given lists its entries and no others."""
    assert browse("topics", "glossary") == (0, "glossary (1)\n  what-is-api  What is an API?\n", "")


def test_topics_as_json_are_rows_of_id_kind_and_title(browse: Browse) -> None:
    """Programs get a list of objects with id, kind and title."""
    code, out, err = browse("topics", "skills", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {"id": "git", "kind": "skills", "title": "Git"},
        {"id": "a-much-longer-name", "kind": "skills", "title": "Zeal"},
    ]


def test_show_prints_the_whole_entry(browse: Browse) -> None:
    """An entry is shown with its title, texts, sources and the commands for what comes next."""
    expected = """\
What is an API?

A door for programs.

- **Döör:** more about it.

Source: The Guide (cmlabs) (reviewed 2026-11-22)

  backchat show git  Git
"""

    assert browse("show", "what-is-api") == (0, expected, "")


def test_show_knows_retired_ids(browse: Browse) -> None:
    """A retired id shows the entry that it means today."""
    assert browse("show", "api") == browse("show", "what-is-api")
    assert browse("show", "api", "--json") == browse("show", "what-is-api", "--json")


def test_show_as_json_has_every_field(browse: Browse) -> None:
    """Programs get every field of the entry, its id and kind among them."""
    code, out, err = browse("show", "what-is-api", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "title": "What is an API?",
        "phrasings": ["what is an api"],
        "short": "A door for programs.",
        "detail": "- **Döör:** more about it.",
        "related": ["git"],
        "sources": ["guide"],
        "reviewed": "2026-11-22",
        "aliases": ["api"],
        "id": "what-is-api",
        "kind": "glossary",
    }


def test_path_without_a_name_lists_the_paths(browse: Browse) -> None:
    """All paths are told with length and audience, and with the command that opens each."""
    expected = """\
Learning paths

- **From zero** (2 steps): you are new
- **Interviews** (1 step): you apply

Which one is yours?
  backchat path from-zero   From zero
  backchat path interviews  Interviews
  backchat topics           Browse all topics
"""

    assert browse("path") == (0, expected, "")


def test_path_shows_its_first_step(browse: Browse) -> None:
    """A path given is shown from its first step, with the command for the next."""
    expected = """\
From zero, step 1 of 2: What is an API?

**Why now:** It comes first.

A door for programs.

**Do this:** Call one.

Source: The Guide (cmlabs) (reviewed 2026-11-22)

  backchat path from-zero --step 2  What next?
  backchat show what-is-api         More: What is an API?
"""

    assert browse("path", "from-zero") == (0, expected, "")


def test_path_shows_the_step_asked_for(browse: Browse) -> None:
    """A step is shown by its number, with the way back."""
    code, out, err = browse("path", "from-zero", "--step", "2")

    assert (code, err) == (0, "")
    assert out.startswith("From zero, step 2 of 2: Git\n")
    assert out.endswith("  backchat path from-zero           Back\n")


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [([], ["from-zero", "interviews"]), (["interviews"], ["interviews"])],
    ids=["all", "one"],
)
def test_path_as_json_has_the_steps(browse: Browse, arguments: list[str], paths: list[str]) -> None:
    """Programs get a list of paths with all of their steps, of one path, too."""
    code, out, err = browse("path", *arguments, "--json")
    told = json.loads(out)

    assert (code, err) == (0, "")
    assert [path["id"] for path in told] == paths
    assert [step["entry"] for step in told[-1]["steps"]] == ["git"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "what-is-ap"], "there is no entry 'what-is-ap': did you mean 'what-is-api'?"),
        (["show", "What-Is-API"], "there is no entry 'What-Is-API': did you mean 'what-is-api'?"),
        (
            ["show", "zzz"],
            "there is no entry 'zzz': there are a-much-longer-name, git, loose, what-is-api",
        ),
        (["topics", "skils"], "there is no kind 'skils': did you mean 'skills'?"),
        (["path", "from-zer0"], "there is no path 'from-zer0': did you mean 'from-zero'?"),
        (["path", "zzz", "--json"], "there is no path 'zzz': there are from-zero, interviews"),
        (["path", "from-zero", "--step", "3"], "the path 'from-zero' has 2 steps"),
    ],
    ids=["entry", "entry-case", "entry-none-near", "kind", "path", "path-none-near", "step"],
)
def test_an_unknown_name_is_told_with_a_known_one(browse: Browse, arguments: list[str], told: str) -> None:
    """A name that nobody has ends with 2 and one line that suggests the nearest, or lists what there is."""
    assert browse(*arguments) == (2, "", f"backchat: {told}\n")


@pytest.mark.parametrize("step", ["0", "-1", "two", "1.5", ""])
def test_a_step_is_a_number_from_one(browse: Browse, step: str) -> None:
    """A step that is no number, or below one, ends with 2 and one line that names the option."""
    code, out, err = browse("path", "from-zero", "--step", step)

    assert (code, out) == (2, "")
    assert "'--step'" in err
    assert err.count("\n") == 1


def test_a_path_of_one_step_is_counted_in_the_singular(browse: Browse) -> None:
    """Asking beyond a path of one step says that it has 1 step."""
    assert browse("path", "interviews", "--step", "2") == (
        2,
        "",
        "backchat: the path 'interviews' has 1 step\n",
    )
