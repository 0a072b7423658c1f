"""Which reports an answer rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportqa.answering.answer import Scope
from reportqa.retrieval.preference import place_fit, year_fit
from reportqa.store.shelf import Shelf
from reportqa.types import Filters, Report, Understood


def scope_meant(reports: Sequence[Report], filters: Filters, understood: Understood) -> Scope:
    """The reports that the filters leave and that the place and years named fit.

    A name that fits none of the reports limits nothing.
    """
    shelf = Shelf.of(reports)
    left = shelf.matching(filters)
    for fit in (place_fit, year_fit):
        fitting = left & (fit(understood, shelf) > 0)
        left = fitting if fitting.any() else left
    if left.all():
        # Of ten thousand reports, as is most often asked, without a look at each.
        years = set(shelf.delivered[shelf.delivered > 0].tolist())
        return Scope(tuple(shelf.places), tuple(sorted(years)), len(shelf))
    return scope_of([shelf[ordinal] for ordinal in np.flatnonzero(left)])


def scope_of(reports: Sequence[Report]) -> Scope:
    """Count reports, and name their places and years of delivery in order."""
    places = dict.fromkeys(report.place for report in reports if report.place)
    years = {report.delivered_year for report in reports if report.delivered_year}
    return Scope(tuple(places), tuple(sorted(years)), len(reports))
