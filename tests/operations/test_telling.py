"""What comes of a reload is told where an operator looks: in the log with its reason, in the metrics, in health."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answerer
from bot.errors import ConfigurationError
from bot.live import LiveKnowledge
from bot.loading import load
from bot.operations.logs import configure
from bot.operations.metrics import Metrics
from bot.operations.telling import Teller
from bot.reloads import Refused, Unchanged
from tests.processes import small_knowledge

Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small knowledge base."""
    return small_knowledge(tmp_path / "knowledge")


@pytest.fixture
def live(folder: Path) -> LiveKnowledge:
    """It, live."""
    return LiveKnowledge(Answerer(load(folder)), folder, None, patience=0)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """What is logged."""
    undo = configure("json", "info", ())
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    undo()


async def test_a_refusal_without_problems_has_its_reason(
    live: LiveKnowledge, folder: Path, told: Told
) -> None:
    """Where no file is at fault, as when the folder is gone, the log says what is."""
    teller = Teller(live, Metrics(), folder)
    folder.rename(folder.with_name("elsewhere"))
    outcome = await teller.reload()
    [line] = told()

    assert isinstance(outcome, Refused)
    assert ("error", 0, outcome.reason) == (line["level"], line["problems"], line["reason"])
    assert f"there is no folder {folder}" in line["reason"]


async def test_a_problem_has_its_place(live: LiveKnowledge, folder: Path, told: Told) -> None:
    """A file that is at fault is named within its folder, with line and rule; health is degraded until it is mended."""
    teller = Teller(live, Metrics(), folder)
    file = folder / "skills/sql.yaml"
    file.write_text(f"{file.read_text()}short: Again.\n")
    await teller.reload()
    refused, problem = told()
    unwell = teller.state()
    file.write_text(file.read_text().removesuffix("short: Again.\n"))

    assert "1 problem in the knowledge" == refused["reason"]
    assert ("skills/sql.yaml", 5, "duplicate-key") == (problem["file"], problem["line"], problem["rule"])
    assert isinstance(await teller.reload(), Unchanged)
    assert (False, True) == (unwell.ok, teller.state().ok)


@pytest.mark.parametrize(
    "address", ["hooks.slack.com/services/x", "ftp://host/x", "https://", "http://[::1/x"]
)
def test_a_webhook_that_cannot_work_is_refused(live: LiveKnowledge, folder: Path, address: str) -> None:
    """An address that nothing can be posted to is told at the start, without the address, which is a secret."""
    with pytest.raises(ConfigurationError, match=r"^BACKCHAT_ADMIN_WEBHOOK cannot be used: .*https://$"):
        Teller(live, Metrics(), folder, address)
