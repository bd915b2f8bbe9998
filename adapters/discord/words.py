"""What the commands are called in other languages: one YAML file a language in the folder `languages`, from English to theirs.

A file is named as Discord names the language, such as `de.yaml` or `pt-BR.yaml`, and has a line for each English name or
description: `ask: frag`. What a file does not have stays English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml
from discord import app_commands

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

FOLDER: Final = Path(__file__).parent / "languages"


class Words(app_commands.Translator):
    """Finds a name or a description in another language."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """`folder` holds the files, and may be missing."""
        self._folder = folder
        self._words: dict[str, Mapping[str, str]] = {}

    async def load(self) -> None:
        """Reads every file."""
        for file in sorted(self._folder.glob("*.yaml")):
            read = yaml.safe_load(file.read_text(encoding="utf-8"))
            self._words[file.stem] = {str(english): str(word) for english, word in (read or {}).items()}

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: Any
    ) -> str | None:
        """The word of a language, if its file has it."""
        return self._words.get(locale.value, {}).get(string.message)
