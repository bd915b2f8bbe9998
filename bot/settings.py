"""Everything an operator can set, read from the environment once, when a command starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError

_HERE: Final = Path(__file__).resolve().parent
_SECRET: Final = 16
"""The least characters of a secret."""

_SLACK: Final = ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "API_URL")
_DISCORD: Final = ("DISCORD_TOKEN", "DISCORD_API_URL")
_PLAIN: Final = frozenset(
    {"DATABASE_URL", "PORT", "SENTRY_DSN", *_DISCORD, *(f"SLACK_{name}" for name in _SLACK)}
)


def shipped_knowledge() -> Path:
    """The knowledge base that comes with Backchat: inside the package when installed from a wheel, beside it in a clone."""
    packaged = _HERE / "_knowledge"
    return packaged if packaged.is_dir() else _HERE.parent / "knowledge"


def _also(name: str, plain: str) -> AliasChoices:
    """A setting that has a name everybody knows besides our own."""
    return AliasChoices(f"BACKCHAT_{name}", plain)


class Settings(BaseSettings):
    """The settings of one process; each is an environment variable with the prefix BACKCHAT_.

    A few are read by the names that hosts give them too: DATABASE_URL, PORT, SENTRY_DSN. Secrets do not show in `repr`.
    """

    model_config = SettingsConfigDict(
        env_prefix="BACKCHAT_", frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True
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
    data: Path | None = Field(
        default=None,
        description="The folder of the journal, its secret and the control socket; empty for the usual place.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=_also("DATABASE_URL", "DATABASE_URL"),
        description="The journal's PostgreSQL; empty for a SQLite file in the data folder.",
    )
    secret: Annotated[SecretStr, Field(min_length=_SECRET)] | None = Field(
        default=None,
        description="What people's ids are hashed and tokens are sealed with; needed with PostgreSQL.",
    )
    keep_days: int = Field(
        default=30, ge=0, le=3650, description="How many days the text of a question is kept; 0 for never."
    )
    host: str = Field(default="127.0.0.1", description="The address that `backchat serve` listens on.")
    port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        validation_alias=_also("PORT", "PORT"),
        description="The port that `backchat serve` listens on; 0 for any that is free.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="What a scraper of /metrics must show; without it only this network may read.",
    )
    admin_webhook: SecretStr | None = Field(
        default=None,
        description="An incoming webhook of Slack or Discord that is told when edited knowledge is refused.",
    )
    watch: bool = Field(default=True, description="Whether edited knowledge goes live by itself.")
    log_format: Literal["auto", "json", "pretty"] = Field(
        default="auto", description="How logs are written; auto is pretty on a terminal and JSON elsewhere."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least serious log lines that are written."
    )
    sentry_dsn: SecretStr | None = Field(
        default=None,
        validation_alias=_also("SENTRY_DSN", "SENTRY_DSN"),
        description="Where faults are reported, without any text or id.",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        validation_alias=_also("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        description="The bot token of the app in your workspace, xoxb-…; beside a client id it answers that workspace.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        validation_alias=_also("SLACK_APP_TOKEN", "SLACK_APP_TOKEN"),
        description="The app-level token that `backchat slack` connects with, xapp-…",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_also("SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET"),
        description="What Slack signs its requests with; with it `backchat serve` answers Slack over HTTP.",
    )
    slack_client_id: str = Field(
        default="",
        validation_alias=_also("SLACK_CLIENT_ID", "SLACK_CLIENT_ID"),
        description="The app's client id: with it and the client secret several workspaces can install the app.",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        validation_alias=_also("SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET"),
        description="The app's client secret.",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        validation_alias=_also("SLACK_API_URL", "SLACK_API_URL"),
        description="Another base of Slack's Web API: a proxy, or a server that stands in for Slack.",
    )
    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias=_also("DISCORD_TOKEN", "DISCORD_TOKEN"),
        description="The bot token that `backchat discord` connects with.",
    )
    discord_api_url: str = Field(
        default="https://discord.com/api/v10",
        validation_alias=_also("DISCORD_API_URL", "DISCORD_API_URL"),
        description="Another base of Discord's API: a proxy, or a server that stands in for Discord.",
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
        plain = "_".join(map(str, fault["loc"])).upper().removeprefix("BACKCHAT_")
        ours = f"BACKCHAT_{plain}"
        name = plain if plain in _PLAIN and ours not in os.environ else ours
        why = f"it needs at least {_SECRET} characters" if fault["type"] == "too_short" else fault["msg"]
        raise ConfigurationError(f"{name} cannot be used: {why}") from None


def cache_folder(settings: Settings) -> Path | None:
    """Where compiled knowledge is kept: where the setting says, or the user's cache folder; None for nowhere."""
    if settings.cache is not None:
        return None if str(settings.cache) == "-" else settings.cache
    try:
        usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home, as in some containers
        return None
    return usual / "backchat"


def data_folder(settings: Settings) -> Path:
    """Where what must last is kept: where the setting says, or the user's state folder.

    Raises:
        ConfigurationError: nothing is set and the user has no home.
    """
    if settings.data is not None:
        return settings.data
    try:
        usual = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    except RuntimeError:
        raise ConfigurationError("there is no home folder to keep data in: set BACKCHAT_DATA") from None
    return usual / "backchat"


def knowledge_folder(named: Path | None) -> Path:
    """The folder that is named, or else the one of the settings.

    Raises:
        ConfigurationError: a variable has a value that cannot be used.
    """
    return named or read_settings().knowledge
