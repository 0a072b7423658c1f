"""Haystack: its in-memory store, both retrievers, and reciprocal rank fusion."""

from __future__ import annotations

from pathlib import Path

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers.base import HALF, Material, batches, cut, embed_passages, embed_query


class Haystack:
    """Documents hold our words, cut at spaces by its own BM25, and embeddings made before."""

    def __init__(self, folder: Path) -> None:
        del folder
        self._store = InMemoryDocumentStore(
            bm25_tokenization_regex=r"\S+", return_embedding=False, shared=False
        )
        self._lexical = InMemoryBM25Retriever(self._store, top_k=HALF)
        self._dense = InMemoryEmbeddingRetriever(self._store, top_k=HALF)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def ingest(self, material: Material) -> None:
        """Write documents a batch at a time."""
        for batch in batches(material.passages()):
            vectors = embed_passages([passage.text for passage in batch]).tolist()
            self._store.write_documents(
                [
                    Document(id=passage.id, content=" ".join(cut(passage.text)), embedding=vector)
                    for passage, vector in zip(batch, vectors, strict=True)
                ]
            )

    def search(self, query: str, k: int) -> list[str]:
        """Both retrievers and the joiner, without the cost of a pipeline around them."""
        lexical = self._lexical.run(query=" ".join(cut(query)))["documents"]
        dense = self._dense.run(query_embedding=embed_query(query).tolist())["documents"]
        found = self._joiner.run(documents=[lexical, dense], top_k=k)["documents"]
        return [document.id for document in found]
