"""`backchat propose`: from a file or the journal to patches."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.cli.propose import propose
from bot.cli.proposing import objections, prefix_of, proposed, wishes_of
from bot.errors import BadInputError, KnowledgeInvalidError
from bot.journal.records import Kept, Tally
from bot.loading import load, study
from bot.workbench.edits import AddPhrasing, applied
from bot.workbench.gaps import Wish
from bot.workbench.trial import silent, with_edits
from tests.proposing import ASKED, small_base


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with a small base and a file of questions, where the command is run."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    small_base(tmp_path / "knowledge")
    (tmp_path / "asked.txt").write_text("# last week\n\n" + "".join(f"{text}\n" for text in ASKED))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKCHAT_DATA", str(tmp_path / "data"))
    return tmp_path


def run(
    file: Path | None,
    *,
    write: Path | None = None,
    json_: bool = False,
    least: int = 2,
    days: int = 30,
    knowledge: Path = Path("knowledge"),
) -> None:
    """Runs the command in this process."""
    propose(file, days=days, least=least, write=write, json_=json_, knowledge=knowledge)


def test_the_patches_are_written_and_git_takes_them(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --write there is a patch for each proposal and one for all, and the line that applies it works as printed."""
    before = load(place / "knowledge")
    run(Path("asked.txt"), write=Path("patches"))
    command = capsys.readouterr().out.rpartition("apply all that is ready: ")[2].split()
    subprocess.run(command, check=True)
    edits = [AddPhrasing("git", "commit vanished"), AddPhrasing("git", "stash my commits away")]

    assert ["git", "apply", "patches/all.patch"] == command
    assert load(place / "knowledge") in (applied(before, edits), applied(before, edits[:1]))
    assert ["01-draft-kafka-consumer-lag.patch", "02-git.patch", "all.patch"] == sorted(
        file.name for file in (place / "patches").iterdir()
    )


def test_without_a_folder_the_patch_is_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed ends with the patch, which git finds behind the text."""
    run(Path("asked.txt"))
    (place / "printed").write_text(capsys.readouterr().out)
    subprocess.run(["git", "apply", "printed"], check=True)

    assert "commit vanished" in load(place / "knowledge").entries["git"].phrasings


def test_programs_get_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json there is one object, with the patch in it, from JSON lines as well."""
    lines = "".join(f"{json.dumps({'q': text})}\n" for text in ASKED)
    (place / "asked.jsonl").write_text(lines)
    run(Path("asked.jsonl"), json_=True)
    found = json.loads(capsys.readouterr().out)

    assert [None, "commit vanished"] == [
        one["add"][0]["text"] if one["add"] else None for one in found["groups"]
    ]
    assert found["patch"].startswith("diff --git a/knowledge/skills/git.yaml")


def test_nothing_to_propose_is_no_fault(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where everything is answered, that is said, and nothing is written."""
    (place / "asked.txt").write_text("what is a branch in git\n")
    run(Path("asked.txt"), write=Path("patches"))

    assert "nothing to propose\nleft out: 1 question, answered today\n\n" == capsys.readouterr().out
    assert [] == list((place / "patches").iterdir())


def test_without_a_journal_the_reason_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file and a journal there is nothing to propose, and standard error says where the journal was looked for."""
    run(None)
    told = capsys.readouterr()

    assert "there is no journal in" in told.err
    assert told.out.startswith("nothing to propose")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"q": 1}', "asked.txt:1: the question is empty"),
        (b"fine\n{broken", "asked.txt:2: this is not JSON"),
        (b"fine\n\xff\n", "asked.txt:2: this is not UTF-8"),
    ],
)
def test_a_bad_file_is_told_with_its_line(place: Path, content: bytes, why: str) -> None:
    """A line that is no question is refused with its place."""
    (place / "asked.txt").write_bytes(content)
    with pytest.raises(BadInputError) as refused:
        run(Path("asked.txt"))

    assert why in str(refused.value)


def test_patches_are_not_mixed(place: Path) -> None:
    """A folder with patches of another time is refused, and so is one that cannot be made."""
    (place / "old").mkdir()
    (place / "old" / "1.patch").touch()
    told = []
    for folder in ("old", "asked.txt/x"):
        with pytest.raises(BadInputError) as refused:
            run(Path("asked.txt"), write=Path(folder))
        told.append(str(refused.value).partition(":")[0])

    assert ["old holds patches already", "asked.txt/x cannot be written"] == told


def test_a_missing_file_is_told(place: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(BadInputError) as refused:
        run(Path("none.txt"))

    assert "none.txt cannot be read: No such file or directory" in str(refused.value)


def test_broken_knowledge_is_refused(place: Path) -> None:
    """Knowledge with problems must be mended first."""
    (place / "knowledge" / "skills" / "git.yaml").write_text("title: Git\n")
    with pytest.raises(KnowledgeInvalidError):
        proposed(place / "knowledge", Path("asked.txt"), days=1, least=1, watch=silent)


def test_git_finds_the_folder_from_anywhere(
    place: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A patch names its files as git looks for them: from the top of the repository, or else from where it is called."""
    other = tmp_path_factory.mktemp("else where")
    (place / "docs").mkdir()
    found = [prefix_of(place / "knowledge"), prefix_of(other)]
    for here in (place / "knowledge", place / "docs", other.parent):
        monkeypatch.chdir(here)
        found.append(prefix_of(place / "knowledge"))
    found.append(prefix_of(other))

    assert [
        ("knowledge", "git apply"),
        ("", f"git -C '{other}' apply"),
        ("knowledge", "git apply"),
        ("knowledge", f"git -C {place} apply"),
        ("knowledge", f"git -C {place} apply"),
        (other.name, "git apply"),
    ] == found


def test_git_takes_the_patch_within_a_repository(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder of a repository that is not its top, the printed command changes the knowledge as well."""
    monkeypatch.chdir(place / "knowledge")
    run(place / "asked.txt", write=place / "patches", knowledge=Path())
    command = capsys.readouterr().out.rpartition("apply all that is ready: ")[2].split()
    subprocess.run(command, check=True)

    assert "commit vanished" in load(place / "knowledge").entries["git"].phrasings


def test_the_check_is_asked(place: Path) -> None:
    """What the rules find in the lines that edits add is said against those edits, and nothing else is."""
    written = study(place / "knowledge")
    bad, good = AddPhrasing("docker", "rebase a branch"), AddPhrasing("docker", "image too fat")
    after = with_edits(Answerer(written.knowledge), [bad, good])
    found = objections(written, [bad, good], after, silent)

    assert [bad] == list(found)


def test_the_journal_tells_what_was_missed(place: Path) -> None:
    """Votes and what people wanted instead say which answer was wrong, and which would have been right."""
    answerer = Answerer(load(place / "knowledge"))
    kept = [
        Kept("1", 1, "slack", "image gone", "answered", "git"),
        Kept("2", 2, "slack", "what is a docker image", "missed", "git", about="1"),
        Kept("3", 3, "slack", "commit lost", "answered", "sql", votes=(Tally("sql", 0, 1),)),
        Kept("4", 4, "slack", "and then", "answered", "git", after="git"),
        Kept("5", 5, "slack", "Git", "answered", "git", picked=True),
        Kept("6", 6, "slack", None, "unknown"),
    ]

    assert [
        Wish("image gone", wrong=frozenset({"git"}), wanted="docker"),
        Wish("what is a docker image", wrong=frozenset({"git"})),
        Wish("commit lost", wrong=frozenset({"sql"})),
    ] == list(wishes_of(answerer, kept))


def test_one_vote_is_outvoted(place: Path) -> None:
    """An answer is wrong for a question when it helped fewer people than it did not, however each of them typed it."""
    answerer = Answerer(load(place / "knowledge"))
    kept = [
        Kept("1", 1, "slack", "push my commit", "answered", "git", votes=(Tally("git", 1, 1),)),
        Kept("2", 2, "slack", "Push my commit?", "answered", "git", votes=(Tally("git", 1, 0),)),
        Kept("3", 3, "slack", "rebase it", "answered", "git", votes=(Tally("git", 1, 2),)),
        Kept("4", 4, "slack", "rebase it", "answered", "git"),
    ]

    assert [frozenset[str](), frozenset[str](), {"git"}, {"git"}] == [
        wish.wrong for wish in wishes_of(answerer, kept)
    ]


def test_a_choice_that_helped_is_what_was_wanted(place: Path) -> None:
    """Who was offered choices and says that one of them helped tells what the question means, by its id of today."""
    folder = place / "knowledge"
    with (folder / "skills" / "git.yaml").open("a") as file:
        file.write("aliases: [vcs]\n")
    votes = (Tally("docker", 0, 1), Tally("vcs", 1, 0))
    kept = [Kept("1", 1, "slack", "lost it all", "unsure", votes=votes)]

    assert [Wish("lost it all", wrong=frozenset({"docker"}), wanted="git")] == list(
        wishes_of(Answerer(load(folder)), kept)
    )
