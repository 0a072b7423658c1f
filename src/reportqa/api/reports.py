"""``/v1/reports`` and ``/v1/jobs``: what the library holds, and changing it."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile
from starlette.exceptions import HTTPException

from reportqa.api.callers import caller_of, library_of, note
from reportqa.api.jobs import Job, Jobs
from reportqa.api.models.base import Year
from reportqa.api.models.jobs import JobOut, outcome_out
from reportqa.api.models.reports import (
    CorrectionIn,
    ListIn,
    ReportDetail,
    ReportList,
    ReportText,
    report_detail,
    report_list,
)
from reportqa.api.problems import responses
from reportqa.api.uploads import receive
from reportqa.library import Library
from reportqa.types import Overrides

router = APIRouter(prefix="/v1", tags=["reports"])

ReportId = Annotated[str, Path(max_length=64, examples=["0336ffe70679165f"])]


@router.get("/reports", responses=responses(422, 503))
async def list_reports(request: Request, which: Annotated[ListIn, Query()]) -> ReportList:
    """List the reports by place and year, a page at a time."""
    library = library_of(request)

    def run() -> ReportList:
        page = library.reports(which.to_filters(), limit=which.limit, offset=which.offset)
        return report_list(page, which.limit, which.offset)

    answer: ReportList = await request.app.state.pool.run(run)
    return answer


@router.get("/reports/{report_id}", responses=responses(404, 422, 503))
async def get_report(report_id: ReportId, request: Request) -> ReportDetail:
    """Give a report with its sections and what was read of it."""
    library = library_of(request)

    answer: ReportDetail = await request.app.state.pool.run(lambda: _detail(library, report_id))
    return answer


@router.get("/reports/{report_id}/text", responses=responses(404, 422, 503))
async def get_text(report_id: ReportId, request: Request) -> ReportText:
    """Give the canonical text that all offsets of a report point into."""
    library = library_of(request)
    return ReportText(text=await request.app.state.pool.run(lambda: library.text(report_id)))


@router.post("/reports", status_code=202, responses=responses(400, 403, 413, 422, 503))
async def upload(
    request: Request,
    response: Response,
    files: Annotated[list[UploadFile], File(min_length=1, max_length=1000)],
    place: Annotated[str | None, Form(max_length=60, examples=["禾岭县"])] = None,
    year: Annotated[Year | None, Form(description="Year of delivery.", examples=[2024])] = None,
    collection: Annotated[
        str | None,
        Form(
            max_length=60,
            description="Whose the reports are; without it, everybody's who may read the library.",
        ),
    ] = None,
) -> JobOut:
    """Take files in; the job that is answered tells what becomes of each.

    ``place`` and ``year`` are for all files and win over what the files say.
    """
    if collection is not None and not caller_of(request).reads(collection):
        raise HTTPException(403, f"这把密钥不能看专题库“{collection}”，也就不能往里导入")
    folder, paths = await to_thread.run_sync(receive, files, request.app.state.max_upload)
    note(request, "、".join(path.name for path in paths))
    overrides = Overrides(place=place, delivered_year=year, collection=collection)
    job = _queue(request.app.state.jobs, Job(folder, paths, overrides))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return _job_out(job)


@router.patch("/reports/{report_id}", responses=responses(400, 404, 413, 422, 503))
async def correct_report(report_id: ReportId, said: CorrectionIn, request: Request) -> ReportDetail:
    """Say what a report's place, year or level is; it is kept when the file comes again."""
    library = library_of(request)
    note(request, said.model_dump_json(exclude_none=True))

    def run() -> ReportDetail:
        library.correct(report_id, said.to_overrides())
        return _detail(library, report_id)

    return await to_thread.run_sync(run)


@router.delete("/reports/{report_id}", status_code=204, responses=responses(404, 422, 503))
async def delete_report(report_id: ReportId, request: Request) -> None:
    """Remove a report for good, from the catalog and from both halves of the search."""
    library = library_of(request)
    await to_thread.run_sync(library.remove, report_id)


@router.get("/jobs/{job_id}", responses=responses(404, 422))
async def get_job(job_id: Annotated[str, Path(max_length=64)], request: Request) -> JobOut:
    """Tell how far an upload is."""
    jobs: Jobs = request.app.state.jobs
    return _job_out(jobs.get(job_id))


def _detail(library: Library, report_id: str) -> ReportDetail:
    held = library.structured(report_id)
    problems = library.check(report_id)
    return report_detail(held.report, held.sections, held.needs_ocr, problems)


def _queue(jobs: Jobs, job: Job) -> Job:
    try:
        return jobs.add(job)
    except BaseException:
        job.discard()
        raise


def _job_out(job: Job) -> JobOut:
    return JobOut(
        id=job.id,
        state=job.state,
        done=job.done,
        total=job.total,
        outcomes=[outcome_out(outcome) for outcome in job.outcomes],
        warning=job.warning,
        watched=job.watched,
        error=job.error,
    )
