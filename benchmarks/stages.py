"""Where the time of ingest, search and ask goes, stage by stage, and what several clients get.

    python -m benchmarks.stages [--recombined N] [FOLDER…]        default: the sample corpus

With ``--recombined``, so many reports made of the sentences of those in the folders are taken in
(``benchmarks/peers/recombined.py`` says how), from files that are gone afterwards.

Clocks stand around functions of the program for as long as a measurement takes; the program knows
nothing of them. What no stage names (hashing, looking for doubles, notes, waiting) is under “rest”.
Some stages go on beside others, so that together they may take longer than the whole.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measure import Percentiles, percentiles
from benchmarks.peers.recombined import recombined_files
from benchmarks.queries import ASKED, QUERIES
from benchmarks.serving import serving
from reportqa import Library

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 8, 32)
ASKED_EACH = 10
"""Questions of each client; all clients together ask at least ``LEAST_ASKED``."""
LEAST_ASKED = 100
ROUNDS = 5

Places = Mapping[str, Sequence[str]]
"""The functions of each stage, as dotted names."""

INGEST: Places = {
    "read": ["reportqa.ingest.Ingest._document"],
    "structure": ["reportqa.structure.parse"],
    "words": ["reportqa.ingest.tokens_of"],
    "embed": ["reportqa.embedding.static.StaticEmbedder.embed_passages"],
    "write": ["reportqa.store.Catalog.put"],
    "views": ["reportqa.store.Views.publish"],
}
"""``write`` is the catalog, one transaction a report; ``views`` the two indexes made from it."""

SEARCH: Places = {
    "understanding": [
        "reportqa.retrieval.search.understand",
        "reportqa.retrieval.search.only_held",
    ],
    "dense": [
        "reportqa.embedding.static.StaticEmbedder.embed_queries",
        "reportqa.retrieval.candidates._by_vector",
    ],
    "words": ["reportqa.retrieval.candidates.find_words"],
    "learned words": ["reportqa.retrieval.ranking.Describer.by_late"],
    "rerank": [
        "reportqa.retrieval.ranking.Describer.describe_these",
        "reportqa.retrieval.rerank.Reranker.score",
    ],
    "folding": ["reportqa.retrieval.search._hits"],
}
"""``rerank`` reads the candidates and orders them; ``folding`` makes hits of the best."""

ASK: Places = {
    "many reports": ["reportqa.answering.many.answer_many"],
    "search": ["reportqa.library.Library.search"],
    "reading": ["reportqa.answering.asking.read_hits"],
    "evidence": ["reportqa.answering.asking.find_evidence"],
    "citing": ["reportqa.answering.asking.marked"],
}
"""``many reports`` is what a question over all of them is answered by; here it finds that this is
none. ``citing`` verifies each quote and marks the words in it that answer."""


class Stopwatch:
    """Seconds by stage; a stage within another counts for the outer one. For many threads.

    ``clock`` gives seconds: of the wall, or of the thread's own CPU (``time.thread_time``).
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = defaultdict(float)
        self._home, self._beside = threading.get_ident(), 0.0
        self._inside = threading.local()
        self._lock = threading.Lock()

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function with a clock around it."""

        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            if getattr(self._inside, "stage", None) is not None:
                return function(*arguments, **named)
            self._inside.stage = stage
            started = self._clock()
            try:
                return function(*arguments, **named)
            finally:
                took = self._clock() - started
                self._inside.stage = None
                with self._lock:
                    self._seconds[stage] += took
                    self._beside += took if threading.get_ident() != self._home else 0.0

        return timed

    def take(self) -> dict[str, float]:
        """The seconds since this was last asked for."""
        return self.take_both()[0]

    def take_both(self) -> tuple[dict[str, float], float]:
        """The seconds, and how many of them went by in other threads than that of the clock."""
        with self._lock:
            taken, self._seconds = self._seconds, defaultdict(float)
            beside, self._beside = self._beside, 0.0
        return dict(taken), beside


@contextmanager
def watching(places: Places, clock: Callable[[], float] = time.perf_counter) -> Iterator[Stopwatch]:
    """Put clocks around the functions of some stages until the block ends."""
    stopwatch = Stopwatch(clock)
    with ExitStack() as stack:
        for stage, names in places.items():
            for name in names:
                replaced = patch(name)
                function, _ = replaced.get_original()
                stack.enter_context(patch(name, stopwatch.around(stage, function)))
        yield stopwatch


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest took, in seconds by stage, and how much it took in."""

    reports: int
    characters: int
    passages: int
    seconds: dict[str, float]
    whole: float


def _recombined(folders: Sequence[Path], count: int, target: Path) -> Path:
    """Write so many reports made of those in some folders into a folder of their own."""
    sources = [path for folder in folders for path in sorted(folder.rglob("*.txt"))]
    target.mkdir()
    for _ in islice(recombined_files(sources, target), count):
        pass
    return target


def ingest_by_stage(library: Library, folders: Sequence[Path]) -> Ingested:
    """Ingest some folders into an empty library."""
    with watching(INGEST) as stopwatch:
        started = time.perf_counter()
        library.ingest(folders)
        whole = time.perf_counter() - started
        seconds = _with_rest(stopwatch, INGEST, whole)
    reports = library.reports(limit=1_000_000).reports
    return Ingested(
        len(reports),
        sum(report.characters for report in reports),
        library.catalog.size(),
        seconds,
        whole,
    )


def by_stage(
    call: Callable[[str], object], places: Places, queries: Sequence[str]
) -> dict[str, Percentiles]:
    """Ask each question ``ROUNDS`` times after one unmeasured, and give milliseconds by stage."""
    for query in queries:
        call(query)
    took: dict[str, list[float]] = {stage: [] for stage in (*places, "rest", "whole")}
    with watching(places) as stopwatch:
        for query in [*queries] * ROUNDS:
            started = time.perf_counter()
            call(query)
            whole = time.perf_counter() - started
            seconds = _with_rest(stopwatch, places, whole) | {"whole": whole}
            for stage, spent in seconds.items():
                took[stage].append(spent * 1000)
    return {stage: percentiles(spent) for stage, spent in took.items()}


def throughput(port: int, queries: Sequence[str], clients: int) -> tuple[float, Percentiles]:
    """Searches a second over HTTP by so many clients at once, and the milliseconds of each."""
    each = max(ASKED_EACH, LEAST_ASKED // clients)
    together = threading.Barrier(clients)

    def ask(client: int) -> tuple[float, float, list[float]]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        took = []
        together.wait()
        began = time.perf_counter()
        for number in range(each):
            # Each begins elsewhere, so that they don't all ask the same at the same time.
            query = queries[(client * 7 + number) % len(queries)]
            started = time.perf_counter()
            _search(connection, query)
            took.append((time.perf_counter() - started) * 1000)
        connection.close()
        return began, time.perf_counter(), took

    with ThreadPoolExecutor(clients) as pool:
        asked = list(pool.map(ask, range(clients)))
    seconds = max(end for _, end, _ in asked) - min(began for began, _, _ in asked)
    return clients * each / seconds, percentiles([one for _, _, took in asked for one in took])


def main() -> None:
    """Measure, and print Markdown tables."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--recombined", type=int, metavar="N")
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT / "corpus"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, folders = Path(scratch) / "library", asked.folders
        if asked.recombined:
            folders = [_recombined(folders, asked.recombined, Path(scratch) / "reports")]
        with Library.open(folder) as library:
            print(ingest_table(ingest_by_stage(library, folders)), end="\n\n")
            print(table("search", by_stage(library.search, SEARCH, QUERIES)), end="\n\n")
            print(table("ask", by_stage(library.ask, ASK, ASKED)), end="\n\n")
        print("| clients | searches a second | p50 ms | p95 ms | p99 ms |")
        print("|---:|---:|---:|---:|---:|")
        with serving(folder) as server:
            throughput(server.port, QUERIES, 1)
            for clients in CLIENTS:
                rate, took = throughput(server.port, QUERIES, clients)
                print(f"| {clients} | {rate:.0f} | {_cells(took)} |")


def ingest_table(ingested: Ingested) -> str:
    """Seconds and rates by stage, as Markdown."""
    lines = [
        f"{ingested.reports} reports, {ingested.characters:,} characters, "
        f"{ingested.passages:,} passages",
        "",
        "| stage | s | share | reports/s | characters/s |",
        "|---|---:|---:|---:|---:|",
    ]
    for stage, spent in {**ingested.seconds, "whole": ingested.whole}.items():
        of_it = spent / ingested.whole
        rates = f"{ingested.reports / spent:,.0f} | {ingested.characters / spent:,.0f}"
        lines.append(f"| {stage} | {spent:.2f} | {of_it:.0%} | {rates} |")
    return "\n".join(lines)


def table(asked: str, took: Mapping[str, Percentiles]) -> str:
    """Milliseconds by stage of what is asked, as Markdown."""
    lines = [f"| {asked} | p50 ms | p95 ms | p99 ms | mean ms |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {stage} | {_cells(spent)} | {spent.mean:.2f} |" for stage, spent in took.items()]
    return "\n".join(lines)


def _with_rest(stopwatch: Stopwatch, places: Places, whole: float) -> dict[str, float]:
    """The seconds of every stage in order, and what is left of the whole in its own thread."""
    seconds, beside = stopwatch.take_both()
    named = {stage: seconds.get(stage, 0.0) for stage in places}
    return {**named, "rest": whole - (sum(named.values()) - beside)}


def _search(connection: http.client.HTTPConnection, query: str) -> None:
    headers = {"content-type": "application/json"}
    connection.request("POST", "/v1/search", json.dumps({"query": query}), headers)
    response = connection.getresponse()
    said = response.read()
    if response.status != http.client.OK:
        raise RuntimeError(f"{response.status}: {said[:200]!r}")


def _cells(took: Percentiles) -> str:
    return f"{took.p50:.2f} | {took.p95:.2f} | {took.p99:.2f}"


if __name__ == "__main__":
    main()
