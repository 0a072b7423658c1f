"""The application: its routes, its life, its limits."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request, Response

import reportqa
from reportqa.api import health, problems, reports, search
from reportqa.api.jobs import Jobs
from reportqa.api.pool import Pool
from reportqa.errors import ReportQAError
from reportqa.library import Library
from reportqa.settings import Settings

logger = logging.getLogger(__name__)

_FORM_OVERHEAD = 1 << 20
"""What a multipart form may take beside its files, in bytes."""


def create_app(library: Path | None = None, settings: Settings | None = None) -> FastAPI:
    """Make the application that serves the library in a folder.

    ``library`` wins over ``settings``; the folder is made if it is not there. The library is
    opened when the application starts and closed when it ends; ``/readyz`` answers 503 until its
    model and index are in memory.
    """
    settings = settings or Settings()
    folder = library or settings.library

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        opened = await to_thread.run_sync(Library.open, folder)
        app.state.library = opened
        app.state.pool = Pool(settings.searches_at_once, settings.searches_waiting)
        app.state.jobs = Jobs(opened)
        app.state.max_upload = settings.max_upload_mb << 20
        app.state.ready = False
        try:
            app.state.ready = await to_thread.run_sync(_warm, opened)
            yield
        finally:
            await to_thread.run_sync(app.state.jobs.close)
            opened.close()

    app = FastAPI(
        title="reportqa",
        version=reportqa.__version__,
        description="Search over Chinese government work reports (政府工作报告), with citations.",
        lifespan=life,
        # Their pages fetch scripts from a CDN, and many users' networks are closed.
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    app.middleware("http")(_refuse_large_bodies(settings.max_upload_mb << 20))
    for router in (health.router, search.router, reports.router):
        app.include_router(router)
    return app


def _warm(library: Library) -> bool:
    """Load index and model; what is wrong with them is then told by each search."""
    try:
        library.snapshot()
        library.embedder.embed_queries(["政府工作报告"])
    except ReportQAError:
        logger.exception("the library is not ready")
        return False
    return True


def _refuse_large_bodies(
    limit: int,
) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Refuse a request whose announced length is over the limit before reading any of it."""

    async def refuse(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        announced = request.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit + _FORM_OVERHEAD:
            return problems.problem(request, 413, f"more than {limit >> 20} MiB; send fewer files")
        return await go_on(request)

    return refuse
