"""LanceDB: one table on disk with vectors and a full-text index, fused by its RRF reranker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.rerankers import RRFReranker

from benchmarks.peers.base import HALF, Material, batches, cut, embed_passages, embed_query


class LanceDB:
    """Our words, cut at spaces by its own index; vectors are compared exactly, as by default."""

    def __init__(self, folder: Path) -> None:
        self._database: Any = lancedb.connect(str(folder))
        self._fusion = RRFReranker()
        self._table: Any = None

    def ingest(self, material: Material) -> None:
        """Write all batches as one table, then index the words."""
        dimension = len(embed_query(""))
        schema = pa.schema(
            [
                pa.field("id", pa.string()),
                pa.field("words", pa.string()),
                pa.field("vector", pa.list_(pa.float32(), dimension)),
            ]
        )

        def rows() -> Iterator[Any]:
            for batch in batches(material.passages()):
                vectors = embed_passages([passage.text for passage in batch])
                yield pa.record_batch(
                    [
                        pa.array([passage.id for passage in batch]),
                        pa.array([" ".join(cut(passage.text)) for passage in batch]),
                        pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), dimension),
                    ],
                    schema=schema,
                )

        self._table = self._database.create_table("passages", rows(), schema=schema)
        self._table.create_fts_index(
            "words",
            base_tokenizer="whitespace",
            stem=False,
            remove_stop_words=False,
            ascii_folding=False,
        )

    def search(self, query: str, k: int) -> list[str]:
        """As many of each half as the others take, of which the best are kept."""
        found = (
            self._table.search(query_type="hybrid")
            .vector(embed_query(query))
            .text(" ".join(cut(query)))
            .distance_type("dot")
            .rerank(self._fusion)
            .select(["id"])
            .limit(HALF)
            .to_arrow()
        )
        ids: list[str] = found["id"].to_pylist()
        return ids[:k]
