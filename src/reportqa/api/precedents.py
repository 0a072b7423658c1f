"""``POST /v1/precedents`` and ``POST /v1/whatsnew``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from reportqa.api.callers import library_of, note
from reportqa.api.files import json_or_file, with_files
from reportqa.api.models.precedents import (
    PrecedentsIn,
    PrecedentsOut,
    WhatsNewIn,
    WhatsNewOut,
    precedents_out,
    whats_new_out,
)
from reportqa.precedents.export import changes_table, table
from reportqa.tables import TableFormat

router = APIRouter(prefix="/v1", tags=["precedents"])

Form = Annotated[TableFormat | None, Query(description="A table instead of JSON.")]


@router.post("/precedents", response_model=PrecedentsOut, responses=with_files(400, 413, 422, 503))
async def precedents(asked: PrecedentsIn, request: Request, format: Form = None) -> Response:
    """Find every report that planned or did something, oldest first."""
    library = library_of(request)
    note(request, asked.topic)

    def run() -> bytes:
        found = library.precedents(asked.topic, filters=asked.filters.to_filters())
        if format is not None:
            return table(found).write(format)
        return precedents_out(found, asked.limit).model_dump_json().encode()

    return json_or_file(await request.app.state.pool.run(run), format, "precedents", asked.topic)


@router.post("/whatsnew", response_model=WhatsNewOut, responses=with_files(400, 404, 413, 422, 503))
async def whatsnew(asked: WhatsNewIn, request: Request, format: Form = None) -> Response:
    """Tell what a report says that none of the place's earlier ones said, and what it dropped."""
    library = library_of(request)
    note(request, f"{asked.place} {asked.year}")

    def run() -> bytes:
        news = library.whats_new(asked.place, asked.year)
        if format is not None:
            return changes_table(news).write(format)
        return whats_new_out(news).model_dump_json().encode()

    name = f"{asked.place}{asked.year}"
    return json_or_file(await request.app.state.pool.run(run), format, "whatsnew", name)
