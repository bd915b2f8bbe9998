"""Two entries with one title.

Why: The title is what a button says. Of two buttons that say the same, nobody can tell which one to tap; capitals, accents and
punctuation do not help.

Fails:
    # what-is-docker.yaml
    title: What is Docker?
    # docker-basics.yaml
    title: what is docker

Passes:
    # what-is-docker.yaml
    title: What is Docker?
    # docker-basics.yaml
    title: First steps with Docker

Mend: Say in the title what this entry has that the other has not. If there is nothing, make one entry of both and leave the other
id as an alias.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.matching.families import split_words
from bot.matching.normalize import normalize
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


def find(subject: Subject) -> Iterator[Found]:
    """Entries with a title that another has."""
    first: dict[tuple[str, ...], str] = {}
    for entry in subject.knowledge.entries.values():
        other = first.setdefault(split_words(normalize(entry.title)), entry.id)
        if other != entry.id:
            beside = ((subject.spot(("entry", other), ("title",)), "the same title"),)
            message = f"{quoted(entry.title)} is the title of '{other}' too"
            hint = "say in the title what sets this entry apart"
            yield Found(subject.spot(("entry", entry.id), ("title",)), message, hint, beside)


RULE: Final = Rule("title-taken", "warning", find, __doc__ or "")
