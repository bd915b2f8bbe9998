"""What people asked in vain, sorted: which questions belong together, and what they are probably meant for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from bot.conversation import Question
from bot.workbench.changes import Put, same, told
from bot.workbench.clusters import clusters, compared
from bot.workbench.targets import Target, target
from bot.workbench.trial import silent
from bot.workbench.typed import is_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.answer import Answerer
    from bot.workbench.changes import Told
    from bot.workbench.clusters import Compared
    from bot.workbench.trial import Watch

MOST: Final = 1_000
"""How many different questions are looked at, those asked most: comparing them all takes some seconds."""

_EVERY: Final = 100
"""Progress is told every so many questions."""

MOST_WORDS: Final = 3
"""How many words are named as the reason."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A question, how often it was asked, the entries of which people said that they are not it, and the one that is."""

    text: str
    times: int = 1
    wrong: frozenset[str] = frozenset()
    wanted: str = ""


Left = Literal["answered", "declined", "private", "golden", "too many"]
"""Why a question is left out: it is answered today, declined with a pointer, or shows something of a person; golden.yaml says
what becomes of it; or there are too many others."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions without an answer that mean the same, what they probably mean, and what somebody is told today.

    `numbers` are their places in `Sorted.found`, `words` those that say most for the target.
    """

    wishes: tuple[Wish, ...]
    numbers: tuple[int, ...]
    target: Target
    today: tuple[Told, ...]
    words: tuple[str, ...] = ()

    @property
    def times(self) -> int:
        """How often any of them was asked."""
        return sum(one.times for one in self.wishes)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The gaps, those asked most first; how many questions were left out, and why; how the questions compare.

    `puts` are the questions that are in no gap, and whose answers must not get worse.
    """

    gaps: tuple[Gap, ...]
    left: Mapping[Left, int]
    found: Compared
    puts: tuple[Put, ...] = field(repr=False, default=())


def merged(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Each question once, with what all who asked it said; the most frequent first."""
    by_text: dict[str, Wish] = {}
    for one in wishes:
        first = by_text.get(same(one.text))
        by_text[same(one.text)] = _together(first, one) if first is not None else one
    return tuple(sorted(by_text.values(), key=lambda one: (-one.times, one.text)))


def _together(one: Wish, other: Wish) -> Wish:
    return Wish(
        min(one.text, other.text),
        one.times + other.times,
        one.wrong | other.wrong,
        one.wanted or other.wanted,
    )


def sorted_gaps(answerer: Answerer, wishes: Iterable[Wish], watch: Watch = silent) -> Sorted:
    """What some questions tell of what is missing, whatever their order."""
    left: dict[Left, int] = defaultdict(int)
    kept: list[Wish] = []
    puts: list[Put] = []
    golden = frozenset(same(one.q) for one in answerer.knowledge.golden)
    for done, wish in enumerate(asked := merged(wishes)):
        if not done % _EVERY:
            watch("asking every question again", done, len(asked))
        if why := _left_out(answerer, wish, len(kept), golden):
            left[why] += 1
            if why != "private":
                puts.append(Put(wish.text, "asked", wish.times))
        else:
            kept.append(wish)
    watch("comparing the questions", 0, 1)
    found = compared(answerer, [one.text for one in kept])
    by_text = {one.text: one for one in kept}
    gaps = [_gap(answerer, found, group, by_text) for group in _groups(found, by_text)]
    return Sorted(
        tuple(sorted(gaps, key=lambda gap: (-gap.times, gap.wishes[0].text))), left, found, tuple(puts)
    )


def _left_out(answerer: Answerer, wish: Wish, kept: int, golden: frozenset[str]) -> Left | None:
    if is_private(wish.text):
        return "private"
    now = _told(answerer, wish.text)
    if now.kind == "answered" and now.entries[0] not in wish.wrong and wish.wanted in {"", now.entries[0]}:
        return "answered"
    if same(wish.text) in golden:
        return "golden"
    if now.family and not wish.wanted:
        return "declined"
    return "too many" if kept >= MOST else None


def _groups(found: Compared, wishes: Mapping[str, Wish]) -> Iterator[tuple[int, ...]]:
    """The groups of alike questions; those that are clearly meant for the same are one."""
    by_target: dict[tuple[str, str], list[int]] = defaultdict(list)
    for group in clusters(found):
        meant = _target(found, group, wishes)
        name = f"{meant.id}" if meant.kind in {"entry", "family"} else f"{group[0]}"
        by_target[meant.kind, name] += group
    return (tuple(sorted(group)) for group in by_target.values())


def _gap(answerer: Answerer, found: Compared, group: Sequence[int], by_text: Mapping[str, Wish]) -> Gap:
    numbers = sorted(group, key=lambda number: (-by_text[found.texts[number]].times, number))
    wishes = tuple(by_text[found.texts[number]] for number in numbers)
    today = tuple(_told(answerer, one.text) for one in wishes)
    meant = _target(found, group, by_text)
    return Gap(wishes, tuple(numbers), meant, today, _words(answerer, wishes, meant))


def _words(answerer: Answerer, wishes: Iterable[Wish], meant: Target) -> tuple[str, ...]:
    """The words of some questions that say most for what they are meant for."""
    says: dict[str, float] = defaultdict(float)
    family = meant.id in answerer.knowledge.out_of_scope
    for wish in wishes:
        for word, said in answerer.by_word(answerer.rank(Question(wish.text)), meant.id, family=family):
            says[word] += max(0.0, said)
    best = sorted((word for word in says if says[word] > 0), key=lambda word: (-says[word], word))
    return tuple(best[:MOST_WORDS])


def _target(found: Compared, group: Sequence[int], wishes: Mapping[str, Wish]) -> Target:
    of = {number: wishes[found.texts[number]] for number in group}
    return target(
        found,
        group,
        {number: one.wrong for number, one in of.items()},
        {number: one.wanted for number, one in of.items()},
    )


def _told(answerer: Answerer, text: str) -> Told:
    return told(answerer.decide(answerer.rank(Question(text))))
