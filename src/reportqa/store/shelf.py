"""The reports of a snapshot, with what every question asks of them all, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reportqa.language.places import names_of
from reportqa.types import Filters, Level, Report

_NONE = -1
"""A year that is not known."""

ASKED_LATELY = 256
"""Places whose names are kept."""


class Shelf(tuple[Report, ...]):
    """Reports, each known by its ordinal; arrays are ``(len(shelf),)``."""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """The reports as a shelf, the same if they stand on one already."""
        return reports if isinstance(reports, cls) else cls(reports)

    @cached_property
    def by_id(self) -> dict[str, Report]:
        """Each report by its id."""
        return {report.id: report for report in self}

    @cached_property
    def ordinals(self) -> dict[str, int]:
        """Each report's place on the shelf by its id."""
        return {report.id: ordinal for ordinal, report in enumerate(self)}

    @cached_property
    def places(self) -> dict[str, Level | None]:
        """Every place that a report speaks for, with its level, in the order of the reports."""
        return {report.place: report.level for report in self if report.place}

    @cached_property
    def delivered(self) -> NDArray[np.int32]:
        """The year in which each was delivered, -1 where it is not known."""
        return _years(report.delivered_year for report in self)

    @cached_property
    def reviewed(self) -> NDArray[np.int32]:
        """The year that each looks back on, -1 where it is not known."""
        return _years(report.review_year for report in self)

    @cached_property
    def planned(self) -> NDArray[np.int32]:
        """The year that each plans, -1 where it is not known."""
        return _years(report.plan_year for report in self)

    def of_places(self, named: Collection[str]) -> NDArray[np.bool_]:
        """Which reports speak for one of these places."""
        found = np.zeros(len(self), np.bool_)
        for place in named:
            found[self._of_place.get(place, [])] = True
        return found

    def named(self, place: str) -> tuple[str, ...]:
        """The names under which the reports of a place are held, whichever of its names is given.

        重庆 is 重庆市; 清苑县 and 清苑区 are one, as a county becomes a district.
        """
        return self._named(place)

    def matching(self, filters: Filters) -> NDArray[np.bool_]:
        """Which reports filters leave, a place by any of its names; a role concerns them not."""
        found = np.ones(len(self), np.bool_)
        if filters.report_id is not None:
            found[:] = False
            found[[o for o in [self.ordinals.get(filters.report_id)] if o is not None]] = True
        if filters.place is not None:
            found &= self.of_places(self.named(filters.place))
        if filters.level is not None:
            found &= np.fromiter((report.level is filters.level for report in self), np.bool_)
        if filters.year_from is not None:
            found &= (self.delivered != _NONE) & (self.delivered >= filters.year_from)
        if filters.year_to is not None:
            found &= (self.delivered != _NONE) & (self.delivered <= filters.year_to)
        return found

    @cached_property
    def _named(self) -> Callable[[str], tuple[str, ...]]:
        """Remembered, as each of what may be thousands of places has to be looked at."""
        return lru_cache(ASKED_LATELY)(lambda place: names_of(place, self.places))

    @cached_property
    def _of_place(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for ordinal, report in enumerate(self):
            if report.place is not None:
                found.setdefault(report.place, []).append(ordinal)
        return found


def _years(years: Iterable[int | None]) -> NDArray[np.int32]:
    return np.fromiter((_NONE if year is None else year for year in years), np.int32)
