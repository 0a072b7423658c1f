"""Which two reports a ledger is made of."""

from __future__ import annotations

import pytest

from reportqa.commitments.pairs import pair
from reportqa.errors import NotFound
from reportqa.types import Level, Report


def report(year: int, *, plan: int | None = None, place: str = "青石坳镇", size: int = 9) -> Report:
    planned = plan or year
    return Report(
        f"{place}{year}{size}",
        "政府工作报告",
        place,
        Level.TOWNSHIP,
        year,
        planned - 1,
        planned,
        f"{place}_{year}.txt",
        characters=size,
    )


HELD = [report(2031), report(2032), report(2034), report(2033, place="桐溪镇")]


def test_the_latest_two_that_follow_each_other_are_taken() -> None:
    chosen = pair(HELD, "青石坳镇")
    assert chosen.checked is not None
    assert (chosen.made.delivered_year, chosen.checked.delivered_year) == (2031, 2032)


def test_the_report_that_reviews_the_year_planned_checks_it() -> None:
    assert pair(HELD, "青石坳镇", made_in=2031).checked == HELD[1]
    assert pair(HELD, "青石坳镇", checked_in=2032).made == HELD[0]


def test_a_report_titled_by_the_year_it_reviews_is_matched_by_its_years() -> None:
    late = [report(2032, plan=2031), report(2033, plan=2032)]
    assert pair(late, "青石坳镇", made_in=2032).checked == late[1]


def test_a_plan_that_no_later_report_reviews_is_open() -> None:
    chosen = pair(HELD, "青石坳镇", made_in=2034)
    assert chosen.checked is None
    assert "待核对" in chosen.note


def test_reports_that_do_not_follow_each_other_are_checked_with_a_warning() -> None:
    assert "仅供参考" in pair(HELD, "青石坳镇", made_in=2031, checked_in=2034).note


def test_the_longest_text_of_a_year_stands_for_it() -> None:
    excerpt = report(2032, size=3)
    assert pair([excerpt, *HELD], "青石坳镇", made_in=2032).made == HELD[1]


@pytest.mark.parametrize(
    ("made_in", "checked_in", "told"),
    [(2030, None, "2030.*2031、2032、2034"), (2031, 2033, "2033"), (2032, 2031, "不晚于")],
)
def test_a_missing_year_is_named(made_in: int, checked_in: int | None, told: str) -> None:
    with pytest.raises(NotFound, match=told):
        pair(HELD, "青石坳镇", made_in, checked_in)


def test_an_unknown_place_is_named() -> None:
    with pytest.raises(NotFound, match="云岭县"):
        pair(HELD, "云岭县")
