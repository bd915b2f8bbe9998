"""`backchat calibrate` writes a policy that its own check accepts, says what changed, and never leaves half a file."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.cli.main import run
from bot.loading import load
from bot.policy import Policy

if TYPE_CHECKING:
    from tests.conftest import Run, Write

_ROOT: Final = Path(__file__).resolve().parents[2]
_TERMS: Final = ("cache", "queue", "proxy", "compiler", "router", "firewall", "thread", "cursor")
_PHRASINGS: Final = (
    "explain the {0} to me",
    "why would i use a {0}",
    "how does the {0} work",
    "my {0} is broken",
    "pick a good {0}",
)
_GOLDEN: Final = ("tell me about every {0}", "is the {0} hard", "when was a {0} new", "old {0} or new {0}")
_DISHES: Final = ("soup", "bread", "rice", "cake", "pasta", "stew", "salad", "curry", "pie", "toast")
_MEALS: Final = tuple(
    shape.format(dish) for dish in _DISHES for shape in ("cook {0} tonight", "a recipe of {0}", "{0} for two")
)
_FILES: Final = {
    **{
        f"glossary/{term}.yaml": f"title: The {term}\nshort: The {term}.\nphrasings:\n"
        + "".join(f"  - {shape.format(term)}\n" for shape in _PHRASINGS)
        for term in _TERMS
    },
    "out_of_scope.yaml": f"food:\n  title: Food\n  pointer: Ask a cook.\n  examples: [{', '.join(_MEALS)}]\n",
    "golden.yaml": "".join(
        f"- {{q: {shape.format(term)}, expect: {term}}}\n" for term in _TERMS for shape in _GOLDEN
    )
    + "- {q: fry some noodles, expect: nothing}\n",
    "policy.yaml": "answer: 0.9\noffer: 0.1\n",
}

Ended = tuple[int, str, str]
Calibrate = Callable[..., Ended]


@pytest.fixture
def folder(write: Write) -> Path:
    """Eight terms with 32 golden questions, 31 questions without an answer, and a policy that was made up."""
    return write(_FILES)


@pytest.fixture
def calibrate(
    folder: Path, cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Calibrate:
    """Runs `backchat calibrate` within this process: exit code, standard output, standard error."""
    monkeypatch.setenv("BACKCHAT_CACHE", str(cache))

    def _calibrate(*arguments: str | Path) -> Ended:
        code = run(["calibrate", "--knowledge", str(folder), *map(str, arguments)])
        return (code, *capsys.readouterr())

    return _calibrate


def _object(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return told


def _names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*"))


def test_a_policy_is_fitted_written_and_kept(calibrate: Calibrate, folder: Path) -> None:
    """What is written has a promise, which the golden questions keep, and nothing else in the folder changes."""
    names = _names(folder)
    code, out, err = calibrate()
    promise = load(folder).policy.promise

    assert (0, "") == (code, err)
    assert out.startswith(
        "Fitted on 103 questions: 32 golden ones with an answer and 1 without,\n40 phrasings "
    )
    assert "one answer from a confidence of                   0.90" in out
    assert out.endswith(f"\n\nWrote {folder / 'policy.yaml'}.\n")
    assert promise
    assert (31, 32) == (promise.unanswerable, promise.answerable)
    assert names == _names(folder)
    assert (0, "The promise of policy.yaml holds.") == (calibrate("--check")[0], calibrate("--check")[1][:33])


def test_calibrating_again_changes_nothing(calibrate: Calibrate, folder: Path) -> None:
    """The same knowledge gives the same policy, whatever the policy was before."""
    calibrate()
    first = (folder / "policy.yaml").read_bytes()
    before, now = (_object(calibrate("--json")[1])[when] for when in ("before", "now"))

    assert first == (folder / "policy.yaml").read_bytes()
    assert before == now


def test_a_dry_run_writes_nothing(calibrate: Calibrate, folder: Path) -> None:
    """With --dry-run the same is told, and the policy stays as it is."""
    code, out, _ = calibrate("--dry-run")

    assert code == 0
    assert _FILES["policy.yaml"] == (folder / "policy.yaml").read_text()
    assert out.partition("\n\nWrote ")[0] == calibrate()[1].partition("\n\nWrote ")[0]
    assert out.endswith("\n\nWrote nothing: this was a dry run.\n")


def test_json_has_what_was_written(calibrate: Calibrate, folder: Path) -> None:
    """The JSON object holds the file, the counts, and the policy before and now."""
    code, out, _ = calibrate("--json")
    told = _object(out)

    assert code == 0
    assert (str(folder / "policy.yaml"), 0) == (told["written"], told["left_out"])
    assert {"answerable": 32, "unanswerable": 1} == told["questions"]["golden"]
    assert {"right", "offered", "wrong", "answered"} == set(told["now"].pop("golden"))
    assert load(folder).policy == Policy.model_validate(told["now"])
    assert 0.9 == told["before"]["answer"]
    assert None is _object(calibrate("--json", "--dry-run")[1])["written"]


def test_questions_of_a_file_count_like_golden_ones(
    calibrate: Calibrate, folder: Path, tmp_path: Path
) -> None:
    """A file's questions join the golden ones, each once; copies and questions to unknown entries are left out, and told."""
    file = tmp_path / "asked.jsonl"
    rows = [
        {"q": "which queue is best", "topics": ["queue"]},
        {"q": "Which queue is best", "topics": ["proxy"]},
        {"q": "Pick a good queue", "topics": ["queue"]},
        {"q": "which ship", "topics": ["harbor"]},
        {"q": "fry some rice", "topics": []},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, out, _ = calibrate(file, folder / "golden.yaml", "--dry-run")

    assert (
        "Left out 2 questions: 1 equal to a phrasing or title, 1 to be answered by entries that do not exist.\n\n"
        "Fitted on 105 questions: 33 golden ones with an answer and 2 without,\n"
    ) in out


_MADE_UP: Final = """\
answer: 0
offer: 0
promise: {unanswerable: 150, answered: 0, at_most: 0.0198, answerable: 60, wrong: 0, wrong_at_most: 0.0487}
"""


@pytest.fixture
def broken(folder: Path) -> Path:
    """A policy that answers always and promised not to, and five golden questions that it should not have answered so."""
    (folder / "policy.yaml").write_text(_MADE_UP)
    hard = "".join(
        f"- {{q: {text}, expect: {expect}}}\n"
        for text, expect in (
            ("cache money in a bank", "nothing"),
            ("the router of a carpenter", "nothing"),
            ("every thread of a sweater", "nothing"),
            ("that cursor cursor", "queue"),
            ("that proxy proxy", "queue"),
        )
    )
    (folder / "golden.yaml").write_text(_FILES["golden.yaml"] + hard)
    return folder


def test_a_broken_promise_ends_with_1_and_names_the_questions(calibrate: Calibrate, broken: Path) -> None:
    """A check lists the questions that broke the promise, and writes nothing."""
    code, out, err = calibrate("--check")

    assert (1, "") == (code, err)
    assert out.startswith("The promise of policy.yaml does not hold.\n")
    assert "    'cache money in a bank' (golden question 34): answered with cache, confidence " in out
    assert "    'that cursor cursor' (golden question 37): answered with cursor, not with queue, " in out
    assert out.endswith("Or run 'backchat calibrate'.\n")
    assert _MADE_UP == (broken / "policy.yaml").read_text()


def test_a_check_for_programs(calibrate: Calibrate, broken: Path) -> None:
    """With --json a check tells counts, what is allowed and each mistake, and ends the same way."""
    code, out, _ = calibrate("--check", "--json")
    told = _object(out)

    assert (1, False) == (code, told["holds"])
    assert (34, 1, 2) == (
        told["answerable"]["asked"],
        told["answerable"]["allowed"],
        len(told["answerable"]["wrong"]),
    )
    assert {"cache money in a bank", "the router of a carpenter", "every thread of a sweater"} <= {
        one["question"] for one in told["unanswerable"]["answered"]
    }


def test_a_check_asks_the_questions_of_a_file_too(calibrate: Calibrate, folder: Path, tmp_path: Path) -> None:
    """Questions of a file can break a promise that the golden ones keep, and are named by their line."""
    (folder / "policy.yaml").write_text(_MADE_UP)
    file = tmp_path / "asked.jsonl"
    file.write_text("".join(f'{{"q": "a {term} of gold", "topics": []}}\n' for term in _TERMS))

    assert 0 == calibrate("--check")[0]
    assert (1, True) == (
        (ended := calibrate("--check", file))[0],
        f"'a queue of gold' ({file}:2): " in ended[1],
    )


@pytest.mark.parametrize(
    ("policy", "golden", "told"),
    [
        ("answer: 0.5\n", _FILES["golden.yaml"], "the policy promises nothing that could be checked: run "),
        (_MADE_UP, "[]\n", "there is nothing to ask: write questions into golden.yaml, or name a FILE"),
    ],
    ids=["no-promise", "no-questions"],
)
def test_what_cannot_be_checked_is_told_in_one_line(
    calibrate: Calibrate, folder: Path, policy: str, golden: str, told: str
) -> None:
    """Without a promise, or without questions, a check ends with 2 and the remedy."""
    (folder / "policy.yaml").write_text(policy)
    (folder / "golden.yaml").write_text(golden)
    code, out, err = calibrate("--check")

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert err.startswith(f"backchat: {told}")


@pytest.mark.parametrize(
    ("name", "counts"), [("golden.yaml", "0 and 30"), ("out_of_scope.yaml", "32 and 1")], ids=str
)
def test_too_few_questions_are_told_in_one_line(
    calibrate: Calibrate, folder: Path, name: str, counts: str
) -> None:
    """Without golden questions, or with few that have no answer, it ends with 2 and says what to write."""
    (folder / name).unlink()
    code, out, err = calibrate()

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert (
        f"; here are {counts}: write more into golden.yaml (expect: ID, or nothing) and more examples " in err
    )
    assert _FILES["policy.yaml"] == (folder / "policy.yaml").read_text()


def test_the_packaged_knowledge_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What lies in an installed package is not written to; the line says what to do instead."""
    (tmp_path / "bot").mkdir()
    packaged = folder.rename(tmp_path / "bot" / "_knowledge")
    code = run(["calibrate", "--knowledge", str(packaged)])

    assert (2, "") == (code, (ended := capsys.readouterr()).out)
    assert ended.err == (
        f"backchat: {packaged} belongs to the installed package, which an update replaces: copy the folder "
        "and name the copy with --knowledge DIR, or look only, with --dry-run\n"
    )
    assert _FILES["policy.yaml"] == (packaged / "policy.yaml").read_text()


def _step_down() -> None:
    try:
        os.seteuid(65_534)
    except OSError:
        pytest.skip("root can write everywhere here and may not become nobody")


@contextmanager
def _unprivileged(folder: Path) -> Iterator[Path]:
    """A copy of a folder that may be read only, by anybody; root steps down to nobody, to whom rights apply."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        copied = copytree(folder, Path(name) / "knowledge")
        copied.chmod(0o555)
        try:
            if root:
                _step_down()
            yield copied
        finally:
            if root:
                os.seteuid(0)
            copied.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_fitted(
    calibrate: Calibrate, folder: Path
) -> None:
    """Where nothing may be written it ends with 2 and one line, too few questions or not, and leaves nothing behind."""
    (folder / "golden.yaml").unlink()
    calibrate()  # everything is imported and read as long as that is allowed
    with _unprivileged(folder) as copied:
        ended = calibrate("--knowledge", copied)
        names = _names(copied)

    assert (2, "") == ended[:2]
    assert ended[2] == (
        f"backchat: {copied / 'policy.yaml'} cannot be written: Permission denied; copy the folder and name "
        "the copy with --knowledge DIR, or look only, with --dry-run\n"
    )
    assert _names(folder) == names


def test_a_folder_in_the_place_of_the_file_is_told(calibrate: Calibrate, folder: Path) -> None:
    """Where policy.yaml is a folder, that is told, and it stays."""
    (folder / "policy.yaml").unlink()
    (folder / "policy.yaml").mkdir()
    code, out, err = calibrate()

    assert (2, "") == (code, out)
    assert (
        f"backchat: {folder / 'policy.yaml'} is a folder: move it away, the policy is to be written there\n"
        == err
    )
    assert (folder / "policy.yaml").is_dir()


def test_the_other_ending_is_kept(calibrate: Calibrate, folder: Path) -> None:
    """Where the policy is called policy.yml, that file is replaced, and no second policy appears."""
    (folder / "policy.yaml").rename(folder / "policy.yml")
    _, out, _ = calibrate()

    assert out.endswith(f"Wrote {folder / 'policy.yml'}.\n")
    assert not (folder / "policy.yaml").exists()
    assert load(folder).policy.promise


def test_a_link_stays_a_link(calibrate: Calibrate, folder: Path, tmp_path: Path) -> None:
    """Where policy.yaml leads to a file elsewhere, that file is replaced."""
    (folder / "policy.yaml").rename(tmp_path / "shared.yaml")
    (folder / "policy.yaml").symlink_to(tmp_path / "shared.yaml")
    calibrate()

    assert (folder / "policy.yaml").is_symlink()
    assert (tmp_path / "shared.yaml").read_text().startswith("# yaml-language-server: ")


def test_the_help_says_what_a_claim_takes(capsys: pytest.CaptureFixture[str]) -> None:
    """`calibrate --help` says how many questions a bound takes, and how to check."""
    run(["calibrate", "--help"])
    told = " ".join(capsys.readouterr().out.split())

    assert "to claim at most 2 % takes 149 questions without an answer of which none gets one" in told
    assert "survived a change: backchat calibrate --check" in told


def test_a_process_is_quiet_about_its_progress(backchat: Run, folder: Path) -> None:
    """Where standard error is no terminal, nothing is said but the result."""
    done = backchat("calibrate", "--knowledge", str(folder), "--dry-run")

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("Fitted on ")


def test_a_person_sees_each_step(folder: Path, cache: Path) -> None:
    """On a terminal every index that is asked is told, on standard error alone."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "calibrate", "--knowledge", str(folder), "--dry-run"],
        cwd=_ROOT,
        env={**os.environ, "BACKCHAT_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        seen = _everything(ours).splitlines()
        out = process.communicate()[0]

    assert "asking the golden questions ..." == seen[0]
    assert "asking part 5 of 5 of the phrasings and examples ..." == seen[-1]
    assert 6 == len(seen)
    assert out.startswith("Fitted on ")


def _everything(terminal: int) -> str:
    """All that is written to a terminal until nobody holds it any more."""
    seen = b""
    with suppress(OSError):  # what Linux says at the end
        while read := os.read(terminal, 4096):
            seen += read
    os.close(terminal)
    return seen.decode()
