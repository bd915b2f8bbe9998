"""What an operator sets in the environment is read once, checked, and never changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from pydantic import ValidationError

from bot.bootstrap import bootstrap
from bot.errors import ConfigurationError, KnowledgeMissingError
from bot.settings import Settings, read_settings, shipped_knowledge

ROOT: Final = Path(__file__).resolve().parent.parent
ENTRY: Final = "title: T\nphrasings: [a question]\nshort: S\n"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("BACKCHAT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults() -> None:
    """Without any setting the shipped knowledge is used and the history is kept in the usual place."""
    assert read_settings() == Settings(knowledge=ROOT / "knowledge", history=None)


@pytest.mark.parametrize(
    ("variable", "value", "field", "read"),
    [
        pytest.param("BACKCHAT_KNOWLEDGE", "kb", "knowledge", Path("kb"), id="knowledge"),
        pytest.param(
            "BACKCHAT_KNOWLEDGE", "/srv/a b", "knowledge", Path("/srv/a b"), id="knowledge-with-a-space"
        ),
        pytest.param("backchat_knowledge", "kb", "knowledge", Path("kb"), id="lower-case"),
        pytest.param("BACKCHAT_KNOWLEDGE", "", "knowledge", ROOT / "knowledge", id="knowledge-empty"),
        pytest.param("BACKCHAT_HISTORY", "typed", "history", Path("typed"), id="history"),
        pytest.param("BACKCHAT_HISTORY", "-", "history", Path("-"), id="history-nowhere"),
        pytest.param("BACKCHAT_HISTORY", "", "history", None, id="history-empty"),
        pytest.param("KNOWLEDGE", "kb", "knowledge", ROOT / "knowledge", id="without-the-prefix"),
    ],
)
def test_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, field: str, read: Path | None
) -> None:
    """Each setting is a variable with the prefix BACKCHAT_; an empty one is as good as none."""
    monkeypatch.setenv(variable, value)

    assert read == getattr(read_settings(), field)


def test_unknown_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of another version of Backchat does no harm."""
    monkeypatch.setenv("BACKCHAT_COLOUR", "blue")

    assert read_settings() == Settings()


def test_no_env_file(tmp_path: Path) -> None:
    """A file .env that lies about is not read."""
    (tmp_path / ".env").write_text("BACKCHAT_KNOWLEDGE=elsewhere\n")

    assert read_settings().knowledge == ROOT / "knowledge"


def test_frozen() -> None:
    """Settings do not change while a command runs."""
    settings, name = read_settings(), "knowledge"

    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, Path("elsewhere"))


def test_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read at import: settings are those of the moment."""
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", "one")
    first = read_settings()
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", "two")

    assert (Path("one"), Path("two")) == (first.knowledge, read_settings().knowledge)


class _Numbered(Settings):
    """Settings with a number: a folder can have any name, so that none of today's settings can be wrong by itself."""

    workers: int = 1


def test_unusable_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that cannot be used is told in one line with the name of its variable."""
    monkeypatch.setattr("bot.settings.Settings", _Numbered)
    monkeypatch.setenv("BACKCHAT_WORKERS", "many")

    with pytest.raises(
        ConfigurationError, match=r"^BACKCHAT_WORKERS cannot be used: Input should be a valid integer"
    ):
        read_settings()


def test_shipped_in_a_clone() -> None:
    """In a clone the shipped knowledge lies beside the package."""
    assert ROOT / "knowledge" == shipped_knowledge()


def test_shipped_in_a_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Installed from a wheel, the shipped knowledge lies inside the package."""
    (tmp_path / "_knowledge").mkdir()
    monkeypatch.setattr("bot.settings._HERE", tmp_path)

    assert shipped_knowledge() == tmp_path / "_knowledge"
    assert read_settings().knowledge == tmp_path / "_knowledge"


def test_bootstrap_reads_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a folder the bot starts with the knowledge that the environment names."""
    (tmp_path / "x.yaml").write_text(ENTRY)
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(tmp_path))

    assert list(bootstrap().knowledge.entries) == ["x"]


def test_bootstrap_prefers_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder that is named goes before the environment."""
    (tmp_path / "x.yaml").write_text(ENTRY)
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(tmp_path / "nowhere"))

    assert list(bootstrap(tmp_path).knowledge.entries) == ["x"]
    with pytest.raises(KnowledgeMissingError, match="there is no folder"):
        bootstrap()
