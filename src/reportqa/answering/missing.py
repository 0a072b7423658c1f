"""Places and years that a question is about and the library has no report of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reportqa.language.places import stem
from reportqa.language.years import find_years
from reportqa.retrieval.preference import place_fit
from reportqa.retrieval.understanding import unknown_places
from reportqa.types import Hit, Report, Understood


def missing_reports(
    question: str,
    understood: Understood,
    years: Collection[int],
    reports: Sequence[Report],
    hits: Sequence[Hit],
) -> tuple[str, ...]:
    """Say which places and years a question names without any report to answer for them.

    ``years`` are those that it names in figures. What a passage found speaks of is not missing: a
    national report can tell of a town, and any report of a year before it.
    """
    notes = [
        f"资料库中没有“{place}”的报告。"
        for place in unknown_places(question, understood)
        if not any(stem(place) in hit.text for hit in hits)
    ]
    fits = place_fit(understood, reports)
    own = [report for report, fit in zip(reports, fits, strict=True) if fit > 0] or list(reports)
    named = {report.id for report in own}
    covered = {y for r in own for y in (r.delivered_year, r.review_year, r.plan_year)}
    told = {y.year for hit in hits if hit.report.id in named for y in find_years(hit.text)}
    if years and not covered & set(years) and not told & set(years):
        place = "、".join(understood.places)
        listed = "、".join(f"{year}年" for year in sorted(years))
        notes.append(f"资料库中没有{f'“{place}”' if place else ''}{listed}的报告。")
    return tuple(notes)
