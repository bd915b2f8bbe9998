"""`backchat check` names every problem where it stands, and `backchat schema` tells editors what to expect."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli.main import run
from bot.schema import SCHEMAS, json_schema

if TYPE_CHECKING:
    from tests.conftest import Run, Write

EXHIBITS: Final = Path(__file__).resolve().parent.parent / "exhibits"
REFUSED: Final = (EXHIBITS / "hostile.txt").read_text(encoding="utf-8").splitlines()

ENTRY: Final = "title: T\nphrasings: [p, q]\nshort: S\n"
GOOD: Final = {"faqs/good.yaml": ENTRY}
BROKEN: Final = {
    **GOOD,
    "skills/b.yaml": "title: T\nshrot: S\nphrasings: [p]\n",
    "skills/a.yaml": "title: T\ntitle: T\n",
    "golden.yaml": "- {q: a}\n",
}
FOUND: Final = [
    ("golden.yaml", 1, 3, "'expect' is missing: add it", "schema"),
    ("skills/a.yaml", 2, 1, "'title' is there twice: the first is in line 1", "duplicate-key"),
    ("skills/b.yaml", 1, 1, "'short' is missing: add it", "schema"),
    ("skills/b.yaml", 2, 1, "'shrot' is not a field: did you mean 'short'?", "schema"),
]

Captured = pytest.CaptureFixture[str]


def test_sound(write: Write, capsys: Captured) -> None:
    """Sound knowledge is told in one line of numbers, and the command ends with 0."""
    path = "title: P\naudience: you\nsteps: [{entry: good}, {entry: other}]\n"
    folder = write(
        {
            **GOOD,
            "faqs/other.yaml": ENTRY,
            "paths/p.yaml": path,
            "paths/q.yaml": path,
            "golden.yaml": "- {q: a, expect: good}\n- {q: b, expect: nothing}\n",
        }
    )
    code = run(["check", "--knowledge", str(folder)])
    line = (
        f"{folder} is sound: 2 entries with 4 phrasings, every reference leads somewhere, 2 paths with 4 steps in an "
        "order that works, 2 golden questions.\n"
    )

    assert (0, (line, "")) == (code, capsys.readouterr())


def test_sound_of_one(write: Write, capsys: Captured) -> None:
    """One entry, path or question is counted as one."""
    folder = write(
        {
            "good.yaml": ENTRY.replace("[p, q]", "[p]"),
            "paths/p.yaml": "title: P\naudience: you\nsteps: [entry: good]\n",
            "golden.yaml": "- {q: a, expect: good}\n",
        }
    )
    code = run(["check", "--knowledge", str(folder)])
    line = (
        f"{folder} is sound: 1 entry with 1 phrasing, every reference leads somewhere, 1 path with 1 step in an "
        "order that works, 1 golden question.\n"
    )

    assert (0, (line, "")) == (code, capsys.readouterr())


def test_shipped(backchat: Run) -> None:
    """Without a folder the shipped knowledge is checked, and it is sound."""
    done = backchat("check")

    assert (0, "", 1) == (done.returncode, done.stderr, len(done.stdout.splitlines()))
    assert " is sound: " in done.stdout


def test_problems(write: Write, capsys: Captured) -> None:
    """Every problem of every file is a line `file:line:column: message (rule)`, sorted; the command ends with 1."""
    folder = write(BROKEN)
    code = run(["check", "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (1, f"4 problems in {folder}\n") == (code, said.err)
    assert said.out.splitlines() == [
        f"{folder}/{file}:{line}:{column}: {message} ({rule})" for file, line, column, message, rule in FOUND
    ]


def test_one_problem(write: Write, capsys: Captured) -> None:
    """One problem is counted as one."""
    folder = write({**GOOD, "faqs/a.yaml": f"{ENTRY}related: [goood]\n"})
    code = run(["check", "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (1, f"1 problem in {folder}\n") == (code, said.err)
    assert said.out == (
        f"{folder}/faqs/a.yaml:4:11: there is no entry 'goood': did you mean 'good'? (dangling-reference)\n"
    )


def test_problems_in_a_process(write: Write, backchat: Run) -> None:
    """A real process ends with 1 as well, and names the files as the folder was named."""
    write(BROKEN)
    done = backchat("check", "--knowledge", "knowledge/")

    assert (1, "4 problems in knowledge\n") == (done.returncode, done.stderr)
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        f"knowledge/{file}" for file, *_ in FOUND
    ]


def test_json_of_problems(write: Write, capsys: Captured) -> None:
    """--json prints the same problems as a list of objects, and the command ends with 1."""
    folder = write(BROKEN)
    code = run(["check", "--json", "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (1, f"4 problems in {folder}\n") == (code, said.err)
    assert json.loads(said.out) == [
        {"file": f"{folder}/{file}", "line": line, "column": column, "message": message, "rule": rule}
        for file, line, column, message, rule in FOUND
    ]


def test_json_of_nothing(write: Write, capsys: Captured) -> None:
    """--json prints an empty list and nothing else when the knowledge is sound."""
    code = run(["check", "--json", "--knowledge", str(write(GOOD))])

    assert (0, ("[]\n", "")) == (code, capsys.readouterr())


@pytest.mark.parametrize("refused", REFUSED, ids=lambda line: line.split(":")[0].removeprefix("hostile/"))
def test_exhibit(tmp_path: Path, capsys: Captured, refused: str) -> None:
    """A hostile or broken file is told in one clear line, and the command ends with 1."""
    (tmp_path / "hostile").mkdir()
    (tmp_path / "good.yaml").write_text(ENTRY)
    shutil.copy(EXHIBITS / refused.split(":", maxsplit=1)[0], tmp_path / "hostile")
    code = run(["check", "--knowledge", str(tmp_path)])

    assert (1, (f"{tmp_path}/{refused}\n", f"1 problem in {tmp_path}\n")) == (code, capsys.readouterr())


def test_all_exhibits(tmp_path: Path, backchat: Run) -> None:
    """All hostile files together are told in one pass, a line each, in the order of their names."""
    shutil.copytree(EXHIBITS / "hostile", tmp_path / "hostile")
    done = backchat("check", "--knowledge", ".")

    assert (1, f"{len(REFUSED)} problems in .\n") == (done.returncode, done.stderr)
    assert REFUSED == done.stdout.splitlines()


def test_terminal_escapes(write: Write, capsys: Captured) -> None:
    """A file cannot send commands to the terminal of the person who checks it."""
    folder = write({**GOOD, "faqs/a.yaml": f'{ENTRY}"\\e]0;pwned\\a": x\n'})
    code = run(["check", "--json", "--knowledge", str(folder)])
    shown = json.loads(capsys.readouterr().out)[0]["message"]

    assert code == 1
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "there is no folder {}: name one with --knowledge DIR or BACKCHAT_KNOWLEDGE"),
        ("file.yaml", "{} is a file: --knowledge takes the folder that holds the entries"),
        ("empty", "{} holds no entries: name a folder of YAML files with --knowledge DIR"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_missing(tmp_path: Path, capsys: Captured, name: str, message: str, options: list[str]) -> None:
    """Where there is no knowledge nothing is printed but one line of complaint, and the command ends with 66."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.yaml").write_text(ENTRY)
    folder = tmp_path / name
    code = run(["check", *options, "--knowledge", str(folder)])

    assert (66, ("", f"backchat: {message.format(folder)}\n")) == (code, capsys.readouterr())


def test_name_too_long(capsys: Captured) -> None:
    """A name that is too long for any folder is told in one line, too."""
    code = run(["check", "--knowledge", "x" * 300])
    said = capsys.readouterr()

    assert (66, "", 1) == (code, said.out, len(said.err.splitlines()))


def test_nested_path(write: Write, capsys: Captured) -> None:
    """A learning path in a folder below paths is checked like any other."""
    path = "title: P\naudience: you\nsteps: [{entry: good}]\n"

    assert run(["check", "--knowledge", str(write({**GOOD, "paths/junior/p.yaml": path}))]) == 0


def test_environment(write: Write, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """The folder to check may be named by the environment."""
    folder = write(GOOD)
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(folder))

    assert run(["check"]) == 0
    assert capsys.readouterr().out.startswith(f"{folder} is sound: ")


def test_odd_file_name(write: Write, backchat: Run) -> None:
    """A file whose name is not UTF-8 is named as well as can be, in text and in JSON."""
    folder = write(GOOD)
    (folder / "faqs" / "caf\udce9.yaml").write_bytes(b"*a\n")
    text, data = (
        backchat("check", "--knowledge", "knowledge"),
        backchat("check", "--json", "--knowledge", "knowledge"),
    )

    assert (1, 1) == (text.returncode, data.returncode)
    assert text.stdout.startswith("knowledge/faqs/caf?.yaml:1:1: alias *a is not allowed")
    assert json.loads(data.stdout)[0]["file"] == "knowledge/faqs/caf?.yaml"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema(kind: str, capsys: Captured) -> None:
    """`schema` prints the JSON Schema of a kind of file."""
    code = run(["schema", kind])
    said = capsys.readouterr()

    assert (0, "") == (code, said.err)
    assert json_schema(kind) == json.loads(said.out)


def test_schema_of_an_entry(backchat: Run) -> None:
    """Without a kind `schema` prints the schema of an entry."""
    done = backchat("schema")

    assert (0, "") == (done.returncode, done.stderr)
    assert json_schema("entry") == json.loads(done.stdout)


def test_schema_of_nothing_known(capsys: Captured) -> None:
    """A kind that there is not is told with those that there are, and the command ends with 2."""
    code = run(["schema", "entries"])
    said = capsys.readouterr()

    assert (2, "") == (code, said.out)
    assert said.err == (
        "backchat: there is no schema 'entries': there are entry, path, source, synonyms, out-of-scope, golden, policy\n"
    )
