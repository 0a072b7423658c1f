"""The vector view: cosine over FAISS, under our own row numbers.

Row ``i`` is the passage ``keys[i]``. Up to ``EXACT`` passages every vector is held against the
question. A larger view looks only at the lists of like vectors that lie nearest to it, in eight
bits a number, holds the best of what it meets there against the question exactly, and keeps the
vectors themselves in a file that the system reads as it is needed. What is added to it later stands
in a tail, which is searched whole, until the tail is long enough to be sorted in.

Nothing is ever taken out of a FAISS index: a view without some passages is a new one (FAISS's own
ids with removals have returned stale vectors: faiss 1134, 5578).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.store import engine
from reportqa.store.files import share
from reportqa.store.lists import Lists
from reportqa.store.records import HalfVectors, Keys, Ranked, State, changed
from reportqa.store.scan import Scan

EXACT = 50_000
"""Passages that are searched one by one; at this size that takes some 5 ms."""

LONGEST_TAIL = 16_384
"""Passages that may stand behind the lists; searched one by one they take 2 ms."""

FEW = 1 / 128
"""The share of passages up to which those that a search is limited to are held against the question
one by one: 1.2 µs each, where the lists take 2 ms among 100,000 passages and 9 ms among a million.
So are ten times as many as are asked for, of which the lists might miss some.
"""

_KEYS, _ROWS, _TAIL = "keys.npy", "rows.npy", "tail.faiss"


class VectorView:
    """Unit vectors of passages, searched by inner product."""

    NAME: ClassVar[str] = "vectors"

    def __init__(
        self,
        keys: Keys,
        tail: Any,
        lists: Lists | None = None,
        rows: HalfVectors | None = None,
        folder: Path | None = None,
    ) -> None:
        """``tail`` holds the last rows exactly, ``lists`` and ``rows`` all that come before."""
        self.keys = keys
        self._tail = tail
        self._lists = lists
        self._rows = rows
        self._folder = folder

    @classmethod
    def identity(cls, state: State) -> dict[str, str]:
        """Vectors are of use under the model that made them."""
        model = state.model
        return {
            "engine": "faiss inner product, float32; above 50,000 in lists",
            "library": state.library,
            "model": "" if model is None else f"{model.name} {model.revision} {model.dimension}",
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the view in a folder."""
        tail = engine.read(folder / _TAIL)
        keys = np.load(folder / _KEYS, allow_pickle=False)
        if not (folder / _ROWS).exists():
            return cls(keys, tail, folder=folder)
        rows = np.load(folder / _ROWS, mmap_mode="r", allow_pickle=False)
        return cls(keys, tail, Lists.load(folder), rows, folder)

    @classmethod
    def build(cls, scan: Scan, keys: Keys, folder: Path | None) -> Self:
        """Make the view from the embeddings in the catalog."""
        if folder is None or len(keys) <= EXACT:
            return cls._made(keys, scan.vectors(keys), folder)
        rows = np.lib.format.open_memmap(
            folder / _ROWS, "w+", np.float16, (len(keys), scan.dimension())
        )
        for first, part in scan.vectors_in_parts(keys):
            rows[first : first + len(part)] = part
        return cls._sorted_in(keys, rows, Lists.train(rows), folder)

    def follow(self, scan: Scan, keys: Keys, folder: Path) -> Self:
        """Make the view of these passages, reading from the catalog only those that are new."""
        fresh, is_lost = changed(self.keys, keys)
        if self._lists is None and len(keys) <= EXACT:
            return self._followed(scan, keys, fresh, folder)
        if self._lists is None or self._rows is None or self._folder is None or is_lost:
            return self.build(scan, keys, folder)
        added = scan.vectors(fresh)
        tail = faiss.clone_index(self._tail)
        tail.add(added)
        if tail.ntotal <= LONGEST_TAIL:
            self._lists.share(self._folder, folder)
            share(self._folder / _ROWS, folder / _ROWS)
            return self._written(keys, tail, self._lists, self._rows, folder)
        if len(keys) > 2 * self._lists.trained_on:
            return self.build(scan, keys, folder)
        rows = np.lib.format.open_memmap(folder / _ROWS, "w+", np.float16, (len(keys), tail.d))
        rows[: len(self._rows)] = self._rows
        rows[len(self._rows) :] = _all_rows(tail)
        return self._sorted_in(keys, rows, self._lists.with_rows(rows[len(self._rows) :]), folder)

    def rows(self) -> Vectors:
        """All vectors: float32 ``(len(keys), dimension)``, not to be written to."""
        tail = _all_rows(self._tail)
        return tail if self._rows is None else np.concatenate([self._rows, tail])

    def cosines(self, query: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of a query to the passages in these rows: float32 ``(len(rows),)``."""
        tail = _all_rows(self._tail)
        if self._rows is None:
            return tail[rows] @ query
        cosines = np.empty(len(rows), np.float32)
        in_tail = rows >= len(self._rows)
        cosines[in_tail] = tail[rows[in_tail] - len(self._rows)] @ query
        before = np.flatnonzero(~in_tail)
        for first in range(0, len(before), LONGEST_TAIL):
            some = before[first : first + LONGEST_TAIL]
            cosines[some] = self._rows[rows[some]].astype(np.float32) @ query
        return cosines

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
        """The ``k`` passages with the highest cosine to a query, or fewer if there are fewer.

        ``query`` is float32 ``(dimension,)`` of unit length; ``allowed`` is ``(len(keys),)`` and
        says which rows may be found, all by default. In a view of more than ``EXACT`` passages a
        few of the best may be missed (docs/performance.md has how many).
        """
        if self._lists is None or self._rows is None:
            return self._ranked(*_exact(self._tail, query, k, allowed))
        first = len(self._rows)
        before, behind = (None, None) if allowed is None else (allowed[:first], allowed[first:])
        if before is not None and np.count_nonzero(before) <= max(10 * k, FEW * first):
            near = np.flatnonzero(before)
        else:
            near = self._lists.search(query, 2 * k, before)
        rows, scores = _exact(self._tail, query, k, behind)
        return self._ranked(
            np.concatenate([near, rows + first]),
            np.concatenate([self.cosines(query, near), scores]),
            k,
        )

    def _ranked(
        self, rows: NDArray[np.int64], scores: NDArray[np.float32], k: int | None = None
    ) -> Ranked:
        if k is not None and len(rows) > k:
            best = np.argpartition(-scores, k)[:k]
            rows, scores = rows[best], scores[best]
        return Ranked.of(self.keys[rows], scores)

    def _followed(self, scan: Scan, keys: Keys, fresh: Keys, folder: Path) -> Self:
        added = scan.vectors(fresh)
        # Of another length than the tail's where nothing was there yet, not even a model.
        rows = np.empty((len(keys), added.shape[1]), np.float32)
        is_fresh = np.isin(keys, fresh, assume_unique=True)
        rows[is_fresh] = added
        kept = np.searchsorted(self.keys, keys[~is_fresh])
        if len(kept):
            rows[~is_fresh] = _all_rows(self._tail)[kept]
        return self._made(keys, rows, folder)

    @classmethod
    def _made(cls, keys: Keys, rows: Vectors, folder: Path | None) -> Self:
        tail = faiss.IndexFlatIP(rows.shape[1])
        tail.add(rows)
        return cls._written(keys, tail, None, None, folder)

    @classmethod
    def _sorted_in(cls, keys: Keys, rows: Any, lists: Lists, folder: Path) -> Self:
        rows.flush()
        lists.save(folder)
        return cls._written(keys, faiss.IndexFlatIP(rows.shape[1]), lists, rows, folder)

    @classmethod
    def _written(
        cls,
        keys: Keys,
        tail: Any,
        lists: Lists | None,
        rows: HalfVectors | None,
        folder: Path | None,
    ) -> Self:
        if folder is not None:
            engine.write(tail, folder / _TAIL)
            np.save(folder / _KEYS, keys, allow_pickle=False)
        return cls(keys, tail, lists, rows, folder)


def _all_rows(flat: Any) -> Vectors:
    if not flat.ntotal:
        return np.empty((0, flat.d), np.float32)
    found = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d)
    return np.asarray(found).reshape(flat.ntotal, flat.d)


def _exact(
    flat: Any, query: Vectors, k: int, allowed: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``k`` rows with the highest inner product, each held against the query."""
    k = min(k, flat.ntotal if allowed is None else int(np.count_nonzero(allowed)))
    if k <= 0:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    return engine.nearest(flat, query, k, allowed)
