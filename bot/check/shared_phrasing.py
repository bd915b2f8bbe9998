"""Two entries that are asked for with the same words.

Why: A phrasing belongs to one entry. Where two have it, the bot cannot know which is meant: it offers both and answers with
neither. Where an entry and an out-of-scope family have it, the bot answers what it was told not to. Capitals, punctuation,
spellings of one word (synonyms.yaml) and chat filler make no difference: 'Whats a back end' reads as 'what is a backend'.

Fails:
    # glossary/what-is-api.yaml
    phrasings: [what is an api]
    # duties/api-development.yaml
    phrasings: [What is an API?]

Passes:
    # glossary/what-is-api.yaml
    phrasings: [what is an api]
    # duties/api-development.yaml
    phrasings: [how do i build an api]

Mend: Leave it where the answer fits best, and remove it in the other place, or say in it what only that one is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.check.texts import colliding, counted, spot, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.check.subject import Subject
    from bot.check.texts import Text


COPIED: Final = 6
"""So many phrasings that two share are no slip: they are told as one."""


def find(subject: Subject) -> Iterator[Found]:
    """Texts that read the same as another's."""
    shared: dict[tuple[object, object], list[tuple[Text, Text]]] = {}
    for first, others in colliding(texts(subject), lambda text: text.words):
        for other in others:
            shared.setdefault((first.id, other.id), []).append((first, other))
    for pairs in shared.values():
        yield from (
            (_found(subject, *pair) for pair in pairs) if len(pairs) < COPIED else [_copy(subject, pairs)]
        )


def _found(subject: Subject, first: Text, other: Text) -> Found:
    hint = "leave it where the answer fits best, and remove or sharpen the other"
    message = f"'{other.text}' reads the same as {first}: {_what_happens(first, other)}"
    return Found(spot(subject, other), message, hint, ((spot(subject, first), f"{first}"),))


def _copy(subject: Subject, pairs: Sequence[tuple[Text, Text]]) -> Found:
    """One finding for all that two share who share nearly everything: a file that was copied."""
    first, other = min(pairs, key=lambda pair: spot(subject, pair[1]))
    message = (
        f"'{other.whose}' and '{first.whose}' share {len(pairs)} phrasings: {_what_happens(first, other)}"
    )
    beside = ((spot(subject, first), f"{first}"),)
    return Found(
        spot(subject, other), message, "is one a copy of the other? Remove it, or say all of it anew", beside
    )


def _what_happens(first: Text, other: Text) -> str:
    if first.family:
        return "only one of the two pointers is ever shown"
    return "it is answered, out of scope or not" if other.family else "both are offered, and neither answers"


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    phrasings, examples = counted(subject)
    return f"no two entries share one of {phrasings:,} phrasings and titles, nor one of {examples:,} examples out of scope"


RULE: Final = Rule("shared-phrasing", "error", find, __doc__ or "", asks=True, proved=proved)
