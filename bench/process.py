"""What one process of Backchat costs: time to the first answer, and memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.data import ROOT

_PEAK = (
    "import runpy, sys; sys.argv = ['backchat', 'chat']\n"
    "try: runpy.run_module('bot', run_name='__main__')\n"
    "except SystemExit: pass\n"
    "from bench.process import peak\n"
    "print('PEAK', peak())"
)


def cold_ask(times: int = 7) -> float:
    """Seconds from starting `backchat ask` to its end, the median of some runs."""
    return median(_timed([sys.executable, "-m", "bot", "ask", "do i need a degree"]) for _ in range(times))


def _timed(command: list[str]) -> float:
    started = perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return perf_counter() - started


def chat_memory() -> float:
    """The peak memory of a conversation of a few questions, in megabytes."""
    typed = "what is an api\nsalary in berlin\n/topics\n/path from-zero\n1\nwaht is a databse\n"
    done = subprocess.run(
        [sys.executable, "-c", _PEAK], cwd=ROOT, input=typed, check=True, capture_output=True, text=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("PEAK"))
    return float(line.split()[1])


def peak() -> float:
    """The peak memory of this process so far, in megabytes (proc(5), VmHWM: unlike ru_maxrss it forgets the parent)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
