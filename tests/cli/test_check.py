"""`backchat check` names every problem where it stands, and `backchat schema` tells editors what to expect."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.check.rules import RULES
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
    ("skills/b.yaml", 2, 1, "'shrot' is not a field: did you mean 'short'?", "schema"),
]

READING: Final = [word for rule in RULES if rule.find is None for word in ("--only", rule.name)]
"""The rules of the loader alone: a small folder is not all that it should be."""

Captured = pytest.CaptureFixture[str]


def test_sound(write: Write, capsys: Captured) -> None:
    """Sound knowledge is told in one line of numbers and a line for all that is proved, and the command ends with 0."""
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
    code = run(["check", "--only", "duplicate-key", "--only", "schema", "--knowledge", str(folder)])
    first, *others = capsys.readouterr().out.splitlines()

    assert 0 == code
    assert (
        f"{folder} is sound: 2 entries with 4 phrasings, 2 paths with 4 steps, 2 golden questions." == first
    )
    assert [
        f"- {rule.proved}" for rule in RULES if rule.name in {"duplicate-key", "schema"} and rule.proved
    ] == others


def test_sound_of_one(write: Write, capsys: Captured) -> None:
    """One entry, path or question is counted as one."""
    folder = write(
        {
            "good.yaml": ENTRY.replace("[p, q]", "[p]"),
            "paths/p.yaml": "title: P\naudience: you\nsteps: [entry: good]\n",
            "golden.yaml": "- {q: a, expect: good}\n",
        }
    )
    code = run(["check", "--only", "schema", "--knowledge", str(folder)])
    first = f"{folder} is sound: 1 entry with 1 phrasing, 1 path with 1 step, 1 golden question."

    assert (0, first) == (code, capsys.readouterr().out.splitlines()[0])


def test_shipped(backchat: Run) -> None:
    """Without a folder the shipped knowledge is checked: what can be seen without asking the bot is without a warning.

    `make check` runs all rules.
    """
    asking = [word for rule in RULES if rule.asks for word in ("--skip", rule.name)]
    done = backchat("check", "--strict", *asking)
    proved = [line for line in done.stdout.splitlines() if line.startswith("- ")]

    assert (0, "") == (done.returncode, done.stderr)
    assert " is sound: " in done.stdout
    assert len([rule for rule in RULES if rule.proved and not rule.asks]) == len(proved)


def test_problems(write: Write, capsys: Captured) -> None:
    """Every problem of every file is a line `file:line:column: message (rule)`, sorted; the command ends with 1."""
    folder = write(BROKEN)
    code = run(["check", *READING, "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (1, f"3 errors in {folder}\n") == (code, said.err)
    assert said.out.splitlines() == [
        f"{folder}/{file}:{line}:{column}: {message} ({rule})" for file, line, column, message, rule in FOUND
    ]


def test_one_problem(write: Write, capsys: Captured) -> None:
    """One problem is counted as one."""
    folder = write({**GOOD, "faqs/a.yaml": f"{ENTRY}related: [goood]\n"})
    code = run(["check", *READING, "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (1, f"1 error in {folder}\n") == (code, said.err)
    assert said.out == (
        f"{folder}/faqs/a.yaml:4:11: there is no entry 'goood': did you mean 'good'? (dangling-reference)\n"
    )


def test_problems_in_a_process(write: Write, backchat: Run) -> None:
    """A real process ends with 1 as well, and names the files as the folder was named."""
    write(BROKEN)
    done = backchat("check", *READING, "--knowledge", "knowledge/")

    assert (1, "3 errors in knowledge\n") == (done.returncode, done.stderr)
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        f"knowledge/{file}" for file, *_ in FOUND
    ]


def test_json_of_problems(write: Write, capsys: Captured) -> None:
    """--json prints the same problems for programs, and the command ends with 1."""
    folder = write(BROKEN)
    code = run(["check", *READING, "--json", "--knowledge", str(folder)])
    said = capsys.readouterr()
    told = json.loads(said.out)

    assert (1, f"3 errors in {folder}\n") == (code, said.err)
    assert (3, 0, [], []) == (told["errors"], told["warnings"], told["proved"], told["left_out"])
    assert told["findings"] == [
        {
            "file": f"{folder}/{file}",
            "line": line,
            "column": column,
            "message": message,
            "rule": rule,
            "severity": "error",
            "hint": "",
            "beside": [],
            "fixable": False,
        }
        for file, line, column, message, rule in FOUND
    ]


def test_json_of_nothing(write: Write, capsys: Captured) -> None:
    """--json names no finding when the knowledge is sound, and says what was proved."""
    code = run(["check", "--only", "duplicate-key", "--json", "--knowledge", str(write(GOOD))])
    said = capsys.readouterr()

    assert (0, "", []) == (code, said.err, json.loads(said.out)["findings"])


def test_github(write: Write, capsys: Captured) -> None:
    """--format github prints an annotation for each finding."""
    folder = write({**GOOD, "faqs/a.yaml": f"{ENTRY}related: [goood]\n"})
    code = run(["check", *READING, "--format", "github", "--knowledge", str(folder)])
    name = f"{folder}/faqs/a.yaml"

    assert 1 == code
    assert capsys.readouterr().out == (
        f"::error file={name},line=4,col=11,title=dangling-reference::there is no entry 'goood': did you mean 'good'?\n"
    )


def test_warnings(write: Write, capsys: Captured) -> None:
    """Warnings alone are told and end with 0, and with 3 where they are not wanted."""
    folder = write({"faqs/a.yaml": ENTRY})
    command = ["check", "--only", "unsourced", "--knowledge", str(folder)]

    assert (0, 3) == (run(command), run([*command, "--strict"]))
    assert capsys.readouterr().err == f"1 warning in {folder}\n" * 2


def test_the_bot_is_not_asked_about_what_is_broken(write: Write, capsys: Captured) -> None:
    """While a file is broken the rules that ask the bot are left out, which is told."""
    asking = ("--only", "shadowed-phrasing", "--only", "stray-phrasing")
    run(["check", *READING, *asking, "--knowledge", str(write(BROKEN))])

    assert capsys.readouterr().err.endswith(
        "the bot was not asked: mend the errors first, then check again\n"
    )


def test_explain(capsys: Captured) -> None:
    """--explain prints the manual of a rule, and --rules a line for each."""
    codes = run(["check", "--explain", "schema"]), run(["check", "--rules"])
    out = capsys.readouterr().out

    assert (0, 0) == codes
    assert out.startswith(next(rule.manual for rule in RULES if rule.name == "schema").rstrip())
    assert len(RULES) == len(
        [line for line in out.splitlines() if line.split()[1:2] in (["error"], ["warning"])]
    )


@pytest.mark.parametrize("option", ["--explain", "--only", "--skip"])
def test_no_such_rule(option: str, capsys: Captured) -> None:
    """A rule that there is not is told with the one that was meant."""
    code = run(["check", option, "unsorced"])

    assert (2, ("", "backchat: there is no rule 'unsorced': did you mean 'unsourced'?\n")) == (
        code,
        capsys.readouterr(),
    )


def test_fix(write: Write, capsys: Captured) -> None:
    """--fix mends what can be mended, says how much that was, and what is left."""
    folder = write({"faqs/a.yaml": ENTRY.replace("[p, q]", "[what is a p?]")})
    code = run(
        ["check", "--fix", "--only", "phrasing-form", "--only", "unsourced", "--knowledge", str(folder)]
    )

    assert 0 == code
    assert capsys.readouterr().err == f"mended 1 finding in faqs/a.yaml\n1 warning in {folder}\n"
    assert "what is a p]" in (folder / "faqs" / "a.yaml").read_text()


def test_fixing_never_makes_it_worse(write: Write, capsys: Captured) -> None:
    """Where nothing can be mended nothing is written, and that is told."""
    folder = write(BROKEN)
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    code = run(["check", "--fix", *READING, "--knowledge", str(folder)])

    assert 1 == code
    assert "there was nothing that could be mended\n" in capsys.readouterr().err
    assert before == {file: file.read_bytes() for file in folder.rglob("*.yaml")}


@pytest.mark.parametrize("refused", REFUSED, ids=lambda line: line.split(":")[0].removeprefix("hostile/"))
def test_exhibit(tmp_path: Path, capsys: Captured, refused: str) -> None:
    """A hostile or broken file is told in one clear line, and the command ends with 1."""
    (tmp_path / "hostile").mkdir()
    (tmp_path / "good.yaml").write_text(ENTRY)
    shutil.copy(EXHIBITS / refused.split(":", maxsplit=1)[0], tmp_path / "hostile")
    code = run(["check", *READING, "--knowledge", str(tmp_path)])

    assert (1, (f"{tmp_path}/{refused}\n", f"1 error in {tmp_path}\n")) == (code, capsys.readouterr())


def test_all_exhibits(tmp_path: Path, backchat: Run) -> None:
    """All hostile files together are told in one pass, a line each, in the order of their names."""
    shutil.copytree(EXHIBITS / "hostile", tmp_path / "hostile")
    done = backchat("check", *READING, "--knowledge", ".")

    assert (1, f"{len(REFUSED)} errors in .\n") == (done.returncode, done.stderr)
    assert REFUSED == done.stdout.splitlines()


def test_terminal_escapes(write: Write, capsys: Captured) -> None:
    """A file cannot send commands to the terminal of the person who checks it."""
    folder = write({**GOOD, "faqs/a.yaml": f'{ENTRY}"\\e]0;pwned\\a": x\n'})
    code = run(["check", *READING, "--json", "--knowledge", str(folder)])
    shown = json.loads(capsys.readouterr().out)["findings"][0]["message"]

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
    code = run(["check", *READING, *options, "--knowledge", str(folder)])

    assert (66, ("", f"backchat: {message.format(folder)}\n")) == (code, capsys.readouterr())


def test_name_too_long(capsys: Captured) -> None:
    """A name that is too long for any folder is told in one line, too."""
    code = run(["check", *READING, "--knowledge", "x" * 300])
    said = capsys.readouterr()

    assert (66, "", 1) == (code, said.out, len(said.err.splitlines()))


def test_nested_path(write: Write, capsys: Captured) -> None:
    """A learning path in a folder below paths is checked like any other."""
    path = "title: P\naudience: you\nsteps: [{entry: good}]\n"

    assert run(["check", *READING, "--knowledge", str(write({**GOOD, "paths/junior/p.yaml": path}))]) == 0


def test_environment(write: Write, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """The folder to check may be named by the environment."""
    folder = write(GOOD)
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(folder))

    assert run(["check", *READING]) == 0
    assert capsys.readouterr().out.startswith(f"{folder} is sound: ")


def test_odd_file_name(write: Write, backchat: Run) -> None:
    """A file whose name is not UTF-8 is named as well as can be, in text and in JSON."""
    folder = write(GOOD)
    (folder / "faqs" / "caf\udce9.yaml").write_bytes(b"*a\n")
    text, data = (
        backchat("check", *READING, "--knowledge", "knowledge"),
        backchat("check", *READING, "--json", "--knowledge", "knowledge"),
    )

    assert (1, 1) == (text.returncode, data.returncode)
    assert text.stdout.startswith("knowledge/faqs/caf?.yaml:1:1: alias *a is not allowed")
    assert json.loads(data.stdout)["findings"][0]["file"] == "knowledge/faqs/caf?.yaml"


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
        "backchat: there is no schema 'entries': there are entry, path, source, synonyms, out-of-scope, golden, policy, map\n"
    )
