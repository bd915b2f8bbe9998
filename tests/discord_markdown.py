"""What Discord's clients make of a message: its Markdown read by their rules, which know nothing of the renderer.

The rules are those of simple-markdown as Discord has changed them, tried in their order at each place: what begins a line, code
blocks, escapes, links, mentions, styles (the longest one wins), spoilers, code. Where clients differ or nobody knows, a mark is
believed to be one: what is harmless here is harmless there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

LIVE: Final = frozenset({"mention", "link", "time", "emoji", "command", "invite"})
"""What does something by itself: it pings, opens, counts, or is drawn as what nobody wrote."""

_START: Final = "(?:(?<=\n)|(?<![\\s\\S]))"
