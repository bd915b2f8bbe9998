"""What the workflow for pull requests does: its steps are run here as they stand, but for GitHub itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from bot.workbench.difference_markdown import MARKER
from tests.repositories import ENVIRONMENT, SMALL, STEALING, Repository

_ROOT: Final = Path(__file__).resolve().parent.parent
_TEXT: Final = (_ROOT / ".github/workflows/knowledge.yml").read_text(encoding="utf-8")
_WORKFLOW: Final[dict[Any, Any]] = yaml.safe_load(_TEXT)
_JOBS: Final = _WORKFLOW["jobs"]
_NO_JQ: Final = shutil.which("jq") is None

_GH: Final = """\
#!/bin/bash
# GitHub, as far as the workflow talks to it: comments are listed from a file, and what is written is noted.
echo "$@" >> "$FAR/calls"
case "$*" in
  *--paginate*) jq --raw-output "$5" "$FAR/comments.json" ;;
  *) last=${!#}; cp "${last#body=@}" "$FAR/body" ;;
esac
"""


def _step(job: str, name: str) -> dict[str, Any]:
    (found,) = [step for step in _JOBS[job]["steps"] if step.get("name") == name]
    return dict(found)


def _run(step: dict[str, Any], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the commands of a step as GitHub would."""
    home = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        **ENVIRONMENT,
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**home, "BACKCHAT_CACHE": "-", "PYTHONPATH": str(_ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _script(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


@pytest.fixture
def clone(tmp_path: Path) -> Repository:
    """A pull request, checked out beside what it is to be merged into, with the command set up."""
    made = Repository(tmp_path / "clone")
    (made.top / ".git/info/exclude").write_text("/.venv\n/bin\n/comment.md\n")
    made.commit(SMALL)
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    command = f'#!/bin/bash\nBACKCHAT_KNOWLEDGE="$PWD/knowledge" exec {sys.executable} -m bot "$@"\n'
    _script(made.top / ".venv/bin/backchat", command)
    _script(made.top / "bin/python", f'#!/bin/bash\nexec {sys.executable} "$@"\n')
    return made


def _compared(clone: Repository) -> tuple[int, str, str]:
    """How the comparison ends, its output for the next job, and the summary of the run."""
    output, summary = clone.top.parent / "output", clone.top.parent / "summary"
    done = _run(
        _step("diff", "Compare"),
        clone.top,
        BASE="origin/main",
        GITHUB_OUTPUT=str(output),
        GITHUB_STEP_SUMMARY=str(summary),
    )
    found = re.fullmatch(r"comment<<(\w{32})\n(.*)\1\n", output.read_text(), re.DOTALL)
    return done.returncode, found.group(2) if found else "", summary.read_text()


def test_an_unlisted_change_ends_the_run_and_is_told(clone: Repository) -> None:
    """The comment reaches the summary and the next job, and the job fails with the command's exit code."""
    clone.commit(STEALING)
    code, comment, summary = _compared(clone)

    assert (1, summary) == (code, comment)
    assert comment.startswith(f"{MARKER}\n\n## 2 answers change, 1 not listed\n")


def test_a_listed_change_passes(clone: Repository) -> None:
    """A change that golden.yaml lists passes, and is told all the same."""
    clone.commit({**STEALING, "golden.yaml": "- {q: my proxy, expect: cache}\n"})
    code, comment, _ = _compared(clone)

    assert code == 0
    assert "## 2 answers change, all listed\n" in comment


def test_words_in_a_comment_cannot_end_the_output(clone: Repository) -> None:
    """Whatever the knowledge says, the next job gets one output: its end cannot be guessed."""
    title = (
        'title: "EOF comment<<x"\nphrasings: [explain the cache to me]\nshort: "x\n\n  EOF\n\n  other=1"\n'
    )
    clone.commit({"glossary/cache.yaml": title})
    code, comment, summary = _compared(clone)

    assert (0, summary) == (code, comment)
    assert "EOF" in comment


def test_knowledge_with_problems_ends_the_run_without_a_comment(clone: Repository) -> None:
    """Where the knowledge cannot be read, there is nothing to comment, and the job fails."""
    clone.commit({"glossary/cache.yaml": "title: [\n"})

    assert (65, "", "") == _compared(clone)


def test_the_knowledge_is_checked(clone: Repository) -> None:
    """The check runs as it stands, and annotates what it finds."""
    clone.commit({"glossary/cache.yaml": "titel: A cache\n"})
    done = _run(_step("diff", "Check"), clone.top)

    assert done.returncode == 1
    assert "::error file=" in done.stdout


def test_the_set_up_is_a_target_of_the_makefile(tmp_path: Path) -> None:
    """What is set up is known to make, with the Python of the step before, and measures what fits a message as well."""
    shutil.copy(_ROOT / "Makefile", tmp_path)
    shutil.copytree(_ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(_ROOT / "pyproject.toml", tmp_path)
    words = _step("diff", "Set up")["run"].split()
    done = subprocess.run(
        [words[0], "-n", *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "requirements/run.txt" in done.stdout
    assert "requirements/serve.txt" in done.stdout


@pytest.mark.skipif(_NO_JQ, reason="stands in for what gh has built in")
@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        ([], "--method POST repos/us/bot/issues/7/comments"),
        (
            [(1, "someone", f"{MARKER} not ours"), (2, "github-actions[bot]", "another")],
            "--method POST repos/us/bot/issues/7/comments",
        ),
        (
            [(3, "github-actions[bot]", f"{MARKER}\nold"), (4, "github-actions[bot]", f"{MARKER}\nolder")],
            "--method PATCH repos/us/bot/issues/comments/3",
        ),
    ],
)
def test_there_is_one_comment(tmp_path: Path, comments: list[tuple[int, str, str]], expected: str) -> None:
    """Our own comment is written anew, and nobody else's; where there is none, one is made; whatever stands in it."""
    rows = [{"id": id_, "user": {"login": who}, "body": body} for id_, who, body in comments]
    (tmp_path / "comments.json").write_text(json.dumps(rows))
    _script(tmp_path / "bin/gh", _GH)
    body = f"{MARKER}\n$(touch x) `touch x` \"quoted\" 'single' \\n é"
    done = _run(
        _step("comment", "Comment"),
        tmp_path,
        COMMENT=body,
        REPOSITORY="repos/us/bot",
        NUMBER="7",
        FAR=str(tmp_path),
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert (
        f"api --silent {expected} --field body=@comment.md"
        == (tmp_path / "calls").read_text().splitlines()[-1]
    )
    assert f"{body}\n" == (tmp_path / "body").read_text()
    assert not (tmp_path / "x").exists()


def test_no_job_that_runs_their_code_may_write() -> None:
    """Rights are given job by job: the one with their code reads, the one that writes checks nothing out."""
    writing = _JOBS["comment"]

    assert {"pull_request"} == set(_WORKFLOW[True])  # YAML takes "on" for a truth
    assert ({}, {"contents": "read"}) == (_WORKFLOW["permissions"], _JOBS["diff"]["permissions"])
    assert {"pull-requests": "write"} == writing["permissions"]
    assert [] == [step for step in writing["steps"] if "uses" in step]
    assert "head.repo.full_name == github.repository" in writing["if"]
    assert _JOBS["diff"]["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_actions_are_pinned_and_no_script_is_put_together() -> None:
    """Actions are named by commit with their version beside it, and what others write reaches a shell as a variable alone."""
    used = re.findall(r"uses: (.+)", _TEXT)

    assert len(used) == 2
    assert [] == [
        one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)
    ]
    assert [] == [
        step["name"] for job in _JOBS.values() for step in job["steps"] if "${{" in step.get("run", "")
    ]
