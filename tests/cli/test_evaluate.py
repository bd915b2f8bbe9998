"""`backchat evaluate` tells people and programs how good the answers are, and where they are not."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Run, Write

_ROOT: Final = Path(__file__).resolve().parents[2]
_TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
_FILES: Final = {
    **{
        f"glossary/{term}.yaml": f"title: What is a {term}?\nphrasings: [explain the {term} to me]\nshort: The {term}.\n"
        for term in _TERMS
    },
    "policy.yaml": "answer: 0\noffer: 0\n",
    "golden.yaml": "- {q: about the cache, expect: cache}\n- {q: my proxy, expect: proxy}\n",
}
_ROWS: Final = (
    {"q": "about the cache", "topics": ["cache"], "scope": "in", "style": "plain"},
    {"q": "cache and cache or proxy", "topics": ["proxy"], "scope": "in", "style": "odd"},
    {"q": "which server", "topics": ["server", "api"], "scope": "in", "style": "plain"},
    {"q": "\u65e5\u672c\u8a9e", "topics": ["api"]},
    {"q": "any database", "topics": [], "scope": "near_out"},
    {"q": "\u6599\u7406", "topics": [], "scope": "far_out"},
    {"q": "What is a cache", "topics": ["cache"]},
    {"q": "my library", "topics": ["librery"]},
    {"q": "my queue", "topics": ["queue", "ques"]},
)

Ended = tuple[int, str, str]
Evaluate = Callable[..., Ended]


@pytest.fixture
def folder(write: Write) -> Path:
    """Seven terms, two golden questions, and a policy that always answers."""
    return write(_FILES)


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Nine rows, of which seven count."""
    file = tmp_path / "asked.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in _ROWS), encoding="utf-8")
    return file


@pytest.fixture
def evaluate(folder: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Runs `backchat evaluate` within this process: exit code, standard output, standard error."""

    def _evaluate(*arguments: str | Path) -> Ended:
        code = run(["evaluate", "--knowledge", str(folder), *map(str, arguments)])
        return (code, *capsys.readouterr())

    return _evaluate


def _object(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return told


_HEAD: Final = """\
7 questions to 7 entries: 5 in scope, 2 out of scope (1 near our subject, 1 far from it).
Left out, because equal to a phrasing or title: 1.
Left out, because none of their topics is an entry: 1.

                                                       figure   95% interval   questions
In scope: does the right entry win? (high is good)
  it comes first (top-1)                               60.0 %    23.1 to 88.2          5
  it is among the first three (top-3)                  80.0 %    37.6 to 96.4          5
"""
_STYLES: Final = """\
By style, in scope      n     top-1     top-3     right     wrong
  (none)                2    50.0 %    50.0 %    50.0 %     0.0 %
  odd                   1     0.0 %   100.0 %     0.0 %   100.0 %
  plain                 2   100.0 %   100.0 %   100.0 %     0.0 %
"""
_CONFUSED: Final = """\
  times  back  right entry → came first
      1     0  proxy → cache
"""


def test_text_is_a_table_for_people(evaluate: Evaluate, asked: Path) -> None:
    """The text begins with what was asked and left out, and tells figures, styles and confused entries."""
    code, out, _ = evaluate(asked)

    assert code == 0
    assert out.startswith(_HEAD)
    assert _STYLES in out
    assert out.endswith(_CONFUSED)
    assert max(map(len, out.splitlines())) <= 110


def test_unknown_topics_are_listed_on_standard_error(evaluate: Evaluate, asked: Path) -> None:
    """Topics that are no entries are listed with their place and the id that may have been meant, and counted."""
    _, _, err = evaluate(asked)

    assert [
        f"{asked}:8: there is no entry 'librery'",
        f"{asked}:9: there is no entry 'ques': did you mean 'queue'?",
        "2 topics without an entry; questions count by their other topics, if any",
    ] == err.splitlines()


def test_json_has_everything(evaluate: Evaluate, asked: Path) -> None:
    """The JSON object holds counts, figures with n and interval, styles, confusions and every failure."""
    code, out, _ = evaluate(asked, "--json")
    told = _object(out)

    assert code == 0
    assert {"asked": 7, "in": 5, "near_out": 1, "far_out": 1, "out": 0} == told["questions"]
    assert {"copied": 1, "unplaced": 1} == told["left_out"]
    assert ["librery", "ques"] == [topic["id"] for topic in told["unknown_topics"]]
    assert {"value": 0.6, "n": 5, "low": 0.2307, "high": 0.8824} == told["figures"]["top_1"]
    assert ["", "odd", "plain"] == [style["style"] for style in told["styles"]]
    assert [{"right": "proxy", "winner": "cache", "times": 1, "back": 0}] == told["confusions"]


def test_json_tells_why_a_question_failed(evaluate: Evaluate, asked: Path) -> None:
    """A failure tells the question, what was wanted and decided, and the winner and the right entry with evidence."""
    _, out, _ = evaluate(asked, "--json")
    failure = _object(out)["failures"][0]

    assert ("cache and cache or proxy", f"{asked}:2", ["proxy"]) == (
        failure["question"],
        failure["place"],
        failure["wanted"],
    )
    assert ("wrong", "cache", "proxy", 2) == (
        failure["outcome"],
        failure["winner"]["entry"],
        failure["expected"]["entry"],
        failure["rank"],
    )
    assert failure["winner"]["evidence"]["phrasing"] in {"explain the cache to me", "What is a cache?"}


def test_json_is_the_same_each_time(evaluate: Evaluate, asked: Path) -> None:
    """Nothing in the output is left to chance, and no number has more than four digits after the point."""
    first, again = evaluate(asked, "--json"), evaluate(asked, "--json")

    assert first == again
    assert [] == [number for number in _numbers(_object(first[1])) if round(number, 4) != number]


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict | list):
        return [
            number
            for part in (value.values() if isinstance(value, dict) else value)
            for number in _numbers(part)
        ]
    return [value] if isinstance(value, float) else []


def test_failures_are_shown_with_their_evidence(evaluate: Evaluate, asked: Path) -> None:
    """--failures shows every miss in its group, with the winner and the entry that should have won."""
    _, out, _ = evaluate(asked, "--failures")
    shown = out.partition("What went wrong: ")[2]

    assert [
        "Out of scope, and answered: 1",
        "In scope, and answered wrong: 1",
        'In scope, and told "I don\'t know": 1',
    ] == [line for line in shown.splitlines() if line.endswith(": 1")]
    assert f"  'cache and cache or proxy'  ({asked}:2, odd)\n    wanted     proxy\n" in shown
    assert "    decided    answered with cache, confidence " in shown
    assert "    came first cache: score 0." in shown
    assert ", place 2\n               words " in shown
    assert re.search(r"\n {15}nearest phrasing '.*', likeness 0\.\d\d, closeness -?[01]\.\d\d\n", shown)
    assert "    right one  api: has nothing of the question" in shown
    assert "    wanted     nothing: near our subject\n" in shown


def test_choices_are_named_in_failures(evaluate: Evaluate, folder: Path, asked: Path) -> None:
    """Where choices were offered, a failure names them, and none is called a wrong answer."""
    (folder / "policy.yaml").write_text("answer: 1\noffer: 0\n")
    _, out, _ = evaluate(asked, "--failures")

    assert "In scope, and offered choices of which a right one is not the first: 1\n" in out
    assert "    decided    offered cache, proxy" in out
    assert "and answered" not in out


def test_without_failures_that_is_said(evaluate: Evaluate) -> None:
    """Where nothing went wrong, --failures says so."""
    code, out, err = evaluate("--failures")

    assert (0, "") == (code, err)
    assert out.endswith("\n\nNothing went wrong.\n")


def test_without_a_file_the_golden_questions_are_asked(evaluate: Evaluate, folder: Path) -> None:
    """The golden questions of the knowledge give the same figures as their file, and no empty table."""
    alone, named = evaluate(), evaluate(folder / "golden.yaml")

    assert alone == named
    assert alone[1].startswith("2 questions to 7 entries: 2 in scope, 0 out of scope.\n\n  ")
    assert "By style" not in alone[1]
    assert "Out of scope" not in alone[1]


def test_several_files_are_one_set(evaluate: Evaluate, folder: Path, asked: Path) -> None:
    """The questions of all files are measured together."""
    _, out, _ = evaluate(asked, folder / "golden.yaml", "--json")

    assert {"asked": 9, "in": 7} == {name: _object(out)["questions"][name] for name in ("asked", "in")}


def test_most_confused_pairs_come_first_and_the_rest_is_counted(evaluate: Evaluate, tmp_path: Path) -> None:
    """At most fifteen pairs of entries are printed; --json has all."""
    file = tmp_path / "many.jsonl"
    pairs = [(one, other) for one in _TERMS for other in _TERMS if one < other]
    rows = [{"q": f"about my {one}", "topics": [other]} for one, other in pairs]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert "\n  and 6 more pairs: --json has them all\n" in evaluate(file)[1]
    assert len(pairs) == len(_object(evaluate(file, "--json")[1])["confusions"]) == 21


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"q": "why?"}\nwhy?\n', ":2: this is not JSON: write one object a line, as in "),
        ("", " holds no question: write one a line, as in "),
        (None, " cannot be read: No such file or directory; name a file of questions"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(
    evaluate: Evaluate, tmp_path: Path, content: str | None, told: str
) -> None:
    """A malformed, empty or missing file ends with 2 and one line that names it and the remedy."""
    file = tmp_path / "bad.jsonl"
    if content is not None:
        file.write_text(content)
    code, out, err = evaluate(file)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert err.startswith(f"backchat: {file}{told}")


def test_knowledge_without_golden_questions_needs_a_file(evaluate: Evaluate, folder: Path) -> None:
    """Where the knowledge has no golden questions and no file is named, that is told, and the command ends with 2."""
    (folder / "golden.yaml").unlink()

    assert (
        2,
        "",
        "backchat: the knowledge has no golden questions: name a FILE of questions\n",
    ) == evaluate()


def test_questions_that_are_all_copies_leave_no_figures(evaluate: Evaluate, tmp_path: Path) -> None:
    """Where no question counts, the text says why and stops there."""
    file = tmp_path / "copies.jsonl"
    file.write_text('{"q": "What is a CACHE", "topics": ["cache"]}\n')
    text = "0 questions to 7 entries: 0 in scope, 0 out of scope.\nLeft out, because equal to a phrasing or title: 1.\n"

    assert (0, text, "") == evaluate(file)


def test_a_terminal_is_safe_from_questions(evaluate: Evaluate, tmp_path: Path) -> None:
    """A question cannot send commands to the terminal of the person who reads about it."""
    file = tmp_path / "hostile.jsonl"
    file.write_text('{"q": "a cache\\u001b[2J\\u009b2J", "topics": ["proxy"]}\n')
    _, out, _ = evaluate(file, "--failures")

    assert "'a cache\\x1b[2J\\x9b2J'" in out
    assert out.replace("\n", "").isprintable()


def test_the_help_teaches_by_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`evaluate --help` shows a line of a file that `evaluate` reads."""
    run(["evaluate", "--help"])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("{")]

    assert {"q", "topics"} == set(json.loads(line))


def test_a_process_is_quiet_about_its_progress(backchat: Run, folder: Path, tmp_path: Path) -> None:
    """Where standard error is no terminal, more than 500 questions are asked without a word about it."""
    file = tmp_path / "many.jsonl"
    file.write_text("".join(f'{{"q": "my cache {n}", "topics": ["cache"]}}\n' for n in range(501)))
    done = backchat("evaluate", "--knowledge", str(folder), str(file))

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("501 questions to 7 entries: 501 in scope, ")


@pytest.mark.parametrize(("questions", "progress"), [(500, ""), (501, "100%")])
def test_a_person_sees_the_progress_of_many_questions(
    folder: Path, tmp_path: Path, questions: int, progress: str
) -> None:
    """On a terminal more than 500 questions show how far they are, on standard error alone."""
    file = tmp_path / "many.jsonl"
    file.write_text("".join(f'{{"q": "my cache {n}", "topics": ["cache"]}}\n' for n in range(questions)))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "evaluate", "--knowledge", str(folder), str(file)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        seen = _everything(ours)
        out = process.communicate()[0]

    assert progress in seen
    assert bool(progress) == bool(seen)
    assert out.startswith(f"{questions} questions to 7 entries: ")


def _everything(terminal: int) -> str:
    """All that is written to a terminal until nobody holds it any more."""
    seen = b""
    with suppress(OSError):  # what Linux says at the end
        while read := os.read(terminal, 4096):
            seen += read
    os.close(terminal)
    return seen.decode()
