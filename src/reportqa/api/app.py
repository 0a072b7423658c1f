"""The application: its routes, its life, its limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from anyio import to_thread
from fastapi import FastAPI

import reportqa
from reportqa.answering.conversations import Conversations
from reportqa.answering.generation.chat import chat_model
from reportqa.api import (
    ask,
    commitments,
    compare,
    health,
    precedents,
    problems,
    reports,
    search,
    watches,
)
from reportqa.api.jobs import Jobs
from reportqa.api.limits import BodyLimit
from reportqa.api.pool import Pool
from reportqa.api.warming import Warming
from reportqa.library import Library
from reportqa.settings import Settings


def create_app(library: Path | Library | None = None, settings: Settings | None = None) -> FastAPI:
    """Make the application that serves a library, by default the one that ``settings`` names.

    A folder is opened when the application starts, and made if it is not there; a library that
    is given open is taken over. Either is closed when the application ends. ``/readyz`` answers
    503 until index and model are in memory.
    """
    settings = settings or Settings()
    uploads = settings.max_upload_mb << 20
    llm = chat_model(
        settings.llm_base_url, settings.llm_model, settings.llm_api_key, settings.llm_timeout
    )

    def opened() -> Library:
        if isinstance(library, Library):
            return library
        return Library.open(library or settings.library, settings.model)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        served = await to_thread.run_sync(opened)
        app.state.library = served
        app.state.pool = Pool(settings.searches_at_once, settings.searches_waiting)
        app.state.jobs = Jobs(served)
        app.state.conversations = Conversations()
        app.state.llm = llm
        app.state.max_upload = uploads
        app.state.warming = Warming(served)
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(app.state.warming.run)
                yield
                tasks.cancel_scope.cancel()
        finally:
            await to_thread.run_sync(app.state.jobs.close)
            served.close()

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
    app.add_middleware(BodyLimit, uploads=uploads)
    for router in (
        ask.router,
        commitments.router,
        compare.router,
        health.router,
        precedents.router,
        reports.router,
        search.router,
        watches.router,
    ):
        app.include_router(router)
    return app
