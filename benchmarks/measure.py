"""Timing of whole processes and of calls, as medians over several runs."""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_MAXRSS_IN_MIB = 1024 if sys.platform != "darwin" else 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: wall-clock seconds, and its peak memory in MiB."""

    seconds: float
    peak_mib: float


def run_process(arguments: Sequence[str]) -> Run:
    """Run a command to its end, its output dropped. Raises RuntimeError where it fails.

    Peak memory is what the operating system counted for the process (Linux: in KiB).
    """
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{' '.join(arguments)}: {complaint.decode(errors='replace')[-500:]}")
    return Run(seconds, usage.ru_maxrss / _MAXRSS_IN_MIB)


def median_run(arguments: Sequence[str], times: int) -> Run:
    """Run a command once unmeasured and then ``times`` times, and give the medians."""
    run_process(arguments)
    runs = [run_process(arguments) for _ in range(times)]
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.peak_mib for run in runs),
    )


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds that calls took; the least tells most on a busy machine."""

    median: float
    p95: float
    least: float


def milliseconds(call: Callable[[str], object], query: str) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call(query)
    return (time.perf_counter() - started) * 1000


def latency(call: Callable[[str], object], queries: Sequence[str]) -> Latency:
    """Time ``call`` with each query, after one round unmeasured."""
    for query in queries:
        call(query)
    took = [milliseconds(call, query) for query in queries]
    return Latency(statistics.median(took), statistics.quantiles(took, n=20)[18], min(took))


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Milliseconds that half, 95 and 99 in a hundred calls stayed within, and their mean."""

    p50: float
    p95: float
    p99: float
    mean: float


def percentiles(took: Sequence[float]) -> Percentiles:
    """The percentiles of at least one time."""
    p50, p95, p99 = np.percentile(took, (50, 95, 99))
    return Percentiles(float(p50), float(p95), float(p99), statistics.fmean(took))


def peak_mib() -> float:
    """The most memory that this process has held so far.

    Linux tells it of the program that runs now. Elsewhere it is ``ru_maxrss``, which on some
    systems begins with what the parent held when it started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii", errors="replace"))
        if found is not None:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MAXRSS_IN_MIB
