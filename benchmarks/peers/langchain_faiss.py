"""LangChain: its FAISS store and its BM25 retriever, fused by its EnsembleRetriever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_core.embeddings import Embeddings

from benchmarks.peers.base import BATCH, HALF, Material, cut, embed_passages, embed_query


class _OurEmbeddings(Embeddings):  # type: ignore[misc]  # its types are not seen
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = []
        for first in range(0, len(texts), BATCH):
            vectors += embed_passages(texts[first : first + BATCH]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = embed_query(text).tolist()
        return vector


class LangChain:
    """All in memory; BM25 gets our words by its ``preprocess_func``."""

    def __init__(self, folder: Path) -> None:
        del folder
        self._retriever: Any = None

    def ingest(self, material: Material) -> None:
        """Give both the same texts."""
        passages = list(material.passages())
        texts, ids = [passage.text for passage in passages], [passage.id for passage in passages]
        metadatas = [{"id": one} for one in ids]
        dense = FAISS.from_texts(
            texts,
            _OurEmbeddings(),
            metadatas=metadatas,
            ids=ids,
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        ).as_retriever(search_kwargs={"k": HALF})
        lexical = BM25Retriever.from_texts(texts, metadatas=metadatas, ids=ids, preprocess_func=cut)
        lexical.k = HALF
        self._retriever = EnsembleRetriever(retrievers=[dense, lexical], id_key="id")

    def search(self, query: str, k: int) -> list[str]:
        """Reciprocal rank fusion, as the retriever does it."""
        return [found.metadata["id"] for found in self._retriever.invoke(query)[:k]]
