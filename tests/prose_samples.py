"""One entry with the texts that a test is about, for the rules that look at prose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bot.check.prose import Text, texts
from bot.check.rule import Rule
from bot.check.subject import Subject
from bot.knowledge import Entry, Knowledge, Source, Synonyms
from bot.loading import Written
from bot.yaml_reader import parse

TODAY: Final = date(2026, 11, 22)
FILE: Final = "skills/entry.yaml"


def looked_at(
    title: str = "Time",
    short: str = "An answer.",
    detail: str = "",
    *,
    folder: Path = Path("nowhere"),
    families: Mapping[str, tuple[str, ...]] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Subject:
    """A folder with one entry, each of its texts in double quotes."""
    fields = {"title": title, "short": short, "detail": detail}
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in fields.items() if text]
    return written("\n".join([*lines, "phrasings: [how]", ""]), folder, families, sources)


def written(
    text: str,
    folder: Path = Path("nowhere"),
    families: Mapping[str, tuple[str, ...]] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Subject:
    """A folder with one entry, whose file has this text."""
    document = parse(text)
    assert isinstance(document.value, dict)
    entry = Entry.model_validate({"id": "entry", "kind": "skills", **document.value})
    knowledge = Knowledge.model_construct(
        entries={"entry": entry}, synonyms=Synonyms(families=families or {}), sources=sources or {}
    )
    sources_file = parse("".join(f"{key}:\n  url: x\n" for key in sources or {}) or "none: none")
    origins = {("entry", "entry"): FILE, ("special", "sources"): "sources.yaml"}
    files = {FILE: document, "sources.yaml": sources_file}
    return Subject(Written(folder, knowledge, (), files, origins), today=TODAY)


def told(rule: Rule, subject: Subject) -> list[str]:
    """The messages of what a rule finds."""
    assert rule.find

    return [found.message for found in rule.find(subject)]


def text_of(subject: Subject, field: str) -> Text:
    """One of the entry's texts."""
    return next(text for text in texts(subject) if text.field == field)
