"""The passages of a search, read closely for its question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.answering.features import Asking, Read, read_passages, read_question
from reportqa.language.places import stem
from reportqa.language.years import find_years
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.preference import year_fit
from reportqa.types import Hit, Role, Understood

_LAST_YEAR = re.compile("去年|上年")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Passages beside a question: ``seen`` are those of ``hits``, in the same order.

    ``in_scope`` is the share of the passages found that speak of the place and year named, 0 to 1.
    ``understood`` is how the question was read.
    """

    asking: Asking
    hits: tuple[Hit, ...]
    seen: Read
    in_scope: float
    understood: Understood

    def is_of_year(self, row: int, start: int, end: int) -> bool:
        """Whether characters ``start``…``end`` of a passage tell of a year named, if any is.

        They name it, by its number or as 去年, or their part of the report is about it: what was
        done in 2024 stands in the review of the report of 2025, beside the plan for 2025. A plan
        does not, where deeds are asked for.
        """
        hit, years = self.hits[row], self.understood.years
        if not years:
            return True
        if self.understood.role is Role.REVIEW and hit.role is Role.PLAN:
            return False
        said, report = hit.text[start:end], hit.report
        of_part = {Role.REVIEW: report.review_year, Role.PLAN: report.plan_year}.get(hit.role)
        told = {of_part, *(year.year for year in find_years(said))}
        if report.delivered_year and _LAST_YEAR.search(said):
            told.add(report.delivered_year - 1)
        return of_part is None or not told.isdisjoint(years)


def read_hits(
    question: str,
    understood: Understood,
    hits: Sequence[Hit],
    late: LateInteraction,
) -> Reading | None:
    """Read the passages that speak of the place and year named, or all where none of them does.

    ``None`` where there is nothing to read, or no word to read it for.
    """
    asking = read_question(question, understood.terms)
    reports = [hit.report for hit in hits]
    fits = year_fit(understood, reports)
    named = [
        hit
        for hit, fit in zip(hits, fits.tolist(), strict=True)
        if _speaks_of_place(hit, understood) and (fit > 0 or _speaks_of_year(hit, understood))
    ]
    kept = tuple(hit for hit in named or hits if hit.text.strip())
    if not kept or not asking.terms:
        return None
    seen = read_passages(asking, [hit.text for hit in kept], late)
    return Reading(asking, kept, seen, len(named) / len(hits), understood)


def _speaks_of_place(hit: Hit, understood: Understood) -> bool:
    """Whether a passage is of a place named, or names it: a national report tells of provinces."""
    return (
        not understood.places
        or hit.report.place in understood.places
        or any(stem(place) in hit.text for place in understood.places)
    )


def _speaks_of_year(hit: Hit, understood: Understood) -> bool:
    """Whether no year is named, or the passage names one of them: a plan for 1985 made in 1982."""
    return not understood.years or any(
        year.year in understood.years for year in find_years(hit.text)
    )
