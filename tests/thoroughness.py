"""How much of a check is done: a part of it in every run of the tests, all of it in `make soak`."""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = os.environ.get("BACKCHAT_THOROUGH") == "1"
"""Whether everything is to be tried, however long it takes."""


def of(all_of_it: int) -> int:
    """All of a number in a thorough run, and a fifth of it in others."""
    return all_of_it if THOROUGH else all_of_it // 5
