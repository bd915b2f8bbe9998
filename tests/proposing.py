"""A small knowledge base on which proposals are made in milliseconds, and what people ask of it in vain."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TOPICS: Final = {
    "git": [
        "how do i undo a commit",
        "git merge conflict",
        "what is a branch in git",
        "push my commits to the remote",
        "rebase a branch",
        "clone a repository",
    ],
    "docker": [
        "what is a docker image",
        "run a container",
        "write a dockerfile",
        "docker compose for my services",
        "container exits at once",
        "smaller docker image",
    ],
    "sql": [
        "how do i join two tables",
        "select rows from a table",
        "what is an index in sql",
        "group by in sql",
        "my query is slow",
        "primary key of a table",
    ],
    "interviews": [
        "what do they ask in an interview",
        "how do i prepare for a job interview",
        "coding interview questions",
        "interview next week",
        "first interview tips",
        "what to say in an interview",
    ],
}
PAY: Final = """\
pay:
  title: pay
  pointer: Ask somebody who knows your city.
  examples: [what does a junior earn, how much salary can i ask for, average salary of a developer, is my pay fair]
"""
GOLDEN: Final = """\
- q: undo the last commit
  expect: git
- q: what is the weather like
  expect: nothing
"""


def small_base(folder: Path) -> Path:
    """Four entries of six phrasings each, an out-of-scope family and two golden questions, as a folder."""
    (folder / "skills").mkdir(parents=True)
    for topic, phrasings in TOPICS.items():
        lines = "".join(f"  - {text}\n" for text in phrasings)
        text = f"title: {topic.title()}\nphrasings:\n{lines}short: All about {topic}.\n"
        (folder / "skills" / f"{topic}.yaml").write_text(text)
    (folder / "out_of_scope.yaml").write_text(PAY)
    (folder / "golden.yaml").write_text(GOLDEN)
    return folder


ASKED: Final = (
    "Commit vanished?",
    "stash my commits away",
    "kafka consumer lag",
    "kafka lag on a consumer",
    "kafka lag everywhere",
    "what is a branch in git",
    "mail me at bob@example.org",
    "what is the weather like",
)
"""Two questions that git answers once it knows one of them, three that nothing does, and three that are left out."""
