from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import Final

from hypothesis import given, settings

from bot.answer import Answerer
from bot.check import fragile_phrasing
from bot.check.certifying import certify
from bot.check.subject import Subject, silent
from bot.conversation import Answered, Question
from bot.knowledge import Knowledge
from bot.loading import study
from bot.matching.normalize import normalize
from tests.conftest import Write
from tests.slip_samples import BASES, every_slip, outcomes
from tests.thoroughness import of

EXHIBIT: Final = Path(__file__).resolve().parent.parent / "exhibits" / "fragile-phrasing"
TODAY: Final = date(2026, 11, 22)


def subject(folder: Path) -> Subject:
    """What is written in a folder."""
    return Subject(study(folder), today=TODAY)


@settings(max_examples=of(100))
@given(BASES)
def test_a_certificate_says_what_asking_everything_says(knowledge: Knowledge) -> None:
    """Of every slip in a small base it is counted right whether the own entry is first, and named who else answers."""
    answerer = Answerer(knowledge)
    every = [*outcomes(answerer)]
    wrong = [one for one in every if one.answered not in {None, one.entry}]
    found = certify(answerer, silent)

    assert len(every) == found.slips
    assert sum(one.first for one in every) == found.first
    assert sorted((one.entry, one.text, str(one.answered)) for one in wrong) == sorted(
        (one.phrasing.entry, one.text, one.answer.entry) for one in found.misled
    )


def test_the_certificate_of_our_knowledge_is_what_asking_says(shipped: Answerer) -> None:
    """All slips in some of our phrasings, from all over, mislead, when asked, only where the certificate says so."""
    found = certify(shipped, silent)
    named = {(one.phrasing.entry, one.text): one.answer.entry for one in found.misled}
    entries = shipped.knowledge.entries.values()
    sample = [(entry.id, normalize(text)) for entry in entries for text in entry.phrasings]
    sample = sample[:: len(sample) // of(65)]
    tried = {(entry, typed) for entry, text in sample for typed in every_slip(text)}
    asked = {}
    for entry, typed in sorted(tried):
        decision = shipped.decide(shipped.rank(Question(typed)))
        if isinstance(decision, Answered) and decision.entry != entry:
            asked[entry, typed] = decision.entry

    assert len(tried) > of(4_000)
    assert asked == {key: other for key, other in named.items() if key in tried}
    assert found.slips == found.repaired + found.screened + found.asked
    assert found.slips == found.first + found.lost + len(found.misled)
    assert found.slips > 400_000
    assert found.first > 0.99 * found.slips


def test_a_certificate_is_told_in_numbers() -> None:
    """What a check prints and what JSON gets are the same numbers, those that are to be mended and those that are not."""
    found = subject(EXHIBIT / "fails").certificate

    assert {
        "slips": 325,
        "repaired": 249,
        "screened": 71,
        "asked": 5,
        "first": 320,
        "lost": 0,
        "fragile": 3,
        "reworded": 2,
    } == found.figures
    assert ["no technical skills", "on technical skills"] == [one.text for one in found.reworded]
    assert str(found).startswith("325 slips of the finger: 3 that make no word and 2 that make another word")


def test_a_finding_names_the_word_the_slips_and_the_other_phrasing() -> None:
    """A finding stands at the word, names four slips at most, and says what would help."""
    written = subject(EXHIBIT / "fails")
    (found,) = fragile_phrasing.find(written)

    assert ("skills/soft-skills-overview.yaml", 3, 5) == found.spot
    assert ["'technical skills' of 'technical-skills-overview'"] == [text for _, text in found.beside]
    assert (
        "add a phrasing to 'soft-skills-overview' that says the same without 'non', or to synonyms.yaml the family "
        "'non: [nn, onn, nno]'"
    ) == found.hint


def test_a_slip_that_is_taken_for_another_word_wants_another_phrasing(write: Write) -> None:
    """Where the repair takes a slip for another word, synonyms would not help: the hint asks for a phrasing."""
    folder = write(
        {
            "ads.yaml": "title: What is a posting?\nphrasings: [posting]\nshort: An ad.\n",
            "hosts.yaml": "title: What is hosting?\nphrasings: [hosting, hosting hosting]\nshort: A server.\n",
        }
    )
    (found,) = fragile_phrasing.find(subject(folder))

    assert "'posting' with 'osting' for 'posting' is answered by 'hosts'" == found.message
    assert found.hint.startswith("'osting' is taken for 'hosting': add a phrasing to 'ads'")


def test_a_family_alone_makes_no_word_of_a_slip(write: Write) -> None:
    """A slip that is declared as another term's synonym, and answered with that, is still found."""
    entry = "title: What is {0}?\nphrasings: [{0}]\nshort: A thing.\n"
    folder = write(
        {
            "one.yaml": entry.format("xyz"),
            "two.yaml": entry.format("qqq"),
            "synonyms.yaml": "families:\n  qqq: [xzy]\n",
        }
    )
    (found,) = fragile_phrasing.find(subject(folder))

    assert "'xyz' with 'xzy' for 'xyz' is answered by 'two'" == found.message


def test_collecting_goes_on_afterwards(small: Answerer) -> None:
    """The collection of garbage is on after a certificate if it was on before, and off if it was off."""
    certify(small, silent)
    was_on = gc.isenabled()
    gc.disable()
    try:
        certify(small, silent)
        stayed_off = not gc.isenabled()
    finally:
        gc.enable()

    assert (True, True) == (was_on, stayed_off)
