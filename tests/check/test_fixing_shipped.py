"""Every mending of every rule, on shipped files that were edited badly: it changes what it is about, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check.fixing import mended
from bot.check.rules import RULES
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from bot.yaml_reader import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.check.finding import Finding
    from bot.yaml_reader import Value

SHIPPED: Final = Path(__file__).resolve().parents[2] / "knowledge"
FILES: Final = sorted(file.relative_to(SHIPPED).as_posix() for file in SHIPPED.rglob("*.yaml"))
FIXING: Final = [
    rule
    for rule in RULES
    if rule.name
    in {"house-style", "phrasing-form", "missing-modeline", "repeated-phrasing", "unused-synonym"}
]
ODD: Final = (
    "  ", "?", " colour ", " backend developer ", "# colour", " # a remark", "'", '"', "- ", "\n", "\r\n", ", ", "Q: ", "🙂",
    "“", "behaviour  grey", "`colour`", "]", "[",
)  # fmt: skip
"""What is put anywhere: what some rule mends, and what is hard to read around it."""
MILD: Final = (
    "  ",
    " colour ",
    " Behaviour  grey ",
    " backend developer ",
    "? ",
    " # a remark",
    " `colour` ",
    " it's ",
)
AGAIN: Final = ("{}?", "{}  # a remark", "Q: {}", "'{}'", '"{}"', "{}", "{} ")
"""What leaves a file what it is: put where a blank is, and items that are said again."""


def findings(folder: Path, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What can be mended in files with these texts."""
    return checked(Subject(study(folder, texts), today=date(2026, 11, 22)), FIXING).findings


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one sound entry, and every shipped file in a folder of its own."""
    top = tmp_path_factory.mktemp("shipped")
    for name in FILES:
        file = top / name.replace("/", "-") / name
        file.parent.mkdir(parents=True)
        file.write_bytes((SHIPPED / name).read_bytes())
        (file.parents[len(Path(name).parts) - 1] / "one.yaml").write_text(
            "# yaml-language-server: $schema=schema.json\ntitle: One\nphrasings: [one]\nshort: One.\n"
        )
    return top


def differences(before: Value, after: Value) -> int:
    """In how many places two values differ; an item that is gone from a list is one place."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return sum(differences(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        if len(before) == len(after):
            return sum(map(differences, before, after))
        gone = [number for number in range(len(before)) if before[:number] + before[number + 1 :] == after]
        return 1 if gone else 99
    return int(before != after)


def edited_badly(data: st.DataObject, name: str) -> str:
    """A shipped file after some bad edits, most of which leave it YAML."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 5))):
        way = data.draw(st.sampled_from(["mild", "mild", "again", "again", "odd"]))
        lines = text.split("\n")
        items = [number for number, line in enumerate(lines) if line.startswith("  - ") and ":" not in line]
        if way == "again" and items:
            number = data.draw(st.sampled_from(items))
            form = data.draw(st.sampled_from(AGAIN))
            lines.insert(number + 1, f"  - {form.format(lines[number].removeprefix('  - '))}")
            text = "\n".join(lines)
        else:
            blanks = [at for at, letter in enumerate(text) if letter == " " and text[at - 1].isalpha()]
            at = data.draw(st.sampled_from(blanks) if way != "odd" else st.integers(0, len(text)))
            text = text[:at] + data.draw(st.sampled_from(ODD if way == "odd" else MILD)) + text[at:]
    windows = data.draw(st.booleans())
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if windows else text


@settings(max_examples=150)
@given(data=st.data())
def test_only_what_it_is_about(place: Path, data: st.DataObject) -> None:
    """A mending alone changes one value, or none; all remarks of lines that stay stay; and it is no finding any more."""
    name = data.draw(st.sampled_from(FILES))
    folder = place / name.replace("/", "-")
    text = edited_badly(data, name)
    found = [one for one in findings(folder, {name: text}) if one.found.fix]
    for one in data.draw(st.lists(st.sampled_from(found), max_size=3, unique_by=id)) if found else ():
        after = mended({name: text, "one.yaml": ""}, [one]).get(name, text)

        assert differences(parse(text).value, parse(after).value) <= 1
        assert abs(after.count("#") - text.count("#")) <= 1
        assert (text.count("\r\n") == text.count("\n")) <= (after.count("\r\n") == after.count("\n"))


@settings(max_examples=60)
@given(data=st.data())
def test_it_ends(place: Path, data: st.DataObject) -> None:
    """Mending over and over comes to an end, in a file that is YAML as before and has nothing left that could be mended."""
    name = data.draw(st.sampled_from(FILES))
    folder = place / name.replace("/", "-")
    text = edited_badly(data, name)
    before = findings(folder, {name: text})
    broken = study(folder, {name: text}).problems
    for _ in range(40):
        now = mended({name: text, "one.yaml": ""}, findings(folder, {name: text})).get(name, text)
        if now == text:
            break
        text = now
    after = findings(folder, {name: text})

    assert len(study(folder, {name: text}).problems) <= len(broken)
    assert [] == [str(one) for one in after if one.found.fix]
    assert len(after) <= len(before)
