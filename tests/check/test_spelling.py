"""Which words are known, by which list, and what is said of one that is not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot.check.rules import RULES
from bot.check.spelling import OWN, RULE, own_words
from bot.check.subject import Subject
from bot.knowledge import Source
from bot.loading import study
from bot.matching.repair import is_ordinary
from tests.prose_samples import TODAY, looked_at, told

SHIPPED: Final = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list of words."""
    words = (
        "\ufeff# names\r\n\r\nGitHub\nTypeScript\n  Docker  # a tool\nredeploy\nqueryable\nretry\nmétier\n"
    )
    (tmp_path / OWN).write_text(words, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "prose",
    [
        "It doesn't matter, they're done; let's go: o'clock.", "It doesn\u2019t matter.", "The team's and teams' tasks.", "Docker's X and C#.",
        "GitHub's and DevOps.", "Redeploys, redeployed, redeploying; retries and retried.", "Queryable.", "On Tuesday in November.",
        "Templates, TypeScript.", "APIs, SQL, IDs and k8s, 2xx, p95.", "main.py, Node.js, ASP.NET, a.b.c@mail.org, snake_name", "non-queryable, re-queryable",
        "Postgres, postgres and psql.", "Zxqvjk", "`zxqvjkk` and ``a `b` zxqvjkk``", "https://zxqvjkk.org/zxqvjkkk", "métier", "I am, we go, vs.", "2nd, 10th and 3x",
        "and/or", "end.Next one", "word—word", "“word”",
    ],
)  # fmt: skip
def test_known(prose: str, folder: Path) -> None:
    """Forms of known words, names in their capitals, and what is no word at all are left alone."""
    families = {"postgresql": ("postgres", "psql")}
    sources = {"book": Source(title="Zxqvjk, a book")}

    assert [] == told(RULE, looked_at(detail=prose, folder=folder, families=families, sources=sources))


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("writeing", ["writeing"]),
        ("dont didnt", ["dont", "didnt"]),
        ("Github and github, GITHUB", ["Github", "github"]),
        ("docker", ["docker"]),
        ("wrd/wrdd wrd-wrddd", ["wrd", "wrdd", "wrddd"]),
        ("wrd wrd", ["wrd"]),
        ("GitHUb", ["GitHUb"]),
        ("Typescript", ["Typescript"]),
        ("**wrd**: wrdd!", ["wrd", "wrdd"]),
        ("don't've", ["don't've"]),
    ],
)
def test_unknown(prose: str, words: list[str], folder: Path) -> None:
    """A slip is found in any part of a text, each once."""
    said = told(RULE, looked_at(detail=prose, folder=folder))

    assert words == [message.split("'", 1)[1].rpartition("' is")[0] for message in said]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("databse", "did you mean 'database'? If not, add it to words.txt"),
        ("Dokcer", "did you mean 'Docker'? If not, add it to words.txt"),
        ("Dont", "did you mean 'don't'? If not, add it to words.txt"),
        ("Github", "write 'GitHub', or change it in words.txt"),
        ("zxqvjk", "if it is right, add it to words.txt"),
    ],
)
def test_hints(word: str, hint: str, folder: Path) -> None:
    """The nearest known word is named in its own capitals, if any is near."""
    assert RULE.find

    assert [hint] == [found.hint for found in RULE.find(looked_at(short=word, folder=folder))]


def test_own_words(folder: Path, tmp_path: Path) -> None:
    """The list is one word a line, with remarks; without a list there are no words."""
    expected = ["GitHub", "TypeScript", "Docker", "redeploy", "queryable", "retry", "métier"]

    assert expected == own_words(looked_at(folder=folder))
    assert [] == own_words(looked_at(folder=tmp_path / "elsewhere"))


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no fault: the words on other lines hold."""
    (tmp_path / OWN).write_bytes(b"\xff\xfe\nqueryable\n")

    assert [] == told(RULE, looked_at(short="Queryable.", folder=tmp_path))


def test_the_shipped_list_is_in_order() -> None:
    """The shipped words are in the order of the alphabet, each once."""
    words = own_words(Subject(study(SHIPPED), today=TODAY))

    assert sorted(set(words), key=lambda word: (word.casefold(), word)) == words


def test_the_shipped_list_is_needed() -> None:
    """No shipped word is an ordinary one, and each is used in some form."""
    written = study(SHIPPED)
    used = " ".join(document.text.casefold() for document in written.files.values())
    words = own_words(Subject(written, today=TODAY))

    assert [] == [word for word in words if is_ordinary(word)]
    assert [] == [word for word in words if word.casefold().removesuffix("y").removesuffix("e") not in used]


def test_the_rule_is_listed() -> None:
    """The rule that reads the list is run."""
    assert RULE in RULES
