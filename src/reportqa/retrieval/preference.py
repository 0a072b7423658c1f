"""How well reports and passages fit the places, years and role that a question names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportqa.store.shelf import Shelf
from reportqa.types import Report, Understood

Floats = NDArray[np.float32]


def place_fit(understood: Understood, reports: Sequence[Report]) -> Floats:
    """Return 1 for each report of a place that is named, else 0: float32 ``(len(reports),)``."""
    return Shelf.of(reports).of_places(understood.places).astype(np.float32)


def year_fit(understood: Understood, reports: Sequence[Report]) -> Floats:
    """Return how well each report fits the years named, 0 to 1: float32 ``(len(reports),)``.

    A report that reviews the year or plans it fits fully; where a role is asked for, the half
    that it is asked of decides (deeds of 2024 stand in the report delivered in 2025).
    """
    shelf, wanted = Shelf.of(reports), np.array(understood.years, np.int32)
    reviewed, planned, delivered = (
        np.isin(years, wanted) for years in (shelf.reviewed, shelf.planned, shelf.delivered)
    )
    asked = {"review": reviewed, "plan": planned}.get(understood.role or "")
    full = np.ones(len(shelf), np.bool_) if asked is None else asked
    fits = np.where(full, np.float32(1.0), np.float32(0.7))
    return np.where(reviewed | planned | delivered, fits, np.float32(0.0))
