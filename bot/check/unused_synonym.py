"""A synonym that changes nothing, or words held apart that do not occur.

Why: Whoever looks for the cause of a wrong answer reads synonyms.yaml line by line, so each line should have an effect. These
have none: a variant that is read the same without it (`full-stack` beside `full stack`: a hyphen is a blank to the bot), and
words of a family or contrast that stand in no phrasing, title, short answer, example or golden question, so that there is
nothing to compare them with.

Fails:
    families:
      full stack: [full-stack, fullstack]
      wordpress: [wp]    # no entry speaks of WordPress
    contrasts:
      - [lion, tiger]    # nor of these

Passes:
    families:
      full stack: [fullstack]

Mend: Remove the variant (`backchat check --fix` does), the family or the contrast; or write the entry for which it was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.items import removal
from bot.check.rule import Rule
from bot.counting import count
from bot.matching.families import Families, split_words
from bot.matching.features import stem
from bot.matching.normalize import normalize
from bot.matching.repair import MIN_LENGTH
from bot.matching.short_forms import spelt_out
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from bot.check.subject import Subject
    from bot.knowledge import Knowledge

    Words = tuple[str, ...]
    Written = Mapping[str, tuple[str, ...]]

_OWNER: Final = ("special", "synonyms")


def find(subject: Subject) -> Iterator[Found]:
    """Variants without effect, and families and contrasts of words that are written nowhere."""
    if subject.written.problems:
        return  # what a broken file holds would look missing
    families = Families(subject.knowledge.synonyms.families)
    known = frozenset(
        stem(word) for text in _texts(subject.knowledge) for word in families.unify(_read(text))
    )
    nowhere = {
        head for head in subject.knowledge.synonyms.families if not known.issuperset(map(stem, _read(head)))
    }
    for head in nowhere:
        spot = subject.spot(_OWNER, ("families", head, "?"))
        yield Found(spot, f"{quoted(head)} is written nowhere, in none of its forms", "remove the family")
    for head, number in _without_effect(subject.knowledge.synonyms.families):
        if head not in nowhere:
            yield _unneeded(subject, head, number)
    for number, group in enumerate(subject.knowledge.synonyms.contrasts):
        spot = subject.spot(_OWNER, ("contrasts", number))
        members = [families.unify(_read(member)) for member in group]
        if len(set(members)) < 2:  # noqa: PLR2004 - a contrast is between two
            yield Found(spot, f"{_listed(group)} are read alike", "remove the contrast, or name another word")
        elif not any(known.issuperset(map(stem, member)) for member in members):
            yield Found(spot, f"{_listed(group)} are written nowhere", "remove the contrast")


def _read(text: str) -> Words:
    return split_words(normalize(text))


def _texts(knowledge: Knowledge) -> Iterator[str]:
    """All that is compared with questions, and the golden ones."""
    for entry in knowledge.entries.values():
        yield from (entry.title, entry.short, *entry.phrasings)
    for family in knowledge.out_of_scope.values():
        yield from (family.title, *family.examples)
    yield from (golden.q for golden in knowledge.golden)


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(map(quoted, words))


def _unneeded(subject: Subject, head: str, number: int | None) -> Found:
    """A variant, or a family without any, that changes nothing."""
    if number is None:
        spot = subject.spot(_OWNER, ("families", head, "?"))
        return Found(spot, f"{quoted(head)} has no other forms, and changes nothing", "remove the family")
    at = ("families", head, number)
    file = subject.written.origins[_OWNER]
    fix = removal(subject.written.files[file], file, at)
    variant = subject.knowledge.synonyms.families[head][number]
    message = f"{quoted(variant)} changes nothing: it is read the same without"
    return Found(subject.spot(_OWNER, at), message, "remove the variant", fix=fix)


def _without_effect(written: Written) -> Iterator[tuple[str, int | None]]:
    """Heads with the numbers of variants that all can be removed together; None for a family of a head alone.

    Of two that are read alike the first stays.
    """
    left, families = dict(written), Families(written)
    readings = {text: _read(text) for head, variants in written.items() for text in (head, *variants)}
    changed = {readings[one] for head in written for one in written[head] if readings[one] != readings[head]}
    for head, variants in written.items():
        for number, variant in reversed([*enumerate(variants)]) if variants else [(None, head)]:
            said = {readings[one] for one in (head, *variants[:number])} if variants else ()
            if _stands_alone(readings[variant], changed) and readings[variant] not in said:
                continue
            others = _fewer(left, head, number)
            without = Families(others)
            if _alike(readings[variant], families, without, readings.values()):
                yield head, number
                left, families = others, without


def _fewer(families: Written, head: str, number: int | None) -> dict[str, tuple[str, ...]]:
    """The families without a variant of one of them, or without that family."""
    if number is None:
        return {name: variants for name, variants in families.items() if name != head}
    return {**families, head: (*families[head][:number], *families[head][number + 1 :])}


def _stands_alone(variant: Words, changed: AbstractSet[Words]) -> bool:
    """Whether a variant, were it none, would be left as it is: no part of it is a variant, and none a short form."""
    sizes = range(1, len(variant))
    parts = (variant[at : at + size] for size in sizes for at in range(len(variant) - size + 1))
    return (
        bool(variant) and variant in changed and spelt_out(variant) == variant and changed.isdisjoint(parts)
    )


def _alike(variant: Words, families: Families, without: Families, others: Iterable[Words]) -> bool:
    """Whether everything is read the same without a variant: alone, and where others begin or end in it."""
    if any(len(word) >= MIN_LENGTH for word in families.words - without.words):
        return False  # a misspelt word could be repaired to it
    probes = [variant]
    for other in others:
        probes += [*_overlaps(variant, other), *_overlaps(other, variant)]
    return all(families.unify(probe) == without.unify(probe) for probe in probes)


def _overlaps(first: Words, second: Words) -> Iterator[Words]:
    """Both words in one text, the end of the first being the beginning of the second."""
    for size in range(1, min(len(first), len(second))):
        if first[-size:] == second[:size]:
            yield first + second[size:]


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    synonyms = subject.knowledge.synonyms
    families = count(len(synonyms.families), "family", "families")
    return f"{families} of synonyms and {count(len(synonyms.contrasts), 'contrast')} each change something"


RULE: Final = Rule("unused-synonym", "warning", find, __doc__ or "", proved=proved)
