"""The line that tells an editor the schema stands first, once, and leads to a file that is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.check.fixing import mended
from bot.check.missing_modeline import RULE
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from bot.schema import schema_text

if TYPE_CHECKING:
    from tests.conftest import Write

ENTRY = "title: T\nphrasings: [p]\nshort: S\n"
LINE = "# yaml-language-server: $schema="


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("a.yaml", "", f"{LINE}schema.json\n", id="none"),
        pytest.param("k/a.yaml", "# why\n", f"{LINE}../schema.json\n# why\n", id="a-comment-stays"),
        pytest.param("k/l/a.yaml", f"{LINE}schema.json\n", f"{LINE}../../schema.json\n", id="another-folder"),
        pytest.param(
            "k/a.yaml", f"# why\n{LINE}../schema.json\n", f"{LINE}../schema.json\n# why\n", id="second"
        ),
        pytest.param("k/a.yaml", f"{LINE}../schema.json\n", f"{LINE}../schema.json\n", id="right"),
    ],
)
def test_mending(write: Write, name: str, before: str, after: str) -> None:
    """The line is put first, and one that is wrong or elsewhere goes."""
    written = study(write({name: f"{before}{ENTRY}"}))
    findings = checked(Subject(written, today=date(2026, 11, 22)), [RULE]).findings
    text = written.files[name].text

    assert f"{after}{ENTRY}" == mended({name: text}, findings).get(name, text)


@pytest.mark.parametrize("there", [True, False])
def test_the_schema_is_there(write: Write, there: bool) -> None:  # noqa: FBT001 - pytest's own signature
    """A folder without the schema is told how to get it."""
    folder = write({"a.yaml": ENTRY, **({"schema.json": schema_text("entry")} if there else {})})
    (finding,) = checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE]).findings

    assert there is ("backchat schema entry" not in finding.found.hint)
