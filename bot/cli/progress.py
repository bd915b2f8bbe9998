"""One line on standard error that says how far long work is, where a person waits at a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Watch = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Watch]:
    """What is told of every step: what is done, how much of it is done, and how much there is; the line goes at the end."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _whole: None
        return
    shown = _Line()
    try:
        yield shown.tell
    finally:
        shown.show("")


class _Line:
    """The last line of the terminal."""

    def __init__(self) -> None:
        self._text = ""

    def tell(self, label: str, done: int, whole: int) -> None:
        share = f" {100 * done // whole} %" if whole > 1 else ""
        self.show(f"{label} ...{share}")

    def show(self, text: str) -> None:
        if text != self._text:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
            self._text = text
