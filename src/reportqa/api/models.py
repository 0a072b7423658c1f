"""The JSON of the API, which the command line's ``--json`` prints too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reportqa.sources import Outcome, Status
from reportqa.store import StoredPassage
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

    total: int
    limit: int
    offset: int
    reports: list[ReportOut]


class ReportText(Answer):
    """The canonical text that all offsets of a report point into."""

    text: str


class FiltersIn(Request):
    """Limits on a search. Years are of delivery, both ends included."""

    place: str | None = Field(None, min_length=1, max_length=60, examples=["重庆市"])
    level: Level | None = None
    year_from: Year | None = Field(None, examples=[2021])
    year_to: Year | None = Field(None, examples=[2024])
    role: Role | None = None
    report_id: str | None = Field(None, max_length=64)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError("year_from is after year_to")
        return self

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


class JobOut(Answer):
    """An upload on its way into the library."""

    id: str
    state: str = Field(description="queued, running, done or failed", examples=["done"])
    done: int = Field(description="Files dealt with so far.")
    total: int = Field(description="Files in all.")
    outcomes: Sequence[OutcomeOut]
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
