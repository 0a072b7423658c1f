"""Words as numbers, thousands at once: a question meets some sixty passages that are new to it.

A word is known by a sum over its characters, which numpy makes for all words of a text together; to
look each of them up in a dictionary of Python's takes three times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Sums = NDArray[np.uint64]

NOTHING = -1
"""The number of a token that is like no word."""

_BASE = 0x9E3779B97F4A7C15
"""An odd number, hence with an inverse among 64 bits; the golden ratio's digits."""

_SHORTEST = 1 << 12
"""The powers of the base are kept for texts of so many characters, and of twice as many…"""


class Numbering:
    """Numbers of the words of a vocabulary, from 0; any other word has its own below ``NOTHING``.

    Two words with the same sum would have the same number, which is to be expected among a million
    words once in nine million libraries.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        sums = _sums("\n".join(vocabulary), "\n")
        self._order = np.argsort(sums)
        self._sums = sums[self._order]

    def of(self, words: Iterable[str]) -> Ids:
        """The numbers of words: ``(words,)``."""
        held = list(words)
        return self._numbers("\n".join(held), "\n") if held else np.empty(0, np.int64)

    def of_each(self, texts: Sequence[str]) -> list[Ids]:
        """The numbers of the words of texts, which are divided by single spaces."""
        said = " ".join(filter(None, texts))
        numbers = self._numbers(said, " ") if said else np.empty(0, np.int64)
        counts = [text.count(" ") + 1 if text else 0 for text in texts]
        # Copies, as each may be kept for longer than the others.
        return [
            numbers[end - count : end].copy()
            for count, end in zip(counts, accumulate(counts), strict=True)
        ]

    def _numbers(self, text: str, between: str) -> Ids:
        sums = _sums(text, between)
        places = np.minimum(np.searchsorted(self._sums, sums), len(self._sums) - 1)
        strange = NOTHING - 1 - (sums >> np.uint64(2)).astype(np.int64)
        return np.where(self._sums[places] == sums, self._order[places], strange)


def _sums(text: str, between: str) -> Sums:
    """For each word of a text the sum of its characters, each times a power of the base by place.

    The sums of all that comes before are taken from each other, and the powers divided out (Karp
    and Rabin, 1987), all modulo 2 to the 64.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    powers, inverse = _powers(max(_SHORTEST, 1 << len(codes).bit_length()))
    before = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=before[1:])
    gaps = np.flatnonzero(codes == ord(between))
    starts, ends = np.append(0, gaps + 1), np.append(gaps, len(codes))
    sums: Sums = (before[ends] - before[starts]) * inverse[starts]
    return sums


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[Sums, Sums]:
    """The first powers of the base, from its own, and of its inverse, from 1."""
    first, second = np.ones((2, count), np.uint64)
    # From the first power on, so that a single character, too, makes all bits.
    first[:], second[1:] = _BASE, pow(_BASE, -1, 1 << 64)
    return np.cumprod(first), np.cumprod(second)
