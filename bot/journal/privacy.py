"""The installation's secret, and what is made with it: pseudonyms for ids, and seals for tokens.

A pseudonym is HMAC-SHA256 (RFC 2104) of an id with a key of its own for each kind of id: without the secret nobody can try
all ids to find whose it is, and a person's pseudonym cannot be compared with a place's. A seal is Fernet (AES-128 in CBC mode
with an HMAC). The keys of all of these are derived from the one secret by HKDF (RFC 5869).
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal

from bot.errors import ConfigurationError
from bot.journal.records import Pseudonym

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

Kind = Literal["person", "place", "thread", "message"]

KEY_FILE: Final = "installation.key"
"""The file in the data folder that holds the secret where none is set."""

_SHOWN: Final = 16
"""Bytes of a hash that are kept: 128 bits, so that no two ids ever meet."""

_MADE: Final = 32
"""Bytes of a secret that we make."""

_SHORTEST: Final = 16
"""Characters that a secret has at least."""


class Privacy:
    """Hashes ids and seals tokens with one secret."""

    def __init__(self, secret: str) -> None:
        """`secret` is whatever the operator keeps, at least 16 characters."""
        self._secret = secret.encode()
        self._keys: dict[str, bytes] = {}

    def pseudonym(self, kind: Kind, platform: str, id_: str) -> Pseudonym:
        """What stands for an id of a platform everywhere but in memory: 22 letters, the same for the same id."""
        told = f"{platform}:{id_}".encode(errors="surrogatepass")
        return Pseudonym(_letters(hmac.digest(self._key(kind), told, "sha256")[:_SHOWN]))

    def seal(self, clear: bytes) -> bytes:
        """Encrypts what must not be read by those who only have the database."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 - only installations need it

        return Fernet(urlsafe_b64encode(self._key("seal"))).encrypt(clear)

    def unseal(self, sealed: bytes) -> bytes | None:
        """What was sealed, or None when it was sealed with another secret or has been changed."""
        from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 - only installations need it

        with suppress(InvalidToken):
            return Fernet(urlsafe_b64encode(self._key("seal"))).decrypt(sealed)
        return None

    def _key(self, purpose: str) -> bytes:
        if purpose not in self._keys:
            extracted = hmac.digest(b"backchat", self._secret, "sha256")
            self._keys[purpose] = hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")
        return self._keys[purpose]


def privacy_of(settings: Settings, folder: Path) -> Privacy:
    """The privacy of the secret that is set, or else of the one in the data folder, which is made at the first start.

    Raises:
        ConfigurationError: with PostgreSQL none is set, or the file cannot be read or written.
    """
    if settings.secret is not None:
        return Privacy(settings.secret.get_secret_value())
    if settings.database_url is not None:
        raise ConfigurationError(
            "with DATABASE_URL every process needs the same BACKCHAT_SECRET: set it to what 'openssl rand -hex 32' prints, and keep it"
        )
    try:
        return Privacy(_kept_secret(folder / KEY_FILE))
    except OSError as error:
        raise ConfigurationError(
            f"the secret in {folder / KEY_FILE} cannot be kept ({error.strerror}): set BACKCHAT_SECRET or mend BACKCHAT_DATA"
        ) from None


def _kept_secret(file: Path) -> str:
    """The secret of a file; of several processes that start at once, all get the one that was there first."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        part.touch(mode=0o600)
        with part.open("w") as made:
            made.write(secrets.token_urlsafe(_MADE))
            made.flush()
            os.fsync(made.fileno())  # what is hashed with it must not outlive it
        with suppress(FileExistsError):
            os.link(part, file)
        part.unlink()
    kept = file.read_text(errors="replace").strip()
    if len(kept) < _SHORTEST:
        raise ConfigurationError(
            f"{file} holds no secret any more: restore it from a backup, or delete it to begin anew"
        )
    return kept


def _letters(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
