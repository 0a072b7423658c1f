"""A topic to hold against reports, and what each says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from pydantic import ConfigDict, Field

from reportqa.answering.comparison import Comparison, Row
from reportqa.api.models.ask import FigureOut, ScopeOut
from reportqa.api.models.base import (
    Answer,
    CitationOut,
    FiltersIn,
    ReportOut,
    Request,
    Year,
    citation_out,
    report_out,
)
from reportqa.api.models.search import UnderstoodOut, understood_out
from reportqa.types import Role

Place = Annotated[str, Field(min_length=1, max_length=60)]


class CompareIn(Request):
    """A topic, or a question over many reports, and the places and years to hold it against."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"topic": "老年食堂", "places": ["禾岭县", "白鹭渡镇"], "years": [2022, 2023]}
            ]
        },
    )

    topic: str = Field(min_length=1, max_length=10_000)
    places: Sequence[Place] = Field((), max_length=500, description="All places by default.")
    years: Sequence[Year] = Field(
        (),
        max_length=200,
        description="Years as the topic means them: those planned for targets, those reviewed for "
        "results, else those of delivery. All by default.",
    )
    filters: FiltersIn = FiltersIn()


class ToldOut(FigureOut):
    """A number of the topic, and the part of the report that it stands in: planned, or done."""

    role: Role


class RowOut(Answer):
    """What one report says."""

    report: ReportOut
    passages: Sequence[CitationOut] = Field(description="Sentences that bear on it, best first.")
    figures: Sequence[ToldOut] = Field(description="Numbers that stand in them.")
    chance: float = Field(description="How sure it is, 0 to 1, that the report speaks of it.")


class CountsOut(Answer):
    """How many reports there are in scope, and how many speak of the topic."""

    reports: int
    mentioned: int
    unmentioned: int


class CompareOut(Answer):
    """One row for each report that speaks of the topic; all others are ``unmentioned``."""

    topic: str
    understood: UnderstoodOut
    half: Role | None = Field(description="The half of the reports that was asked for.")
    scope: ScopeOut
    counts: CountsOut
    rows: Sequence[RowOut]
    unmentioned: Sequence[ReportOut]
    notes: Sequence[str]
    took_ms: float


def compare_out(comparison: Comparison) -> CompareOut:
    """Translate a comparison."""
    return CompareOut(
        topic=comparison.topic,
        understood=understood_out(comparison.understood),
        half=comparison.half,
        scope=ScopeOut.model_validate(comparison.scope),
        counts=CountsOut(
            reports=comparison.scope.reports,
            mentioned=len(comparison.rows),
            unmentioned=len(comparison.unmentioned),
        ),
        rows=[_row_out(row) for row in comparison.rows],
        unmentioned=[report_out(report) for report in comparison.unmentioned],
        notes=comparison.notes,
        took_ms=round(comparison.took_ms, 3),
    )


def _row_out(row: Row) -> RowOut:
    return RowOut(
        report=report_out(row.report),
        passages=[citation_out(citation) for citation in row.passages],
        figures=[ToldOut(role=role, **asdict(figure)) for role, figure in row.told],
        chance=round(row.chance, 4),
    )
