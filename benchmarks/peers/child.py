"""One peer in a process of its own: ``python -m benchmarks.peers.child NAME MATERIAL WORK``."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.measure import peak_mib
from benchmarks.peers.base import Material, Peer
from benchmarks.peers.registry import PEERS, Entry
from benchmarks.peers.result import Result
from benchmarks.stages import INGEST, watching

K = 10
PATIENCE_S = 30.0
"""Questions are asked for so long, or until there are no more of them."""
LEAST_ASKED = 20
UNMEASURED = 2


def run(entry: Entry, material: Material, work: Path) -> Result:
    """Let a peer take in the material and answer its questions, one after the other, twice."""
    peer = entry.make(work / (entry.searches or entry.name))
    reading = {stage: INGEST[stage] for stage in ("read", "structure")}
    with watching(reading, time.thread_time) as stopwatch:
        started, spent = time.perf_counter(), time.process_time()
        peer.ingest(material)
        ingest_s = time.perf_counter() - started
        ingest_cpu_s = time.process_time() - spent
        reading_s = sum(stopwatch.take().values())
    questions = [one.question for one in material.questions()]
    for question in questions[-UNMEASURED:]:
        peer.search(question, K)
    took_ms, cpu_ms, found = _ask(peer, questions)
    again_ms, _, _ = _ask(peer, questions[: len(found)])
    return Result(
        entry.name,
        sum(1 for _ in material.passages()),
        None if entry.searches else ingest_s,
        ingest_cpu_s,
        reading_s,
        took_ms,
        cpu_ms,
        again_ms,
        found,
        peak_mib(),
    )


def result_file(work: Path, name: str) -> Path:
    """Where the result of a peer is written."""
    return work / f"{name}.json"


def _ask(peer: Peer, questions: list[str]) -> tuple[list[float], list[float], list[list[str]]]:
    took_ms: list[float] = []
    cpu_ms: list[float] = []
    found: list[list[str]] = []
    for question in questions:
        started, spent = time.perf_counter(), time.process_time()
        found.append(peer.search(question, K))
        took_ms.append((time.perf_counter() - started) * 1000)
        cpu_ms.append((time.process_time() - spent) * 1000)
        if sum(took_ms) > PATIENCE_S * 1000 and len(took_ms) >= LEAST_ASKED:
            break
    return took_ms, cpu_ms, found


if __name__ == "__main__":
    name, material, work = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    entry = next(entry for entry in PEERS if entry.name == name)
    run(entry, Material(Path(material)), Path(work)).write(result_file(Path(work), name))
