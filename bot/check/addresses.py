"""Whether an address on the web can be one: by its form alone, for nothing is fetched."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

ADDRESS: Final = re.compile(r"\b(?:h?t{1,2}ps?:[/\\]+|https?//)[^\s<>()\[\]\"'\0]*")
"""What is meant as an address in masked prose, and may be followed by a full stop or comma of the sentence."""

_LABEL: Final = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_HALF_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BELOW: Final = ("example", "test", "invalid", "localhost")
_EXAMPLES: Final = {"example.com", "example.org", "example.net"}


def address_fault(address: str) -> str:
    """Why an address cannot be followed; empty if it has the right form."""
    scheme, slashes, _ = address.partition("://")
    if scheme not in {"http", "https"} or not slashes:
        return "an address begins with https://"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "its host or port cannot be read"
    if not host:
        return "it names no host"
    if not _is_host(host):
        return f"there can be no host '{host}'"
    if "\\" in address:
        return "it has a backslash in it"
    return "a '%' in it is not followed by two digits" if _HALF_ESCAPE.search(address) else ""


def is_placeholder(address: str) -> bool:
    """Whether an address of the right form is one of those that are kept for examples, as example.com is (RFC 2606)."""
    host = urlsplit(address).hostname or ""
    return host.rpartition(".")[2] in _BELOW or ".".join(host.split(".")[-2:]) in _EXAMPLES


def _is_host(host: str) -> bool:
    if host == "localhost" or ":" in host:
        return True
    labels = host.removesuffix(".").split(".")
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
