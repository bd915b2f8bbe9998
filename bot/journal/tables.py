"""The tables of the journal. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    exists,
)

if TYPE_CHECKING:
    from sqlalchemy import Exists

_NAMING: Final = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}

METADATA: Final = MetaData(naming_convention=_NAMING)

_ID: Final = String(16)
_HASH: Final = String(32)
_NAME: Final = String(64)
_SHORT: Final = String(16)

QUESTIONS: Final = Table(
    "questions",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("platform", _SHORT, nullable=False),
    Column("place", _HASH, nullable=False),
    Column("person", _HASH, nullable=False, index=True),
    Column("thread", _HASH, nullable=False),
    Column("text", Text),
    Column("outcome", _SHORT, nullable=False),
    Column("entry", _NAME, nullable=False),
    Column("after", _NAME, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("knowledge", _HASH, nullable=False),
    Column("took", Integer, nullable=False),
    Index(None, "thread", "at"),
)

VOTES: Final = Table(
    "votes",
    METADATA,
    Column("asked", _ID, primary_key=True),
    Column("person", _HASH, primary_key=True, index=True),
    Column("entry", _NAME, primary_key=True),
    Column("helped", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
)

MISSES: Final = Table(
    "misses",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("platform", _SHORT, nullable=False),
    Column("place", _HASH, nullable=False),
    Column("person", _HASH, nullable=False, index=True),
    Column("text", Text),
    Column("asked", _ID, nullable=False),
)

CLAIMS: Final = Table(
    "claims",
    METADATA,
    Column("message", _HASH, primary_key=True),
    Column("holder", _HASH, nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
    Column("settled", Boolean, nullable=False),
)

PLACES: Final = Table(
    "places",
    METADATA,
    Column("place", _HASH, primary_key=True),
    Column("settings", JSON, nullable=False),
    Column("at", BigInteger, nullable=False),
)

PROGRESS: Final = Table(
    "progress",
    METADATA,
    Column("person", _HASH, primary_key=True),
    Column("path", _NAME, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)

INSTALLATIONS: Final = Table(
    "installations",
    METADATA,
    Column("place", _HASH, primary_key=True),
    Column("person", _HASH, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

STATES: Final = Table(
    "states",
    METADATA,
    Column("state", _HASH, primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)
"""What is expected back from a browser that was sent away to allow an installation, hashed; kept until it is back."""

FORGOTTEN: Final = Table(
    "forgotten",
    METADATA,
    Column("person", _HASH, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
)
"""Who had their data deleted a moment ago, so that what is still on its way is not written after it; kept for a day."""

PULSE: Final = Table(
    "pulse",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
)
"""One row that is written now and then, to see whether writing works."""

PERSONAL: Final = (QUESTIONS, VOTES, MISSES, PROGRESS)
"""The tables that hold something of a person."""


def forgotten_since(table: Table) -> Exists:
    """Whether a row of a personal table is of somebody who was forgotten when it was made, or after."""
    return exists().where(FORGOTTEN.c.person == table.c.person, FORGOTTEN.c.at >= table.c.at)
