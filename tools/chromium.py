"""Runs headless Chromium, for the tools that make pictures of pages."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 60
"""How long one run of a program may take, in seconds."""
SETTLED: Final = "--virtual-time-budget=8000"
"""Pages that are drawn by scripts get this much of the browser's own time, in milliseconds, which passes at once."""
FLAGS: Final = ("--headless", "--no-sandbox", "--hide-scrollbars", "--disable-lcd-text", SETTLED)
"""A sandbox is not to be had as root or in most containers, and pages of our own need none."""


def browser() -> str:
    """The browser that is installed here.

    Raises:
        SystemExit: there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        raise SystemExit("no Chromium: `apt-get install chromium`")
    return found


def dumped(url: str, profile: Path) -> str:
    """A page as HTML, once its scripts have drawn it; `profile` is a folder for what the browser keeps.

    Raises:
        SystemExit: the browser failed, or took more than `PATIENCE` seconds.
    """
    return _run(browser(), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url)


def photograph(page: Path, picture: Path, profile: Path, *, width: int, sharp: float) -> None:
    """Saves a page as a PNG, as high as its `data-height` says, and with few colours where pngquant is installed.

    `width` is in CSS pixels, of which each becomes `sharp` pixels of the picture.

    Raises:
        SystemExit: a program failed, or took more than `PATIENCE` seconds.
    """
    files = "--allow-file-access-from-files"  # fonts are asked for as strangers ask, and a file is a stranger to a file
    clear = "--default-background-color=00000000"
    options = (*FLAGS, files, clear, f"--force-device-scale-factor={sharp}", f"--user-data-dir={profile}")
    size = f"--window-size={width},{{}}"
    high = _run(browser(), *options, size.format(800), "--dump-dom", page.as_uri())
    height = high.partition('data-height="')[2].partition('"')[0]
    _run(browser(), *options, size.format(height), f"--screenshot={picture}", page.as_uri())
    squeeze(picture)


def squeeze(picture: Path, colors: int = 64) -> None:
    """Saves a PNG anew with few colours, where pngquant is installed.

    Raises:
        SystemExit: it failed.
    """
    if program := shutil.which("pngquant"):
        _run(program, "--force", "--ext=.png", "--nofs", "--strip", str(colors), str(picture))


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE)  # noqa: S603 - programs found on PATH, files of our own
    except subprocess.SubprocessError as error:
        raise SystemExit(f"no picture: {error}") from error
    return done.stdout
