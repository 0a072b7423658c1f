"""``POST /v1/search`` and ``GET /v1/passages/{id}``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from reportqa.api.callers import library_of, note
from reportqa.api.models.search import PassageOut, SearchIn, SearchOut, passage_out, search_out
from reportqa.api.problems import responses

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", response_model=SearchOut, responses=responses(400, 413, 422, 503))
async def search(asked: SearchIn, request: Request) -> Response:
    """Find the passages that answer a question best."""
    library = library_of(request)
    note(request, asked.query)

    def run() -> str:
        filters = asked.filters.to_filters()
        found = library.search(
            asked.query, k=asked.k, mode=asked.mode, filters=filters, explain=asked.explain
        )
        # Written here and once: FastAPI would check the answer again, on the event loop.
        return search_out(found).model_dump_json()

    body: str = await request.app.state.pool.run(run)
    return Response(body, media_type="application/json")


@router.get("/passages/{passage_id}", responses=responses(404, 422, 503))
async def passage(passage_id: Annotated[str, Path(max_length=64)], request: Request) -> PassageOut:
    """Give one passage with its place in its report."""
    library = library_of(request)

    def run() -> PassageOut:
        stored = library.passage(passage_id)
        return passage_out(stored, library.report(stored.report_id))

    answer: PassageOut = await request.app.state.pool.run(run)
    return answer
