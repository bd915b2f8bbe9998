"""Facts about the house: nothing happens at import, and files stay small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
MODULES: Final = sorted(
    file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for package in ("bot", "adapters")
    for file in (ROOT / package).rglob("*.py")
    if file.name != "__main__.py"
    and "migrations" not in file.parts  # Alembic runs those, with its own context
)
_IMPORT: Final = """
import sys
def forbid(event, args):
    if event.startswith("socket.") or (event == "open" and str(args[0]).endswith((".yaml", ".env", "words.txt"))):
        raise RuntimeError(f"{event} {args} at import")
sys.addaudithook(forbid)
for name in sys.argv[1:]:
    __import__(name)
"""


def test_importing_needs_no_token_file_or_network() -> None:
    """Every module is imported in an empty environment without opening a knowledge file or a socket."""
    command = [
        sys.executable,
        "-W",
        "error",
        "-W",
        "ignore:'audioop' is deprecated:DeprecationWarning",
        "-c",
        _IMPORT,
        *MODULES,
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_help_is_instant() -> None:
    """`backchat --help` imports neither numpy nor pydantic nor an adapter."""
    code = "import sys; from bot.cli.main import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    heavy = {"numpy", "pydantic", "adapters", "rapidfuzz", "sqlalchemy", "structlog", "starlette"}
    assert set() == heavy & set(done.stderr.split())


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small_and_say_why_they_exist(module: str) -> None:
    """No module has more than 250 lines, and each begins with what it is for."""
    file = ROOT / module.replace(".", "/")
    text = (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).read_text()

    assert text.count("\n") <= 250
    assert text.startswith('"""')
