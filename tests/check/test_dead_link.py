"""Which addresses, links and names can lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.addresses import ADDRESS, address_fault, is_placeholder
from bot.check.dead_link import RULE
from bot.knowledge import Source
from tests.prose_samples import looked_at, told


@pytest.mark.parametrize(
    "address",
    [
        "https://sqlite.org", "http://sqlite.org/", "https://www.sqlite.org/lang.html?a=1&b=%20#top", "https://sqlite.org:8443/x", "https://xn--bcher-kva.example",
        "https://bücher.example/ü", "http://localhost:8000", "http://127.0.0.1:8000/", "http://[::1]:8000/", "https://a-b.c_d.io.", "https://user@sqlite.org",
    ],
)  # fmt: skip
def test_addresses(address: str) -> None:
    """An address of the right form is taken as it is."""
    assert "" == address_fault(address)


@pytest.mark.parametrize(
    "address",
    [
        "https:/sqlite.org", "https//sqlite.org", "htps://sqlite.org", "https://", "https:///path", "https://sqlite", "https://sqlite..org", "https://.org",
        "https://-sqlite.org", "https://sqlite-.org", "https://sqlite.org:port", "https://sqlite.org:99999", "https://[::1", "https://sqlite,org",
        "https://sqlite.org\\lang", "https://sqlite.org/%zz", "https://sqlite.org/100%", f"https://{'a' * 64}.org", "ftp://sqlite.org", "",
    ],
)  # fmt: skip
def test_no_addresses(address: str) -> None:
    """What no browser could follow is told, with the reason."""
    assert address_fault(address)


@given(st.text(max_size=60))
def test_any_text_can_be_judged(text: str) -> None:
    """Whatever stands behind https://, it is judged and never a fault of ours."""
    for address in (text, f"https://{text}"):
        assert isinstance(address_fault(address), str)


@pytest.mark.parametrize(
    ("prose", "addresses"),
    [
        ("See https://sqlite.org, or http:/x.", ["https://sqlite.org,", "http:/x."]),
        ("HTTP/2 and https are words; 'https:' too", []),
        ("(https://sqlite.org/a)b and <https://sqlite.org>", ["https://sqlite.org/a", "https://sqlite.org"]),
        ("httpsx://a and the https/TLS pair", []),
    ],
)
def test_what_is_meant_as_an_address(prose: str, addresses: list[str]) -> None:
    """An address is told from the names of protocols, and from the brackets around it."""
    assert addresses == ADDRESS.findall(prose)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://sqlite.org", 0),
        ("https://sqlite", 1),
        ("https://docs.example.com/x", 1),
        ("https://my.test", 1),
        ("https://example.computer", 0),
    ],
)
def test_sources(url: str, number: int) -> None:
    """A source has an address with a host that can exist, and not one that is only for examples."""
    subject = looked_at(sources={"key": Source(title="A book", url=url)})

    assert number == len(told(RULE, subject))


def test_placeholders_are_welcome_in_prose() -> None:
    """In prose an example may be one."""
    assert is_placeholder("https://example.com/orders")
    assert [] == told(RULE, looked_at(detail="Call https://example.com/orders."))


@pytest.mark.parametrize(
    ("detail", "number"),
    [
        ("see `no-entry`", 1),
        ("See also `entry`, `no-entry` and `nor-this`.", 2),
        ("More in `no-entry`.", 1),
        ("foresee `no-entry`", 0),
        ("run `no-entry`", 0),
        ("see `man`, and then run `no-entry`", 0),
        ("see `git log --no-entry`", 0),
        ("send `/path nowhere 4`", 1),
        ("send `GET /path nowhere`", 0),
    ],
)
def test_names(detail: str, number: int) -> None:
    """Only what is said to be seen, or sent as `/path`, is taken for a name of ours."""
    assert number == len(told(RULE, looked_at(detail=detail)))


def test_files_and_headings(tmp_path: Path) -> None:
    """A link to a file wants the file, and one to a heading in it the heading."""
    (tmp_path / "notes.md").write_text("# Notes\n\n## Don't `panic`: a *guide* ##\n", encoding="utf-8")
    links = "[a](notes.md) [b](notes.md#dont-panic-a-guide) [c](notes.md#panic) [d](no%20tes.md)"

    assert [
        "the link to 'notes.md#panic' leads nowhere: the file has no such heading",
        "the link to 'no%20tes.md' leads nowhere: there is no such file in the folder",
    ] == told(RULE, looked_at(detail=links, folder=tmp_path))
