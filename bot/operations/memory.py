"""Keeps a process that lives long from growing: tells the C library what to do with memory that is no longer used.

Edited knowledge brings new arrays of some 40 MB and lets the old ones go. Left alone, glibc keeps most of what is let go,
in an arena for every thread: four edits made a process grow from 220 to 320 MB.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_SETTINGS: Final = {-1: 1 << 20, -3: 1 << 18, -8: 2}
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD in bytes, M_ARENA_MAX, by their numbers in malloc.h."""


def give_back() -> bool:
    """Has memory given back as soon as it is no longer used, from here on; False where the C library is not glibc."""
    with suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        return all(mallopt(number, value) for number, value in _SETTINGS.items())
    return False
