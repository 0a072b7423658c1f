"""Ingest, cold start and search of a folder of reports, beside SQLite's full-text search.

    python -m benchmarks [FOLDER…]        default: the sample corpus

Everything is pinned to two cores. Figures of one run are comparable with each other; those of
another machine, or of a busy one, are not.
"""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import sys
import tempfile
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Latency, Run, latency, median_run, run_process
from benchmarks.models import CANDIDATES, ModelCosts, model_costs
from benchmarks.queries import QUERIES
from benchmarks.serving import CLI, serving
from reportqa import Library, Mode
from reportqa.language import words

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure, and print one table."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    folders = [Path(argument) for argument in sys.argv[1:]] or [ROOT / "corpus"]
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "library"
        where = ["--library", str(library)]
        ingest = run_process([*CLI, "ingest", *map(str, folders), *where])
        cold = median_run([*CLI, "search", QUERIES[0], *where], times=5)
        with serving(library) as server:
            # The plainest client there is: its own cost counts in the figure.
            client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

            def ask(query: str) -> bytes:
                body = json.dumps({"query": query})
                client.request("POST", "/v1/search", body, {"content-type": "application/json"})
                return client.getresponse().read()

            served = latency(ask, QUERIES)
            client.close()
        with Library.open(library) as opened:
            halves = {mode: latency(partial(opened.search, mode=mode), QUERIES) for mode in Mode}
            models = model_costs(opened, QUERIES)
            peer = _fts5(opened)
            reports, characters = _size(opened)
    _print(ingest, cold, served, halves, models, peer, reports, characters)


def _size(library: Library) -> tuple[int, int]:
    reports = library.reports(limit=100_000).reports
    return len(reports), sum(report.characters for report in reports)


def _fts5(library: Library) -> Latency:
    """Time SQLite's FTS5 over the same words of the same passages, ten best by BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table passages using fts5(words, tokenize='unicode61')")
    with library.catalog.scan() as scan:
        rows = ((row.tokens,) for row in scan.words(scan.keys()))
        database.executemany("insert into passages values (?)", rows)

    def search(query: str) -> list[tuple[int]]:
        terms = " OR ".join(f'"{word}"' for word in words.tokenize(query))
        return database.execute(
            "select rowid from passages where words match ? order by bm25(passages) limit 10",
            (terms,),
        ).fetchall()

    try:
        return latency(search, QUERIES)
    finally:
        database.close()


def _print(
    ingest: Run,
    cold: Run,
    served: Latency,
    halves: dict[Mode, Latency],
    models: ModelCosts,
    peer: Latency,
    reports: int,
    characters: int,
) -> None:
    table = Table(title=f"{reports} reports, {characters:,} characters, two cores")
    for column in ("what", "figure", "beside SQLite FTS5"):
        table.add_column(column, justify="left" if column == "what" else "right")
    table.add_row("ingest", f"{ingest.seconds:.1f} s")
    table.add_row("ingest, characters a second", f"{characters / ingest.seconds:,.0f}")
    table.add_row("ingest, peak memory", f"{ingest.peak_mib:.0f} MiB")
    table.add_row("reportqa search, cold start", f"{cold.seconds:.2f} s")
    table.add_row("reportqa search, peak memory", f"{cold.peak_mib:.0f} MiB")
    table.add_row("POST /v1/search, median", f"{served.median:.1f} ms")
    table.add_row("POST /v1/search, p95", f"{served.p95:.1f} ms")
    for mode, took in halves.items():
        ratio = f"{took.median / peer.median:.2f}×"
        table.add_row(f"Library.search, {mode}, median", f"{took.median:.1f} ms", ratio)
    for what, took in (
        ("a question embedded", models.embed_query),
        (f"{CANDIDATES} candidates reranked", models.rerank),
    ):
        table.add_row(f"{what}, median (least)", f"{took.median:.2f} ({took.least:.2f}) ms")
    rates = f"{models.passages_a_second:,.0f} ({models.most_passages_a_second:,.0f})"
    table.add_row("passages embedded a second, median (most)", rates)
    table.add_row("SQLite FTS5, words only, median", f"{peer.median:.1f} ms", "1.00×")
    Console().print(table)


if __name__ == "__main__":
    main()
