"""The certificate of slips: what is proved of every written phrasing when a finger slips, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation import Answered


class Phrasing(NamedTuple):
    """A written phrasing: its entry, its number there from 0, and the text."""

    entry: str
    number: int
    text: str


class Misled(NamedTuple):
    """A slip in a phrasing after which another entry answers.

    `word` becomes `slip`, which is taken for `taken`, and the whole text `text`. `is_word` says that the slip makes another
    word that people write: then it is another question, which nobody can tell from the one that was meant.
    """

    phrasing: Phrasing
    word: str
    slip: str
    taken: str
    text: str
    answer: Answered
    is_word: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """How many slips there are and what settles them: the repair, the screen, or asking the matcher.

    Of the slips, `lost` put another entry first, or none, and get no answer; `misled` get another entry's answer. After
    all others the phrasing's own entry is first.
    """

    slips: int
    repaired: int
    screened: int
    asked: int
    lost: int
    misled: tuple[Misled, ...]

    @property
    def first(self) -> int:
        """After how many slips the own entry is first."""
        return self.slips - self.lost - len(self.misled)

    @property
    def fragile(self) -> tuple[Misled, ...]:
        """The slips that lead to another entry's answer although they make no word."""
        return tuple(one for one in self.misled if not one.is_word)

    @property
    def reworded(self) -> tuple[Misled, ...]:
        """Those that make another word, and with it another question."""
        return tuple(one for one in self.misled if one.is_word)

    @property
    def figures(self) -> Mapping[str, int]:
        """All of it in numbers, for JSON."""
        return {
            "slips": self.slips,
            "repaired": self.repaired,
            "screened": self.screened,
            "asked": self.asked,
            "first": self.first,
            "lost": self.lost,
            "fragile": len(self.fragile),
            "reworded": len(self.reworded),
        }

    def __str__(self) -> str:
        return (
            f"{self.slips:,} slips of the finger: {len(self.fragile):,} that make no word and {len(self.reworded):,} that "
            f"make another word lead to another entry's answer; after {self.first:,} the own entry is first, after "
            f"{self.lost:,} it is not and nobody is answered; {self.repaired:,} are settled by repair, "
            f"{self.screened:,} by bounds, {self.asked:,} by asking"
        )
