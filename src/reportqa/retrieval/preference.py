"""How well reports and passages fit the places, years and role that a question names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportqa.types import Report, Understood

Floats = NDArray[np.float32]


def place_fit(understood: Understood, reports: Sequence[Report]) -> Floats:
    """Return 1 for each report of a place that is named, else 0: float32 ``(len(reports),)``."""
    return np.array([report.place in understood.places for report in reports], np.float32)


def year_fit(understood: Understood, reports: Sequence[Report]) -> Floats:
    """Return how well each report fits the years named, 0 to 1: float32 ``(len(reports),)``.

    A report that reviews the year or plans it fits fully; where a role is asked for, the half
    that it is asked of decides (deeds of 2024 stand in the report delivered in 2025).
    """
    wanted = set(understood.years)
    fits = np.zeros(len(reports), np.float32)
    if not wanted:
        return fits
    for index, report in enumerate(reports):
        reviewed, planned = report.review_year in wanted, report.plan_year in wanted
        if reviewed or planned or report.delivered_year in wanted:
            fits[index] = 1.0 if understood.role is None else _half(understood, reviewed, planned)
    return fits


def _half(understood: Understood, reviewed: bool, planned: bool) -> float:
    asked = {"review": reviewed, "plan": planned}.get(understood.role or "", True)
    return 1.0 if asked else 0.7
