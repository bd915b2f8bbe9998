"""The command line: `backchat`."""

from bot.cli.main import main

__all__ = ["main"]
