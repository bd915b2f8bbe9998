"""Everything an operator can set, read from the environment once, when a command starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError

_HERE: Final = Path(__file__).resolve().parent


def shipped_knowledge() -> Path:
    """The knowledge base that comes with Backchat: inside the package when installed from a wheel, beside it in a clone."""
    packaged = _HERE / "_knowledge"
    return packaged if packaged.is_dir() else _HERE.parent / "knowledge"


class Settings(BaseSettings):
    """The settings of one process; each is an environment variable with the prefix BACKCHAT_."""

    model_config = SettingsConfigDict(
        env_prefix="BACKCHAT_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    knowledge: Path = Field(
        default_factory=shipped_knowledge, description="The folder of the knowledge base."
    )
    history: Path | None = Field(
        default=None,
        description="Where the terminal keeps what you typed; empty for the usual place, - for nowhere.",
    )
    cache: Path | None = Field(
        default=None,
        description="Where compiled knowledge is kept; empty for the usual place, - for nowhere.",
    )


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        ConfigurationError: a variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = f"BACKCHAT_{'_'.join(map(str, fault['loc']))}".upper()
        raise ConfigurationError(f"{name} cannot be used: {fault['msg']}") from None


def cache_folder(settings: Settings) -> Path | None:
    """Where compiled knowledge is kept: where the setting says, or the user's cache folder; None for nowhere."""
    if settings.cache is not None:
        return None if str(settings.cache) == "-" else settings.cache
    try:
        usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home, as in some containers
        return None
    return usual / "backchat"


def knowledge_folder(named: Path | None) -> Path:
    """The folder that is named, or else the one of the settings.

    Raises:
        ConfigurationError: a variable has a value that cannot be used.
    """
    return named or read_settings().knowledge
