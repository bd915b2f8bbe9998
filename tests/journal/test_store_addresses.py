from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.journal.engine import Store, make_engine, store_of
from bot.settings import Settings

PASSWORD: Final = "hunter2"  # noqa: S105 - a made-up one
REMEDY: Final = "DATABASE_URL cannot be used: it must look like postgresql://user:password@host:5432/name"


def named(url: str) -> Store:
    """The store of a DATABASE_URL."""
    return store_of(Settings(database_url=SecretStr(url)))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_common_scheme_is_postgresql(scheme: str) -> None:
    """Hosts write the scheme in several ways; each means PostgreSQL by psycopg."""
    store = named(f"{scheme}://ada:{PASSWORD}@db.example:6543/journal?sslmode=require")

    assert f"postgresql+psycopg://ada:{PASSWORD}@db.example:6543/journal?sslmode=require" == (
        store.url.render_as_string(hide_password=False)
    )
    assert store.file is None


def test_options_reach_the_driver() -> None:
    """What stands behind the question mark is told to PostgreSQL's driver, TLS above all."""
    store = named(
        f"postgres://ada:{PASSWORD}@db.example/journal?sslmode=require&target_session_attrs=read-write"
    )
    engine = make_engine(store)
    _, options = engine.dialect.create_connect_args(engine.url)

    assert {"sslmode": "require", "target_session_attrs": "read-write"}.items() <= options.items()


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://ada:{PASSWORD}@db.example/journal",
        f"postgresql+asyncpg://ada:{PASSWORD}@db.example/journal",
        f"sqlite:///{PASSWORD}",
        f"https://ada:{PASSWORD}@db.example/journal",
        f"postgresql://ada:{PASSWORD}@db.example:port/journal",
        f"postgresql://ada:{PASSWORD}@db.example:99999999999999999999x/journal",
        f"postgresql://[::1:{PASSWORD}",
        f"host=db.example password={PASSWORD}",
        f"postgresql://ada:p@{PASSWORD}@db.example/journal",
        PASSWORD,
        "://",
        "\x00",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    """What is no address of a PostgreSQL is told in one line with what it must look like, and nothing of what was set."""
    with pytest.raises(ConfigurationError) as told:
        named(url)

    assert REMEDY == str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"postgres://ada:{PASSWORD}@db.example:6543/journal", "postgresql://db.example/journal"),
        (f"postgres://ada@db.example/journal?password={PASSWORD}", "postgresql://db.example/journal"),
        (f"postgres://ada:{PASSWORD}@/journal?host=/run/db", "postgresql://localhost/journal"),
        (f"postgres://ada:p%40{PASSWORD}@db.example", "postgresql://db.example/"),
    ],
    ids=["usual", "option", "socket", "quoted"],
)
def test_no_password_shows(url: str, name: str) -> None:
    """A store's name says where it lies, without user and password; no way to print a store or its engine has the password."""
    store = named(url)

    assert name == store.name
    assert "ada" not in store.name
    assert PASSWORD not in f"{store!r} {store} {store.name}"


def test_without_an_address_it_is_a_file(tmp_path: Path) -> None:
    """Where no DATABASE_URL is set, the journal is a file in the data folder, and is called by its path."""
    store = store_of(Settings(data=tmp_path, database_url=None))

    assert tmp_path / "journal.sqlite3" == store.file
    assert str(tmp_path / "journal.sqlite3") == store.name


def test_opening_an_engine_opens_nothing(tmp_path: Path) -> None:
    """An engine is made without a file or a connection."""
    make_engine(store_of(Settings(data=tmp_path / "new", database_url=None)))
    make_engine(named("postgres://nowhere.invalid/journal"))

    assert not (tmp_path / "new").exists()
