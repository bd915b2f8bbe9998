"""An index that must be there at once: what has not changed is taken over, and what takes long is estimated."""

from __future__ import annotations

from typing import Final

import pytest

from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching import model as modelling
from bot.matching.index import Index, Scored
from bot.matching.lexicon import Lexicon

TEXTS: Final = {
    "api": ("what is an api", "explain rest apis", "api meaning"),
    "sql": ("what is sql", "should i learn sql", "sql database basics"),
    "day": ("what does a programmer do all day", "typical day of a senior"),
}
ASKED: Final = (
    "explain sql",
    "wat is an api",
    "programmer day",
    "junior day",
    "laptop",
    "typical sql",
    "zzz",
)
SYNONYMS: Final = Synonyms(families={"developer": ("programmer",)}, contrasts=(("junior", "senior"),))


def knowledge(synonyms: Synonyms = SYNONYMS, detail: str = "", **more: tuple[str, ...]) -> Knowledge:
    """The entries of `TEXTS` and some more, titled and answered with their first phrasing."""
    return Knowledge(
        entries={
            name: Entry(id=name, title=texts[0], phrasings=texts, short=texts[0], detail=detail or None)
            for name, texts in {**TEXTS, **more}.items()
        },
        synonyms=synonyms,
        out_of_scope={"pc": OutOfScope(title="PCs", pointer="Ask.", examples=("which laptop", "a mouse"))},
    )


def scored(index: Index) -> list[Scored]:
    """What an index makes of some questions."""
    return [index.score(index.lexicon.words(question), 5) for question in ASKED]


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is little enough to be learnt in a moment."""
    monkeypatch.setattr(modelling, "QUICKLY_TRAINED", 0)


OLD: Final = Index(knowledge())
NEXT: Final = {
    "the-same": knowledge(),
    "another-detail": knowledge(detail="More."),
    "an-entry-more": knowledge(git=("what is git", "learn git")),
    "other-phrasings": knowledge(sql=("sequel", "what is sql")),
    "other-families": knowledge(Synonyms(families={"dev": ("programmer",)}, contrasts=SYNONYMS.contrasts)),
    "no-contrasts": knowledge(Synonyms(families=SYNONYMS.families)),
}


@pytest.mark.parametrize("base", NEXT.values(), ids=NEXT)
def test_made_after_another_an_index_is_as_if_it_were_the_first(base: Knowledge) -> None:
    """Whatever is taken over from the index before, every question is scored to the last digit as without it."""
    assert scored(Index(base)) == scored(Index(base, before=OLD))


@pytest.mark.parametrize("base", NEXT.values(), ids=NEXT)
@pytest.mark.usefixtures("no_time")
def test_an_estimate_made_after_another_is_as_if_it_were_the_first(base: Knowledge) -> None:
    """The same holds for what is estimated."""
    first, before = Index(base, thorough=False), Index(knowledge(), thorough=False)

    assert scored(first) == scored(Index(base, thorough=False, before=before))


@pytest.mark.usefixtures("no_time")
def test_the_same_texts_take_over_all_that_was_compiled() -> None:
    """Where only answers differ, nothing is learnt or estimated again."""
    after = Index(knowledge(detail="More."), thorough=False, before=OLD)

    assert after.compiled is OLD.compiled
    assert not after.rough


@pytest.mark.parametrize("name", ["an-entry-more", "other-phrasings", "other-families", "no-contrasts"])
def test_other_texts_take_over_nothing_compiled(name: str) -> None:
    """What was compiled fits no knowledge with other texts, or that reads them in another way."""
    assert OLD.fits(NEXT["another-detail"])
    assert not OLD.fits(NEXT[name])


def test_an_entry_and_a_family_of_the_same_texts_are_two_things() -> None:
    """Where an entry becomes an out-of-scope family, what was compiled fits no more."""
    texts = ("what is a mouse", "mice")
    entry = Entry(id="z", title="Mice", phrasings=texts[:1], short=texts[1])
    inside = Knowledge(entries={"a": entry.model_copy(update={"id": "a"}), "z": entry})
    family = OutOfScope(title="Mice", pointer="Ask.", examples=texts[:1])
    outside = Knowledge(entries={"a": inside.entries["a"]}, out_of_scope={"z": family})

    assert not Index(inside).fits(outside)


@pytest.mark.usefixtures("no_time")
def test_what_takes_long_is_estimated() -> None:
    """Without time the index is rough, ranks by the estimate, and a thorough one is not rough."""
    rough, thorough = Index(knowledge(), thorough=False), Index(knowledge())

    assert (True, False) == (rough.rough, thorough.rough)
    assert scored(rough) != scored(thorough)
    assert ["sql", "api"] == [found.entries[0].entry for found in scored(rough)[:2]]


def test_a_small_base_is_learnt_from_at_once() -> None:
    """What is learnt in a moment is learnt even without time."""
    assert scored(OLD) == scored(Index(knowledge(), thorough=False))
    assert not Index(knowledge(), thorough=False).rough


def test_what_is_too_large_to_learn_from_is_not_rough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a thorough index would be an estimate as well, there is nothing to better."""
    monkeypatch.setattr(modelling, "MOST_TRAINED", 5)

    assert not Index(knowledge(), thorough=False).rough
    assert not Index(knowledge()).rough


def test_words_that_were_read_before_are_not_read_again() -> None:
    """The lexicon takes the words of a text from whoever has read it, and reads the others."""
    lexicon = Lexicon(SYNONYMS, ("a b", "a programmer"), known={"a b": ("taken", "over")})

    assert (("taken", "over"), ("a", "developer")) == lexicon.texts
