"""One ranking out of two: words and vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def relative(scores: Floats, floor: float | None = None) -> Floats:
    """Scale one retriever's scores to 0…1: the best is 1, ``floor`` (or the least) is 0.

    Missing scores are NaN and become 0. Shape ``(n,)`` in and out.
    """
    known = scores[~np.isnan(scores)]
    if known.size == 0:
        return np.zeros_like(scores)
    low = float(known.min()) if floor is None else floor
    span = float(known.max()) - low
    if span <= 0:
        return np.where(np.isnan(scores), 0.0, 1.0).astype(np.float32)
    scaled: Floats = np.clip(np.nan_to_num((scores - low) / span, nan=0.0), 0.0, 1.0)
    return scaled.astype(np.float32)


def fuse(lexical: Floats, dense: Floats, dense_share: float) -> Floats:
    """Add the two halves' relative scores, ``dense_share`` (0…1) of the weight on the vectors.

    A convex combination of scaled scores (Bruch, Gai and Ingber, “An Analysis of Fusion Functions
    for Hybrid Retrieval”, 2023) keeps how far ahead a passage is, which ranks alone lose.
    """
    return ((1.0 - dense_share) * relative(lexical, 0.0) + dense_share * relative(dense)).astype(
        np.float32
    )
