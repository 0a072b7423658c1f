"""The score of a candidate before anything learned orders it: a weighted sum of what speaks for it.

One half of the search alone, and embedding models that the trees were not trained with, are ranked
by it.
"""

from __future__ import annotations

import numpy as np

from reportqa.retrieval.candidates import Candidates, Floats
from reportqa.types import Mode

DENSE_SHARE = 0.6
NAMED_WEIGHTS = {"place": 0.5, "year": 0.3, "role": 0.1}
"""Weights of a hybrid score, whose halves each lie in 0…1 (docs/tuning.md)."""


def parts(found: Candidates, mode: Mode) -> dict[str, Floats]:
    """What each thing adds to the score of each candidate: float32 ``(n,)`` each, 0 or more.

    A convex combination of scaled scores (Bruch, Gai and Ingber, “An Analysis of Fusion Functions
    for Hybrid Retrieval”, 2023) keeps how far ahead a passage is, which ranks alone lose.
    """
    share = {Mode.LEXICAL: 0.0, Mode.DENSE: 1.0, Mode.HYBRID: DENSE_SHARE}[mode]
    added: dict[str, Floats] = {}
    if share < 1:
        added["lexical"] = (1 - share) * relative(found.lexical, 0.0)
    if share > 0:
        added["dense"] = share * relative(found.dense)
    for name, weight in NAMED_WEIGHTS.items():
        added[name] = weight * getattr(found, name)
    return added


def score(found: Candidates, mode: Mode) -> Floats:
    """Weigh what speaks for each candidate: float32 ``(n,)``, higher is better."""
    total: Floats = np.sum(list(parts(found, mode).values()), axis=0, dtype=np.float32)
    return total


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
