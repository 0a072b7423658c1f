"""Near-identical passages, folded into the best of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportqa.language.words import without_marks

Shingles = frozenset[int]
"""Hashes of the 3-grams of a text."""

_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
"""Odd 64-bit constants (those of xxHash) that mix three characters into one number."""

NEARLY_ALIKE = 0.85
"""Share of common 3-grams (Jaccard) from which two passages count as one; numbers count as words,
so that the same sentence with other figures is not the same."""


def fold(texts: Sequence[str], most: int) -> list[tuple[int, list[int]]]:
    """Group ranked texts: the index of each one kept, with those folded into it.

    Reads no further than it must to fill ``most`` groups.
    """
    groups: list[tuple[int, list[int]]] = []
    grams: list[Shingles] = []
    for index, text in enumerate(texts):
        own = _shingles(text)
        twin = next((g for g, other in enumerate(grams) if _alike(own, other)), None)
        if twin is not None:
            groups[twin][1].append(index)
        elif len(groups) == most:
            break
        else:
            groups.append((index, []))
            grams.append(own)
    return groups


def _shingles(text: str) -> Shingles:
    said = np.frombuffer(without_marks(text).encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(said) < 3:
        said = np.concatenate([said, np.zeros(3 - len(said), np.uint64)])
    first, second, third = _FACTORS
    hashes = said[:-2] * first + said[1:-1] * second + said[2:] * third
    return frozenset(hashes.tolist())


def _alike(one: Shingles, other: Shingles) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < NEARLY_ALIKE * larger:
        return False
    shared = len(one & other)
    return shared >= NEARLY_ALIKE * (len(one) + len(other) - shared)
