"""The knowledge of another revision: read out of git into a folder of its own, where the loader finds it.

Only ordinary objects are read (`rev-parse`, `ls-tree`, `cat-file`): nothing is checked out, no hook or filter runs, and the
working tree stays as it is.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Final

from bot.errors import BackchatError, BadInputError, KnowledgeInvalidError, KnowledgeMissingError
from bot.loading import load
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge import Knowledge

MAINS: Final = ("origin/main", "main", "origin/master", "master")
"""What the branch that everybody's work goes into may be called, the one that others know first."""

_PATIENCE: Final = 60
"""Seconds that git may take for one step."""

_ELSEWHERE: Final = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
})  # fmt: skip
"""What a hook of git finds in its environment: it would lead to the repository of the hook, and not to the folder's."""

_LINK: Final = "120000"
_READ: Final = frozenset({"100644", "100755", _LINK})


class RevisionInvalidError(BackchatError):
    """The knowledge of a revision has problems, so that there is nothing to compare with."""

    exit_code: ClassVar[int] = 65


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit to compare with; `name` is how people call it, `folder` where the knowledge lies in the repository `top`."""

    name: str
    commit: str
    top: Path
    folder: str

    def __str__(self) -> str:
        short = self.commit[:9]
        return short if self.name == self.commit else f"{self.name} ({short})"


def revision_of(folder: Path, named: str | None = None) -> Revision:
    """The revision that is named, of the repository in which a knowledge folder lies.

    Without a name it is where HEAD left the main branch, or HEAD itself on that branch.

    Raises:
        BadInputError: there is no git, no repository or no such revision.
    """
    git = _Git(folder)
    top = git.line("rev-parse", "--show-toplevel")
    if top is None:
        raise BadInputError(_no_repository(folder, git.complaint))
    inside = (git.line("rev-parse", "--show-prefix") or "").removesuffix("/")
    name, commit = _usual(git) if named is None else (named, git.commit(named))
    if commit is None:
        raise BadInputError(_unknown(git, name))
    return Revision(name, commit, Path(top), inside)


def knowledge_of(revision: Revision) -> Knowledge:
    """The knowledge folder as it was at a revision.

    Raises:
        KnowledgeMissingError: the folder was not there, or held no entry.
        RevisionInvalidError: its files cannot be used by this version of Backchat.
        BadInputError: git cannot read them.
    """
    files = _files(_Git(revision.top), revision)
    with TemporaryDirectory(prefix="backchat-") as temporary:
        folder = Path(temporary)
        _write(files, folder)
        try:
            return load(folder)
        except KnowledgeInvalidError as error:
            raise RevisionInvalidError(_unusable(revision, folder, error)) from None
        except KnowledgeMissingError:
            raise _missing(revision) from None


class _Git:
    """Runs git in a folder: a fixed list of arguments, no shell, no questions."""

    def __init__(self, folder: Path) -> None:
        if (program := which("git")) is None:
            raise BadInputError("diff reads the earlier knowledge out of git, which is not here: install git")
        self._command = (program, "-C", str(folder))
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _ELSEWHERE},
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        }  # fmt: skip
        self.complaint = ""
        """What git said of the last step that failed."""

    def bytes(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """What git prints, or None when it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and a revision is never taken for an option
                [*self._command, *arguments], input=given, capture_output=True, env=self._environment,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BadInputError(f"git cannot be run: {error}") from None
        if done.returncode == 0:
            return done.stdout
        self.complaint = " ".join(done.stderr.decode(errors="replace").split())
        return None

    def line(self, *arguments: str) -> str | None:
        """The one line that git prints, or None when it fails."""
        printed = self.bytes(*arguments)
        return None if printed is None else os.fsdecode(printed).removesuffix("\n")

    def commit(self, name: str) -> str | None:
        """The commit that a name means; None when it means none."""
        if not name or name.startswith("-") or not name.isprintable():
            return None
        return self.line("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def _usual(git: _Git) -> tuple[str, str | None]:
    """What is compared with when nothing is named, and its commit."""
    branch = git.line("symbolic-ref", "--quiet", "--short", "HEAD")
    if (head := git.commit("HEAD")) is None or branch in MAINS:
        return "HEAD", head
    for main in filter(git.commit, MAINS):
        if left := git.line("merge-base", "HEAD", main):
            return main, left
    return "HEAD", head


def _no_repository(folder: Path, complaint: str) -> str:
    if "dubious ownership" in complaint:
        return f"git does not trust {folder}, which is another user's: run 'git config --global --add safe.directory' with its repository"
    if "not a git repository" in complaint:
        return f"{folder} is in no git repository, so there is nothing to compare with: name the folder of your clone with --knowledge DIR"
    return f"git cannot read {folder}: {complaint}"


def _unknown(git: _Git, name: str) -> str:
    if git.commit("HEAD") is None:
        return "nothing is committed yet, so there is nothing to compare with: commit the knowledge first"
    if git.line("rev-parse", "--is-shallow-repository") == "true":
        return f"there is no revision {quoted(name)} in this clone, which has only the latest commits: run 'git fetch --unshallow'"
    return f"there is no revision {quoted(name)}: name a branch, tag or commit, or run 'git fetch' first"


def _missing(revision: Revision) -> KnowledgeMissingError:
    where = revision.folder or "its top folder"
    return KnowledgeMissingError(
        f"{revision} has no knowledge in {where}: name a revision that has, or the folder with --knowledge DIR"
    )


def _unusable(revision: Revision, folder: Path, error: KnowledgeInvalidError) -> str:
    first, number = error.problems[0], len(error.problems)
    name = PurePosixPath(revision.folder) / Path(first.file).relative_to(folder).as_posix()
    told = "1 problem" if number == 1 else f"{number} problems, first"
    return (
        f"the knowledge of {revision} cannot be used by this version, it has {told}: {first._replace(file=str(name))}; "
        "name another revision to compare with"
    )


def _files(git: _Git, revision: Revision) -> Mapping[str, bytes]:
    """The YAML files of the knowledge folder at a revision, by their names in it."""
    tree = f"{revision.commit}:{revision.folder}"
    listed = git.bytes("ls-tree", "-r", "-z", "--full-tree", tree)
    if listed is None:
        raise _missing(revision)
    found: dict[str, tuple[str, str]] = {}
    for row in filter(None, listed.split(b"\0")):
        about, _, name = os.fsdecode(row).partition("\t")
        mode, _, object_ = about.split(" ")
        if mode in _READ and name.endswith((".yaml", ".yml")):
            found[name] = mode, object_
    contents = _contents(git, [object_ for _, object_ in found.values()])
    files = dict(zip(found, contents, strict=True))
    return {name: _followed(name, files) if found[name][0] == _LINK else files[name] for name in files}


def _contents(git: _Git, objects: Iterable[str]) -> Iterable[bytes]:
    """What some objects hold, in their order."""
    wanted = "".join(f"{one}\n" for one in objects).encode()
    printed = git.bytes("cat-file", "--batch", given=wanted) if wanted else b""
    if printed is None:
        raise BadInputError(f"git cannot read the knowledge of that revision: {git.complaint}")
    at = 0
    while at < len(printed):
        end = printed.index(b"\n", at)
        head = printed[at:end].split()
        if len(head) != 3:  # noqa: PLR2004 - object, kind and size; a missing one has no size
            raise BadInputError("a file of that revision is not in this clone: run 'git fetch --refetch'")
        at = end + 1 + int(head[2]) + 1
        yield printed[end + 1 : at - 1]


def _followed(name: str, files: Mapping[str, bytes]) -> bytes:
    """What a link leads to, which is in the folder or nowhere: an earlier state of another place is not known."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), os.fsdecode(files[name])))
    return files.get(target, b"")


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        file = folder / name
        if ".." in file.parts:  # git makes no such names; whoever forges a repository can
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
