"""What a library costs as it grows: made, opened, searched, asked, added to.

    python -m benchmarks.scale [--passages N…] [--reports FOLDER] [--keep FOLDER] [--save FILE]

Passages are recombined from the reports of a folder (``benchmarks/varied.py`` says how), by default
the sample corpus. One client and one thread where nothing else is said. ``found`` is the share of
the ten nearest vectors, by holding the question against every vector, that the vector view finds.
``python -m benchmarks.growth FILE`` draws what was saved.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Percentiles, milliseconds, peak_mib, percentiles
from benchmarks.queries import ASKED, QUERIES
from benchmarks.varied import PASSAGES, Recombined
from reportqa import Filters, Library, embedding
from reportqa.store.lock import writing

Made = TypeVar("Made")
ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 8, 32)

REMOVED_BELOW = 1_000_000
"""In larger libraries nothing is removed: it makes both views anew, which ``views`` has told."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured at one size: seconds, MiB, milliseconds, searches a second by clients.

    ``first`` is of questions that are asked for the first time, ``again`` of the same ones when
    their passages are in memory. ``added`` has the model to load and the files of the views to sum,
    which ``added_next`` finds done. ``removed`` is ``None`` where nothing was removed.
    """

    passages: int
    reports: int
    views: float
    ready: float
    memory: float
    disk: float
    added: float
    added_next: float
    removed: float | None
    first: Percentiles
    again: Percentiles
    of_a_place: Percentiles
    of_a_year: Percentiles
    ask: Percentiles
    rate: dict[str, float]
    found: float


def main() -> None:
    """Measure each size in a process of its own, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--reports", type=Path, default=ROOT / "corpus")
    parser.add_argument("--keep", type=Path, help="keep the libraries here, and use those there")
    parser.add_argument("--save", type=Path, help="append a line of JSON for each size")
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
            if asked.save:
                with asked.save.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(rows[-1])) + "\n")
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
    reports = library.snapshot().table.reports
    some = reports[len(reports) // 2]
    year = some.delivered_year
    timed = {
        name: _times(library, filters)
        for name, filters in {
            "first": Filters(),
            "again": Filters(),
            "of_a_place": Filters(place=some.place),
            "of_a_year": Filters(year_from=year, year_to=year),
        }.items()
    }
    library.ask(ASKED[0])
    ask = percentiles([milliseconds(library.ask, query) for query in ASKED])
    rate = {str(clients): _rate(library, clients) for clients in CLIENTS}
    # Before the exact search, which reads every vector into memory.
    memory = peak_mib()
    passages, count = len(library.snapshot().table.keys), len(reports)
    (report_id, added), (_, added_next) = _added(library), _added(library)
    removed = _removed(library, report_id) if passages < REMOVED_BELOW else None
    return Costs(
        passages=passages,
        reports=count,
        views=views,
        ready=ready,
        memory=memory,
        disk=disk / 2**20,
        added=added,
        added_next=added_next,
        removed=removed,
        ask=ask,
        rate=rate,
        found=_found(library),
        **timed,
    )


def _times(library: Library, filters: Filters) -> Percentiles:
    def search(query: str) -> object:
        return library.search(query, filters=filters)

    return percentiles([milliseconds(search, query) for query in QUERIES])


def _rate(library: Library, clients: int) -> float:
    """Searches a second, by so many threads of one process."""
    asked = QUERIES * 4
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(library.search, asked))
    return len(asked) / (time.perf_counter() - started)


def _added(library: Library) -> tuple[str, float]:
    """Add a report; its id, and the seconds until it is found."""
    with tempfile.TemporaryDirectory() as inbox:
        text = next((ROOT / "corpus").rglob("*.txt")).read_text("utf-8")
        path = Path(inbox) / f"新溪县_{time.time_ns()}.txt"
        path.write_text(f"{text}\n本次增补于{time.time_ns()}。", "utf-8")
        started = time.perf_counter()
        [report_id] = library.ingest([path]).brought
        library.search(QUERIES[0])
        return report_id, time.perf_counter() - started


def _removed(library: Library, report_id: str) -> float:
    """Seconds until a report is gone."""
    started = time.perf_counter()
    library.remove(report_id)
    library.search(QUERIES[0])
    return time.perf_counter() - started


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


def _print(rows: Sequence[Costs]) -> None:
    kept = _table(
        "Made, opened and changed",
        "passages", "reports", "views s", "ready s", "memory MiB", "disk MiB", "bytes a passage",
        "add s", "the next s", "remove s",
    )  # fmt: skip
    asked = _table(
        "p50 / p95 / p99 in ms, and searches a second",
        "passages", "first search", "again", "of one place", "of one year", "ask",
        *(f"{clients} at once" for clients in CLIENTS), "found",
    )  # fmt: skip
    for row in rows:
        kept.add_row(
            f"{row.passages:,}", f"{row.reports:,}", f"{row.views:.1f}", f"{row.ready:.1f}",
            f"{row.memory:,.0f}", f"{row.disk:,.0f}", f"{row.disk * 2**20 / row.passages:,.0f}",
            f"{row.added:.2f}", f"{row.added_next:.2f}",
            "" if row.removed is None else f"{row.removed:.2f}",
        )  # fmt: skip
        asked.add_row(
            f"{row.passages:,}", _said(row.first), _said(row.again),
            _said(row.of_a_place), _said(row.of_a_year), _said(row.ask),
            *(f"{rate:.0f}" for rate in row.rate.values()), f"{row.found:.3f}",
        )  # fmt: skip
    console = Console(width=140)
    console.print(kept)
    console.print(asked)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _said(times: Percentiles) -> str:
    return f"{times.p50:.1f} / {times.p95:.1f} / {times.p99:.1f}"


if __name__ == "__main__":
    main()
