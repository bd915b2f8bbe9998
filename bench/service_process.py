"""What one serving process costs: time to begin, memory, and what the memory is for."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import monotonic

from bench.data import ROOT
from bench.load import started

TIMES = 5
"""How often a start is measured."""

_STAGES = """
import json
from pathlib import Path
def now(key="VmRSS"):
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1]) / 1024
found = {"the interpreter": now()}
from bot.bootstrap import bootstrap
found["the core's libraries"] = now()
answerer = bootstrap(Path("knowledge"))
found["the knowledge, compiled"] = now()
import bot.serving, bot.operations.logs
found["journal and web"] = now()
print(json.dumps(found))
"""


def start_and_memory(folder: Path, name: str, cache: str) -> tuple[float, float, float]:
    """Seconds until a new process serves, and its memory then and at the most, in megabytes."""
    return asyncio.run(_start(folder, name, {"BACKCHAT_DATA": str(folder / name), "BACKCHAT_CACHE": cache}))


async def _start(folder: Path, name: str, settings: dict[str, str]) -> tuple[float, float, float]:
    process = started(folder, name, settings)
    try:
        await process.ready()
        took = monotonic() - process.began
        await asyncio.sleep(0.5)  # what is done once at the start is over
        return took, process.memory(), process.memory("VmHWM")
    finally:
        await process.stop()


def stages(cache: str) -> dict[str, float]:
    """The memory of a process in megabytes after each thing that it takes in."""
    done = subprocess.run(
        [sys.executable, "-c", _STAGES],
        cwd=ROOT,
        env={"BACKCHAT_CACHE": cache},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def process_table(folder: Path) -> None:
    """Prints what one process costs."""
    kept = str(folder / "cache")
    start_and_memory(folder, "first", kept)
    for told, cache, times in (("compiled before", kept, TIMES), ("nothing compiled", "-", TIMES)):
        runs = [start_and_memory(folder, f"start-{told[:3]}-{number}", cache) for number in range(times)]
        took, memory, most = (median(run[place] for run in runs) for place in range(3))
        print(
            f"serves after {took:.2f} s ({told}), with {memory:.0f} MB, {most:.0f} MB at the most", flush=True
        )
    before, parts = 0.0, []
    for what, memory in stages(kept).items():
        parts.append(f"{what} {memory - before:.0f}")
        before = memory
    print(f"of these, MB: {', '.join(parts)}")
