"""A folder becomes a knowledge base, or every reason why not, each with its place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.errors import KnowledgeInvalidError, KnowledgeMissingError
from bot.knowledge import Golden, OutOfScope, Source, Synonyms
from bot.loading import inspect, load, study
from bot.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Write

ROOT: Final = Path(__file__).resolve().parent.parent
EXHIBITS: Final = ROOT / "tests" / "exhibits"
REFUSED: Final = {
    line.split(":")[0].removeprefix("hostile/"): line
    for line in (EXHIBITS / "hostile.txt").read_text(encoding="utf-8").splitlines()
}
KEPT: Final = {"plain-words.yaml"}

ENTRY: Final = "title: T\nphrasings: [p]\nshort: S\n"
PATH: Final = "title: P\naudience: you\nsteps: [{entry: good}]\n"
GOOD: Final = {"faqs/good.yaml": ENTRY}


def problems(folder: Path) -> list[str]:
    """The problems of a folder, with the names of the files as seen from it."""
    return [str(problem).removeprefix(f"{folder}/") for problem in inspect(folder)[1]]


def test_least_entry(write: Write) -> None:
    """An entry needs a title, one phrasing and a short answer, and nothing else."""
    entry = load(
        write({"faqs/degree.yaml": "title: A degree?\nphrasings: [do i need one]\nshort: No.\n"})
    ).entries["degree"]

    assert entry.model_dump(exclude_defaults=True) == {
        "id": "degree",
        "kind": "faqs",
        "title": "A degree?",
        "phrasings": ("do i need one",),
        "short": "No.",
    }
    assert (entry.detail, entry.related, entry.sources, entry.reviewed, entry.aliases) == (
        None,
        (),
        (),
        None,
        (),
    )


@pytest.mark.parametrize("left_out", ["title", "phrasings", "short"])
def test_needed_fields(write: Write, left_out: str) -> None:
    """Each of the three needed fields is missed."""
    text = "".join(line for line in ENTRY.splitlines(keepends=True) if not line.startswith(left_out))

    assert problems(write({"faqs/x.yaml": text})) == [
        f"faqs/x.yaml:1:1: '{left_out}' is missing: add it (schema)"
    ]


@pytest.mark.parametrize(
    ("name", "id_", "kind"),
    [
        pytest.param("faqs/api.yaml", "api", "faqs", id="folder"),
        pytest.param("api.yaml", "api", "", id="top"),
        pytest.param("skills/data/sql.yaml", "sql", "data", id="nested-folder"),
        pytest.param("faqs/api.yml", "api", "faqs", id="short-ending"),
        pytest.param("faqs/node.js.yaml", "node.js", "faqs", id="dot-in-the-name"),
        pytest.param("faqs/größe.yaml", "größe", "faqs", id="beyond-ascii"),
        pytest.param("faqs.yaml/api.yaml", "api", "faqs.yaml", id="folder-that-ends-like-a-file"),
        pytest.param("skills/paths/api.yaml", "api", "paths", id="folder-called-paths-below"),
        pytest.param("skills/sources.yaml", "sources", "skills", id="called-like-a-special-file"),
    ],
)
def test_id_and_kind(write: Write, name: str, id_: str, kind: str) -> None:
    """The name of the file is the entry's id and the name of its folder the kind."""
    assert [(entry.id, entry.kind) for entry in load(write({name: ENTRY})).entries.values()] == [(id_, kind)]


@pytest.mark.parametrize("key", ["id", "kind"])
def test_reserved_fields(write: Write, key: str) -> None:
    """An entry's file cannot say its own id or kind."""
    message = f"'{key}' comes from the file's name and folder: remove the line (schema)"

    assert problems(write({"faqs/x.yaml": f"{ENTRY}{key}: y\n"})) == [f"faqs/x.yaml:4:1: {message}"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a b", id="space"),
        pytest.param("a:b", id="colon"),
        pytest.param("a\\b", id="backslash"),
        pytest.param("a\tb", id="tab"),
        pytest.param("a" * 65, id="too-long"),
    ],
)
@pytest.mark.parametrize("folder", ["faqs", "paths"])
def test_illegal_id(write: Write, name: str, folder: str) -> None:
    """A file whose name cannot be an id is a problem: no button could carry it and nothing could refer to it."""
    file = f"{folder}/{name}.yaml"
    found = problems(write({**GOOD, file: PATH if folder == "paths" else ENTRY}))

    assert [line.startswith(f"{file}:1:1: ") for line in found] == [True]


@pytest.mark.parametrize("kind", ["a:b", "k" * 65], ids=["colon", "too-long"])
def test_illegal_kind(write: Write, kind: str) -> None:
    """A folder whose name no button could carry is a problem."""
    found = problems(write({**GOOD, f"{kind}/x.yaml": ENTRY}))

    assert [line.startswith(f"{kind}/x.yaml:1:1: ") for line in found] == [True]


@pytest.mark.parametrize(
    "name",
    [
        ".x.yaml",
        ".git/x.yaml",
        "faqs/.x.yml",
        "faqs/.drafts/deep/x.yaml",
        "faqs/x.yaml~",
        "faqs/x.yaml.bak",
        "faqs/x.yxml",
        "faqs/x.json",
        "README.md",
        "x",
    ],
)
def test_ignored_files(write: Write, name: str) -> None:
    """Hidden files, files in hidden folders and files that are not YAML are none of the knowledge, broken or not."""
    knowledge, found = inspect(write({**GOOD, name: "not: [knowledge"}))

    assert (list(knowledge.entries), found) == (["good"], ())


def test_hidden_folder_around(tmp_path: Path) -> None:
    """A knowledge folder may itself lie in a hidden folder."""
    folder = tmp_path / ".local" / "knowledge"
    folder.mkdir(parents=True)
    (folder / "good.yaml").write_text(ENTRY)

    assert list(load(folder).entries) == ["good"]


_SPECIAL: Final = {
    "sources": ("guide: {title: A guide}\n", {"guide": Source(title="A guide")}),
    "synonyms": ("families: {db: [database]}\n", Synonyms(families={"db": ("database",)})),
    "out_of_scope": (
        "pay: {title: pay, pointer: Ask HR., examples: [my pay]}\n",
        {"pay": OutOfScope(title="pay", pointer="Ask HR.", examples=("my pay",))},
    ),
    "golden": ("- {q: a, expect: good}\n", (Golden(q="a", expect="good"),)),
    "policy": ("answer: 0.9\n", Policy(answer=0.9)),
}


@pytest.mark.parametrize("name", _SPECIAL)
def test_special_file(write: Write, name: str) -> None:
    """Each special file is read when it is there; the others may be missing."""
    text, value = _SPECIAL[name]
    without = load(write(GOOD))

    assert load(write({f"{name}.yaml": text})) == without.model_copy(update={name: value})


@pytest.mark.parametrize("name", _SPECIAL)
def test_special_file_with_short_ending(write: Write, name: str) -> None:
    """A special file may end in .yml like any other."""
    text, value = _SPECIAL[name]

    assert getattr(load(write({**GOOD, f"{name}.yml": text})), name) == value


@pytest.mark.parametrize("name", _SPECIAL)
def test_empty_special_file(write: Write, name: str) -> None:
    """A special file may be missing, but it may not be empty."""
    assert problems(write({**GOOD, f"{name}.yaml": "# nothing yet\n"})) == [
        f"{name}.yaml:1:1: the file is empty (empty)"
    ]


def test_without_special_files(write: Write) -> None:
    """Without special files there are no paths, sources, synonyms, families or golden questions, and the usual policy."""
    knowledge = load(write(GOOD))

    assert (
        knowledge.paths,
        knowledge.sources,
        knowledge.synonyms,
        knowledge.out_of_scope,
        knowledge.golden,
        knowledge.policy,
    ) == ({}, {}, Synonyms(), {}, (), Policy())


def test_paths(write: Write) -> None:
    """Every file of the folder paths is a learning path."""
    knowledge = load(write({**GOOD, "paths/start.yaml": PATH, "paths/later.yml": PATH}))

    assert list(knowledge.paths) == ["later", "start"]
    assert list(knowledge.entries) == ["good"]


def test_path_in_a_folder(write: Write) -> None:
    """A learning path may lie in a folder below paths, and what is wrong with it is found there."""
    folder = write({**GOOD, "paths/junior/start.yaml": PATH.replace("good", "goood")})

    assert problems(folder) == [
        "paths/junior/start.yaml:3:17: there is no entry 'goood': did you mean 'good'? (dangling-reference)"
    ]


def test_entry_and_path_of_one_name(write: Write) -> None:
    """An entry and a learning path may have the same name."""
    knowledge = load(write({**GOOD, "paths/good.yaml": PATH}))

    assert (list(knowledge.entries), list(knowledge.paths)) == (["good"], ["good"])


@pytest.mark.parametrize(
    ("first", "second", "id_"),
    [
        pytest.param("careers/api.yaml", "faqs/api.yaml", "api", id="two-folders"),
        pytest.param("faqs/api.yaml", "faqs/api.yml", "api", id="two-endings"),
        pytest.param("api.yaml", "faqs/api.yaml", "api", id="top-and-folder"),
        pytest.param("paths/start.yaml", "paths/start.yml", "start", id="two-paths"),
    ],
)
def test_duplicate_id(write: Write, first: str, second: str, id_: str) -> None:
    """An id that two files have is a problem of the second."""
    text = PATH if first.startswith("paths/") else ENTRY
    message = f"{first} is called '{id_}' too: ids are unique over all folders, rename one (duplicate-id)"

    assert problems(write({**GOOD, first: text, second: text})) == [f"{second}:1:1: {message}"]


def test_order_on_disk(tmp_path: Path) -> None:
    """The order in which files were written makes no difference."""
    files = {
        "b/z.yaml": ENTRY,
        "a/y.yaml": ENTRY,
        "c/x.yaml": ENTRY,
        "paths/q.yaml": PATH,
        "paths/p.yaml": PATH,
    }
    loaded = []
    for number, names in enumerate(permutations([*files, "good.yaml"])):
        if number % 97 == 0:
            for name in names:
                file = tmp_path / str(number) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(files.get(name, ENTRY))
            loaded.append(load(tmp_path / str(number)))

    assert all(knowledge == loaded[0] for knowledge in loaded)
    assert {tuple(knowledge.entries) for knowledge in loaded} == {("good", "x", "y", "z")}
    assert {tuple(knowledge.paths) for knowledge in loaded} == {("p", "q")}


def test_all_problems_at_once(write: Write) -> None:
    """Every file's every problem is told, sorted by file, line and column, and the sound files are read."""
    knowledge, found = inspect(
        folder := write(
            {
                "golden.yaml": "- {q: a}\n- b\n",
                "faqs/b.yaml": "shrot: S\ntitle: ''\nphrasings: p\n",
                "faqs/a.yaml": "title: T\ntitle: U\n",
                **GOOD,
            }
        )
    )

    assert [str(problem).removeprefix(f"{folder}/") for problem in found] == [
        "faqs/a.yaml:2:1: 'title' is there twice: the first is in line 1 (duplicate-key)",
        "faqs/b.yaml:1:1: 'shrot' is not a field: did you mean 'short'? (schema)",
        "faqs/b.yaml:2:8: 'title' is empty: write it or remove the line (schema)",
        "faqs/b.yaml:3:12: 'phrasings' must be a list: put each item on a line of its own after '- ' (schema)",
        "golden.yaml:1:3: 'expect' is missing: add it (schema)",
        "golden.yaml:2:3: 'the file' must be a mapping, as in 'title: …' (schema)",
    ]
    assert list(knowledge.entries) == ["good"]


def test_references_wait(write: Write) -> None:
    """References are followed once every file can be read: a broken file makes no second problem elsewhere."""
    folder = write({"faqs/a.yaml": f"{ENTRY}related: [b]\n", "faqs/b.yaml": "title: T\n"})

    assert {line.split(":")[0] for line in problems(folder)} == {"faqs/b.yaml"}


def test_load_refuses(write: Write) -> None:
    """`load` gives no half knowledge: one problem anywhere and it raises, with all of them."""
    folder = write({**GOOD, "faqs/b.yaml": "a: x\na: y\n", "faqs/c.yaml": "*a\n"})
    with pytest.raises(KnowledgeInvalidError) as caught:
        load(folder)

    assert caught.value.problems == inspect(folder)[1]
    assert len(caught.value.problems) == 2
    assert str(caught.value) == (
        f"the knowledge in {folder} has 2 problems, first: {folder}/faqs/b.yaml:2:1: 'a' is there twice: the first is in "
        f"line 1 (duplicate-key). Run 'backchat check --knowledge {folder}' for all."
    )


def test_load_refuses_references(write: Write) -> None:
    """A reference that leads nowhere is as grave as a broken file."""
    with pytest.raises(KnowledgeInvalidError, match="there is no entry 'nope'"):
        load(write({"faqs/a.yaml": f"{ENTRY}related: [nope]\n"}))


@pytest.mark.parametrize("text", [f"{ENTRY}related: [nope]\n", "short: S\n"], ids=["reference", "schema"])
@pytest.mark.parametrize("folder", [".", "./", "sub", "sub/", "./sub", "sub/../sub"])
def test_file_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, text: str) -> None:
    """Whatever is wrong with a file, it is called by the name of the folder and its own."""
    (tmp_path / "sub").mkdir()
    (tmp_path / folder / "a.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    _, found = inspect(Path(folder))

    assert {problem.file for problem in found} == {str(Path(folder) / "a.yaml")}


def test_no_folder(tmp_path: Path) -> None:
    """A folder that does not exist is missing knowledge."""
    folder = tmp_path / "nowhere"
    with pytest.raises(KnowledgeMissingError) as caught:
        load(folder)

    assert f"there is no folder {folder}: name one with --knowledge DIR or BACKCHAT_KNOWLEDGE" == str(
        caught.value
    )


@pytest.mark.parametrize("name", ["a" * 300, "loop", "dangling", "file/below", "a\x00b"])
def test_impossible_folder(tmp_path: Path, name: str) -> None:
    """A name that no folder can have, or that leads in a circle or nowhere, is missing knowledge."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "file").touch()

    with pytest.raises(KnowledgeMissingError):
        load(tmp_path / name)


def test_file_for_a_folder(tmp_path: Path) -> None:
    """A file in place of the folder is missing knowledge."""
    file = tmp_path / "x.yaml"
    file.write_text(ENTRY)
    with pytest.raises(KnowledgeMissingError) as caught:
        load(file)

    assert f"{file} is a file: --knowledge takes the folder that holds the entries" == str(caught.value)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="empty"),
        pytest.param({"README.md": "# Knowledge"}, id="no-yaml"),
        pytest.param({".hidden.yaml": ENTRY}, id="hidden"),
        pytest.param(
            {"policy.yaml": "answer: 0.9\n", "sources.yaml": "a: {title: A}\n"}, id="special-files-only"
        ),
    ],
)
def test_no_entries(write: Write, files: dict[str, str], tmp_path: Path) -> None:
    """A folder without an entry is missing knowledge."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    write(files)
    with pytest.raises(KnowledgeMissingError) as caught:
        load(folder)

    assert str(caught.value) == f"{folder} holds no entries: name a folder of YAML files with --knowledge DIR"


def test_every_exhibit_is_described() -> None:
    """Every hostile exhibit is either refused, as written in hostile.txt, or kept as text."""
    assert {file.name for file in (EXHIBITS / "hostile").iterdir()} == REFUSED.keys() | KEPT


@pytest.mark.parametrize("name", REFUSED)
def test_exhibit(tmp_path: Path, name: str) -> None:
    """A hostile or broken file gives one problem, at its exact place, and the sound file beside it is read."""
    (tmp_path / "hostile").mkdir()
    (tmp_path / "good.yaml").write_text(ENTRY)
    shutil.copy(EXHIBITS / "hostile" / name, tmp_path / "hostile")

    assert problems(tmp_path) == [REFUSED[name]]
    assert "good" in inspect(tmp_path)[0].entries


def test_words_that_stay_text() -> None:
    """Words that YAML would turn into something else are titles, phrasings and answers like any other."""
    entry = inspect(EXHIBITS / "hostile")[0].entries["plain-words"]

    assert (entry.title, entry.short, entry.detail) == ("no", "null", "~")
    assert entry.phrasings == (
        *("3.10", "12:30", "null", "~", "yes", "on", "0x1F"),
        *("1e3", "2026-11-22", "007", "1_000", ".inf", "="),
    )


@pytest.mark.parametrize("name", ["faqs/degree-required.yaml", "paths/from-zero.yaml"])
def test_truncated(tmp_path: Path, name: str) -> None:
    """A file that was cut off anywhere is read or is a problem, and never anything else."""
    whole = (ROOT / "knowledge" / name).read_bytes()
    file = tmp_path / name
    file.parent.mkdir()
    (tmp_path / "good.yaml").write_text(ENTRY)
    silent = []
    for end in range(0, len(whole), 40):
        file.write_bytes(whole[:end])
        knowledge, found = inspect(tmp_path)
        read = {*knowledge.entries, *knowledge.paths} - {"good"}
        if not read and {problem.file for problem in found} != {str(file)}:
            silent.append(end)

    assert silent == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("[" * 100_000, "1:14: nested more than 12 levels deep (unsafe-yaml)", id="brackets"),
        pytest.param(
            ENTRY + "#" * 1_048_576,
            "1:1: the file has 1,048,609 bytes; at most 1,048,576 are read (file-size)",
            id="more-than-a-megabyte",
        ),
        pytest.param(
            f"{ENTRY}detail: {'x' * 1_000_000}\n",
            "4:9: 'detail' has 1,000,000 characters, ",
            id="a-million-letters",
        ),
    ],
)
def test_generated_exhibit(write: Write, text: str, problem: str) -> None:
    """A file that is too deep, too large or too long is refused with one line."""
    found = problems(write({**GOOD, "x.yaml": text}))

    assert [line.startswith(f"x.yaml:{problem}") for line in found] == [True]


def test_as_large_as_may_be(write: Write) -> None:
    """A file of exactly the largest size is read."""
    text = ENTRY + "#" * (1_048_576 - len(ENTRY))

    assert list(load(write({"x.yaml": text})).entries) == ["x"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [("nowhere", "No such file or directory"), ("x.yaml", "Too many levels of symbolic links")],
    ids=["dangling", "circle"],
)
def test_broken_link(write: Write, target: str, reason: str) -> None:
    """A link that leads to no file is a problem of the link."""
    folder = write(GOOD)
    (folder / "faqs" / "x.yaml").symlink_to(target)

    assert problems(folder) == [f"faqs/x.yaml:1:1: the file cannot be read: {reason} (unreadable)"]


def test_link(write: Write, tmp_path: Path) -> None:
    """A link to a file is read like a file, and a link to the folder like the folder."""
    (tmp_path / "elsewhere.txt").write_text(ENTRY)
    folder = write(GOOD)
    (folder / "faqs" / "linked.yaml").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "link").symlink_to(folder)

    assert list(load(tmp_path / "link").entries) == ["good", "linked"]


def test_folder_called_like_a_file(write: Write) -> None:
    """A folder whose name ends in .yaml is a folder and no problem."""
    folder = write(GOOD)
    (folder / "faqs" / "x.yaml").mkdir()

    assert (list(inspect(folder)[0].entries), problems(folder)) == (["good"], [])


def checked(folder: Path, limit: str = "") -> tuple[int, list[str]]:
    """Exit code and lines of `backchat check` in a process of its own, which may neither hang nor eat the memory."""
    command = 'exec "$0" -m bot check --only unreadable --only file-size --knowledge "$1"'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{limit} {command}", sys.executable, str(folder)],
        capture_output=True,
        cwd=ROOT,
        text=True,
        timeout=10,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_pipe(write: Write) -> None:
    """A named pipe among the files is a problem, and nobody waits for somebody to write into it."""
    folder = write(GOOD)
    os.mkfifo(folder / "x.yaml")
    code, lines = checked(folder)

    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(f"{folder}/x.yaml:1:1: ")


def test_huge_file(write: Write) -> None:
    """A file of many gigabytes is refused for its size without being read into memory."""
    folder = write(GOOD)
    with (folder / "x.yaml").open("wb") as file:
        file.truncate(8 * 1024**3)
    code, lines = checked(folder, "ulimit -v 2000000;")

    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(f"{folder}/x.yaml:1:1: ")
    assert lines[0].endswith("(file-size)")


def test_endless_file(write: Write) -> None:
    """A link to a device without end is a problem and is not read to its end."""
    folder = write(GOOD)
    (folder / "x.yaml").symlink_to("/dev/zero")
    code, lines = checked(folder, "ulimit -v 2000000;")

    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(f"{folder}/x.yaml:1:1: ")


def _step_down() -> None:
    try:
        os.seteuid(65_534)
    except OSError:
        pytest.skip("root can read everything here and may not become nobody")


@contextmanager
def unprivileged(forbidden: str, mode: int = 0) -> Iterator[Path]:
    """A folder with two entries, of which a part has no rights but `mode`; root steps down to nobody."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "faqs").mkdir()
        for file in ("good.yaml", "faqs/x.yaml"):
            (folder / file).write_text(ENTRY)
        (folder / forbidden).chmod(mode)
        try:
            if root:
                _step_down()
            yield folder
        finally:
            if root:
                os.seteuid(0)
            (folder / forbidden).chmod(0o755)


@pytest.mark.parametrize(
    ("forbidden", "mode", "named"),
    [
        pytest.param("faqs/x.yaml", 0, "faqs/x.yaml", id="file"),
        pytest.param("faqs", 0, "faqs", id="folder"),
        pytest.param("faqs", 0o444, "faqs/x.yaml", id="folder-that-only-lists"),
    ],
)
def test_unreadable(forbidden: str, mode: int, named: str) -> None:
    """A file or a folder that may not be read is a problem: what is in it does not disappear in silence."""
    with unprivileged(forbidden, mode) as folder:
        found = problems(folder)

    assert [line.partition(" ")[0] for line in found] == [f"{named}:1:1:"]
    assert found[0].endswith(" cannot be read: Permission denied (unreadable)")


@pytest.mark.parametrize("forbidden", ["faqs", "."], ids=["itself", "around-it"])
def test_unreadable_knowledge(forbidden: str) -> None:
    """A knowledge folder that may not be read, or not even be reached, is missing knowledge."""
    with (
        unprivileged(forbidden) as folder,
        pytest.raises(KnowledgeMissingError, match="faqs cannot be read: Permission denied"),
    ):
        load(folder / "faqs")


@pytest.mark.parametrize("first", ["careers/git.yaml", "skills/git.yaml"])
def test_places_are_those_of_what_is_read(write: Write, first: str) -> None:
    """Of two files of one name the one that can be used is read, and it is where the entry stands; the other is told of."""
    second = {"careers/git.yaml": "skills/git.yaml", "skills/git.yaml": "careers/git.yaml"}[first]
    written = study(write({first: "title: T\n", second: ENTRY}))

    assert second == written.origins["entry", "git"]
    assert ["schema", "schema"] == [problem.rule for problem in written.problems]


def test_the_first_of_two_is_read(write: Write) -> None:
    """Of two files of one name that both can be used the first is read, so that what is told of it stands there."""
    written = study(
        write({"faqs/git.yaml": ENTRY, "skills/git.yaml": ENTRY.replace("title: ", "title: No ")})
    )

    assert ("faqs/git.yaml", "faqs") == (
        written.origins["entry", "git"],
        written.knowledge.entries["git"].kind,
    )


def test_draft(write: Write) -> None:
    """A text that a file is to get is looked at in place of what it holds."""
    folder = write({"faqs/a.yaml": ENTRY, "faqs/b.yaml": ENTRY})

    assert (
        "Draft"
        == study(folder, {"faqs/a.yaml": f"title: Draft\n{ENTRY.partition(chr(10))[2]}"})
        .knowledge.entries["a"]
        .title
    )


def test_an_entry_among_paths(write: Write) -> None:
    """An entry that was put into the folder of the learning paths is told in one line, with the remedy."""
    message = "this is an entry, and paths/ holds learning paths: move it to the folder of what it is about"

    assert problems(write({**GOOD, "paths/x.yaml": ENTRY})) == [f"paths/x.yaml:1:1: {message} (schema)"]
