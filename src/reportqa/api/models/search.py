"""Questions to search, and the passages found."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ConfigDict, Field

from reportqa.api.models.base import Answer, FiltersIn, ReportOut, Request, report_out
from reportqa.store import StoredPassage
from reportqa.types import Hit, Mode, Report, Role, SearchResult, Understood


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
