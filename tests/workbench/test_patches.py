"""Edits written into files: what is loaded afterwards is what was meant, and git takes the patch."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInputError
from bot.knowledge import Knowledge
from bot.loading import load, study
from bot.workbench.edits import (
    AddEntry,
    AddExample,
    AddGolden,
    AddPhrasing,
    AddVariant,
    Edit,
    applied,
)
from bot.workbench.patches import edited, unified

FILES: Final[Mapping[str, str]] = {
    "faqs/block.yaml": """\
# yaml-language-server: $schema=../schema.json
title: Block
phrasings:
    -   how do i block # as in chess
    - what is: not this
short: >-
  A block.

# the end
""".replace("what is: not this", "'what is: that'"),
    "faqs/flow.yaml": "title: Flow\nphrasings: [how does it flow, 'which, way', ] # two\nshort: It flows.",
    "faqs/long.yaml": """\
title: Long
phrasings: [
  how long, # is it
  how far
]
short: Long.
detail: |
  Very.
""",
    "faqs/last.yaml": 'title: Last\nshort: Last.\nphrasings:\n- "who is last"\n- "is it the last one"',
    "faqs/folded.yaml": "title: Folded\r\nphrasings:\r\n- >-\r\n  who\r\n  folds\r\n\r\nshort: I do.\r\n",
    "golden.yaml": "# golden\n- q: is it blocked # sure\n  expect: block\n\n# none of them\n- q: fish\n  expect: nothing\n# end\n",
    "out_of_scope.yaml": """\
pay:
  title: pay
  pointer: Ask others.
  examples:
    - how much

weather: {title: weather, pointer: Look out., examples: [will it rain]}
""",
    "synonyms.yaml": "families:\n  # people\n  developer: [dev, coder] # and more\n\ncontrasts:\n  - [a, b]\n",
}
ENTRIES: Final = ("block", "flow", "long", "last", "folded")
TEXTS: Final = (
    st.one_of(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=30
        ),
        st.lists(
            st.sampled_from(
                [
                    "- ",
                    ": ",
                    " #",
                    "'",
                    '"',
                    "[",
                    "]",
                    "{",
                    "}",
                    ", ",
                    "a",
                    "b c",
                    "?",
                    "!",
                    "&",
                    "*",
                    "|",
                    ">",
                    "%",
                    "@",
                    "`",
                    "1",
                    "~",
                    "\\",
                    "...",
                ]
            ),
            min_size=1,
            max_size=8,
        ).map("".join),
    )
    .map(str.strip)
    .filter(bool)
)
EDITS: Final = st.lists(
    st.one_of(
        st.builds(AddPhrasing, st.sampled_from(ENTRIES), TEXTS),
        st.builds(AddExample, st.sampled_from(["pay", "weather"]), TEXTS),
        st.builds(
            AddGolden, TEXTS, st.sampled_from([*ENTRIES, "nothing"]), st.sampled_from([None, "offered"])
        ),
        st.builds(AddVariant, st.just("developer"), TEXTS),
        st.builds(
            AddEntry,
            kind=st.sampled_from(["faqs", "new", ""]),
            id=st.sampled_from(["one", "two-2", "drei"]),
            title=TEXTS,
            phrasings=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
            short=TEXTS,
            detail=st.none() | st.lists(TEXTS, min_size=1, max_size=3).map("\n".join),
            related=st.sampled_from([(), ("block", "flow")]),
        ),
    ),
    min_size=1,
    max_size=4,
)


def folder_of(files: Mapping[str, str], place: Path) -> Path:
    """Some files as a folder."""
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode())
    return place


def git_apply(folder: Path, patch: str) -> subprocess.CompletedProcess[str]:
    """What git makes of a patch in a folder."""
    (folder / "one.patch").write_bytes(patch.encode())
    command = ["git", "apply", "--whitespace=nowarn", "one.patch"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def meant(knowledge: Knowledge, edits: Sequence[Edit]) -> Knowledge | None:
    """The knowledge after some edits; None if they are refused."""
    try:
        return applied(knowledge, edits)
    except BadInputError:
        return None


@settings(max_examples=150)
@given(EDITS)
def test_what_is_written_is_read_back(edits: list[Edit]) -> None:
    """Whatever texts are added, the files say afterwards what the edits meant, and what they said before."""
    with TemporaryDirectory() as place:
        written = study(folder_of(FILES, Path(place)))
        after = meant(written.knowledge, edits)
        if after is None:
            return
        folder_of({name: text.new for name, text in edited(written, edits).items()}, Path(place))

        assert after == load(Path(place))


@settings(max_examples=40)
@given(EDITS)
def test_git_takes_the_patch(edits: list[Edit]) -> None:
    """`git apply` makes of the old files what they are to be, whatever is added."""
    with TemporaryDirectory() as place:
        root = Path(place)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        written = study(folder_of(FILES, root / "know ledge"))
        if meant(written.knowledge, edits) is None:
            return
        rewritten = edited(written, edits)
        done = git_apply(root, unified(rewritten, "know ledge"))
        found = {name: (root / "know ledge" / name).read_bytes().decode() for name in rewritten}

        assert (0, {name: text.new for name, text in rewritten.items()}) == (done.returncode, found), (
            done.stderr
        )
