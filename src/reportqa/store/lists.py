"""Lists of like vectors: what a large vector view searches instead of everything (FAISS's IVF)."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.store import engine
from reportqa.store.files import share
from reportqa.store.records import HalfVectors

PROBED = 1 / 16
"""The share of the lists that a search looks at (docs/performance.md has the recall)."""

TRAINED_WITH = 40
"""Vectors for each list from which the lists' centres are found: FAISS's own least is 39."""

_PART = 65_536
_FILE = "lists.faiss"
_faiss: Any = faiss


class Lists:
    """The rows of a view by the centre that they lie nearest to, eight bits a number."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def train(cls, rows: HalfVectors) -> Self:
        """Find the centres, and put every row into the list of its nearest.

        ``rows`` is float16 ``(n, dimension)`` of unit length. The same rows make the same lists.
        """
        count = 2 ** round(math.log2(2 * math.sqrt(len(rows))))
        dimension = rows.shape[1]
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            count,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.niter = 8
        chosen = np.linspace(0, len(rows) - 1, min(len(rows), count * TRAINED_WITH), dtype=np.int64)
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        index.train(rows[chosen].astype(np.float32))
        cls._add(index, rows)
        return cls(index)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what ``save`` wrote."""
        return cls(engine.read(folder / _FILE))

    def save(self, folder: Path) -> None:
        """Write the lists into a folder."""
        engine.write(self._index, folder / _FILE)

    def share(self, folder: Path, other: Path) -> None:
        """Let another folder have what this one has of them."""
        share(folder / _FILE, other / _FILE)

    def with_rows(self, rows: HalfVectors) -> Self:
        """The same lists with further rows behind."""
        index = faiss.clone_index(self._index)
        self._add(index, rows)
        return type(self)(index)

    @property
    def trained_on(self) -> int:
        """How many rows their number was chosen for."""
        return int(self._index.nlist / 2) ** 2

    def search(
        self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """The rows of some ``k`` near vectors, of those that are allowed, in no order."""
        share_allowed = 1.0 if allowed is None else np.count_nonzero(allowed) / len(allowed)
        # The fewer may be found, the more lists it takes to find the nearest of them.
        probed = math.ceil(self._index.nlist * min(1.0, PROBED / math.sqrt(share_allowed)))
        parameters = _faiss.SearchParametersIVF(nprobe=probed)
        return engine.nearest(self._index, query, k, allowed, parameters)[0]

    @staticmethod
    def _add(index: Any, rows: HalfVectors) -> None:
        for first in range(0, len(rows), _PART):
            index.add(rows[first : first + _PART].astype(np.float32))
