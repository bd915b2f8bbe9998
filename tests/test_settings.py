"""What an operator sets in the environment is read once, checked, and never changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from pydantic import ValidationError

from bot.bootstrap import bootstrap
from bot.errors import ConfigurationError, KnowledgeMissingError
from bot.settings import Settings, data_folder, read_settings, shipped_knowledge

ROOT: Final = Path(__file__).resolve().parent.parent
ENTRY: Final = "title: T\nphrasings: [a question]\nshort: S\n"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = {"DATABASE_URL", "PORT", "SENTRY_DSN"}
    for name in [
        name
        for name in os.environ
        if name.upper().startswith(("BACKCHAT_", "SLACK_", "DISCORD_")) or name.upper() in plain
    ]:
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


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "many", "PORT cannot be used: Input should be a valid integer"),
        (
            "BACKCHAT_PORT",
            "70000",
            "BACKCHAT_PORT cannot be used: Input should be less than or equal to 65535",
        ),
        ("BACKCHAT_KEEP_DAYS", "-1", "BACKCHAT_KEEP_DAYS cannot be used: Input should be greater than"),
        ("BACKCHAT_SECRET", "hunter2", "BACKCHAT_SECRET cannot be used: it needs at least 16 characters"),
        ("BACKCHAT_LOG_LEVEL", "loud", "BACKCHAT_LOG_LEVEL cannot be used: Input should be 'debug'"),
    ],
)
def test_unusable_value(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str) -> None:
    """A value that cannot be used is told in one line with the name of its variable, and never the value of a secret."""
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigurationError, match=f"^{told}") as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("variable", ["PORT", "BACKCHAT_PORT"])
def test_names_that_hosts_give(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """The port is read by the name that hosts give it, and by ours."""
    monkeypatch.setenv(variable, "5000")

    assert read_settings().port == 5000


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret is in what settings print as."""
    for variable in ("DATABASE_URL", "BACKCHAT_SECRET", "BACKCHAT_METRICS_TOKEN", "SENTRY_DSN"):
        monkeypatch.setenv(variable, "a canary in a coal mine")

    assert "canary" not in f"{read_settings()!r} {read_settings()}"


def test_shipped_in_a_clone() -> None:
    """In a clone the shipped knowledge lies beside the package."""
    assert ROOT / "knowledge" == shipped_knowledge()


def test_shipped_in_a_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Installed from a wheel, the shipped knowledge lies inside the package."""
    (tmp_path / "_knowledge").mkdir()
    monkeypatch.setattr("bot.settings._HERE", tmp_path)

    assert shipped_knowledge() == tmp_path / "_knowledge"
    assert read_settings().knowledge == tmp_path / "_knowledge"


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"BACKCHAT_DATA": "/srv/data"}, Path("/srv/data")),
        ({"XDG_STATE_HOME": "/state"}, Path("/state/backchat")),
        ({"XDG_STATE_HOME": "", "HOME": "/home/ada"}, Path("/home/ada/.local/state/backchat")),
    ],
)
def test_data_folder(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: Path) -> None:
    """What must last is kept where the setting says, or in the user's state folder."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert folder == data_folder(read_settings())


def test_data_folder_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home is told which variable to set."""
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr("bot.settings.Path.home", _homeless)

    with pytest.raises(ConfigurationError, match="BACKCHAT_DATA"):
        data_folder(read_settings())


def _homeless() -> Path:
    raise RuntimeError


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
