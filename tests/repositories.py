"""A git repository with knowledge in it, for what compares with an earlier revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
SMALL: Final = {
    **{
        f"glossary/{term}.yaml": f"title: What is a {term}?\nphrasings: [explain the {term} to me]\nshort: The {term}.\n"
        for term in TERMS
    },
    "policy.yaml": "answer: 0\noffer: 0\n",
    "golden.yaml": "- {q: about the cache, expect: cache}\n- {q: my proxy, expect: proxy}\n",
}
"""Seven terms, a policy that always answers, and two golden questions that are answered."""

STEALING: Final = {
    "glossary/cache.yaml": "title: What is a cache?\nphrasings: [explain the cache to me, my own proxy]\nshort: The cache.\n"
}
"""An edit by which the cache gets the question about my proxy."""

ENVIRONMENT: Final = {
    **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""Who commits, and no settings of whoever runs the tests."""


class Repository:
    """A repository in a folder `top`, whose knowledge lies in `folder`."""

    def __init__(self, top: Path, inside: str = "knowledge") -> None:
        self.top, self.folder = top, top / inside
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """What git prints."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.top,
            env={**os.environ, **ENVIRONMENT},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        """Writes files of the knowledge folder; one that is None goes."""
        for name, text in files.items():
            file = self.folder / name
            if text is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def commit(self, files: Mapping[str, str | None] | None = None) -> str:
        """Writes files and commits everything; the commit."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=an edit")
        return self.git("rev-parse", "HEAD")
