"""Two entries that are asked for with nearly the same words.

Why: What tells two phrasings apart must be a word that matters. Where only the order, a plural, 'the', 'my', 'how do I' or
'how to' differ, people who mean one entry will type the words of the other. An example in out_of_scope.yaml that is nearly a
phrasing counts as well: who asks in those words is answered one day and turned away the next.

Fails:
    # duties/deployment.yaml
    phrasings: [how do i deploy an app to the cloud]
    # glossary/cloud-platforms.yaml
    phrasings: [how to deploy my apps to a cloud]

Passes:
    # duties/deployment.yaml
    phrasings: [how do i deploy an app to the cloud]
    # glossary/cloud-platforms.yaml
    phrasings: [which cloud should run my app]

Mend: Leave the words where the answer fits best; in the other place, ask for what only that entry is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.check.texts import colliding, counted, spot, texts
from bot.matching.features import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject

_BE: Final = frozenset({"is", "are", "am", "was", "were", "be", "been"})
_LITTLE: Final = _BE | {"a", "an", "the", "of", "in", "on", "at", "for", "with", "to", "please", "just", "so"}
"""Words that may be left out of any question."""

_WHO: Final = frozenset(
    {"i", "you", "we", "one", "my", "your", "our", "me", "us", "it", "its", "this", "that"}
)
"""Words that may be left out where enough is left: 'how are you' is not 'how am i'."""

_DO: Final = frozenset({"do", "does", "did"})
_MAY: Final = frozenset({"can", "could", "should", "would"})
_NOUNS: Final = ("er", "or", "ment", "ion", "ity", "ness", "ance", "ence")
"""Endings that make another word of a word: a developer is not a development."""

_ENOUGH: Final = 3
"""How many words make a question of their own."""


def find(subject: Subject) -> Iterator[Found]:
    """Texts that are another's but for words that tell nothing."""
    for first, others in colliding(texts(subject), lambda text: core(text.words)):
        for other in others:
            if other.words != first.words and not first.family:
                message = f"'{other.text}' is nearly the same as {first}"
                hint = "in one of them, ask for what only that one is about"
                yield Found(spot(subject, other), message, hint, ((spot(subject, first), f"{first}"),))


def core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that matter, in the order of the alphabet, each without its ending."""
    kept = [
        _bare(word)
        for number, word in enumerate(words)
        if word not in _LITTLE
        and not (word in _DO and number < len(words) - 1)
        and not (word in _MAY and words[number - 1 : number] == ("how",))
    ]
    fewer = [word for word in kept if word not in _WHO]
    return tuple(sorted(fewer if len(fewer) >= _ENOUGH else kept))


def _bare(word: str) -> str:
    one = word.removesuffix("s") if len(word) > _ENOUGH and not word.endswith(("ss", "us", "is")) else word
    return one if one.endswith(_NOUNS) else stem(one)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"none of {sum(counted(subject)):,} phrasings, titles and examples is nearly another's"


RULE: Final = Rule("near-collision", "warning", find, __doc__ or "", asks=True, proved=proved)
