"""What the commands are called in other languages: one YAML file a language in the folder `languages`, from English to theirs.

A file is named as Discord names the language, such as `de.yaml` or `pt-BR.yaml`, and has a line for each English name or
description: `ask: frag`. What a file does not have stays English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import discord
import yaml
from discord import app_commands

from bot.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).parent / "languages"

_KNOWN: Final = tuple(locale.value for locale in discord.Locale)


class Words(app_commands.Translator):
    """Finds a name or a description in another language."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """`folder` holds the files, and may be missing."""
        self._folder = folder
        self._words: dict[str, Mapping[str, str]] = {}

    async def load(self) -> None:
        """Reads every file.

        Raises:
            ConfigurationError: one is not what it should be.
        """
        for file in sorted(self._folder.glob("*.yaml")):
            if file.stem not in _KNOWN:
                raise ConfigurationError(
                    f"{file}: Discord has no language {file.stem}; it has {', '.join(_KNOWN)}"
                )
            self._words[file.stem] = _read(file)

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: Any
    ) -> str | None:
        """The word of a language, if its file has it."""
        return self._words.get(locale.value, {}).get(string.message)


def _read(file: Path) -> Mapping[str, str]:
    """The words of a file, by the English ones."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        return {str(english): str(word) for english, word in read.items() if word}
    except (yaml.YAMLError, ValueError, AttributeError):
        raise ConfigurationError(f"{file}: it must have lines like 'ask: frag', and nothing else") from None
