"""Two words that the matcher takes for each other, though phrasings say that they are not the same.

Why: Where two entries are asked for in the same words but for one, that word is all that tells them apart: 'what does a
junior do', 'what does a senior do'. Then the matcher should never answer a question about seniors with the entry about
juniors. This rule puts the one word in the place of the other in what an entry is asked, and reports the pair when most of
these questions are still answered with that entry. Pairs under `contrasts` in synonyms.yaml are never taken for each other.

Fails:
    # careers/junior.yaml
    phrasings: [what does a junior do, how to get hired as a junior, first year of a junior in a new team]
    # careers/senior.yaml
    phrasings: [what does a senior do, how to get hired as a senior]

Passes:
    # the same, and in synonyms.yaml
    contrasts:
      - [junior, senior]

Mend: Add the line that the hint shows to `contrasts` in synonyms.yaml. If the two words mean the same for those who ask, tell
the entries apart by other words instead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.check.texts import spot, texts
from bot.conversation import Answered, Question
from bot.counting import count
from bot.matching.features import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.check.subject import Subject
    from bot.check.texts import Text
    from bot.matching.contrasts import Words

    Twins = Sequence[tuple[Text, Text]]

FRAMES: Final = 2
"""In how many phrasings two words must stand in each other's place: once may be chance."""

ABOUT: Final = 0.25
"""In what share of its phrasings a word stands that an entry is about."""

MOST: Final = 0.6
"""What share of the questions must be answered alike: up to a half are in any case, for the rest of them says enough.
"""

FEW: Final = 5
"""How many of an entry's questions are asked first, spread over all: only if most of them cross are all asked."""

LONGEST: Final = 10
"""Up to how many words a phrasing has that is looked at for twins: longer ones have none."""


class Pair(NamedTuple):
    """What an entry is asked by one word, and another entry or family by another, in the same phrasings otherwise."""

    entry: str
    word: str
    other: tuple[bool, str]
    instead: str


@dataclass(frozen=True, slots=True)
class _Crossing:
    """Questions with one word in the place of another that are answered all the same, of so many asked."""

    questions: tuple[str, ...]
    asked: int


def find(subject: Subject) -> Iterator[Found]:
    """Pairs of words that are taken for each other; each pair once."""
    written = texts(subject)
    known = frozenset(text.words for text in written)
    questions: dict[str, list[Words]] = defaultdict(list)
    for text in written:
        if not text.family and text.words not in questions[text.whose]:
            questions[text.whose].append(text.words)
    told: set[frozenset[str]] = set()
    for pair, twins in sorted(_pairs(subject, written).items()):
        words = frozenset((pair.word, pair.instead))
        if words not in told and (crossing := _crossing(subject, pair, questions[pair.entry], known)):
            told.add(words)
            yield _found(subject, pair, twins, crossing)


def _pairs(subject: Subject, written: Iterable[Text]) -> Mapping[Pair, Twins]:
    """The pairs that a contrast could keep apart, with their twins: the entry knows one word and not the other."""
    vocabulary = _vocabulary(subject)
    sides = subject.answerer.index.lexicon.contrasts.sides
    found: dict[Pair, list[tuple[Text, Text]]] = defaultdict(list)
    for alike in _frames(written):
        for one, word in alike.items():
            for other, instead in alike.items():
                if one.id != other.id and not one.family and instead not in vocabulary[one.whose]:
                    found[Pair(one.whose, word, other.id, instead)].append((one, other))
    return {
        pair: twins
        for pair, twins in found.items()
        if len(twins) >= FRAMES
        and stem(pair.word) != stem(pair.instead)
        and not {at for at, _ in sides((pair.word,))} & {at for at, _ in sides((pair.instead,))}
    }


def _frames(written: Iterable[Text]) -> Iterator[Mapping[Text, str]]:
    """Texts that are the same but for one word, each with that word; one of an owner for each word."""
    frames: dict[tuple[Words, Words], dict[tuple[tuple[bool, str], str], Text]] = defaultdict(dict)
    for text in written:
        if 1 < len(text.words) <= LONGEST:
            whose = text.id
            for at, word in enumerate(text.words):
                frames[text.words[:at], text.words[at + 1 :]].setdefault((whose, word), text)
    for alike in frames.values():
        if len(alike) > 1:
            yield {text: word for (_, word), text in alike.items()}


def _vocabulary(subject: Subject) -> Mapping[str, frozenset[str]]:
    """Every word that an entry's phrasings, title and short answer have."""
    read, _ = subject.answerer.index.read_with(subject.knowledge.synonyms)
    return {
        entry.id: frozenset(
            word for text in (*entry.phrasings, entry.title, entry.short) for word in read[text]
        )
        for entry in subject.knowledge.entries.values()
    }


def _crossing(
    subject: Subject, pair: Pair, questions: Sequence[Words], known: frozenset[Words]
) -> _Crossing | None:
    """What is answered with an entry though the other word was asked for, if that is most of what was asked."""
    having = [words for words in questions if pair.word in words]
    if len(having) < ABOUT * len(questions):
        return None
    swapped = (tuple(pair.instead if word == pair.word else word for word in words) for words in having)
    fresh = [words for words in swapped if words not in known]
    few = fresh[:: -(-len(fresh) // FEW)] if fresh else []
    if not _most(subject, pair.entry, few):
        return None
    crossed = _most(subject, pair.entry, fresh)
    return _Crossing(crossed, len(fresh)) if crossed and len(fresh) > 1 else None


def _most(subject: Subject, entry: str, asked: Sequence[Words]) -> tuple[str, ...]:
    """The questions that are answered with an entry, if they are most of those asked; else none."""
    crossed: list[str] = []
    spare = (1 - MOST) * len(asked)
    for number, words in enumerate(asked):
        question = " ".join(words)
        decision = subject.answerer.decide(subject.answerer.rank(Question(question)))
        if isinstance(decision, Answered) and decision.entry == entry:
            crossed.append(question)
        elif number + 1 - len(crossed) > spare:
            return ()
    return tuple(crossed)


def _found(subject: Subject, pair: Pair, twins: Twins, crossing: _Crossing) -> Found:
    one, other = twins[0]
    message = (
        f"'{pair.word}' and '{pair.instead}' are taken for each other: '{crossing.questions[0]}' is answered with "
        f"'{pair.entry}', as are {len(crossing.questions)} of {count(crossing.asked, 'question')} like it"
    )
    hint = f"add '- [{pair.word}, {pair.instead}]' to contrasts in synonyms.yaml"
    return Found(spot(subject, one), message, hint, ((spot(subject, other), f"{other}"),))


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    pairs = _pairs(subject, texts(subject))
    words = {frozenset((pair.word, pair.instead)) for pair in pairs}
    if not words:
        return "no two entries are told apart by one word alone that a contrast could declare"
    return f"{len(words):,} pairs of words that tell entries apart are told apart by the matcher, declared or not"


RULE: Final = Rule("undeclared-contrast", "warning", find, __doc__ or "", asks=True, proved=proved)
