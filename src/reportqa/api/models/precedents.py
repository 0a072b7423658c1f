"""Topics whose precedents are asked for, what was found, what is new, and watches."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ConfigDict, Field

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
from reportqa.citations import written
from reportqa.precedents.precedent import Precedent, Precedents
from reportqa.precedents.whatsnew import Change, WhatsNew
from reportqa.store.watches import Watch
from reportqa.types import Level

MOST = 2000


class PrecedentsIn(Request):
    """A topic as people type it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"topic": "给老人办食堂", "filters": {"year_from": 2021}, "limit": 200}]
        },
    )

    topic: str = Field(min_length=1, max_length=10_000)
    filters: FiltersIn = FiltersIn()
    limit: int = Field(
        200, ge=1, le=MOST, description="Sentences at most; the surest are kept, oldest first."
    )


class PrecedentOut(CitationOut):
    """P: a sentence by which a report planned or did it."""

    score: float = Field(description="Chance, 0 to 1, that it is about the topic.")
    wording: int | None = Field(description="Group of near-identical sentences, from 0.")
    is_first_wording: bool = Field(description="Whether it is the first of that group.")
    written: str = Field(description="The source in the form of official writing.")


class KeptOut(Answer):
    """A plan, and the same place's later review that says it was done."""

    planned: PrecedentOut
    done: PrecedentOut


class StepOut(Answer):
    """The first time that a place took it up."""

    level: Level | None
    place: str
    is_first_of_level: bool
    first: PrecedentOut


class NameOut(Answer):
    """A name that reports give the matter, and when."""

    name: str
    years: Sequence[int]
    reports: int
    first: PrecedentOut


class CountsOut(Answer):
    """Reports found, for a timeline and for groups."""

    by_year: dict[int, int]
    by_decade: dict[int, int]
    by_place: dict[str, int]
    by_level: dict[Level, int]


class PrecedentsOut(Answer):
    """Who planned or did it, oldest first: in this library, never “the first ever”."""

    topic: str
    searched: int = Field(description="Reports searched.")
    found: int = Field(description="Reports that speak of it.")
    total: int = Field(description="Sentences found, of which `limit` are listed.")
    earliest: PrecedentOut | None = Field(description="资料库中最早: the earliest held here.")
    precedents: Sequence[PrecedentOut]
    doubtful: Sequence[PrecedentOut] = Field(description="One a report that only comes near.")
    kept: Sequence[KeptOut]
    steps: Sequence[StepOut]
    names: Sequence[NameOut]
    counts: CountsOut
    notes: Sequence[str]
    took_ms: float


class WhatsNewIn(Request):
    """A report, by its place and the year of its delivery."""

    place: str = Field(min_length=1, max_length=60, examples=["禾岭县"])
    year: Year = Field(examples=[2023])


class ChangeOut(Answer):
    """A sentence without a counterpart, and what comes nearest to it."""

    citation: CitationOut
    nearest: CitationOut | None
    unheard: float = Field(description="Share of its words, by weight, that none other has.")
    likeness: float = Field(description="Cosine of the two sentences.")
    terms: tuple[str, ...] = Field(
        description="Its specific words that none other has, the rarest in the library first."
    )


class WhatsNewOut(Answer):
    """What a report says that none of the place's earlier ones said, and what it dropped."""

    report: ReportOut
    previous: ReportOut | None
    earlier: int = Field(description="Earlier reports of the place that were compared.")
    new: Sequence[ChangeOut]
    dropped: Sequence[ChangeOut]
    sentences: int
    previous_sentences: int


class WatchIn(Request):
    """A topic to watch."""

    topic: str = Field(min_length=1, max_length=10_000, examples=["给老人办食堂"])
    filters: FiltersIn = FiltersIn()
    webhook: str | None = Field(None, max_length=2000, description="Address to tell by HTTP.")


class WatchOut(Answer):
    """A topic that is watched."""

    id: str
    topic: str
    filters: FiltersIn
    webhook: str | None
    added_at: str
    matches: int = Field(description="Sentences found so far.")


class WatchList(Answer):
    """Watches, a page at a time."""

    watches: Sequence[WatchOut]
    total: int
    limit: int
    offset: int


class MatchOut(Answer):
    """A sentence that a watch found, with its words as the library holds them."""

    quote: str
    start: int
    end: int
    passage_id: str
    score: float
    found_at: str
    report: ReportOut


class MatchList(Answer):
    """What a watch found, the latest find first, a page at a time."""

    watch: WatchOut
    matches: Sequence[MatchOut]
    total: int
    limit: int
    offset: int


def precedents_out(found: Precedents, limit: int = MOST) -> PrecedentsOut:
    """Translate what was found; of more than ``limit`` sentences the surest are listed."""
    surest = sorted(found.precedents, key=lambda one: -one.score)[:limit]
    listed = {id(one) for one in surest}
    return PrecedentsOut(
        topic=found.topic,
        searched=found.searched,
        found=len(found.reports),
        total=len(found.precedents),
        earliest=None if found.earliest is None else precedent_out(found.earliest),
        precedents=[precedent_out(one) for one in found.precedents if id(one) in listed],
        doubtful=[precedent_out(one) for one in found.doubtful[:limit]],
        kept=[
            KeptOut(planned=precedent_out(pair.planned), done=precedent_out(pair.done))
            for pair in found.kept[:limit]
        ],
        steps=[
            StepOut(
                level=step.level,
                place=step.place,
                is_first_of_level=step.is_first_of_level,
                first=precedent_out(step.first),
            )
            for step in found.steps[:limit]
        ],
        names=[
            NameOut(
                name=name.name,
                years=name.years,
                reports=name.reports,
                first=precedent_out(name.first),
            )
            for name in found.names
        ],
        counts=CountsOut.model_validate(found),
        notes=found.notes,
        took_ms=round(found.took_ms, 3),
    )


def precedent_out(one: Precedent) -> PrecedentOut:
    """Translate a precedent into P."""
    return PrecedentOut(
        **dict(citation_out(one.citation)),
        score=one.score,
        wording=one.wording,
        is_first_wording=one.is_first_wording,
        written=written(one.citation),
    )


def whats_new_out(news: WhatsNew) -> WhatsNewOut:
    """Translate what is new."""
    return WhatsNewOut(
        report=report_out(news.report),
        previous=None if news.previous is None else report_out(news.previous),
        earlier=len(news.earlier),
        new=[_change_out(change) for change in news.new],
        dropped=[_change_out(change) for change in news.dropped],
        sentences=news.sentences[0],
        previous_sentences=news.sentences[1],
    )


def watch_out(watch: Watch) -> WatchOut:
    """Translate a watch."""
    return WatchOut(
        id=watch.id,
        topic=watch.topic,
        filters=FiltersIn(
            place=watch.filters.place,
            level=watch.filters.level,
            year_from=watch.filters.year_from,
            year_to=watch.filters.year_to,
            role=watch.filters.role,
            report_id=watch.filters.report_id,
        ),
        webhook=watch.webhook,
        added_at=watch.added_at,
        matches=watch.matches,
    )


def _change_out(change: Change) -> ChangeOut:
    return ChangeOut(
        citation=citation_out(change.citation),
        nearest=None if change.nearest is None else citation_out(change.nearest),
        unheard=change.unheard,
        likeness=change.likeness,
        terms=change.terms,
    )
