"""A small knowledge folder that a test edits as a maintainer does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILES: Final = {
    "skills/sql.yaml": "title: Should I learn SQL?\nphrasings:\n  - should i learn sql\n  - is sql worth it\n  - do i need sql as a backend dev\n"
    "short: Yes, learn SQL.\ndetail: |\n  - **Joins:** try `JOIN` first.\n  - Then `a < b`.\nrelated: [git]\nsources: [editorial]\nreviewed: 2026-11-22\naliases: [databases]\n",
    "skills/git.yaml": "title: What is Git?\nphrasings:\n  - what is git\n  - explain git to me\n  - why do people use git\n"
    "short: Git keeps the history of your code.\nrelated: [sql]\nsources: [editorial]\nreviewed: 2026-11-22\n",
    "skills/docker.yaml": "title: What is Docker?\nphrasings:\n  - what is docker\n  - explain containers\n  - why do people use docker\n"
    "short: Docker packs a program with all it needs.\nsources: [editorial]\n",
    "smalltalk/hello.yaml": "title: Hello\nphrasings: [hello there, good morning, hi]\nshort: Hello!\n",
    "paths/first.yaml": "title: First steps\naudience: you are new\noffered_by: [git]\nsteps:\n  - entry: git\n    why: It comes first.\n"
    "    task: Make a commit.\n  - entry: sql\n    requires: [git]\n",
    "sources.yaml": "editorial:\n  title: What we know\n  publisher: Us\n  updated: 2026-01-02\n",
    "out_of_scope.yaml": "food:\n  title: cooking\n  pointer: I do not cook.\n  examples:\n    - how do i bake bread\n    - a recipe for soup\n"
    "    - which flour for pizza\n",
    "golden.yaml": "- {q: shoud i lern sql, expect: sql}\n",
}

HOSTILE: Final = """<script>window.hacked = 1</script><img src=x onerror="hacked=1">&amp;'\""""
"""What would run if it were taken for HTML anywhere."""


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A knowledge folder that a test edits."""

    folder: Path

    def save(self, name: str, text: str) -> None:
        """Saves a file, as an editor does."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Saves a file with something else in place of a part of it."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.save(name, text.replace(old, new))

    def hostile(self) -> dict[str, str]:
        """Files of the folder in which every text that people see is hostile."""
        text = HOSTILE.replace("'", "''")
        entry = (
            f"title: '{text[:78]}'\nphrasings: ['xyzzy {text}', '{text} plugh', another evil one]\nshort: '{text} **{text}** `{text}`'\n"
            f"detail: |\n  ```\n  {HOSTILE}\n  ```\n  - {HOSTILE}\nrelated: [git]\nsources: [evil]\nreviewed: 2026-11-22\n"
        )
        return {
            "skills/evil.yaml": entry,
            "sources.yaml": f"evil:\n  title: '{text}'\n  publisher: '{text}'\neditorial: {{title: Us}}\n",
            "paths/first.yaml": f"title: '{text[:78]}'\naudience: '{text}'\nsteps:\n  - entry: evil\n    why: '{text}'\n    task: '{text}'\n",
            "out_of_scope.yaml": f"food:\n  title: '{text[:78]}'\n  pointer: '{text}'\n  examples: ['{text} x', how do i bake bread]\n",
        }
