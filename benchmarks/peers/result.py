"""What was measured of a peer, and the table that sets all beside reportqa."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measure import percentiles
from benchmarks.peers.base import Asked
from reportqa.evaluation import measure

OURS = "reportqa"
FOUND, RANKED = "Success@10", "RR@10"
FLOORS = (
    ("reportqa, vector view", "raw FAISS"),
    ("reportqa, word view", "raw tantivy"),
    ("reportqa, vectors alone", "raw FAISS"),
    ("reportqa, words alone", "raw tantivy"),
)
"""Each view, and each half of our search, with the engine that it stands on."""


@dataclass(frozen=True, slots=True)
class Result:
    """A peer's run over some material.

    ``ingest_s`` is ``None`` where it searched what another took in, ``ingest_cpu_s`` what all its
    threads spent on it, ``reading_s`` the CPU that went from files to passages, which the others
    were given. ``took_ms`` and ``found`` are of the first questions, as far as the time went, and
    ``again_ms`` of the same ones when whatever a peer remembers of them is in memory; ``peak_mib``
    is of ingest and search together.
    """

    name: str
    passages: int
    ingest_s: float | None
    ingest_cpu_s: float
    reading_s: float
    took_ms: list[float]
    cpu_ms: list[float]
    again_ms: list[float]
    found: list[list[str]]
    peak_mib: float

    def write(self, path: Path) -> None:
        """As JSON, for the process that asked for it."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> Result:
        """What ``write`` wrote."""
        return cls(**json.loads(path.read_text("utf-8")))


def table(results: Sequence[Result], asked: Sequence[Asked]) -> str:
    """All peers as Markdown, with how many times as long as reportqa each takes.

    Ingest is compared from passages on, as reportqa alone reads files and finds their structure.
    """
    ours = {result.name: result for result in results}.get(OURS)
    lines = [
        "| | ingest s | CPU s | passages/s | × ours | p50 ms | p95 ms | CPU p50 ms "
        "| p50 × ours | again p50 ms | × ours | peak MiB | found in ten | RR@10 | asked |",
        "|---" + "|---:" * 14 + "|",
    ]
    for result in results:
        lines.append(_row(result, ours, asked))
        if result.reading_s:
            lines.append(_from_files(result))
    return "\n".join(lines)


def floors(results: Sequence[Result]) -> str:
    """How many times as long each view, and each half of our search, takes as its engine."""
    by_name = {result.name: result for result in results}
    lines = ["| | p50 | p95 | CPU p50 |", "|---|---:|---:|---:|"]
    for half, floor in FLOORS:
        if half in by_name and floor in by_name:
            one, other = (_times(by_name[name]) for name in (half, floor))
            ratios = " | ".join(f"{a / b:.2f} ×" for a, b in zip(one, other, strict=True))
            lines.append(f"| {half}, beside {floor} | {ratios} |")
    return "\n".join(lines)


def _times(result: Result) -> tuple[float, float, float]:
    took = percentiles(result.took_ms)
    return took.p50, took.p95, percentiles(result.cpu_ms).p50


def _from_passages(result: Result) -> float | None:
    return None if result.ingest_s is None else result.ingest_s - result.reading_s


def _row(result: Result, ours: Result | None, asked: Sequence[Asked]) -> str:
    cells = [""] * 4
    seconds = _from_passages(result)
    if seconds is not None:
        cells = [*_ingest(seconds, result.ingest_cpu_s - result.reading_s, result.passages), ""]
        if ours is not None and (our_seconds := _from_passages(ours)) is not None:
            cells[-1] = f"{seconds / our_seconds:.2f}"
    cells += [f"{ms:.1f}" for ms in _times(result)]
    cells.append("" if ours is None else f"{_times(result)[0] / _times(ours)[0]:.2f}")
    again = percentiles(result.again_ms).p50
    cells.append(f"{again:.1f}")
    cells.append("" if ours is None else f"{again / percentiles(ours.again_ms).p50:.2f}")
    cells += [f"{result.peak_mib:,.0f}", *_quality(result, asked), str(len(result.found))]
    return f"| {result.name} | {' | '.join(cells)} |"


def _from_files(result: Result) -> str:
    assert result.ingest_s is not None
    cells = [*_ingest(result.ingest_s, result.ingest_cpu_s, result.passages), *[""] * 11]
    return f"| {result.name}, from files | {' | '.join(cells)} |"


def _ingest(seconds: float, cpu: float, passages: int) -> list[str]:
    return [f"{seconds:.1f}", f"{cpu:.1f}", f"{passages / seconds:,.0f}"]


def _quality(result: Result, asked: Sequence[Asked]) -> list[str]:
    """Means over the questions that the peer was asked; nothing for one that finds nothing."""
    if not any(result.found):
        return ["", ""]
    right = {str(i): one.right for i, one in enumerate(asked[: len(result.found)])}
    values = measure(right, {str(i): found for i, found in enumerate(result.found)})
    means = [sum(values[i][name] for i in right) / len(right) for name in (FOUND, RANKED)]
    return [f"{mean:.3f}" for mean in means]
