"""What a library costs as it grows: made, opened, searched, added to.

    python -m benchmarks.scale [--passages N…] [--reports FOLDER] [--keep FOLDER]

Passages are recombined from the reports of a folder (``benchmarks/varied.py`` says how), by default
the sample corpus. One client, one thread. ``found`` is the share of the ten nearest vectors, by
holding the question against every vector, that the vector view finds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.measure import peak_mib, percentiles
from benchmarks.queries import QUERIES
from benchmarks.varied import PASSAGES, Recombined
from reportqa import Library, embedding
from reportqa.store.lock import writing

Made = TypeVar("Made")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, milliseconds where a name says so, and MiB."""

    passages: int
    views: float
    ready: float
    memory: float
    disk: float
    median_ms: float
    p95_ms: float
    found: float
    added: float
    removed: float


def main() -> None:
    """Measure each size in a process of its own, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--reports", type=Path, default=ROOT / "corpus")
    parser.add_argument("--keep", type=Path, help="keep the libraries here, and use those there")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        kept = asked.keep or Path(scratch)
        with Library.open(Path(scratch) / "seeds") as seeds:
            seeds.ingest([asked.reports])
        for passages in asked.passages:
            folder = kept / str(passages)
            if not folder.exists():
                _apart(_make, Path(scratch) / "seeds", folder, passages)
            views = _apart(_publish, folder)
            rows.append(_apart(_measure, folder, views))
    _print(rows)


def _apart(call: Callable[..., Made], *values: object) -> Made:
    """Call in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *values).result()


def _make(seeds: Path, folder: Path, passages: int) -> float:
    """Put recombined reports into the catalog of a new library."""
    with Library.open(seeds) as real:
        recombined = Recombined(real, embedding.BUNDLED_FOLDER)
        model = real.embedder.fingerprint
    started = time.perf_counter()
    with Library.open(folder) as library, writing(folder, "benchmark"):
        for entry in recombined.entries(passages // PASSAGES):
            library.catalog.put(entry, model, library.lexicon.dictionary_hash)
        library.catalog.checkpoint()
    return time.perf_counter() - started


def _publish(folder: Path) -> float:
    """Make the views of a library, if it has none; the seconds that it takes."""
    started = time.perf_counter()
    with Library.open(folder) as library:
        library.snapshot()
    return time.perf_counter() - started


def _measure(folder: Path, views: float) -> Costs:
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    started = time.perf_counter()
    library = Library.open(folder)
    library.search(QUERIES[0])
    ready = time.perf_counter() - started
    took = []
    for query in (*QUERIES, *QUERIES):
        begun = time.perf_counter()
        library.search(query)
        took.append((time.perf_counter() - begun) * 1000)
    # Before the exact search, which reads every vector into memory.
    memory = peak_mib()
    times = percentiles(took)
    passages = len(library.snapshot().table.keys)
    added, removed = _changed(library)
    return Costs(
        passages,
        views,
        ready,
        memory,
        disk / 2**20,
        times.p50,
        times.p95,
        _found(library),
        added,
        removed,
    )


def _changed(library: Library) -> tuple[float, float]:
    """Seconds until an added report is found, and until a removed one is gone."""
    with tempfile.TemporaryDirectory() as inbox:
        text = next((ROOT / "corpus").rglob("*.txt")).read_text("utf-8")
        path = Path(inbox) / "新溪县_2040.txt"
        path.write_text(f"{text}\n本次增补于{time.time_ns()}。", "utf-8")
        started = time.perf_counter()
        result = library.ingest([path])
        library.search(QUERIES[0])
        added = time.perf_counter() - started
    started = time.perf_counter()
    for report_id in result.brought:
        library.remove(report_id)
    library.search(QUERIES[0])
    return added, time.perf_counter() - started


def _found(library: Library) -> float:
    view = library.snapshot().vectors
    asked = library.embedder.embed_queries(list(QUERIES))
    shares = []
    for query in asked:
        cosines = np.concatenate([view.cosines(query, rows) for rows in _parts(len(view.keys))])
        best = np.argpartition(-cosines, 10)[:10]
        found = view.search(query, 100).keys[:10]
        shares.append(len(np.intersect1d(view.keys[best], found)) / 10)
    return statistics.mean(shares)


def _parts(count: int, size: int = 100_000) -> Iterator[NDArray[np.int64]]:
    for first in range(0, count, size):
        yield np.arange(first, min(first + size, count))


def _print(rows: list[Costs]) -> None:
    table = Table(title="One client, one thread")
    for column in (
        "passages", "views s", "ready s", "memory MiB", "disk MiB", "search p50 ms", "p95 ms",
        "found", "add s", "remove s",
    ):  # fmt: skip
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            f"{row.passages:,}", f"{row.views:.1f}", f"{row.ready:.1f}", f"{row.memory:,.0f}",
            f"{row.disk:,.0f}", f"{row.median_ms:.1f}", f"{row.p95_ms:.1f}", f"{row.found:.3f}",
            f"{row.added:.2f}", f"{row.removed:.2f}",
        )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    main()
