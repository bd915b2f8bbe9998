from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from string import ascii_lowercase
from sys import maxunicode
from time import perf_counter
from typing import Final

import pytest

from bot.answer import Answerer
from bot.conversation import MAX_QUESTION, Question, checked_question
from bot.errors import BadInputError
from bot.matching.normalize import MAX_TEXT, normalize
from tests.processes import tell
from tests.slowness import slowness

pytestmark = pytest.mark.alone

LENGTH: Final = 40_000
MATCH_MS: Final = 50.0
LAG_MS: Final = 100.0
NORMALIZE_MS: Final = 10.0
"""To normalise 40,000 of the worst character and only then to cut takes over 30."""
TRIES: Final = 5
"""The best of so many counts: what it costs, not what else the machine does; a quadratic cost shows in all."""
GROWING: Final = 4
"""A character that comes to at least so many is a bomb."""


def _filled(piece: str) -> str:
    """The piece again and again, 40,000 characters in all."""
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH]


def _letters(number: int) -> str:
    """A number in the digits a to z."""
    return (_letters(number // 26) if number >= 26 else "") + ascii_lowercase[number % 26]


SHAPES: Final[Mapping[str, str]] = {
    "words": _filled("what does a back-end developer do all day and why? "),
    "one letter": _filled("a"),
    "spaces": _filled(" "),
    "filler": _filled("hey all hi guys quick question im just wondering "),
    "always misspelt": _filled("devloper databse srever lerning "),
    "misspelt anew each time": " ".join(f"develop{_letters(n)}r" for n in range(4_500))[:LENGTH],
    "words of nobody": " ".join(_letters(n * n * 7_919) for n in range(9_000))[:LENGTH],
    "chinese": "".join(chr(0x4E00 + n * 37 % 20_000) for n in range(LENGTH)),
    "zalgo": _filled("a" + "\u0301\u0327\u0338" * 13),
    "invisible": _filled("\u200b\u00ad"),
    "bomb": _filled("\ufdfa"),
    "all of unicode": "".join(chr(n * 7_919 % (maxunicode + 1)) for n in range(LENGTH)),
}


def _milliseconds(call: Callable[[], object], enough: float) -> float:
    """How long a call takes at its best, in milliseconds; tried again while it takes more than `enough`."""
    best = float("inf")
    for _ in range(TRIES):
        started = perf_counter()
        call()
        best = min(best, 1_000 * (perf_counter() - started))
        if best < enough:
            break
    return best


def test_hostile_input_is_answered_in_50_ms(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """A message of 40,000 characters of any shape is answered from the shipped knowledge in less than 50 ms."""
    took = {
        name: _milliseconds(partial(shipped, Question(text)), MATCH_MS / 2) for name, text in SHAPES.items()
    }
    worst = max(took, key=lambda name: took[name])
    tell(record_property, f"{len(SHAPES)} shapes of 40,000 characters: {took[worst]:.1f} ms ({worst})")

    assert {} == {name: ms for name, ms in took.items() if ms >= MATCH_MS * slowness()}


async def _worst_lag(answerer: Answerer, every: float = 0.002) -> float:
    """By how many milliseconds at most a heartbeat comes late while all shapes are answered on its loop."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            due = perf_counter() + every
            await asyncio.sleep(every)
            late.append(1_000 * (perf_counter() - due))

    heart = asyncio.create_task(beat())
    for text in SHAPES.values():
        answerer(Question(text))
        await asyncio.sleep(3 * every)
    heart.cancel()
    assert len(late) > len(SHAPES)
    return max(late)


async def test_hostile_input_never_holds_the_loop_for_100_ms(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """A heartbeat on the loop that answers every shape itself comes less than 100 ms late."""
    lag = min([await _worst_lag(shipped) for _ in range(TRIES)])
    tell(record_property, f"worst lag {lag:.1f} ms over {len(SHAPES)} shapes of 40,000 characters")

    assert lag < LAG_MS * slowness()


def test_a_message_over_the_cap_is_refused_in_50_ms(record_property: Callable[[str, object], None]) -> None:
    """A message of 40,000 characters is refused at the door, whatever its shape, in less than 50 ms."""

    def refused(text: str) -> None:
        with pytest.raises(BadInputError):
            checked_question(text)

    took = [_milliseconds(partial(refused, text), MATCH_MS / 2) for text in SHAPES.values()]
    tell(record_property, f"{len(took)} shapes refused in at most {max(took):.1f} ms")

    assert max(took) < MATCH_MS * slowness()


def test_the_longest_message_allowed_is_answered_in_50_ms(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """A message of exactly 4,000 characters passes the door and is answered in less than 50 ms."""
    asked = [
        checked_question(text[:MAX_QUESTION])
        for name, text in SHAPES.items()
        if name
        not in {"spaces", "invisible", "all of unicode"}  # empty to the eye, or no text: refused for that
    ]
    took = [_milliseconds(partial(shipped, question), MATCH_MS / 2) for question in asked]
    tell(record_property, f"{len(asked)} shapes of 4,000 characters: at most {max(took):.1f} ms")

    assert max(took) < MATCH_MS * slowness()


def _bombs() -> dict[str, int]:
    """Every character of Unicode that grows to four or more when it is normalised, and to how many."""
    sizes = {
        letter: max(
            len(unicodedata.normalize("NFKD", letter)), len(unicodedata.normalize("NFKC", letter.casefold()))
        )
        for letter in map(chr, range(maxunicode + 1))
    }
    return {letter: size for letter, size in sizes.items() if size >= GROWING}


def test_a_normalisation_bomb_stays_under_the_cap(record_property: Callable[[str, object], None]) -> None:
    """Three hundred or 40,000 of any character that grows come out at 300 characters at most, in 10 ms at most."""
    bombs = _bombs()
    longest = max(len(normalize(letter * count)) for letter in bombs for count in (MAX_TEXT, LENGTH))
    slowest = max(_milliseconds(partial(normalize, letter * LENGTH), NORMALIZE_MS / 2) for letter in bombs)
    tell(
        record_property,
        f"{len(bombs)} characters that grow up to {max(bombs.values())} times: "
        f"at most {longest} characters, {slowest:.1f} ms",
    )

    assert max(bombs.values()) == bombs["\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"] == 18
    assert longest == MAX_TEXT
    assert slowest < NORMALIZE_MS * slowness()
