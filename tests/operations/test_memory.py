from __future__ import annotations

import subprocess
import sys

from bot.operations.memory import give_back
from tests.conftest import ROOT

_LETS_GO = """
import sys
from pathlib import Path
from bot.operations.memory import give_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
told = sys.argv[1] == "yes" and give_back()
bytearray(20 << 20)  # glibc now takes 20 MB for a small thing, and keeps such in the heap
kept, pin = [bytearray(19 << 20) for _ in range(4)], []
for number in range(3):
    pin.append(bytearray(200_000))
    kept[number] = None
print(told, resident() >> 20)
"""


def _resident(tell: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _LETS_GO, tell], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[1])


def test_what_is_let_go_is_given_back() -> None:
    """Three arrays of 19 MB that are let go leave the process, where glibc would have kept them."""
    with_us, without = _resident("yes"), _resident("no")

    assert not give_back() or with_us + 30 < without, (with_us, without)
