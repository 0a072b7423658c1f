"""What all answers share: the manners of requests and answers, and reports as they name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reportqa.types import Citation, Filters, Level, Report, Role

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


def report_out(report: Report) -> ReportOut:
    """Translate a report into R."""
    return ReportOut.model_validate(report)


class WhichReports(Request):
    """Limits on reports. Years are of delivery, both ends included."""

    place: str | None = Field(None, min_length=1, max_length=60, examples=["禾岭县"])
    level: Level | None = Field(None, examples=[Level.COUNTY])
    year_from: Year | None = Field(None, examples=[2021])
    year_to: Year | None = Field(None, examples=[2024])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError("year_from 晚于 year_to")
        return self


class FiltersIn(WhichReports):
    """Limits on a search. Years are of delivery, both ends included."""

    role: Role | None = Field(None, examples=[Role.PLAN])
    report_id: str | None = Field(None, max_length=64)

    def to_filters(self) -> Filters:
        """Translate into the library's filters."""
        return Filters(**self.model_dump())


class CitationOut(Answer):
    """A quote, verbatim at ``start``…``end`` of its report's text."""

    quote: str
    start: int
    end: int
    role: Role
    section: Sequence[str] = Field(description="Headings from the top down.")
    passage_id: str
    page: int | None = Field(description="Page of the PDF, from 1.")
    report: ReportOut


def citation_out(citation: Citation) -> CitationOut:
    """Translate a citation."""
    return CitationOut.model_validate(citation)
