"""Facts about the documents: what they show is what happens."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Final

import pytest

from bot.problems import Problem
from bot.yaml_reader import parse

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = (ROOT / "README.md").read_text()
Run = Callable[..., subprocess.CompletedProcess[str]]


def _commands(run: Run) -> list[str]:
    shown = run("--help").stdout.partition("Commands:")[2]
    return re.findall(r"^  (\w+)", shown, re.MULTILINE)


def test_every_command_is_in_the_readme(backchat: Run) -> None:
    """The README shows every command that `backchat --help` lists."""
    commands = _commands(backchat)

    assert len(commands) >= 7
    assert [] == [command for command in commands if f"backchat {command}" not in README]


def _examples() -> list[str]:
    block = re.search(r"```sh\nbackchat ask.*?```", README, re.DOTALL)
    lines = block.group().splitlines()[1:-1] if block else []
    return [line.partition("  #")[0].strip() for line in lines]


@pytest.mark.parametrize("example", _examples())
def test_readme_examples_run(example: str, backchat: Run) -> None:
    """Every command line of the README runs and says something."""
    typed = "what is an api\n" if "<" in example or "|" in example else ""
    words = re.findall(r'"([^"]*)"|(\S+)', re.sub(r"^.*\| |< \S+", "", example))
    done = backchat(*(quoted or word for quoted, word in words[1:]), typed=typed)

    assert done.returncode == 0
    assert done.stdout


def test_readme_json_has_the_keys_of_the_real_object(backchat: Run) -> None:
    """The JSON object in the README has exactly the keys that `ask --json` prints."""
    block = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    shown = json.loads(block.group(1)) if block else {}
    real = json.loads(backchat("ask", "--json", "what is an api").stdout)

    assert list(shown) == list(real)
    assert list(shown["candidates"][0]) == list(real["candidates"][0])


def test_contributing_shows_real_problems(tmp_path: Path, backchat: Run) -> None:
    """The two mistakes that CONTRIBUTING shows print what it shows, word for word."""
    shown = re.search(r"backchat check\n(.*?)\n   ```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    copytree(ROOT / "knowledge", tmp_path / "knowledge")
    degree, become = (
        tmp_path / "knowledge/faqs/degree-required.yaml",
        tmp_path / "knowledge/careers/how-to-become.yaml",
    )
    degree.write_text(f"{degree.read_text()}shorts: No.\n")
    become.write_text(
        re.sub(r"^related: \[.*", "related: [wich-degree]", become.read_text(), flags=re.MULTILINE)
    )

    done = backchat("check", "--knowledge", "knowledge")

    assert shown
    assert _unnumbered(shown.group(1)) == _unnumbered(done.stdout + done.stderr)


def _unnumbered(output: str) -> list[str]:
    """The lines without their places, which move with every edit of the files."""
    return [re.sub(r":\d+:\d+:", ":", line.strip()) for line in output.splitlines()]


def test_writing_guide_shows_a_good_entry() -> None:
    """The example entry of knowledge/README.md is one the reader accepts."""
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "knowledge/README.md").read_text(), re.DOTALL)
    value = parse(block.group(1)).value if block else ""

    assert isinstance(value, dict)
    assert {"title", "phrasings", "short", "detail", "related", "sources", "reviewed"} == set(value)


def test_problems_are_told_as_the_documents_say() -> None:
    """A problem prints as file:line:column: message (rule)."""
    assert (
        str(Problem("a.yaml", 3, 1, "'x' is not a field", "schema"))
        == "a.yaml:3:1: 'x' is not a field (schema)"
    )


def test_make_help_lists_every_target() -> None:
    """`make help` lists every target that a person may want."""
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    assert targets
    assert [] == [
        name for name in targets.group(1).split() if not re.search(rf"^{name}:.*## ", makefile, re.MULTILINE)
    ]


def test_the_picture_shows_what_is_answered(backchat: Run) -> None:
    """The conversation in the README's picture is the one that would be had today."""
    picture = re.sub(r"<[^>]*>|&#160;|\s", "", (ROOT / "docs/conversation.svg").read_text())
    answer = backchat("ask", "shoud i lern sql as backend dev").stdout.splitlines()[0]

    assert re.sub(r"\s", "", answer) in picture
