"""Questions to search, and the passages found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ConfigDict, Field, StrictBool

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
    explain: StrictBool = Field(
        False, description="Whether each hit is to tell why it stands there."
    )


class UnderstoodOut(Answer):
    """How the question was read."""

    places: Sequence[str]
    years: Sequence[int]
    role: Role | None
    phrases: Sequence[str]
    terms: Sequence[str]
    expanded: Mapping[str, Sequence[str]] = Field(
        description="Names in the question and what else they are called, which is searched, too."
    )


class ReasonOut(Answer):
    """What one thing makes of a score."""

    name: str = Field(description="A feature of the learned order, or a part of the first score.")
    meaning: str = Field(description="What it is, in Chinese.")
    value: float = Field(description="Its value for this passage.")
    gain: float = Field(description="What it adds to the score; below 0, what it takes.")


class WordMetOut(Answer):
    """A word of the question and the word of the passage that it meets."""

    word: str
    met: str | None = Field(description="Null where no word is near.")
    cosine: float = Field(description="1 for the same word.")


class ExplanationOut(Answer):
    """Why a hit stands where it stands."""

    scores: Mapping[str, float] = Field(
        description="lexical (BM25), dense (cosine), late (late interaction), cross_encoder, as "
        "far as computed."
    )
    ranks: Mapping[str, int] = Field(
        description="Ranks by those, by the first and by the learned score, among all candidates, "
        "before near-identical passages are folded."
    )
    first_score: float | None = Field(
        description="Null for a passage that only late interaction brought up."
    )
    learned_score: float | None = Field(
        description="Null where the first score decides: half of a search, or another model."
    )
    named: Mapping[str, float] = Field(
        description="For place, year and role, where the question names them: how much higher the "
        "passage stands for fitting, or lower for missing them."
    )
    reasons: Sequence[ReasonOut] = Field(
        description="Strongest first: parts of the first score; or, for a learned score, what each "
        "feature makes beside the value of a middling candidate (these do not add up)."
    )
    words: Sequence[WordMetOut]


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
    explanation: ExplanationOut | None = Field(description="Null unless it was asked for.")


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
