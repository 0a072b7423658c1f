"""Draws what a library costs against its size: ``python -m benchmarks.growth FILE PICTURE``.

FILE is what ``python -m benchmarks.scale --save FILE`` wrote. Both axes are logarithmic, so that a
cost which grows with a power of the size is a straight line. The slope in the legend is that power,
by least squares: 1 is in proportion, 0 is none at all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Row = dict[str, Any]

DRAWN: dict[str, Callable[[Row], float]] = {
    "first search, p50 (ms)": lambda row: row["first"]["p50"],
    "search again, p50 (ms)": lambda row: row["again"]["p50"],
    "search again, p95 (ms)": lambda row: row["again"]["p95"],
    "ask, p50 (ms)": lambda row: row["ask"]["p50"],
    "ready (s)": lambda row: row["ready"],
    "one report added (s)": lambda row: row["added_next"],
    "memory (GiB)": lambda row: row["memory"] / 1024,
    "disk (GiB)": lambda row: row["disk"] / 1024,
}


def main() -> None:
    """Draw the newest row of each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    parser.add_argument("picture", type=Path)
    asked = parser.parse_args()
    lines = asked.file.read_text("utf-8").splitlines()
    rows = {row["passages"]: row for row in map(json.loads, lines)}
    draw([rows[passages] for passages in sorted(rows)]).savefig(asked.picture)


def draw(rows: list[Row]) -> Figure:
    """One line a cost, over at least two sizes."""
    figure = Figure(figsize=(8, 6), layout="constrained")
    axes = figure.subplots()
    sizes = np.array([row["passages"] for row in rows], np.float64)
    for name, cost in DRAWN.items():
        costs = np.array([cost(row) for row in rows], np.float64)
        slope = slope_of(sizes, costs)
        axes.plot(sizes, costs, marker="o", label=f"{name}: slope {slope:.2f}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("passages")
    axes.set_ylabel("cost, in the unit of each line")
    axes.grid(visible=True, which="major", alpha=0.3)
    figure.legend(loc="outside lower center", ncols=2, fontsize="small")
    return figure


def slope_of(sizes: Floats, costs: Floats) -> float:
    """The power of the size that a cost grows with."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


if __name__ == "__main__":
    main()
