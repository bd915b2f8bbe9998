"""Line editing, history and completion, where Python was built with readline."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_KEPT: Final = 500
"""How many typed lines are kept."""


@contextmanager
def remembered(history: Path | None, commands: tuple[str, ...]) -> Iterator[None]:
    """Edits with history kept in a file readable by its owner alone; a history that cannot be kept is let go."""
    try:
        import readline  # noqa: PLC0415 - not every platform has it
    except ImportError:
        yield
        return
    if history is not None:
        with suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            history.touch(mode=0o600, exist_ok=True)
            readline.read_history_file(history)
    readline.set_history_length(_KEPT)
    readline.set_completer(_completer(commands))
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        if history is not None:
            with suppress(OSError):
                readline.write_history_file(history)


def _completer(commands: tuple[str, ...]) -> Callable[[str, int], str | None]:
    def complete(text: str, state: int) -> str | None:
        fitting = [command for command in commands if text and command.startswith(text)]
        return fitting[state] if state < len(fitting) else None

    return complete
