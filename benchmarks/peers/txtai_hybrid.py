"""txtai: its default hybrid index, FAISS and BM25 with terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings
from txtai.scoring import BM25

from benchmarks.peers.base import Material, cut, embed_passages


class OurWords(BM25):  # type: ignore[misc]  # its types are not seen
    """txtai's BM25 over our words."""

    def tokenize(self, text: str) -> list[str]:
        """In the place of its own tokenizer, which knows no Chinese words."""
        return cut(text)


def _embed(texts: list[str]) -> Any:
    # One function for passages and questions: the bundled model has no prompts to tell them apart.
    return embed_passages(texts)


class TxtAI:
    """The index as ``hybrid=True`` makes it: above 5,000 passages its FAISS is an inverted file."""

    def __init__(self, folder: Path) -> None:
        del folder
        self._embeddings: Any = Embeddings(
            {
                "method": "external",
                "transform": _embed,
                "scoring": {
                    "method": f"{OurWords.__module__}.{OurWords.__qualname__}",
                    "terms": True,
                    "normalize": True,
                },
            }
        )

    def ingest(self, material: Material) -> None:
        """Stream the passages in."""
        self._embeddings.index((passage.id, passage.text, None) for passage in material.passages())

    def search(self, query: str, k: int) -> list[str]:
        """Ten times ``k`` of each half, their normalised scores added."""
        return [found for found, _ in self._embeddings.search(query, k)]
