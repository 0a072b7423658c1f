"""Questions to answer, and answers made of citations."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ConfigDict, Field, StrictBool

from reportqa.answering.answer import Answer, Mark
from reportqa.api.models.base import Answer as Base
from reportqa.api.models.base import (
    CitationOut,
    FiltersIn,
    ReportOut,
    Request,
    citation_out,
    report_out,
)
from reportqa.api.models.search import HitOut, UnderstoodOut, hit_out, understood_out


class AskIn(Request):
    """A question to answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "老人吃饭的食堂办起来了几个？", "filters": {"place": "禾岭县"}}
            ]
        },
    )

    question: str = Field(min_length=1, max_length=10_000)
    k: int = Field(5, ge=1, le=10, description="How many passages are quoted at most.")
    filters: FiltersIn = FiltersIn()
    llm: StrictBool = Field(
        False,
        description="Let the language model that the server is set up with word the answer; each "
        "sentence of it is checked.",
    )
    stream: StrictBool = Field(
        False, description="Answer with a stream of events (text/event-stream); see below."
    )
    conversation: str | None = Field(
        None,
        max_length=64,
        description="Id that the turn before was answered with, for a follow-up: 那上一年呢？",
    )


class SpanOut(Base):
    """The part of a quote that answers, in offsets of its report's text."""

    text: str
    start: int
    end: int


class FigureOut(Base):
    """A number that was asked for; ``value`` is plain digits in ``unit``, null where blanked."""

    value: str | None
    unit: str
    indicator: str
    redacted: bool
    of_several_years: bool


class MarkOut(CitationOut):
    """A citation under its mark in the answer: [1]."""

    marker: int
    answer: SpanOut | None
    figure: FigureOut | None


class ScopeOut(Base):
    """Which reports the answer rests on."""

    places: Sequence[str]
    years: Sequence[int]
    reports: int


class AskOut(Base):
    """An answer made of citations, or a refusal with the nearest passages."""

    question: str
    answer: str = Field(description="For people to read, with marks that name citations.")
    answerable: bool
    confidence: float = Field(description="Chance, 0 to 1, that the reports answer.")
    citations: Sequence[MarkOut]
    understood: UnderstoodOut
    scope: ScopeOut
    nearest: Sequence[HitOut] = Field(description="What came closest; no answer.")
    not_found: Sequence[str] = Field(description="Parts of the question not accounted for.")
    unmentioned: Sequence[ReportOut] = Field(description="Reports in scope that say nothing of it.")
    notes: Sequence[str]
    generated: bool = Field(description="Whether a language model wrote the answer.")
    conversation: str | None = Field(description="Id under which a follow-up finds this turn.")
    took_ms: float


def ask_out(answer: Answer) -> AskOut:
    """Translate an answer."""
    return AskOut(
        question=answer.question,
        answer=answer.text,
        answerable=answer.answerable,
        confidence=round(answer.confidence, 4),
        citations=[mark_out(mark) for mark in answer.marks],
        understood=understood_out(answer.understood),
        scope=ScopeOut.model_validate(answer.scope),
        nearest=[hit_out(hit) for hit in answer.nearest],
        not_found=answer.not_found,
        unmentioned=[report_out(report) for report in answer.unmentioned],
        notes=answer.notes,
        generated=answer.generated,
        conversation=answer.conversation,
        took_ms=round(answer.took_ms, 3),
    )


def mark_out(mark: Mark) -> MarkOut:
    """Translate a marked citation."""
    return MarkOut(
        **dict(citation_out(mark.citation)),
        marker=mark.marker,
        answer=None if mark.answer is None else SpanOut.model_validate(mark.answer),
        figure=None if mark.figure is None else FigureOut.model_validate(mark.figure),
    )
