"""What was compiled of a knowledge base as a handful of arrays, for a file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.matching.index import Compiled
from bot.matching.model import Learnt
from bot.matching.space import NO_ROWS, Counted, Rows
from bot.matching.weights import Dense, Posted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]


def pack(compiled: Compiled) -> Arrays:
    """The arrays that hold everything."""
    learnt = compiled.learnt
    return {
        "texts": _lines(" ".join(words) for words in compiled.texts),
        "words": _lines(learnt.words.features),
        "words_idf": learnt.words.idf,
        "ids": learnt.words.rows.ids,
        "row_weights": learnt.words.rows.weights,
        "starts": learnt.words.rows.starts,
        "letters": _lines(learnt.letters.features),
        "letters_idf": learnt.letters.idf,
        "middle": learnt.middle,
        "meanings": learnt.meanings,
        "by_meaning": learnt.by_meaning,
        "constant": learnt.constant,
        **_weights("by_word", learnt.by_word),
        **_weights("by_letter", learnt.by_letter),
    }


def unpack(arrays: Arrays) -> Compiled:
    """What the arrays hold.

    Raises:
        KeyError: an array is missing.
        ValueError: the lines of one are no text.
    """
    texts = tuple(tuple(line.split()) for line in _texts(arrays["texts"]))
    rows = Rows(arrays["ids"], arrays["row_weights"], arrays["starts"])
    words = Counted(_texts(arrays["words"]), arrays["words_idf"], len(texts), rows)
    letters = Counted(_texts(arrays["letters"]), arrays["letters_idf"], len(texts), NO_ROWS)
    by_word, by_letter = (_weighted(name, arrays) for name in ("by_word", "by_letter"))
    rest = (arrays[name] for name in ("by_meaning", "constant"))
    return Compiled(
        texts, Learnt(words, letters, arrays["middle"], arrays["meanings"], by_word, by_letter, *rest)
    )


def _weights(name: str, weights: Dense | Posted) -> Arrays:
    if isinstance(weights, Dense):
        return {name: weights.matrix}
    return {
        f"{name}_starts": weights.starts,
        f"{name}_owners": weights.owners,
        f"{name}_values": weights.values,
        f"{name}_count": np.array(weights.size),
    }


def _weighted(name: str, arrays: Arrays) -> Dense | Posted:
    if name in arrays:
        return Dense(arrays[name])
    starts, owners, values = (arrays[f"{name}_{part}"] for part in ("starts", "owners", "values"))
    return Posted(starts, owners, values, int(arrays[f"{name}_count"]))


def _lines(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("".join(f"{text}\n" for text in texts).encode(), np.uint8)


def _texts(lines: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(lines.tobytes().decode().split("\n")[:-1])
