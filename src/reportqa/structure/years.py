"""The three years of a report: when it was delivered, what it reviews, what it plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.language.years import find_years
from reportqa.structure import roles
from reportqa.structure.headings import Heading, Kind
from reportqa.types import Evidence, Role


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a report, ``None`` where nothing tells, and where each was found."""

    delivered: int | None
    review: int | None
    plan: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class GivenYears:
    """The years that the user gives; each wins over what the report says."""

    delivered: int | None = None
    review: int | None = None
    plan: int | None = None


def find_report_years(
    source: str,
    titles: Sequence[str],
    date_printed: tuple[str, str] | None,
    headings: Sequence[Heading],
    given: GivenYears,
) -> Years:
    """Tell the three years from file name, titles, the meeting's date and the headings.

    ``date_printed`` is the ISO date of the meeting and its words. A year in a title or a file name
    can be the one delivered or the one reviewed (many townships): the headings decide.
    """
    reviewed = _heading_year(headings, Role.REVIEW)
    planned = _heading_year(headings, Role.PLAN)
    named = next((y.year for y in find_years(source, bare=True)), None)
    evidence = _delivered(source, named, titles, date_printed, reviewed, planned, given.delivered)
    if not evidence:
        return Years(None, given.review, given.plan, ())
    delivered = int(evidence[0].value)
    if named and named != delivered:
        evidence.append(Evidence("delivered_year", str(named), "file name", source))

    review = Evidence("review_year", str(delivered - 1), "derived")
    plan = Evidence("plan_year", str(delivered), "derived")
    if reviewed and delivered - 2 <= reviewed[0] <= delivered:
        review = Evidence("review_year", str(reviewed[0]), "heading", reviewed[1])
        plan = Evidence("plan_year", str(reviewed[0] + 1), "derived")
    if planned and delivered <= planned[0] <= delivered + 1:
        plan = Evidence("plan_year", str(planned[0]), "heading", planned[1])
        if review.where == "derived":
            review = Evidence("review_year", str(planned[0] - 1), "derived")
    if given.review:
        review = Evidence("review_year", str(given.review), "given")
    if given.plan:
        plan = Evidence("plan_year", str(given.plan), "given")
    return Years(delivered, int(review.value), int(plan.value), (*evidence, review, plan))


def _delivered(
    source: str,
    named: int | None,
    titles: Sequence[str],
    date_printed: tuple[str, str] | None,
    reviewed: tuple[int, str] | None,
    planned: tuple[int, str] | None,
    given: int | None,
) -> list[Evidence]:
    """Return the year of delivery and where it was found, or nothing."""
    titled = next(((year.year, title) for title in titles for year in find_years(title)), None)
    if given:
        found = (given, "given", str(given))
    elif date_printed:
        found = (int(date_printed[0][:4]), "first lines", date_printed[1])
    elif told := (named or (titled and titled[0])):
        if reviewed and reviewed[0] == told:
            found = (told + 1, "heading", reviewed[1])
        elif named:
            found = (told, "file name", source)
        else:
            found = (told, "title", titled[1] if titled else "")
    elif planned:
        found = (planned[0], "heading", planned[1])
    elif reviewed:
        found = (reviewed[0] + 1, "heading", reviewed[1])
    else:
        return []
    return [Evidence("delivered_year", str(found[0]), found[1], found[2])]


def _heading_year(headings: Sequence[Heading], role: Role) -> tuple[int, str] | None:
    """The year that a half's heading names: 一、2023年工作回顾 → 2023.

    In 1998年工作回顾和1999年工作的总体要求 the first is the review's, the last the plan's.
    """
    for heading in headings:
        if heading.kind > Kind.IDEOGRAPHIC or len(heading.title) > 45:
            continue
        years = [y.year for y in find_years(heading.title)]
        if years and role in roles.of_heading(heading.title, None, None):
            year = roles.reviewed_year(heading.title) if role is Role.REVIEW else max(years)
            return year or max(years), heading.title
    return None
