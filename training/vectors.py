"""Word vectors from co-occurrence: positive pointwise mutual information and a truncated SVD.

After Levy, Goldberg & Dagan, "Improving Distributional Similarity with Lessons Learned from Word
Embeddings" (TACL 2015): smoothed context distribution, square root of the singular values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

WINDOW = 5
CONTEXT_SMOOTHING = 0.75
BOUNDARY = -1
CHUNK = 2_000_000

Ids = NDArray[np.int32]


def flatten(texts: Sequence[Ids]) -> Ids:
    """All texts as one array, ``BOUNDARY`` ``WINDOW`` times between them so that none touch."""
    gap = np.full(WINDOW, BOUNDARY, np.int32)
    return np.concatenate([part for text in texts for part in (text, gap)])


def cooccurrence(stream: Ids, size: int) -> sparse.csr_matrix:
    """Symmetric counts of words within ``WINDOW``, a neighbour at distance d counting (6 - d)/5."""
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for begin in range(0, len(stream), CHUNK):
        part = stream[begin : begin + CHUNK + WINDOW]
        for distance in range(1, WINDOW + 1):
            left, right = part[:CHUNK][: len(part) - distance], part[distance : CHUNK + distance]
            both = (left != BOUNDARY) & (right != BOUNDARY)
            weight = np.full(int(both.sum()), (WINDOW + 1 - distance) / WINDOW, np.float32)
            shape = (size, size)
            counts = counts + sparse.csr_matrix((weight, (left[both], right[both])), shape)
    return (counts + counts.T).tocsr()


def ppmi(counts: sparse.csr_matrix, smoothing: float = CONTEXT_SMOOTHING) -> sparse.csr_matrix:
    """Positive PMI with the context distribution raised to ``smoothing``."""
    row = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1e-9)
    context = row**smoothing
    context /= context.sum()
    values = counts.tocoo()
    expected = row[values.row] * context[values.col]
    pmi = np.log(values.data / expected)
    keep = pmi > 0
    return sparse.csr_matrix(
        (pmi[keep].astype(np.float32), (values.row[keep], values.col[keep])), counts.shape
    )


def word_vectors(matrix: sparse.csr_matrix, dimension: int, seed: int) -> NDArray[np.float32]:
    """Rows ``U · sqrt(S)``: float32 ``(words, dimension)``, rows of unit length or zero."""
    u, s, _ = randomized_svd(
        matrix,
        dimension,
        n_oversamples=32,
        n_iter=3,
        power_iteration_normalizer="LU",
        random_state=seed,
    )
    vectors = (u * np.sqrt(s)).astype(np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: NDArray[np.float32] = np.zeros_like(vectors)
    np.divide(vectors, norms, out=units, where=norms > 1e-6)
    return units
