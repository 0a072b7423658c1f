"""Hard negatives: passages that BM25 ranks high for a query and that it was not written for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ids = NDArray[np.int32]

K1, B = 1.2, 0.75
DEPTH = 30
"""Taken at random from the first so many: of the first six, about one in fourteen answers too."""


def hard_negatives(
    queries: Sequence[Ids], answers: Sequence[int], passages: Sequence[Ids], words: int
) -> NDArray[np.int64]:
    """The ``DEPTH`` passages that BM25 ranks highest beside the answer: ``(queries, DEPTH)``."""
    matrix = bm25(passages, words).T.tocsc()
    found = np.zeros((len(queries), DEPTH), np.int64)
    for begin in range(0, len(queries), 1000):
        scores = (occurrences(queries[begin : begin + 1000], words) @ matrix).toarray()
        for row, score in enumerate(scores, begin):
            score[answers[row]] = -1
            found[row] = np.argpartition(-score, DEPTH)[:DEPTH]
    return found


def occurrences(texts: Sequence[Ids], words: int) -> sparse.csr_matrix:
    """Counts of words: ``(texts, words)``."""
    lengths = [len(text) for text in texts]
    rows = np.repeat(np.arange(len(texts)), lengths)
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, np.concatenate(texts))), (len(texts), words))


def bm25(texts: Sequence[Ids], words: int) -> sparse.csr_matrix:
    """BM25 weights of the words of texts: ``(texts, words)``."""
    counts = occurrences(texts, words)
    counts.sum_duplicates()
    frequency = np.bincount(counts.indices, minlength=words)
    idf = np.log1p((len(texts) - frequency + 0.5) / (frequency + 0.5))
    lengths = np.array([len(text) for text in texts])
    norm = np.repeat(K1 * (1 - B + B * lengths / lengths.mean()), np.diff(counts.indptr))
    weights = idf[counts.indices] * counts.data * (K1 + 1) / (counts.data + norm)
    return sparse.csr_matrix(
        (weights.astype(np.float32), counts.indices, counts.indptr), counts.shape
    )
