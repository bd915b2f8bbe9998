"""What was edited is told as somebody would tell it: new, gone, called otherwise, or in which words it is another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import pytest

from bot.loading import load
from bot.workbench.prose_changes import Items, Piece, Text, counted, pieces
from tests.repositories import SMALL

if TYPE_CHECKING:
    from tests.conftest import Write

Edit = Callable[..., tuple[Piece, ...]]
_CACHE: Final = "title: What is a cache?\nphrasings: [explain the cache to me]\nshort: The cache.\n"


@pytest.fixture
def edit(write: Write) -> Edit:
    """Edits the files of the seven terms, a file that is None being deleted, and tells what was edited."""

    def _edit(files: Mapping[str, str | None], before: Mapping[str, str] | None = None) -> tuple[Piece, ...]:
        folder = write({**SMALL, **(before or {})})
        then = load(folder)
        for name in [name for name, text in files.items() if text is None]:
            (folder / name).unlink()
        now = load(write({name: text for name, text in files.items() if text is not None}))
        return pieces(then, now)

    return _edit


def test_nothing_is_told_of_what_reads_the_same(edit: Edit) -> None:
    """Comments, quotes and the order of fields are no edit."""
    same = (
        "# a comment\nshort: 'The cache.'\ntitle: What is a cache?\nphrasings:\n  - explain the cache to me\n"
    )

    assert () == edit({"glossary/cache.yaml": same})


def test_entries_come_go_and_change(edit: Edit) -> None:
    """New entries are told first, then those that went, then those that say something else, field by field."""
    found = edit(
        {
            "glossary/api.yaml": None,
            "glossary/cache.yaml": "title: A cache\nphrasings: [my cache, explain the cache to me]\nshort: Fast.\n",
            "skills/docker.yaml": "title: Docker\nphrasings: [about docker]\nshort: Packs.\n",
        }
    )

    assert [
        ("docker", "added", "Docker"),
        ("api", "removed", "What is a api?"),
        ("cache", "changed", "A cache"),
    ] == [(one.id, one.how, one.title) for one in found]
    assert (
        Text("title", "What is a cache?", "A cache"),
        Items("phrasings", ("my cache",), ()),
        Text("short", "The cache.", "Fast."),
    ) == found[-1].fields
    assert {"added": 1, "removed": 1, "changed": 1} == counted(found)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("detail: More.", Text("detail", "", "More.")),
        ("reviewed: 2026-11-22", Text("reviewed", "", "2026-11-22")),
        ("related: [api]", Items("related", ("api",), ())),
        ("sources: [book]", Items("sources", ("book",), ())),
        ("aliases: [buffer]", Items("aliases", ("buffer",), ())),
    ],
)
def test_every_field_is_told(edit: Edit, line: str, field: Text | Items) -> None:
    """Whatever an entry may say more is told as a text, or as what came to a list."""
    (found,) = edit({"glossary/cache.yaml": f"{_CACHE}{line}\n"})

    assert (field,) == found.fields


def test_another_folder_is_another_kind(edit: Edit) -> None:
    """An entry that moved to another folder is told as one of another kind."""
    (found,) = edit({"glossary/cache.yaml": None, "skills/cache.yaml": _CACHE})

    assert (Text("kind", "glossary", "skills"),) == found.fields


def test_an_entry_with_another_id_is_renamed(edit: Edit) -> None:
    """A new entry that has the id of one that went as an alias is that entry, with what else changed in it."""
    new = _CACHE.replace("The cache.", "Fast.") + "aliases: [cache]\n"
    (found,) = edit({"glossary/cache.yaml": None, "glossary/buffer.yaml": new})

    assert ("buffer", "renamed", "cache") == (found.id, found.how, found.was)
    assert (Text("short", "The cache.", "Fast."),) == found.fields


def test_an_entry_that_went_into_another_is_gone(edit: Edit) -> None:
    """An entry whose id is an alias of one that was there is told as gone, with what it means now."""
    queue = SMALL["glossary/queue.yaml"] + "aliases: [cache]\n"
    found = edit({"glossary/cache.yaml": None, "glossary/queue.yaml": queue, "golden.yaml": "[]\n"})

    assert [("cache", "removed", "queue"), ("queue", "changed", "")] == [
        (one.id, one.how, one.was) for one in found[:2]
    ]


def test_lists_tell_what_came_and_went() -> None:
    """A list is told with how much came and went, or as in another order."""
    assert "phrasings (+2 -1)" == str(Items("phrasings", ("a", "b"), ("c",)))
    assert "related (another order)" == str(Items("related", (), ()))


_PATH: Final = (
    "title: First\naudience: you\nsteps: [{entry: api, why: Why.}, {entry: cache, requires: [api]}]\n"
)
_FAMILY: Final = "money:\n  title: money\n  pointer: No.\n  examples: [what does it cost]\n"


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("paths/first.yaml", _PATH, _PATH.replace("Why.", "So."), [("path", "first", ("steps (+1 -1)",))]),
        (
            "out_of_scope.yaml",
            _FAMILY,
            _FAMILY.replace("[w", "[hm, w"),
            [("family", "money", ("examples (+1)",))],
        ),
        ("sources.yaml", "book: {title: A}\n", "book: {title: B}\n", [("source", "book", ("title",))]),
        (
            "synonyms.yaml",
            "families: {cache: [buffer]}\n",
            "families: {cache: [buffer, store], api: [apis]}\ncontrasts: [[api, cache]]\n",
            [("synonyms", "", ("families (+2)", "contrasts (+1)"))],
        ),
        (
            "golden.yaml",
            "- {q: a, expect: api}\n",
            "- {q: a, expect: cache}\n",
            [("golden", "", ("questions (+1 -1)",))],
        ),
        (
            "policy.yaml",
            "answer: 0.5\noffer: 0\n",
            "answer: 0.6\noffer: 0\nweights: {score: 1}\n",
            [
                (
                    "policy",
                    "",
                    (
                        "answer",
                        "weights.score",
                        "weights.margin",
                        "weights.ahead",
                        "weights.covered",
                        "weights.known",
                        "weights.length",
                    ),
                )
            ],
        ),
    ],
)
def test_other_files_are_told_too(
    edit: Edit, name: str, before: str, after: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    """Paths, out-of-scope families, sources, synonyms, golden questions and the policy are told with what is another."""
    found = edit({name: after}, {name: before})

    assert expected == [
        (
            one.kind,
            one.id,
            tuple(str(field) if isinstance(field, Items) else field.field for field in one.fields),
        )
        for one in found
    ]


def test_a_path_or_family_comes_and_goes(edit: Edit) -> None:
    """A new path and a family that went are told with their titles."""
    found = edit({"paths/first.yaml": _PATH, "out_of_scope.yaml": "{}\n"}, {"out_of_scope.yaml": _FAMILY})

    assert [("path", "first", "added", "First"), ("family", "money", "removed", "money")] == [
        (one.kind, one.id, one.how, one.title) for one in found
    ]
