"""Which reports a comparison is over: of which places, and of which years as the topic means them.

Figures of 2018 stand in the report delivered in 2019, targets for 2025 in the one that plans 2025,
and “the reports of 2024” are those delivered in 2024.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from reportqa.language.places import gazetteer
from reportqa.store.shelf import Shelf
from reportqa.types import Filters, Level, Report, Role

_PLANNED = re.compile(r"目标|预期|计划|安排|预算|赤字|打算|今年要|力争")
_BY_REPORT = re.compile(r"报告")
_MEASURED = re.compile(
    r"多少|几|多[大高少]|[率数额量价值]$|[率数额量价值][是为]|产量|总值|收入|支出|规模|面积|增速|比重|占比"
    r"|gdp|人口|浓度",
    re.IGNORECASE,
)
RUN = 3
"""From so many years on a question is about a run of years."""

_ORDER = {level: rank for rank, level in enumerate(Level)}


def half_meant(question: str, role: Role | None, years: Collection[int]) -> Role | None:
    """The half of the reports that a question is about: what was done, or what is planned.

    A figure of a year without a word that tells (2018年粮食产量) is one that was reached; a deficit
    is one that is planned. ``None`` for a question about a policy, or about reports by their own
    year.
    """
    if role is not None:
        return role
    if _BY_REPORT.search(question):
        return None
    if _PLANNED.search(question):
        return Role.PLAN
    is_measured = _MEASURED.search(question.strip(" ？?。"))
    return Role.REVIEW if years and is_measured else None


def reports_meant(
    reports: Sequence[Report],
    filters: Filters,
    *,
    places: Collection[str] = (),
    years: Collection[int] = (),
    level: Level | None = None,
    half: Role | None = None,
) -> tuple[Report, ...]:
    """The reports of a library that a comparison is over, by level, place and year.

    ``places`` may be any names of the places. ``years`` are of the half that is meant: those
    planned, those reviewed, or without one those in which a report was delivered; of a longer run
    of years all three, as what is said of its first and last year stands in its neighbours too.
    """

    def years_of(report: Report) -> set[int | None]:
        own = {
            Role.PLAN: report.plan_year,
            Role.REVIEW: report.review_year,
            None: report.delivered_year,
        }
        return set(own.values()) if len(years) >= RUN else {own.get(half, report.delivered_year)}

    shelf = Shelf.of(reports)
    left = shelf.matching(filters)
    if places:
        left &= shelf.of_places({name for place in places for name in shelf.named(place)})
    kept = [
        report
        for report, is_left in zip(shelf, left.tolist(), strict=True)
        if is_left
        and level in (None, report.level)
        and (not years or not years_of(report).isdisjoint(years))
    ]
    return tuple(sorted(kept, key=_in_order))


def _in_order(report: Report) -> tuple[int, int, str, int, str]:
    """Higher governments first, provinces in their official order, then by name and year."""
    official = list(dict.fromkeys(gazetteer().provinces.values()))
    place = report.place or ""
    rank = official.index(place) if place in official else len(official)
    level = _ORDER[report.level] if report.level else len(_ORDER)
    return level, rank, place, report.delivered_year or 0, report.id
