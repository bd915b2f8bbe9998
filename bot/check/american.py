"""The American spelling of words that are written otherwise in Britain, by fixed lists: no word is guessed at."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_OUR: Final = "armour behaviour colour endeavour favour flavour harbour honour humour labour neighbour rumour savour vapour"
_ISE: Final = """
apolog author capital categor central character commercial container critic crystal custom digit emphas equal familiar
final formal general global harmon ideal initial item legal local material maxim memor minim mobil modern monet neutral
normal optim organ parallel parameter penal personal popular priorit random rational real recogn revolution sanit
scrutin sensit serial social special stabil standard summar symbol synchron token util victim virtual visual
"""
_LL: Final = "cancel channel counsel dial fuel label level marvel model quarrel signal total travel tunnel"
_WORDS: Final = """
afterwards afterward|ageing aging|amongst among|analyse analyze|analysed analyzed|analyser analyzer|analysers analyzers
analysing analyzing|artefact artifact|artefacts artifacts|calibre caliber|catalogue catalog|catalogues catalogs
catalyse catalyze|catalysed catalyzed|catalysing catalyzing|centimetre centimeter|centimetres centimeters|centre center
centred centered|centres centers|cosy cozy|defence defense|defences defenses|encyclopaedia encyclopedia|enrol enroll
enrolment enrollment|enrols enrolls|fibre fiber|fibres fibers|fulfil fulfill|fulfilment fulfillment|fulfils fulfills
grey gray|greyed grayed|instalment installment|instalments installments|judgement judgment|judgements judgments
kilometre kilometer|kilometres kilometers|learnt learned|licence license|licences licenses|litre liter|litres liters
manoeuvre maneuver|maths math|metre meter|metres meters|millimetre millimeter|millimetres millimeters|offence offense
offences offenses|paralyse paralyze|paralysed paralyzed|practise practice|practised practiced|practises practices
practising practicing|pretence pretense|programme program|programmes programs|pyjamas pajamas|sceptic skeptic
sceptical skeptical|skilful skillful|skilfully skillfully|spelt spelled|theatre theater|theatres theaters
towards toward|whilst while|wilful willful
"""


def _any(words: str) -> str:
    return "|".join(words.split())


_RULES: Final = (
    (re.compile(rf"((?:mis|dis|un)?(?:{_any(_OUR.replace('our', ''))})o)u(r\w*)"), r"\1\2"),
    (re.compile(rf"(\w*(?:{_any(_ISE)})i)s(e|es|ed|ing|er|ers|able|ation|ations)"), r"\1z\2"),
    (re.compile(rf"((?:un|re|mis)?(?:{_any(_LL)}))l(ed|ing|er|ers|or|ors)"), r"\1\2"),
)
_SINGLE: Final = {
    british: american
    for pair in _WORDS.replace("\n", "|").strip("|").split("|")
    for british, american in [pair.split()]
}


@lru_cache(maxsize=16_384)
def american(word: str) -> str:
    """How a British word is spelled in America, in the same capitals; empty if it is none of ours."""
    small = word.lower()
    found = next((rule.sub(new, small) for rule, new in _RULES if rule.fullmatch(small)), "")
    found = found or _SINGLE.get(small, "")
    if word.isupper():
        return found.upper()
    return found.capitalize() if word[:1].isupper() else found
