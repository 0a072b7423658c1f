"""``POST /v1/compare``: a topic held against every report in scope, as JSON or as a table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from reportqa.api.callers import library_of, note
from reportqa.api.files import json_or_file, with_files
from reportqa.api.models.compare import CompareIn, CompareOut, compare_out
from reportqa.tables import TableFormat

router = APIRouter(prefix="/v1", tags=["compare"])


@router.post(
    "/compare",
    response_model=CompareOut,
    responses=with_files(400, 413, 422, 503),
)
async def compare(
    asked: CompareIn,
    request: Request,
    format: Annotated[
        TableFormat | None, Query(description="A table instead of JSON; or by Accept.")
    ] = None,
) -> Response:
    """Hold a topic against every report: one row a report, and those that say nothing."""
    library = library_of(request)
    note(request, asked.topic)
    form = format or _accepted(request.headers.get("accept", ""))

    def run() -> bytes:
        comparison = library.compare(
            asked.topic,
            places=asked.places,
            years=asked.years,
            filters=asked.filters.to_filters(),
        )
        if form is not None:
            return comparison.table().write(form)
        return compare_out(comparison).model_dump_json().encode()

    body: bytes = await request.app.state.pool.run(run)
    return json_or_file(body, form, "compare", asked.topic)


def _accepted(accept: str) -> TableFormat | None:
    """The table that a client accepts and nothing else; JSON wins where it is named first."""
    for kind in accept.split(","):
        wanted = kind.partition(";")[0].strip().lower()
        if wanted in ("application/json", "*/*"):
            return None
        for form in TableFormat:
            if wanted == form.media_type.partition(";")[0]:
                return form
    return None
