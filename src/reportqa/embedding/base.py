"""What every embedding model offers, and how it is recognised again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What must agree for vectors to be comparable; it travels with the library.

    ``revision`` is a hash of the model's files, or the hub revision where there is one.
    """

    name: str
    revision: str
    dimension: int
    query_prompt: str = ""
    passage_prompt: str = ""


def to_unit_length(rows: Vectors) -> Vectors:
    """Bring rows to unit length, in place; a row of zeros stays one: float32 ``(…, dimension)``."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    np.divide(rows, lengths, out=rows, where=lengths > 0)
    return rows


class Embedder(Protocol):
    """Turns texts into rows of unit length; cosine is their inner product."""

    @property
    def fingerprint(self) -> Fingerprint:
        """What must agree for vectors to be comparable."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 ``(len(texts), dimension)``, rows of unit length."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with their context: float32 ``(len(texts), dimension)``, unit rows."""
        ...
