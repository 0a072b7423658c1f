"""The vector view: exact cosine over FAISS, under our own row numbers.

Row ``i`` is the passage ``keys[i]``. Nothing is ever taken out of a FAISS index: a view without
some passages is a new, dense one (FAISS's own ids with removals have returned stale vectors:
faiss 1134, 5578).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.store.records import Keys, Ranked, State
from reportqa.store.scan import Scan

_faiss: Any = faiss  # its stubs do not know the wrappers that take keywords


class VectorView:
    """Unit vectors of passages, searched by inner product."""

    NAME: ClassVar[str] = "vectors"

    def __init__(self, keys: Keys, index: Any) -> None:
        self.keys = keys
        self._index = index

    @classmethod
    def identity(cls, state: State) -> dict[str, str]:
        """Vectors are of use under the model that made them."""
        model = state.model
        return {
            "engine": "faiss flat inner product, float32",
            "library": state.library,
            "model": "" if model is None else f"{model.name} {model.revision} {model.dimension}",
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the view in a folder; through Python bytes, as FAISS cannot open every path."""
        index = faiss.deserialize_index(np.fromfile(folder / "index.faiss", np.uint8))
        return cls(np.load(folder / "keys.npy", allow_pickle=False), index)

    @classmethod
    def build(cls, scan: Scan, keys: Keys, folder: Path | None) -> Self:
        """Make the view from the embeddings in the catalog."""
        return cls._made(keys, scan.vectors(keys), folder)

    def follow(self, scan: Scan, keys: Keys, folder: Path) -> Self:
        """Make the view of these passages, reading from the catalog only those that are new."""
        fresh = np.setdiff1d(keys, self.keys, assume_unique=True)
        added = scan.vectors(fresh)
        rows = np.empty((len(keys), added.shape[1]), np.float32)
        is_fresh = np.isin(keys, fresh, assume_unique=True)
        rows[is_fresh] = added
        kept = np.searchsorted(self.keys, keys[~is_fresh])
        if len(kept):
            rows[~is_fresh] = self.rows()[kept]
        return self._made(keys, rows, folder)

    def rows(self) -> Vectors:
        """All vectors: float32 ``(len(keys), dimension)``, not to be written to."""
        if not len(self.keys):
            return np.empty((0, self._index.d), np.float32)
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self.keys) * self._index.d)
        return np.asarray(flat).reshape(len(self.keys), self._index.d)

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
        """The ``k`` passages with the highest cosine to a query, or fewer if there are fewer.

        ``query`` is float32 ``(dimension,)`` of unit length; ``allowed`` is ``(len(keys),)`` and
        says which rows may be found, all by default.
        """
        k = min(k, len(self.keys) if allowed is None else int(np.count_nonzero(allowed)))
        if k <= 0:
            return Ranked.of((), ())
        parameters = None
        if allowed is not None:
            # The bits must outlive the search: FAISS keeps a bare pointer to them.
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters = _faiss.SearchParameters(sel=selector)
        # FAISS divides a search among threads by query, so for one they only wait for each other.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(
            np.ascontiguousarray(query, np.float32).reshape(1, -1), k, params=parameters
        )
        found = rows[0] >= 0
        return Ranked.of(self.keys[rows[0][found]], scores[0][found])

    @classmethod
    def _made(cls, keys: Keys, rows: Vectors, folder: Path | None) -> Self:
        index = faiss.IndexFlatIP(rows.shape[1])
        index.add(rows)
        if folder is not None:
            with (folder / "index.faiss").open("wb") as file:
                file.write(faiss.serialize_index(index).data)
            np.save(folder / "keys.npy", keys, allow_pickle=False)
        return cls(keys, index)
