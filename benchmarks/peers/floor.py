"""The floor: each engine by itself, and the model alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import tantivy

from benchmarks.peers.base import Material, batches, cut, embed_passages, embed_query


class RawFaiss:
    """Exact inner product in memory, and nothing else."""

    def __init__(self, folder: Path) -> None:
        del folder  # in memory
        self._ids: list[str] = []
        self._index: Any = None

    def ingest(self, material: Material) -> None:
        """Embed and add."""
        for batch in batches(material.passages()):
            vectors = embed_passages([passage.text for passage in batch])
            if self._index is None:
                self._index = faiss.IndexFlatIP(vectors.shape[1])
            self._index.add(vectors)
            self._ids += [passage.id for passage in batch]

    def search(self, query: str, k: int) -> list[str]:
        """Embed, and compare with all."""
        _, rows = self._index.search(embed_query(query).reshape(1, -1), k)
        return [self._ids[row] for row in rows[0] if row >= 0]


class RawTantivy:
    """BM25 on disk over words that are cut already, and nothing else."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("row", fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        self._schema: Any = builder.build()
        folder.mkdir(parents=True)
        self._index: Any = tantivy.Index(self._schema, path=str(folder))
        self._ids: list[str] = []
        self._searcher: Any = None

    def ingest(self, material: Material) -> None:
        """Cut, add and commit."""
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        for row, passage in enumerate(material.passages()):
            document = tantivy.Document()
            document.add_unsigned("row", row)
            document.add_text("words", " ".join(cut(passage.text)))
            writer.add_document(document)
            self._ids.append(passage.id)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query: str, k: int) -> list[str]:
        """Any of the words, the best by BM25."""
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(self._schema, "words", word, "freq"),
            )
            for word in dict.fromkeys(cut(query))
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [self._ids[row] for row in rows]


class ModelAlone:
    """Embeds, and finds nothing."""

    def __init__(self, folder: Path) -> None:
        del folder

    def ingest(self, material: Material) -> None:
        """Embed and forget."""
        for batch in batches(material.passages()):
            embed_passages([passage.text for passage in batch])

    def search(self, query: str, k: int) -> list[str]:
        """Embed and forget."""
        del k
        embed_query(query)
        return []
