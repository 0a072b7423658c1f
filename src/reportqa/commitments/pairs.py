"""Which report's promises are checked by which later report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportqa.errors import NotFound
from reportqa.language.places import same_place
from reportqa.types import Report


@dataclass(frozen=True, slots=True)
class Pair:
    """A report that promised, and the one that reviews the year it planned, if there is one.

    ``note`` says in words what a person should know of the choice.
    """

    made: Report
    checked: Report | None
    note: str = ""


def of_place(reports: Iterable[Report], place: str) -> list[Report]:
    """The reports of a place, by any of its names, in order of delivery; one a year.

    Where a year has several texts the longest is taken: the others are excerpts of it.
    """
    longest: dict[int, Report] = {}
    for report in reports:
        year = report.delivered_year
        if year is None or not _is_of(report, place):
            continue
        if year not in longest or report.characters > longest[year].characters:
            longest[year] = report
    return [longest[year] for year in sorted(longest)]


def _is_of(report: Report, place: str) -> bool:
    """By any of the place's names, or by the name that the file bears where the text hides it."""
    return same_place(report.place, place) or report.source.startswith(f"{place}_")


def pair(
    reports: Iterable[Report],
    place: str,
    made_in: int | None = None,
    checked_in: int | None = None,
) -> Pair:
    """Choose the two reports of a place; years are of delivery.

    Without ``checked_in`` the promises are checked by the report that reviews the year planned;
    without both, the latest two reports that follow each other are taken. A plan that no later
    report reviews gives a pair that is open. Raises ``NotFound`` that names the missing year and
    those that the library holds.
    """
    held = of_place(reports, place)
    if not held:
        raise NotFound(
            f"{place}：资料库中没有这个地区的政府工作报告；用 reportqa reports 查看已有的地区"
        )
    years = {report.delivered_year: report for report in held}
    if made_in is not None:
        made = _of_year(years, place, made_in)
        if checked_in is not None:
            checked = _of_year(years, place, checked_in)
            if checked_in <= made_in:
                raise NotFound(f"{place}：核对年份 {checked_in} 不晚于承诺年份 {made_in}")
            return Pair(made, checked, _unlike(made, checked))
        later = _reviewing(held, made)
        return Pair(made, later, "" if later else _open(made))
    if checked_in is not None:
        checked = _of_year(years, place, checked_in)
        earlier = _planned(held, checked)
        if earlier is None:
            raise NotFound(
                f"{place}：资料库中没有安排 {checked.review_year or checked_in - 1} 年工作的报告，"
                f"现有 {_listed(years)} 年"
            )
        return Pair(earlier, checked)
    for report in reversed(held):
        earlier = _planned(held, report)
        if earlier is not None:
            return Pair(earlier, report)
    return Pair(held[-1], None, _open(held[-1]))


def pairs_of(reports: Iterable[Report], place: str) -> list[Pair]:
    """Every report of a place with the one that checks it, in order of delivery."""
    held = of_place(reports, place)
    return [Pair(report, _reviewing(held, report)) for report in held]


def _of_year(years: dict[int | None, Report], place: str, year: int) -> Report:
    if year not in years:
        raise NotFound(f"{place}：资料库中没有 {year} 年作的政府工作报告，现有 {_listed(years)} 年")
    return years[year]


def _reviewing(held: list[Report], made: Report) -> Report | None:
    """The report after ``made`` that looks back on the year which ``made`` planned."""
    return next((later for later in held if _follows(made, later)), None)


def _planned(held: list[Report], checked: Report) -> Report | None:
    return next((made for made in reversed(held) if _follows(made, checked)), None)


def _follows(made: Report, checked: Report) -> bool:
    assert made.delivered_year is not None
    assert checked.delivered_year is not None
    if checked.delivered_year <= made.delivered_year:
        return False
    if made.plan_year is not None and checked.review_year is not None:
        return made.plan_year == checked.review_year
    return checked.delivered_year == made.delivered_year + 1


def _unlike(made: Report, checked: Report) -> str:
    if _follows(made, checked):
        return ""
    return (
        f"{checked.delivered_year} 年的报告回顾的是 {checked.review_year or '不详的'} 年，"
        f"不是 {made.delivered_year} 年报告所安排的 {made.plan_year or '不详的'} 年；"
        "核对结果仅供参考"
    )


def _open(made: Report) -> str:
    return f"资料库中没有回顾 {made.plan_year or made.delivered_year} 年工作的报告，承诺均待核对"


def _listed(years: Iterable[int | None]) -> str:
    return "、".join(str(year) for year in years)
