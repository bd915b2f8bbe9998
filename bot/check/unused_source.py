"""A source in sources.yaml that no answer rests on.

Why: The list of sources says what all answers rest on. One that none names was left over, or an answer forgot to name it.

Fails:
    # sources.yaml; no entry has "old-blog" among its sources
    editorial: {title: The maintainers}
    old-blog: {title: A blog}

Passes:
    editorial: {title: The maintainers}

Mend: Name it in `sources` of the entries that rest on it, or remove it from sources.yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


def find(subject: Subject) -> Iterator[Found]:
    """Keys of sources.yaml that no entry cites."""
    if subject.written.problems:
        return  # what a broken file holds would look missing
    knowledge = subject.knowledge
    cited = {key for entry in knowledge.entries.values() for key in entry.sources}
    for key in knowledge.sources.keys() - cited:
        spot = subject.spot(("special", "sources"), (key, "?"))
        yield Found(spot, f"no answer rests on {quoted(key)}", "name it in an entry, or remove it here")


RULE: Final = Rule("unused-source", "warning", find, __doc__ or "")
