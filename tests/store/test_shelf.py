"""Reports on a shelf answer at once what a loop over them would."""

from __future__ import annotations

import pytest

from reportqa.library import Library
from reportqa.store.shelf import Shelf
from reportqa.types import Filters, Level, Report


def fits(report: Report, filters: Filters) -> bool:
    year = report.delivered_year
    return (
        filters.report_id in (None, report.id)
        and filters.place in (None, report.place)
        and filters.level in (None, report.level)
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
    )


def report(number: int, place: str | None, level: Level | None, year: int | None) -> Report:
    return Report(str(number), "", place, level, year, None, None, "")


SHELF = Shelf(
    report(number, place, level, year)
    for number, (place, level, year) in enumerate(
        [
            ("苇塘乡", Level.TOWNSHIP, 2020),
            ("苇塘乡", Level.TOWNSHIP, None),
            ("石门县", Level.COUNTY, 2021),
            (None, None, 2022),
        ]
    )
)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(place="苇塘乡"),
        Filters(place="无此乡"),
        Filters(level=Level.COUNTY),
        Filters(year_from=2021),
        Filters(year_to=2021),
        Filters(year_from=2020, year_to=2020),
        Filters(report_id="3"),
        Filters(report_id="none"),
        Filters(report_id="0", year_from=2021),
    ],
)
def test_filters_leave_what_a_loop_would_leave(filters: Filters) -> None:
    assert SHELF.matching(filters).tolist() == [fits(one, filters) for one in SHELF]


def test_a_report_that_has_not_changed_is_the_same_object_in_the_next_snapshot(
    library: Library,
) -> None:
    [first, *_] = library.snapshot().table.reports
    with library.catalog.scan() as scan:
        assert scan.reports()[0] is first
