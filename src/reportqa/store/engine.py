"""What every FAISS index of ours is searched, written and read by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors

# Not in the types that FAISS comes with.
_Reader: Any = vars(faiss)["PyCallbackIOReader"]


def nearest(
    index: Any,
    query: Vectors,
    k: int,
    allowed: NDArray[np.bool_] | None,
    parameters: Any = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``k`` rows with the highest inner product, best first, or fewer; and those products.

    ``allowed`` is ``(rows,)`` and says which may be found, all by default. ``parameters`` are of
    the kind of the index, by default those of a flat one.
    """
    if allowed is not None:
        parameters = parameters or faiss.SearchParameters()
        # The bits must outlive the search: FAISS keeps a bare pointer to them.
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        parameters.sel = selector
    # FAISS divides a search among threads by query, so for one they only wait for each other.
    faiss.omp_set_num_threads(1)
    asked = np.ascontiguousarray(query, np.float32).reshape(1, -1)
    scores, rows = index.search(asked, k, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], scores[0][found]


def write(index: Any, path: Path) -> None:
    """Write an index; through Python bytes, as FAISS cannot open every path."""
    with path.open("wb") as file:
        file.write(faiss.serialize_index(index).data)


def read(path: Path) -> Any:
    """Read what ``write`` wrote."""
    with path.open("rb") as file:
        return faiss.read_index(_Reader(file.read))
