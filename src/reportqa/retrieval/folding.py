"""Near-identical passages, folded into the best of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNSAID = re.compile(r"[\W_]+")
NEARLY_ALIKE = 0.85
"""Share of common 3-grams (Jaccard) from which two passages count as one; numbers count as words,
so that the same sentence with other figures is not the same."""


def fold(texts: Sequence[str], most: int) -> list[tuple[int, list[int]]]:
    """Group ranked texts: the index of each one kept, with those folded into it.

    Reads no further than it must to fill ``most`` groups.
    """
    groups: list[tuple[int, list[int]]] = []
    grams: list[frozenset[str]] = []
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


def _shingles(text: str) -> frozenset[str]:
    said = _UNSAID.sub("", text)
    return frozenset(said[i : i + 3] for i in range(max(1, len(said) - 2)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < NEARLY_ALIKE * larger:
        return False
    shared = len(one & other)
    return shared >= NEARLY_ALIKE * (len(one) + len(other) - shared)
