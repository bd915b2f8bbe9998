"""Facts about what is shown while files are broken: they as they were, all others as they are, and all of it together."""

from __future__ import annotations

from bot.loading import study
from bot.preview.sound import Sound, owner_of, sound
from bot.references import reference_problems
from tests.kitchen import Kitchen

GIT = ("entry", "git")
SQL = ("entry", "sql")


def _sound(kitchen: Kitchen, before: Sound | None = None) -> Sound:
    return sound(study(kitchen.folder), before)


def test_whole_files_are_shown_as_they_are(kitchen: Kitchen) -> None:
    """Where nothing is broken, what is shown is what the files say."""
    written = study(kitchen.folder)
    found = sound(written)

    assert written.knowledge == found.knowledge
    assert ({}, frozenset()) == (found.broken, found.stale)


def test_a_broken_file_is_shown_as_it_was(kitchen: Kitchen) -> None:
    """The others that were saved at the same time are shown as they are."""
    before = _sound(kitchen)
    kitchen.change("skills/git.yaml", "short: Git", "short: [Git")
    kitchen.change("skills/docker.yaml", "packs", "wraps")
    found = _sound(kitchen, before)

    assert {GIT: "skills/git.yaml"} == found.broken
    assert frozenset({GIT}) == found.stale
    assert before.knowledge.entries["git"] == found.knowledge.entries["git"]
    assert "Docker wraps a program with all it needs." == found.knowledge.entries["docker"].short


def test_a_file_that_was_never_whole_is_not_shown(kitchen: Kitchen) -> None:
    """It is told of as broken, and nothing is shown in its place."""
    kitchen.save("skills/new.yaml", "title: New\nphrasings: [new\n")
    found = _sound(kitchen, _sound(kitchen))

    assert ("entry", "new") in found.broken
    assert frozenset() == found.stale
    assert "new" not in found.knowledge.entries


def test_a_file_that_others_need_is_kept_when_it_goes(kitchen: Kitchen) -> None:
    """An entry that was deleted while a path leads to it is shown as it was, for the path could not be shown without."""
    before = _sound(kitchen)
    (kitchen.folder / "skills/git.yaml").unlink()
    found = _sound(kitchen, before)

    assert {"git", "sql", "docker", "hello"} == set(found.knowledge.entries)
    assert GIT in found.stale


def test_a_file_that_nobody_needs_goes(kitchen: Kitchen) -> None:
    """An entry that nothing leads to is gone when its file is."""
    before = _sound(kitchen)
    (kitchen.folder / "skills/docker.yaml").unlink()
    found = _sound(kitchen, before)

    assert "docker" not in found.knowledge.entries
    assert {} == found.broken


def test_from_the_first_moment_on_only_what_stands_together_is_shown(kitchen: Kitchen) -> None:
    """Where nothing was seen before, what leads to broken files is left out, and what leads to that, too."""
    kitchen.change("skills/git.yaml", "short: Git", "short: [Git")
    found = _sound(kitchen)
    origins = dict(found.origins)

    assert {"docker", "hello"} == set(found.knowledge.entries)
    assert [] == reference_problems(found.knowledge, origins)
    assert {} == found.knowledge.paths


def test_it_recovers(kitchen: Kitchen) -> None:
    """Once the file is whole again nothing is broken, however many states were between."""
    whole = (kitchen.folder / "skills/git.yaml").read_text()
    found = _sound(kitchen)
    for text in ("title: [", "", "title: x\n", whole):
        kitchen.save("skills/git.yaml", text)
        found = _sound(kitchen, found)

    assert {} == found.broken
    assert study(kitchen.folder).knowledge == found.knowledge


def test_files_have_owners() -> None:
    """The name of a file says whose it is, as the loader takes it."""
    names = ("sql.yaml", "skills/sql.yaml", "paths/a.yaml", "golden.yaml", "skills/golden.yaml", "paths.yaml")

    assert [
        ("entry", "sql"), ("entry", "sql"), ("path", "a"), ("special", "golden"), ("entry", "golden"), ("entry", "paths")
    ] == [owner_of(name) for name in names]  # fmt: skip
