"""`backchat diff` tells whose answers change by an edit, and ends badly when nobody wrote that down."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.repositories import SMALL, STEALING, Repository

if TYPE_CHECKING:
    from tests.cli.conftest import Diff


def _object(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return told


def test_an_edit_that_steals_a_question_is_stopped(diff: Diff, repository: Repository) -> None:
    """A golden question that goes to another entry is told old → new with what to do, and the command ends with 1."""
    repository.write(STEALING)
    code, out, _ = diff("--no-journal")

    assert code == 1
    assert "2 answers change, 1 not listed.\n" in out
    assert "\nNew phrasings that another entry answered: 1\n  'my own proxy'\n      proxy → cache\n" in out
    assert "  'my proxy'\n      proxy → cache\n      now it is wrong (expects proxy)\n" in out
    assert "\n  ~ cache: phrasings (+1)\n      + my own proxy\n" in out
    assert out.endswith(
        "run 'backchat diff --accept': golden.yaml then says what becomes of these questions, for others to review.\n"
    )


def test_an_edit_that_changes_no_answer_passes(diff: Diff, repository: Repository) -> None:
    """An edit of a text alone is told, changes no answer and ends with 0, as does no edit at all."""
    before = diff("--no-journal")
    repository.write(
        {"glossary/cache.yaml": SMALL["glossary/cache.yaml"].replace("The cache.", "It is fast.")}
    )
    code, out, err = diff("--no-journal")

    assert (0, "") == (before[0], before[2])
    assert ": nothing was edited.\n" in before[1]
    assert (0, "") == (code, err)
    assert "No answer changes." in out
    assert "      short  The cache. → It is fast.\n" in out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("asked.txt", "\nthe proxy that is my own\n\nmy cache\n"),
        ("asked.jsonl", '{"q": "the proxy that is my own"}\n{"q": "my cache"}\n'),
        ("asked.yaml", "- {q: the proxy that is my own, expect: nothing}\n- {q: my cache, expect: cache}\n"),
    ],
)
def test_questions_of_a_file_are_looked_at(
    diff: Diff, repository: Repository, tmp_path: Path, name: str, content: str
) -> None:
    """Questions of a file, in any form, are put too; a change of theirs is told and fails nothing, and can be accepted."""
    (tmp_path / name).write_text(content)
    repository.write({**STEALING, "golden.yaml": "- {q: my proxy, expect: cache}\n"})
    code, out, _ = diff("--no-journal", "--questions", tmp_path / name)

    assert code == 0
    assert "1 golden question, " not in out
    assert "Of the file of questions: 1\n  'the proxy that is my own'\n      proxy → cache\n\n" in out
    assert 0 == diff("--no-journal", "--questions", tmp_path / name, "--accept")[0]
    assert (
        (repository.folder / "golden.yaml")
        .read_text()
        .endswith("- q: the proxy that is my own\n  expect: cache\n")
    )


def test_json_is_for_programs(diff: Diff, repository: Repository) -> None:
    """--json tells the same as plain values, and ends the same."""
    repository.write(STEALING)
    code, out, _ = diff("--json", "--no-journal")
    told = _object(out)

    assert (1, 1, "my proxy") == (code, told["unlisted"], told["changes"][0]["question"])
    assert [("cache", "changed")] == [(one["id"], one["how"]) for one in told["knowledge"]]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("--markdown", "<!-- backchat diff -->\n"),
        ("--chat", "Knowledge updated: 1 entry edited, ~2 answers.\n"),
    ],
)
def test_others_are_told_in_their_form(diff: Diff, repository: Repository, form: str, begins: str) -> None:
    """A comment and a notice are printed, and end as the text does."""
    repository.write(STEALING)
    code, out, _ = diff(form, "--no-journal")

    assert code == 1
    assert out.startswith(begins)
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_any_revision_can_be_compared_with(diff: Diff, repository: Repository) -> None:
    """BASE names what the knowledge is compared with; it works from any folder below, and with --knowledge."""
    repository.commit(STEALING)
    last, first = diff("--no-journal"), diff("HEAD~1", "--no-journal")
    os.chdir(repository.folder / "glossary")

    assert (0, 1) == (last[0], first[0])
    assert first == diff("HEAD~1", "--no-journal", "--knowledge", "..")


@pytest.mark.parametrize(
    ("arguments", "files", "code", "told"),
    [
        (("nowhere",), {}, 2, "there is no revision 'nowhere': name a branch, tag or commit"),
        (("--chat", "--json"), {}, 2, "three ways to print: choose one"),
        (
            ("--questions", "none.txt"),
            {},
            2,
            "none.txt cannot be read: No such file or directory; name a file of questions",
        ),
        (("--questions", "empty.txt"), {}, 2, "empty.txt holds no question: write one a line"),
        (("--questions", "latin.txt"), {}, 2, "latin.txt is not UTF-8"),
        (
            ("--questions", "knowledge/long.txt"),
            {"long.txt": "ok\n" + "a" * 5000},
            2,
            "long.txt:2: that is 5,000 characters long",
        ),
        ((), {"glossary/api.yaml": "title: [\n"}, 65, "the knowledge in knowledge has 1 problem"),
        (("--knowledge", "nothing"), {}, 66, "there is no folder nothing"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_line(
    diff: Diff,
    repository: Repository,
    arguments: tuple[str, ...],
    files: Mapping[str, str],
    code: int,
    told: str,
) -> None:
    """A fault ends with its code and one line with the remedy."""
    (repository.top / "empty.txt").write_text(" \n")
    (repository.top / "latin.txt").write_bytes(b"\xe9")
    repository.write(files)
    ended = diff("--no-journal", *arguments)

    assert (code, "", 1) == (ended[0], ended[1], ended[2].count("\n"))
    assert told in ended[2]
