from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import product
from typing import Final

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.privacy import Kind, Privacy

SECRET: Final = "0123456789abcdef0123456789abcdef"  # noqa: S105 - a made-up one
KINDS: Final[tuple[Kind, ...]] = ("person", "place", "thread", "message")
PRIVACY: Final = Privacy(SECRET)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("person", "QizQ-pKHBrfX5SrXAiSR5A"),
        ("place", "GQZgM4NTgNjwDgPNJh1wOw"),
        ("thread", "2IE5IyfEdN22shQTKjx6nQ"),
        ("message", "_LOOlSiTYAjf7PYnNinElA"),
    ],
)
def test_a_pseudonym_never_changes(kind: Kind, expected: str) -> None:
    """What is made of an id today was made of it when the journal began: another would orphan all that is kept."""
    assert expected == PRIVACY.pseudonym(kind, "slack", "U012AB3CD")


def test_keys_are_derived_as_the_standard_says() -> None:
    """The key of a kind is HKDF-SHA256 of the secret: another implementation of RFC 5869 opens what we seal."""
    key = HKDF(algorithm=SHA256(), length=32, salt=b"backchat", info=b"seal").derive(SECRET.encode())
    other = Fernet(urlsafe_b64encode(key))

    assert b"token" == other.decrypt(PRIVACY.seal(b"token"))
    assert b"token" == PRIVACY.unseal(other.encrypt(b"token"))


@given(id_=st.text(max_size=60), kind=st.sampled_from(KINDS), platform=st.sampled_from(("slack", "discord")))
def test_a_pseudonym_is_22_letters(id_: str, kind: Kind, platform: str) -> None:
    """Whatever the id, even of lone surrogates, its pseudonym is 22 letters of base64, the same each time."""
    told = PRIVACY.pseudonym(kind, platform, id_)

    assert re.fullmatch("[A-Za-z0-9_-]{22}", told)
    assert told == Privacy(SECRET).pseudonym(kind, platform, id_)


@given(id_=st.from_regex("[A-Z0-9]{4,20}", fullmatch=True), kind=st.sampled_from(KINDS))
def test_no_part_of_an_id_is_in_its_pseudonym(id_: str, kind: Kind) -> None:
    """No four signs of an id that follow each other are in what stands for it."""
    told = PRIVACY.pseudonym(kind, "slack", id_)

    assert not [id_[at : at + 4] for at in range(len(id_) - 3) if id_[at : at + 4] in told]


@given(first=st.text(max_size=30), second=st.text(max_size=30))
def test_two_ids_have_two_pseudonyms(first: str, second: str) -> None:
    """Pseudonyms are the same exactly where ids are."""
    assert (first == second) == (
        PRIVACY.pseudonym("person", "slack", first) == PRIVACY.pseudonym("person", "slack", second)
    )


def test_kind_platform_and_secret_make_a_difference() -> None:
    """The same id as another kind, on another platform or with another secret is somebody else."""
    told = {
        Privacy(secret).pseudonym(kind, platform, "1")
        for secret, kind, platform in product((SECRET, SECRET[1:]), KINDS, ("slack", "discord"))
    }

    assert 16 == len(told)


@given(clear=st.binary(max_size=200))
def test_what_is_sealed_can_be_opened(clear: bytes) -> None:
    """The same secret opens a seal, and the clear bytes are not in it."""
    sealed = PRIVACY.seal(clear)

    assert clear == Privacy(SECRET).unseal(sealed)
    assert len(clear) < 4 or clear not in sealed


def test_the_same_is_sealed_differently_each_time() -> None:
    """Nobody can tell from the database that two places have the same token."""
    assert PRIVACY.seal(b"token") != PRIVACY.seal(b"token")


def test_another_secret_opens_nothing() -> None:
    """What was sealed with a secret is nothing to another."""
    assert Privacy(SECRET[::-1]).unseal(PRIVACY.seal(b"token")) is None


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_seal_opens_nothing(place: int, flip: int) -> None:
    """One byte changed anywhere, and there is nothing to be had."""
    sealed = bytearray(urlsafe_b64decode(PRIVACY.seal(b"token")))
    sealed[place % len(sealed)] ^= flip

    assert PRIVACY.unseal(urlsafe_b64encode(sealed)) is None


@pytest.mark.parametrize(
    "garbage",
    [b"", b"x", b"\xff" * 100, b"=" * 100, PRIVACY.seal(b"token")[:-1]],
    ids=["nothing", "a-letter", "no-ascii", "padding", "cut-short"],
)
def test_garbage_opens_nothing(garbage: bytes) -> None:
    """What never was a seal, or is half of one, is None and no error."""
    assert PRIVACY.unseal(garbage) is None
