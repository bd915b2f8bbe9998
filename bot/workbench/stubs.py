"""The beginning of an entry for questions that nothing answers: all but the answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.compose import SMALL_TALK
from bot.workbench.beginning import ids, related
from bot.workbench.edits import AddEntry
from bot.workbench.typed import MOST, house_form, is_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answer import Answerer
    from bot.workbench.gaps import Gap

TO_DO: Final = "TODO: write the answer in one or two sentences; the first one answers."
"""What stands where the answer belongs."""

_MOST_PHRASINGS: Final = 24
_LONGEST_TITLE: Final = 80
_KINDS: Final = {
    "glossary": ("what is", "what are", "whats", "what's", "what does", "meaning of", "define", "explain"),
    "comparisons": ("difference between",),
}
"""The kinds that a question shows by how it begins."""

_COMPARED: Final = (" vs ", " versus ")
_QUESTION_WORDS: Final = (
    "how what why when where which who is are do does did can could should would will am was has have"
)
_ASKING: Final = frozenset(_QUESTION_WORDS.split())


def stub(answerer: Answerer, gap: Gap) -> AddEntry | None:
    """An entry for the questions of a gap, its short answer still to be written; None when none of them is fit for it.

    What is answered today, though not to the liking of all, is none of its phrasings: it would take them from that entry.
    """
    pairs = zip(gap.wishes, gap.today, strict=True)
    lacking = [wish.text for wish, now in pairs if now.kind != "answered" and is_plain(wish.text)]
    texts = list(dict.fromkeys(map(house_form, lacking)))
    fit = [text for text in texts if 0 < len(text) <= MOST][:_MOST_PHRASINGS]
    if not fit:
        return None
    title = _title(min(fit, key=lambda text: (-len(set(text.split()) & _common(fit)), len(text), text)))
    near = related(answerer, lacking)
    free = ids(title, answerer.knowledge)
    if not free:
        return None
    kind = _kind(answerer, fit, near)
    sources = ("editorial",) if "editorial" in answerer.knowledge.sources else ()
    return AddEntry(kind, free[0], title, tuple(fit), TO_DO, related=near[:3], sources=sources)


def _common(texts: Sequence[str]) -> set[str]:
    """The words that several of the texts have."""
    seen = Counter(word for text in texts for word in set(text.split()))
    return {word for word, times in seen.items() if times > 1 and word not in _ASKING}


def _title(text: str) -> str:
    asks = text.partition(" ")[0] in _ASKING
    short = text if len(text) < _LONGEST_TITLE else text[: _LONGEST_TITLE - 1].rpartition(" ")[0]
    return f"{short[:1].upper()}{short[1:]}{'?' if asks else ''}"


def _kind(answerer: Answerer, texts: Sequence[str], near: Sequence[str]) -> str:
    """The folder: by how most of the questions begin, or else where the nearest entries lie."""
    known = {kind for kind in answerer.knowledge.kinds if kind not in {"", SMALL_TALK}}
    shown = Counter(kind for text in texts if (kind := _shown(text)) in known)
    if shown and 2 * shown.total() > len(texts):
        return shown.most_common(1)[0][0]
    lying = Counter(answerer.knowledge.entries[name].kind for name in near)
    return lying.most_common(1)[0][0] if lying else min(known, default="faqs")


def _shown(text: str) -> str:
    if any(sign in f" {text} " for sign in _COMPARED):
        return "comparisons"
    return next((kind for kind, starts in _KINDS.items() if text.startswith(starts)), "")
