"""``/v1/commitments`` and ``/v1/indicators``: what was promised, and what became of it."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from reportqa.api.callers import library_of, note
from reportqa.api.files import json_or_file, with_files
from reportqa.api.models.commitments import (
    CommitmentOut,
    IndicatorIn,
    IndicatorOut,
    LedgerIn,
    LedgerOut,
    ReviewIn,
    TrailOut,
    commitment_out,
    indicator_out,
    ledger_out,
    review_out,
)
from reportqa.api.problems import responses
from reportqa.commitments.entry import Opinion, number
from reportqa.commitments.export import table, title
from reportqa.commitments.series import rates_by_field, rates_by_year, series
from reportqa.errors import QueryError
from reportqa.tables import TableFormat

router = APIRouter(prefix="/v1", tags=["commitments"])

Form = Annotated[
    TableFormat | None,
    Query(description="A table of what can be checked instead of JSON, linked to the reader."),
]
CommitmentId = Annotated[str, Path(max_length=80)]


@router.post(
    "/commitments", response_model=LedgerOut, responses=with_files(400, 404, 413, 422, 503)
)
async def commitments(asked: LedgerIn, request: Request, format: Form = None) -> Response:
    """List the commitments of a plan, each with what the next report's review says of it.

    Aims that can hardly be checked are among them, ``checkable`` false, but not in tables.
    """
    library = library_of(request)
    note(request, f"{asked.place} {asked.made_in or ''} {asked.checked_in or ''}".rstrip())
    address = str(request.base_url)

    def run() -> tuple[bytes, str]:
        found = library.commitments(asked.place, made_in=asked.made_in, checked_in=asked.checked_in)
        if format is not None:
            return table(found, address).write(format), title(found)
        return ledger_out(found).model_dump_json().encode(), ""

    body, name = await request.app.state.pool.run(run)
    return json_or_file(body, format, "commitments", name)


@router.post("/commitments/{commitment_id}/review", responses=responses(400, 404, 413, 422, 503))
async def review(commitment_id: CommitmentId, said: ReviewIn, request: Request) -> CommitmentOut:
    """Confirm, correct, note or link other evidence; the trail keeps what stood before."""
    library = library_of(request)
    note(request, f"{said.action} {said.verdict or ''} {said.note}".rstrip())

    def run() -> CommitmentOut:
        opinion = Opinion(
            said.reviewer,
            said.action,
            said.verdict,
            number(said.actual),
            None
            if said.evidence is None
            else [(s.report_id, s.start, s.end) for s in said.evidence],
            said.note,
        )
        entry = library.review_commitment(commitment_id, opinion, checked_in=said.checked_in)
        return commitment_out(entry)

    return await to_thread.run_sync(run)


@router.get("/commitments/{commitment_id}/review", responses=responses(422, 503))
async def trail(commitment_id: CommitmentId, request: Request) -> TrailOut:
    """Tell all that people said of a commitment."""
    library = library_of(request)

    def run() -> TrailOut:
        said = library.commitment_trail(commitment_id)
        return TrailOut(id=commitment_id, trail=[review_out(each) for each in said])

    answer: TrailOut = await request.app.state.pool.run(run)
    return answer


@router.post(
    "/indicators",
    response_model=IndicatorOut,
    responses=with_files(
        400, 404, 413, 422, 503, types=(TableFormat.CSV.media_type, "image/svg+xml", "image/png")
    ),
)
async def indicators(asked: IndicatorIn, request: Request) -> Response:
    """Follow an indicator over the years of a place, as JSON, CSV or a chart."""
    library = library_of(request)
    note(request, f"{asked.place} {asked.indicator or ''}".rstrip())

    def run() -> Response:
        ledgers = library.ledgers(asked.place)
        found = series(ledgers, asked.place, asked.indicator) if asked.indicator else None
        if asked.form == "json":
            by_year, by_field = rates_by_year(ledgers), rates_by_field(ledgers)
            answer = indicator_out(asked.place, found, by_year, by_field)
            return Response(answer.model_dump_json(), media_type="application/json")
        if found is None:
            raise QueryError("表格和图只能画一个指标；请写明 indicator")
        if asked.form == "csv":
            return Response(found.table().csv(), media_type=TableFormat.CSV.media_type)
        from reportqa.commitments.charts import ChartFormat, chart

        form = ChartFormat(asked.form)
        return Response(chart(found, form), media_type=form.media_type)

    answer: Response = await request.app.state.pool.run(run)
    return answer
