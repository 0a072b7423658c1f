"""Reports, their sections, and what was read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from reportqa.api.models.base import (
    Answer,
    ReportOut,
    Request,
    WhichReports,
    Year,
    report_out,
)
from reportqa.store import ReportPage
from reportqa.types import Evidence, Filters, Level, Overrides, Report, Role, Section


class EvidenceOut(Answer):
    """Where a value of a report's metadata was found."""

    field: str
    value: str
    where: str
    quote: str


class SectionOut(Answer):
    """A heading and its text up to the next heading; offsets are characters, half-open."""

    index: int
    start: int
    end: int
    depth: int
    role: Role
    heading: str
    number: str
    parent: int | None


class ReportDetail(ReportOut):
    """A report with all that was read of it, but for its text."""

    meeting: str | None
    speaker: str | None
    delivered_on: str | None
    characters: int
    evidence: Sequence[EvidenceOut]
    sections: Sequence[SectionOut]
    needs_ocr: Sequence[int] = Field(description="Pages, from 1, that have no usable text.")
    problems: Sequence[str] = Field(description="What could not be read, in words.")


class ReportList(Answer):
    """One page of the reports, by place and year."""

    total: int = Field(description="How many reports there are on all pages.")
    limit: int
    offset: int
    reports: Sequence[ReportOut]


class CheckedReport(ReportOut):
    """R, with what could not be read of the report."""

    problems: Sequence[str]


class CheckedList(ReportList):
    """One page of the reports, each with what could not be read of it."""

    reports: Sequence[CheckedReport]


class ReportText(Answer):
    """The canonical text that all offsets of a report point into."""

    text: str


class CorrectionIn(Request):
    """What a person says of a report; what is left out stays as it is."""

    place: str | None = Field(None, min_length=1, max_length=60, examples=["禾岭县"])
    year: Year | None = Field(None, description="Year of delivery.", examples=[2024])
    level: Level | None = Field(None, examples=[Level.COUNTY])

    def to_overrides(self) -> Overrides:
        """Translate into what the library is told."""
        return Overrides(place=self.place, delivered_year=self.year, level=self.level)


class ListIn(WhichReports):
    """Which page of which reports."""

    limit: int = Field(50, ge=1, le=1000, description="How many reports at most.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="How many to pass over.")

    def to_filters(self) -> Filters:
        """Translate into the library's filters."""
        return Filters(**self.model_dump(exclude={"limit", "offset"}))


def report_list(page: ReportPage, limit: int, offset: int) -> ReportList:
    """Translate a page of reports."""
    shown = [report_out(report) for report in page.reports]
    return ReportList(total=page.total, limit=limit, offset=offset, reports=shown)


def checked_list(listed: ReportList, problems: Mapping[str, Sequence[str]]) -> CheckedList:
    """Add to each report of a page what could not be read of it; ``problems`` is by report id."""
    reports = [
        CheckedReport(**report.model_dump(), problems=problems[report.id])
        for report in listed.reports
    ]
    return CheckedList(
        total=listed.total, limit=listed.limit, offset=listed.offset, reports=reports
    )


def report_detail(
    report: Report,
    sections: Sequence[Section],
    needs_ocr: Sequence[int],
    problems: Sequence[str],
) -> ReportDetail:
    """Translate a report with its sections and what could not be read of it."""
    return ReportDetail(
        **report_out(report).model_dump(),
        meeting=report.meeting,
        speaker=report.speaker,
        delivered_on=report.delivered_on,
        characters=report.characters,
        evidence=[_evidence_out(item) for item in report.evidence],
        sections=[SectionOut.model_validate(section) for section in sections],
        needs_ocr=needs_ocr,
        problems=problems,
    )


def _evidence_out(item: Evidence) -> EvidenceOut:
    return EvidenceOut(field=item.field, value=str(item.value), where=item.where, quote=item.quote)
