"""``/v1/watches``: topics that are kept in view."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from reportqa.api.callers import library_of, note
from reportqa.api.models.base import report_out
from reportqa.api.models.precedents import (
    MatchList,
    MatchOut,
    WatchIn,
    WatchList,
    WatchOut,
    watch_out,
)
from reportqa.api.problems import responses
from reportqa.library import Library
from reportqa.store.watches import Match

router = APIRouter(prefix="/v1", tags=["watches"])

WatchId = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000)]


@router.get("/watches", responses=responses(422, 503))
async def list_watches(request: Request, limit: Limit = 50, offset: Offset = 0) -> WatchList:
    """List the topics that are watched, oldest first."""
    library = library_of(request)

    def run() -> WatchList:
        kept = library.watches()
        listed = [watch_out(watch) for watch in kept[offset : offset + limit]]
        return WatchList(watches=listed, total=len(kept), limit=limit, offset=offset)

    answer: WatchList = await request.app.state.pool.run(run)
    return answer


@router.post("/watches", status_code=201, responses=responses(400, 413, 422, 503))
async def add_watch(asked: WatchIn, request: Request, response: Response) -> WatchOut:
    """Watch a topic: each ingest from now on tells what new reports say of it."""
    library = library_of(request)
    note(request, asked.topic)

    def run() -> WatchOut:
        filters = asked.filters.to_filters()
        return watch_out(library.watch(asked.topic, filters=filters, webhook=asked.webhook))

    kept = await to_thread.run_sync(run)
    response.headers["Location"] = f"/v1/watches/{kept.id}"
    return kept


@router.get("/watches/{watch_id}", responses=responses(404, 422, 503))
async def get_watch(
    watch_id: WatchId, request: Request, limit: Limit = 50, offset: Offset = 0
) -> MatchList:
    """Give a watch and what it found, the latest find first."""
    library = library_of(request)

    def run() -> MatchList:
        kept = library.watched(watch_id)
        matches = library.watch_matches(watch_id, limit=limit, offset=offset)
        return MatchList(
            watch=watch_out(kept),
            matches=[_match_out(library, match) for match in matches],
            total=kept.matches,
            limit=limit,
            offset=offset,
        )

    answer: MatchList = await request.app.state.pool.run(run)
    return answer


@router.post("/watches/{watch_id}/run", responses=responses(404, 422, 503))
async def run_watch(watch_id: WatchId, request: Request) -> MatchList:
    """Look over the whole library for a watch; what was not found before is kept."""
    library = library_of(request)
    await to_thread.run_sync(library.run_watches, watch_id)
    return await get_watch(watch_id, request)


@router.delete("/watches/{watch_id}", status_code=204, responses=responses(404, 422, 503))
async def remove_watch(watch_id: WatchId, request: Request) -> None:
    """Forget a watch and what it found."""
    library = library_of(request)
    await to_thread.run_sync(library.unwatch, watch_id)


def _match_out(library: Library, match: Match) -> MatchOut:
    return MatchOut(
        quote=library.text(match.report_id)[match.start : match.end],
        start=match.start,
        end=match.end,
        passage_id=match.passage_id,
        score=match.score,
        found_at=match.found_at,
        report=report_out(library.report(match.report_id)),
    )
