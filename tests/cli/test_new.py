"""`backchat new` begins an entry: it suggests, asks, refuses what collides, and writes what loads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli.main import run
from bot.loading import load

if TYPE_CHECKING:
    from tests.conftest import Run, Write

BASE: Final = {
    "glossary/api.yaml": "title: What is an API?\nphrasings:\n  - what is an api\n  - api meaning\nshort: A door for programs.\n",
    "glossary/cache.yaml": "title: What is a cache?\nphrasings:\n  - what is a cache\n  - why do we cache\nshort: A copy that is near.\n",
    "skills/git.yaml": "title: Do I need Git?\nphrasings:\n  - do i need git\n  - git basics\nshort: Yes.\n",
    "sources.yaml": "editorial:\n  title: The maintainers\n",
    "golden.yaml": "# Questions.\n- q: tell me the api idea\n  expect: api\n",
}
GIVEN: Final = (
    "--short",
    "A list that finds rows fast.",
    "--phrasing",
    "what is an index",
    "--phrasing",
    "index for tables?",
)

Captured = pytest.CaptureFixture[str]


def test_all_given(write: Write, capsys: Captured) -> None:
    """With everything given nothing is asked: the entry is there, and loads."""
    folder = write(BASE)
    code = run(
        [
            "new",
            "glossary",
            "What is an index?",
            *GIVEN,
            "--golden",
            "how are rows found",
            "--yes",
            "--knowledge",
            str(folder),
        ]
    )
    said = capsys.readouterr()
    knowledge = load(folder)
    entry = knowledge.entries["index"]

    assert (0, "") == (code, said.err)
    assert said.out.startswith(f"wrote {folder}/glossary/index.yaml\nwrote {folder}/golden.yaml\n")
    assert ("what is an index", "index for tables") == entry.phrasings
    assert ("editorial",) == entry.sources
    assert ("how are rows found", "index") == (knowledge.golden[-1].q, knowledge.golden[-1].expect)
    assert (folder / "golden.yaml").read_text().startswith("# Questions.\n- q: tell me the api idea\n")


def test_schema_line(write: Write, capsys: Captured) -> None:
    """The first line of the new file is for the editor."""
    folder = write(BASE)
    run(["new", "glossary", "What is an index?", *GIVEN, "--yes", "--knowledge", str(folder)])
    first = (folder / "glossary" / "index.yaml").read_text().splitlines()[0]

    assert first == "# yaml-language-server: $schema=../schema.json"
    assert "(few-phrasings)" in capsys.readouterr().out


def test_asked(write: Write, backchat: Run) -> None:
    """What is not given is asked for, with suggestions; a phrasing that another entry has is left out."""
    write(BASE)
    typed = "\nwhat is an index\nwhat is an API?\nindex meaning\n\nA list that finds rows.\n\n\nhow are rows found\n\n"
    done = backchat("new", "glossary", "What is an index?", "--knowledge", "knowledge", typed=typed)

    assert (0, "") == (done.returncode, done.stderr)
    assert "left out: 'what is an api' is answered by api" in done.stdout
    assert "Free are: index" in done.stdout
    assert "wrote knowledge/glossary/index.yaml" in done.stdout


def test_leaving(write: Write, backchat: Run, tmp_path: Path) -> None:
    """Whoever leaves in the middle has written nothing, and is told so."""
    folder = write(BASE)
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    done = backchat(
        "new", "glossary", "What is an index?", "--knowledge", "knowledge", typed="index\nwhat is"
    )

    assert done.returncode == 2
    assert "nothing was written" in done.stderr.splitlines()[-1]
    assert before == {file: file.read_bytes() for file in folder.rglob("*.yaml")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["glosary", "What is an index?"], "there is no kind 'glosary': did you mean 'glossary'?"),
        (["glossary", " "], "an entry needs a title: the question or the thing it is about"),
        (["glossary", "What is an index?"], "an entry needs its answer: give it with --short"),
        (["glossary", "What is an index?", *GIVEN, "--id", "git"], "there is an entry 'git' already"),
        (
            ["glossary", "What is an index?", *GIVEN, "--related", "gut"],
            "there is no entry 'gut': did you mean 'git'?",
        ),
        (
            ["glossary", "What is an index?", *GIVEN, "--source", "wikipedia"],
            "sources.yaml has no 'wikipedia'",
        ),
        (["glossary", "What is an index?", *GIVEN, "--id", "a b"], "'id' is 'a b': up to 64 characters"),
    ],
)
def test_refused(write: Write, capsys: Captured, arguments: list[str], message: str) -> None:
    """What cannot be used is told in one line, and nothing is written."""
    folder = write(BASE)
    code = run(["new", *arguments, "--yes", "--knowledge", str(folder)])
    said = capsys.readouterr()

    assert (2, 1) == (code, len(said.err.splitlines()))
    assert message in said.err
    assert not (folder / "glossary" / "index.yaml").exists()


def test_answered_already(write: Write, capsys: Captured) -> None:
    """A title that the bot answers already is told with the file that answers it."""
    run(
        [
            "new",
            "glossary",
            "What is an API?",
            *GIVEN,
            "--id",
            "index",
            "--yes",
            "--knowledge",
            str(write(BASE)),
        ]
    )

    assert "with glossary/api.yaml" in capsys.readouterr().out


def test_asked_again(write: Write, backchat: Run) -> None:
    """What cannot be used is told where it is typed, and asked again: an id, a phrasing said twice, a source, a golden question."""
    write(BASE)
    typed = "git\na b\nindex\nrows found fast\nrows found fast\n\nA list.\n\nwikipedia\neditorial\nwhat is an index\n\n"
    done = backchat("new", "glossary", "What is an index?", "--knowledge", "knowledge", typed=typed)

    assert (0, "") == (done.returncode, done.stderr)
    assert "  there is an entry 'git' already: give the new one another id\n" in done.stdout
    assert "  'id' is 'a b': up to 64 characters, no spaces, colons or slashes\n" in done.stdout
    assert "  left out: you have said that already\n" in done.stdout
    assert "  sources.yaml has no 'wikipedia': add it there first, or name another\n" in done.stdout
    assert (
        "  left out: that reads the same as the title or a phrasing, and would prove nothing\n" in done.stdout
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["glossary", "What is an index " * 6], "'title' has 101 characters, 80 allowed: shorten it"),
        ([".hidden", "What is an index?"], "no entry can be '.hidden/a.yaml': choose another kind or id"),
    ],
)
def test_refused_before_anything_is_asked(
    write: Write, backchat: Run, arguments: list[str], message: str
) -> None:
    """A title or a kind that cannot be is refused before anybody has typed twenty phrasings in vain."""
    write(BASE)
    done = backchat("new", *arguments, "--knowledge", "knowledge", typed="y\ny\n")

    assert 2 == done.returncode
    assert message in done.stderr
    assert "How would people ask" not in done.stdout
