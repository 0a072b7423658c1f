"""The JSON of the API, which the command line's ``--json`` prints too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reportqa.sources import Outcome, Status
from reportqa.store import ReportPage, StoredPassage
from reportqa.types import (
    Evidence,
    Filters,
    Hit,
    Level,
    Mode,
    Report,
    Role,
    SearchResult,
    Section,
    Understood,
)

if TYPE_CHECKING:
    from reportqa.ingest import IngestResult

Year = Annotated[int, Field(ge=1949, le=2100)]


class Request(BaseModel):
    """Base of what clients send: a field that nobody knows is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """Base of what the server answers; built from the library's values by attribute."""

    model_config = ConfigDict(from_attributes=True)


class ReportOut(Answer):
    """R: a report as every answer names it. ``source`` is the file's own name, never a path."""

    id: str
    title: str
    place: str | None
    level: Level | None
    delivered_year: int | None
    review_year: int | None
    plan_year: int | None
    source: str


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


class WhichReports(Request):
    """Limits on reports. Years are of delivery, both ends included."""

    place: str | None = Field(None, min_length=1, max_length=60, examples=["禾岭县"])
    level: Level | None = Field(None, examples=[Level.COUNTY])
    year_from: Year | None = Field(None, examples=[2021])
    year_to: Year | None = Field(None, examples=[2024])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError("year_from is after year_to")
        return self


class ListIn(WhichReports):
    """Which page of which reports."""

    limit: int = Field(50, ge=1, le=1000, description="How many reports at most.")
    offset: int = Field(0, ge=0, le=1_000_000_000, description="How many to pass over.")

    def to_filters(self) -> Filters:
        """Translate into the library's filters."""
        return Filters(**self.model_dump(exclude={"limit", "offset"}))


class FiltersIn(WhichReports):
    """Limits on a search. Years are of delivery, both ends included."""

    role: Role | None = Field(None, examples=[Role.PLAN])
    report_id: str | None = Field(None, max_length=64)

    def to_filters(self) -> Filters:
        """Translate into the library's filters."""
        return Filters(**self.model_dump())


class SearchIn(Request):
    """A question to search."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "query": "老人吃饭的食堂办起来了几个？",
                    "k": 5,
                    "mode": "hybrid",
                    "filters": {"year_from": 2022, "role": "review"},
                }
            ]
        },
    )

    query: str = Field(min_length=1, max_length=10_000)
    k: int = Field(10, ge=1, le=200, description="How many hits at most.")
    mode: Mode = Mode.HYBRID
    filters: FiltersIn = FiltersIn()


class UnderstoodOut(Answer):
    """How the question was read."""

    places: Sequence[str]
    years: Sequence[int]
    role: Role | None
    phrases: Sequence[str]
    terms: Sequence[str]


class HitOut(Answer):
    """A passage that was found; ``text`` is verbatim at ``start``…``end`` of its report."""

    rank: int
    score: float
    passage_id: str
    text: str
    start: int
    end: int
    role: Role
    section: Sequence[str]
    page: int | None = Field(description="Page of the PDF, from 1.")
    folded: int = Field(description="Near-identical passages that this one stands for.")
    report: ReportOut


class SearchOut(Answer):
    """What a search found; ``notes`` are for a person to read."""

    query: str
    understood: UnderstoodOut
    took_ms: float
    hits: Sequence[HitOut]
    notes: Sequence[str]


class PassageOut(Answer):
    """One passage with its place in its report."""

    passage_id: str
    text: str
    start: int
    end: int
    role: Role
    section: Sequence[str]
    page: int | None
    report: ReportOut


class OutcomeOut(Answer):
    """What became of one file."""

    source: str
    status: Status
    reason: str
    report_id: str | None
    notices: Sequence[str]


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class IngestOut(Answer):
    """What became of the files of an ingest."""

    outcomes: Sequence[OutcomeOut]
    warning: str = Field(description="What is wrong with the search index; empty if nothing is.")


class JobOut(IngestOut):
    """An upload on its way into the library."""

    id: str
    state: JobState
    done: int = Field(description="Files dealt with so far.")
    total: int = Field(description="Files in all.")
    error: str | None = Field(description="Why the job as a whole failed.")


class Health(Answer):
    """Whether the server lives, or is ready."""

    status: str


def search_out(result: SearchResult) -> SearchOut:
    """Translate the result of a search."""
    return SearchOut(
        query=result.query,
        understood=understood_out(result.understood),
        took_ms=round(result.took_ms, 3),
        hits=[hit_out(hit) for hit in result.hits],
        notes=result.notes,
    )


def understood_out(understood: Understood) -> UnderstoodOut:
    """Translate how a question was read."""
    return UnderstoodOut.model_validate(understood)


def hit_out(hit: Hit) -> HitOut:
    """Translate a hit."""
    return HitOut.model_validate(hit)


def report_out(report: Report) -> ReportOut:
    """Translate a report into R."""
    return ReportOut.model_validate(report)


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


def passage_out(stored: StoredPassage, report: Report) -> PassageOut:
    """Translate a stored passage."""
    passage = stored.passage
    return PassageOut(
        passage_id=stored.id,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        role=passage.role,
        section=passage.path,
        page=stored.page,
        report=report_out(report),
    )


def ingest_out(result: IngestResult) -> IngestOut:
    """Translate the result of an ingest."""
    outcomes = [outcome_out(outcome) for outcome in result.outcomes]
    return IngestOut(outcomes=outcomes, warning=result.warning)


def outcome_out(outcome: Outcome) -> OutcomeOut:
    """Translate the outcome of a file, its path left out."""
    return OutcomeOut(
        source=PurePath(outcome.file).name,
        status=outcome.status,
        reason=outcome.reason,
        report_id=outcome.report_id,
        notices=outcome.notices,
    )


def _evidence_out(item: Evidence) -> EvidenceOut:
    return EvidenceOut(field=item.field, value=str(item.value), where=item.where, quote=item.quote)
