"""The bundled models by themselves: what they cost a search and an ingest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measure import Latency, latency
from reportqa import Library, Mode, embedding
from reportqa.retrieval.candidates import gather, prepare
from reportqa.retrieval.ranking import bundled_ranking
from reportqa.retrieval.understanding import understand
from reportqa.structure import in_context

CANDIDATES = 200
MOST_EMBEDDED = 3000
TIMES = 5


@dataclass(frozen=True, slots=True)
class ModelCosts:
    """``embed_query`` and ``rerank`` a question; ``passages_a_second`` the median of five runs.

    ``rerank`` describes ``CANDIDATES`` passages, whose words are in memory, and orders them.
    """

    embed_query: Latency
    rerank: Latency
    passages_a_second: float
    most_passages_a_second: float


def model_costs(library: Library, queries: Sequence[str]) -> ModelCosts:
    """Time the bundled models on the passages of a library made with them."""
    model = embedding.bundled()
    texts = _texts(library)
    rates = []
    for _ in range(TIMES):
        started = time.perf_counter()
        model.embed_passages(texts)
        rates.append(len(texts) / (time.perf_counter() - started))
    return ModelCosts(
        latency(lambda query: model.embed_queries([query]), queries),
        _rerank(library, queries),
        float(np.median(rates)),
        max(rates),
    )


def _texts(library: Library) -> list[str]:
    """Passages as they are embedded, repeated to the same number in each library."""
    with library.catalog.scan() as scan:
        held = [
            in_context(report, passage)
            for report, passages in scan.passages()
            for _, passage in passages
        ]
    return [held[i % len(held)] for i in range(MOST_EMBEDDED)]


def _rerank(library: Library, queries: Sequence[str]) -> Latency:
    ranking, snapshot = bundled_ranking(), library.snapshot()
    table, model = snapshot.table, embedding.bundled()
    prepared = {}
    for query in queries:
        understood = understand(query, table.reports)
        asked = prepare(table, query, understood, vector=model.embed_queries([query])[0])
        found = gather(snapshot, asked, Mode.HYBRID)
        further = np.setdiff1d(table.keys, found.keys)
        keys = np.sort(np.concatenate([found.keys, further])[:CANDIDATES])
        prepared[query] = asked, keys, found

    def rerank(query: str) -> None:
        asked, keys, found = prepared[query]
        described = ranking.describer.describe_these(snapshot, library.catalog, asked, keys, found)
        ranking.trees.score(described.features)

    return latency(rerank, queries)
