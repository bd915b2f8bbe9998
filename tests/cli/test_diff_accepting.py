"""`backchat diff` asks what people asked, and writes what is accepted: their words only when that is wanted."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.repositories import SMALL, STEALING, Repository
from tests.samples import asked, missed

if TYPE_CHECKING:
    from tests.cli.conftest import Diff, Journal

_ACCEPTED: Final = "- {q: about the cache, expect: cache}\n- {q: my proxy, expect: proxy, so_far: wrong}\n"


def test_accepting_lists_the_change(diff: Diff, repository: Repository) -> None:
    """--accept writes so_far into golden.yaml and says so; then the same edit passes, for others to review in the diff."""
    repository.write(STEALING)
    code, out, _ = diff("--no-journal", "--accept")

    assert (0, _ACCEPTED) == (code, (repository.folder / "golden.yaml").read_text())
    assert "Written into golden.yaml: 1 question\n  'my proxy': expect proxy, so_far wrong\n" in out
    assert 0 == diff("--no-journal")[0]
    assert [] == [file.name for file in repository.folder.iterdir() if file.name.startswith(".")]


def test_a_mended_question_says_no_more_so_far(diff: Diff, repository: Repository) -> None:
    """When the theft is undone later, that passes, and --accept takes the so_far out again."""
    repository.commit({**STEALING, "golden.yaml": _ACCEPTED})
    repository.write({"glossary/cache.yaml": SMALL["glossary/cache.yaml"]})
    codes = diff("--no-journal")[0], diff("--no-journal", "--accept")[0]

    assert (0, 0) == codes
    assert SMALL["golden.yaml"] == (repository.folder / "golden.yaml").read_text()


def test_a_question_cannot_be_got_rid_of(diff: Diff, repository: Repository) -> None:
    """Taking the question out of golden.yaml together with the theft does not help."""
    repository.write({**STEALING, "golden.yaml": "- {q: about the cache, expect: cache}\n"})
    code, out, _ = diff("--no-journal")

    assert code == 1
    assert "golden.yaml has it no longer (expected proxy), and it got worse" in out


def test_what_people_asked_counts(diff: Diff, repository: Repository, journalled: Journal) -> None:
    """Questions of the journal are put once, with how often; follow-ups, choices, erased ones and wishes are left out."""
    text = "the proxy that is my own"
    journalled(
        asked("a", text=text),
        asked("b", text=f"{text.upper()}  "),
        asked("c", text="my own proxy, and?", after="api"),
        asked("d", text="what about my own proxy", evidence={"picked": True}),
        asked("e", text=None),
        missed(text="my very own proxy", asked="a"),
    )
    repository.write({**STEALING, "golden.yaml": "- {q: my proxy, expect: cache}\n"})
    code, out, err = diff()

    assert (1, "") == (code, err)
    assert "1 question of the journal and 1 new phrasing.\n" in out
    assert "(asked 2 times)\n      proxy → cache\n      golden.yaml does not have it\n" in out
    assert "'backchat diff --accept-asked', which writes their words into golden.yaml" in out


def test_peoples_words_go_into_git_only_on_demand(
    diff: Diff, repository: Repository, journalled: Journal
) -> None:
    """--accept leaves what people typed alone and still ends with 1; --accept-asked writes it."""
    journalled(asked(text="the proxy that is my own"))
    repository.write(STEALING)
    golden = repository.folder / "golden.yaml"

    assert (1, _ACCEPTED) == (diff("--accept")[0], golden.read_text())
    assert 0 == diff("--accept-asked")[0]
    assert f"{_ACCEPTED}- q: the proxy that is my own\n  expect: cache\n" == golden.read_text()


@pytest.mark.parametrize("form", ["--markdown", "--chat"])
def test_peoples_words_do_not_leave_the_machine(
    diff: Diff, repository: Repository, journalled: Journal, form: str
) -> None:
    """What others read counts the questions of the journal, and quotes them with --quote alone."""
    journalled(asked(text="words that somebody typed"))
    repository.commit({"policy.yaml": "answer: 1\noffer: 1\n"})
    repository.write(
        {
            "policy.yaml": "answer: 0\noffer: 0\n",
            "glossary/api.yaml": SMALL["glossary/api.yaml"].replace("[", "[words that are typed, "),
        }
    )

    assert "somebody typed" not in diff(form)[1]
    assert "somebody typed" in diff(form, "--quote")[1]


def test_without_a_journal_that_is_told_and_no_fault(diff: Diff, tmp_path: Path) -> None:
    """Where there is no journal, one line says so, and the golden questions are asked all the same."""
    code, out, err = diff()

    assert (0, 1) == (code, err.count("\n"))
    assert err.startswith(f"there is no journal in {tmp_path / 'data'}")
    assert "Put to both: 2 golden questions.\n" in out


def test_a_golden_file_that_cannot_be_written_is_told(diff: Diff, repository: Repository) -> None:
    """Where golden.yaml cannot be replaced, that is told, and it stays as it was."""
    repository.write(STEALING)
    (repository.folder / f".golden.yaml.{os.getpid()}").mkdir()
    code, _, err = diff("--no-journal", "--accept")

    assert (2, SMALL["golden.yaml"]) == (code, (repository.folder / "golden.yaml").read_text())
    assert re.search(r"golden\.yaml cannot be written: .+\n$", err)


def test_the_file_stays_what_it_is(diff: Diff, repository: Repository, tmp_path: Path) -> None:
    """A golden.yaml that is a link, begins with a mark and may be read by few stays so, with all its other lines."""
    file, link = tmp_path / "questions.yaml", repository.folder / "golden.yaml"
    file.write_bytes(b"\xef\xbb\xbf# ours\r\n- {q: my proxy, expect: proxy}\r\n")
    file.chmod(0o640)
    repository.write(STEALING)
    link.unlink()
    link.symlink_to(file)

    assert 0 == diff("--no-journal", "--accept")[0]
    assert b"\xef\xbb\xbf# ours\r\n- {q: my proxy, expect: proxy, so_far: wrong}\r\n" == file.read_bytes()
    assert (True, 0o640) == (link.is_symlink(), file.stat().st_mode & 0o777)
