"""Ledgers of commitments, what people say of them, and indicators over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from reportqa.api.models.base import (
    Answer,
    CitationOut,
    ReportOut,
    Request,
    Year,
    citation_out,
    report_out,
)
from reportqa.commitments.entry import Entry
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import Point, Rate, Series
from reportqa.commitments.verdict import VERDICT_NAMES, Verdict
from reportqa.language.numerals import plain
from reportqa.store.reviews import Action, Review


class LedgerIn(Request):
    """Which two reports; years are of delivery.

    Without ``checked_in`` the report that reviews the year planned, without both the latest two.
    """

    place: str = Field(min_length=1, max_length=60, examples=["禾岭县"])
    made_in: Year | None = Field(None, examples=[2023])
    checked_in: Year | None = Field(None, examples=[2024])


class ReviewOut(Answer):
    """One entry of the trail: who, when, what before and what after."""

    number: int
    reviewer: str
    at: str
    action: Action
    checked_in: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str


class CommitmentOut(Answer):
    """A commitment with its fate; ``quote`` is verbatim at ``start``…``end`` of the plan's report.

    ``target``, ``target_high``, ``actual`` and ``gap`` are plain digits in ``unit``.
    """

    id: str
    quote: str
    start: int
    end: int
    section: Sequence[str]
    passage_id: str
    report: ReportOut
    indicator: str
    comparator: str
    target: str | None
    target_high: str | None
    unit: str
    quantified: bool
    redacted: bool
    checkable: bool = Field(description="False for aims that a later report can hardly settle.")
    binding: str = Field(description="约束性, 预期性, or empty where the plan does not say.")
    deadline: str = Field(description="As printed (6月底前), empty where it is the year.")
    evidence: Sequence[CitationOut]
    actual: str | None
    gap: str | None = Field(description="Actual − target.")
    share: float | None = Field(description="Actual ÷ target.")
    verdict: Verdict
    verdict_name: str = Field(description="The verdict in Chinese.")
    proposed: Verdict | None = Field(description="The machine's verdict, whatever people say.")
    confidence: float
    reason: str
    changed: str = Field(description="Where the review measures with another yardstick.")
    searched: int = Field(description="How many passages of the review were searched.")
    nearest: Sequence[CitationOut] = Field(description="What came closest; no evidence.")
    reviewed_by: str | None
    note: str | None
    trail: Sequence[ReviewOut]


class LedgerOut(Answer):
    """All commitments of a plan; ``note`` is for a person to read."""

    place: str | None
    made_in: int | None
    checked_in: int | None
    made: ReportOut
    checked: ReportOut | None
    summary: Mapping[str, int]
    note: str
    commitments: Sequence[CommitmentOut]


class SpanIn(Request):
    """Characters of a report's text, half-open."""

    report_id: str = Field(max_length=64)
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class ReviewIn(Request):
    """What a person says of a commitment; what is left out stays as it is."""

    reviewer: str = Field(min_length=1, max_length=60, examples=["督查室 李明"])
    action: Action = Field(examples=[Action.CORRECT])
    verdict: Verdict | None = None
    actual: str | None = Field(None, max_length=40, description="Plain digits in the unit.")
    evidence: list[SpanIn] | None = Field(None, max_length=20)
    note: str = Field("", max_length=2000)
    checked_in: Year | None = Field(None, description="The later report, where not the next.")


class TrailOut(Answer):
    """All that people said of a commitment, oldest first."""

    id: str
    trail: Sequence[ReviewOut]


class IndicatorIn(Request):
    """An indicator to follow, by its name or a part of it; without one, the rates only."""

    place: str = Field(min_length=1, max_length=60, examples=["禾岭县"])
    indicator: str | None = Field(None, min_length=1, max_length=60, examples=["地区生产总值"])
    form: Literal["json", "csv", "svg", "png"] = "json"


class PointOut(Answer):
    """One year: ``year`` is the one planned and reviewed, not of delivery."""

    year: int
    target: str | None
    target_high: str | None
    comparator: str
    actual: str | None
    verdict: Verdict
    promised: CitationOut
    reported: Sequence[CitationOut]


class RateOut(Answer):
    """How many of the commitments that a review speaks of were fulfilled."""

    of: str
    commitments: int
    reported: int
    fulfilled: int
    share: float | None


class IndicatorOut(Answer):
    """Target and actual side by side, and the rates of fulfilment by year and by field."""

    place: str
    indicator: str | None
    unit: str | None
    points: Sequence[PointOut]
    others: Sequence[str]
    by_year: Sequence[RateOut]
    by_field: Sequence[RateOut]


def ledger_out(ledger: Ledger) -> LedgerOut:
    """Translate a ledger."""
    made, checked = ledger.made, ledger.checked
    return LedgerOut(
        place=made.place,
        made_in=made.delivered_year,
        checked_in=checked.delivered_year if checked else None,
        made=report_out(made),
        checked=report_out(checked) if checked else None,
        summary=ledger.summary,
        note=ledger.note,
        commitments=[commitment_out(entry) for entry in ledger.entries],
    )


def commitment_out(entry: Entry) -> CommitmentOut:
    """Translate an entry of a ledger."""
    held, quoted = entry.commitment, entry.commitment.citation
    return CommitmentOut(
        id=held.id,
        quote=quoted.quote,
        start=quoted.start,
        end=quoted.end,
        section=quoted.section,
        passage_id=quoted.passage_id,
        report=report_out(quoted.report),
        indicator=held.indicator,
        comparator=held.comparator,
        target=_digits(held.target),
        target_high=_digits(held.target_high),
        unit=held.unit,
        quantified=held.quantified,
        redacted=held.redacted,
        checkable=held.checkable,
        binding=held.binding,
        deadline=held.deadline,
        evidence=[citation_out(citation) for citation in entry.evidence],
        actual=_digits(entry.actual),
        gap=_digits(entry.gap),
        share=None if entry.share is None else round(float(entry.share), 4),
        verdict=entry.verdict,
        verdict_name=VERDICT_NAMES[entry.verdict],
        proposed=entry.proposed,
        confidence=entry.confidence,
        reason=entry.reason,
        changed=entry.changed,
        searched=entry.searched,
        nearest=[citation_out(citation) for citation in entry.nearest],
        reviewed_by=entry.reviewed_by,
        note=entry.note,
        trail=[review_out(review) for review in entry.trail],
    )


def review_out(review: Review) -> ReviewOut:
    """Translate one entry of the trail."""
    return ReviewOut.model_validate(review)


def indicator_out(
    place: str, series: Series | None, by_year: Sequence[Rate], by_field: Sequence[Rate]
) -> IndicatorOut:
    """Translate an indicator over the years."""
    return IndicatorOut(
        place=place,
        indicator=series.indicator if series else None,
        unit=series.unit if series else None,
        points=[_point_out(point) for point in series.points] if series else [],
        others=series.others if series else (),
        by_year=[RateOut.model_validate(rate) for rate in by_year],
        by_field=[RateOut.model_validate(rate) for rate in by_field],
    )


def _point_out(point: Point) -> PointOut:
    return PointOut(
        year=point.year,
        target=_digits(point.target),
        target_high=_digits(point.target_high),
        comparator=point.comparator,
        actual=_digits(point.actual),
        verdict=point.verdict,
        promised=citation_out(point.promised),
        reported=[citation_out(citation) for citation in point.reported],
    )


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
