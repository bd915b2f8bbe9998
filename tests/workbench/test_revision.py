"""The knowledge of a revision is what was committed there, whatever lies about; what is missing is told with the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from bot.errors import BackchatError, BadInputError, KnowledgeMissingError
from bot.workbench.revision import RevisionInvalidError, knowledge_of, revision_of
from tests.repositories import SMALL, Repository

_NEW: Final = {"glossary/cache.yaml": "title: New\nphrasings: [new]\nshort: New.\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the seven terms committed."""
    made = Repository(tmp_path / "clone")
    made.commit(SMALL)
    return made


def _titles(repository: Repository, named: str | None = None) -> Mapping[str, str]:
    entries = knowledge_of(revision_of(repository.folder, named)).entries
    return {id_: entry.title for id_, entry in entries.items()}


def test_the_committed_state_is_read(repository: Repository) -> None:
    """Neither what was edited since, nor a file that git does not know, nor one that is gone changes what was committed."""
    before = _titles(repository)
    repository.write({**_NEW, "glossary/untracked.yaml": "title: [", "glossary/api.yaml": None})

    assert before == _titles(repository)
    assert "What is a cache?" == before["cache"]


@pytest.mark.parametrize("named", ["HEAD~1", "v1", "first"])
def test_any_name_of_a_commit_will_do(repository: Repository, named: str) -> None:
    """A relative name, a tag and a branch are revisions, and are told with the commit that they mean."""
    first = repository.git("rev-parse", "HEAD")
    repository.git("tag", "--annotate", "--message=one", "v1")
    repository.git("branch", "first")
    repository.commit(_NEW)
    revision = revision_of(repository.folder, named)

    assert (first, f"{named} ({first[:9]})") == (revision.commit, str(revision))
    assert "What is a cache?" == _titles(repository, named)["cache"]


def test_a_commit_is_told_by_its_beginning(repository: Repository) -> None:
    """A revision that is named by its whole commit is not told twice."""
    commit = repository.git("rev-parse", "HEAD")

    assert commit[:9] == str(revision_of(repository.folder, commit))


@pytest.mark.parametrize("inside", [".", "knowledge", "docs/bot/our knowledge ☕"])
def test_the_folder_may_lie_anywhere(tmp_path: Path, inside: str) -> None:
    """The knowledge may be the repository, or lie deep in it, under any name."""
    repository = Repository(tmp_path / "clone", inside)
    repository.commit(SMALL)
    repository.write(_NEW)

    assert "What is a cache?" == _titles(repository)["cache"]


def test_only_the_knowledge_folder_is_read(repository: Repository) -> None:
    """Neither files beside the folder nor those in it that are no YAML are written anywhere."""
    (repository.top / "glossary").mkdir()
    (repository.top / "glossary/beside.yaml").write_text(_NEW["glossary/cache.yaml"])
    repository.commit({"README.md": "x", "schema.json": "{}", ".hidden.yaml": "x: ["})

    assert "beside" not in _titles(repository)


def test_names_may_have_anything_in_them(repository: Repository) -> None:
    """Letters of any script and quotes in names are read as they are."""
    repository.commit({"faqs/sub'folder\"/größe☕.yml": _NEW["glossary/cache.yaml"]})

    assert "New" == _titles(repository)["größe☕"]


def test_a_link_in_the_folder_is_followed(repository: Repository) -> None:
    """A link to another file of the folder is that file, as the loader has it, and one that leads out is empty."""
    (repository.folder / "glossary/buffer.yaml").symlink_to("cache.yaml")
    repository.commit()

    assert "What is a cache?" == _titles(repository)["buffer"]


def test_no_filter_of_the_repository_runs(repository: Repository) -> None:
    """Attributes that leave files out of archives, or change them, change nothing here."""
    (repository.top / ".gitattributes").write_text("*.yaml export-ignore export-subst text eol=crlf\n")
    repository.commit({"glossary/cache.yaml": "title: $Format:%H$\nphrasings: [a]\nshort: b\n"})

    assert "$Format:%H$" == _titles(repository)["cache"]


def test_on_main_the_last_commit_is_meant(repository: Repository) -> None:
    """Without a name, on the main branch, it is the last commit."""
    last = repository.commit(_NEW)

    assert f"HEAD ({last[:9]})" == str(revision_of(repository.folder))


def _branched(repository: Repository) -> str:
    """Leaves main, which goes on; where it was left."""
    left = repository.git("rev-parse", "HEAD")
    repository.commit(_NEW)
    repository.git("checkout", "--quiet", "-b", "edit", left)
    repository.commit({"glossary/queue.yaml": _NEW["glossary/cache.yaml"]})
    return left


def test_on_a_branch_it_is_where_it_left_main(repository: Repository) -> None:
    """Without a name, on a branch or on no branch, it is the newest commit that main has too."""
    left = _branched(repository)
    found = revision_of(repository.folder)
    repository.git("checkout", "--quiet", "--detach")

    assert (left, "main") == (found.commit, found.name)
    assert found == revision_of(repository.folder)


def test_what_others_know_as_main_goes_first(repository: Repository) -> None:
    """Where there is origin/main, it counts, and not a main of one's own that is older."""
    _branched(repository)
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD~0")
    found = revision_of(repository.folder)

    assert (repository.git("rev-parse", "HEAD"), "origin/main") == (found.commit, found.name)


def test_without_a_main_branch_the_last_commit_is_meant(repository: Repository) -> None:
    """Where no branch has a name that main branches have, it is the last commit."""
    repository.git("branch", "--move", "trunk")

    assert "HEAD" == revision_of(repository.folder).name


def test_a_worktree_and_a_link_lead_to_the_repository(repository: Repository, tmp_path: Path) -> None:
    """A second working tree has its own HEAD, and a link to the folder is the folder."""
    first = repository.git("rev-parse", "HEAD")
    repository.commit(_NEW)
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "second"), first)
    (tmp_path / "link").symlink_to(tmp_path / "second/knowledge")

    assert first == revision_of(tmp_path / "second/knowledge", "HEAD").commit
    assert first == revision_of(tmp_path / "link", "HEAD").commit


def test_a_hook_of_another_repository_is_not_in_the_way(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git tells its hooks of their repository does not lead away from the folder's."""
    expected = revision_of(repository.folder)
    monkeypatch.setenv("GIT_DIR", str(Repository(tmp_path / "other").top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))

    assert expected == revision_of(repository.folder)
    assert "cache" in _titles(repository)


@pytest.mark.parametrize("named", ["nowhere", "--all", "-x", "HEAD:knowledge", "a\nb", "HEAD^{tree}", ""])
def test_an_unknown_revision_is_told(repository: Repository, named: str) -> None:
    """What is no commit, or could be taken for an option, is told with what to name instead."""
    with pytest.raises(
        BadInputError, match=r"there is no revision '.*': name a branch, tag or commit, or run 'git fetch'"
    ):
        revision_of(repository.folder, named)


def test_a_shallow_clone_is_told(repository: Repository, tmp_path: Path) -> None:
    """In a clone of the latest commits only, an older one is told with how to get it."""
    first = repository.git("rev-parse", "HEAD")
    repository.commit(_NEW)
    source = f"file://{repository.top}"
    repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "shallow"))

    with pytest.raises(BadInputError, match="which has only the latest commits: run 'git fetch --unshallow'"):
        revision_of(tmp_path / "shallow/knowledge", first)


def test_a_repository_without_a_commit_is_told(tmp_path: Path) -> None:
    """Where nothing is committed, that is told."""
    repository = Repository(tmp_path / "clone")

    with pytest.raises(BadInputError, match="nothing is committed yet"):
        revision_of(repository.folder)


def test_a_folder_in_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is in no repository has nothing to be compared with."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "alone").mkdir()

    with pytest.raises(BadInputError, match=r"is in no git repository, so .* with --knowledge DIR"):
        revision_of(tmp_path / "alone")


def test_without_git_that_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where git is not installed, that is told."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadInputError, match="install git"):
        revision_of(repository.folder)


def _refused(repository: Repository, named: str = "HEAD") -> BackchatError:
    with pytest.raises(BackchatError) as raised:
        knowledge_of(revision_of(repository.folder, named))
    return raised.value


@pytest.mark.parametrize("files", [{}, {"notes.txt": "x"}, {"glossary": "a file"}])
def test_a_revision_without_the_folder_is_told(tmp_path: Path, files: Mapping[str, str]) -> None:
    """Where the folder was not there, or held no entry, that is told as missing knowledge."""
    repository = Repository(tmp_path / "clone")
    repository.commit(files)
    repository.folder.mkdir(exist_ok=True)
    error = _refused(repository)

    assert (KnowledgeMissingError, 66) == (type(error), error.exit_code)
    assert "has no knowledge in knowledge: name a revision that has" in str(error)


def test_knowledge_that_this_version_cannot_use_is_told(repository: Repository) -> None:
    """Problems of the earlier knowledge are told with the file as it is called in the repository, and no temporary one."""
    repository.commit({"glossary/api.yaml": "title: A\n"})
    error = _refused(repository)

    assert (RevisionInvalidError, 65) == (type(error), error.exit_code)
    assert ", it has 2 problems, first: knowledge/glossary/api.yaml:1:1: " in str(error)
    assert "backchat-" not in str(error)


def test_a_file_that_git_has_lost_is_told(repository: Repository) -> None:
    """Where an object is not there, as in a partial clone without its remote, that is told."""
    object_ = repository.git("rev-parse", "HEAD:knowledge/glossary/cache.yaml")
    (repository.top / ".git/objects" / object_[:2] / object_[2:]).unlink()

    assert "run 'git fetch --refetch'" in str(_refused(repository))
