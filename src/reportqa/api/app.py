"""The application: its routes, its life, its limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from anyio import to_thread
from fastapi import FastAPI

import reportqa
from reportqa.access.door import Door
from reportqa.answering.conversations import Conversations
from reportqa.answering.generation.chat import chat_model
from reportqa.api import (
    ask,
    audit,
    commitments,
    compare,
    health,
    login,
    observing,
    precedents,
    problems,
    reports,
    search,
    unknown,
    watches,
)
from reportqa.api.callers import Callers
from reportqa.api.guard import Guard
from reportqa.api.headers import SafeHeaders
from reportqa.api.jobs import Jobs
from reportqa.api.limits import BodyLimit
from reportqa.api.observing import Figures, Observing
from reportqa.api.pool import Pool
from reportqa.api.sessions import Sessions
from reportqa.api.warming import Warming
from reportqa.library import Library
from reportqa.settings import Settings


def create_app(library: Path | Library | None = None, settings: Settings | None = None) -> FastAPI:
    """Make the application that serves a library, by default the one that ``settings`` names.

    A folder is opened when the application starts, and made if it is not there; a library that
    is given open is taken over. Either is closed when the application ends. ``/readyz`` answers
    503 until index and model are in memory. A library without keys is served to this machine only,
    unless ``settings.without_keys`` says otherwise.
    """
    settings = settings or Settings()
    uploads = settings.max_upload_mb << 20
    llm = chat_model(
        settings.llm_base_url, settings.llm_model, settings.llm_api_key, settings.llm_timeout
    )

    folder = library.folder if isinstance(library, Library) else library or settings.library
    callers = Callers(Door(folder), Sessions())

    def opened() -> Library:
        if isinstance(library, Library):
            return library
        return Library.open(folder, settings.model)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        served = await to_thread.run_sync(opened)
        app.state.library = served
        app.state.pool = Pool(settings.searches_at_once, settings.searches_waiting)
        app.state.jobs = Jobs(served, app.state.figures.staged)
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
            callers.door.close()

    app = FastAPI(
        title="reportqa",
        version=reportqa.__version__,
        description="Search over Chinese government work reports (政府工作报告), with citations.",
        lifespan=life,
        # Their pages fetch scripts from a CDN, and many users' networks are closed.
        docs_url=None,
        redoc_url=None,
        # What the guard may answer in the place of any route.
        responses=problems.responses(401, 403, 429),
    )
    app.state.callers = callers
    app.state.figures = Figures()
    problems.install(app)
    # The last one added is the first that a request meets.
    app.add_middleware(BodyLimit, uploads=uploads)
    app.add_middleware(
        Guard,
        callers=callers,
        per_minute=settings.requests_per_minute,
        any_host=settings.without_keys,
    )
    app.add_middleware(SafeHeaders)
    app.add_middleware(Observing, figures=app.state.figures)
    routers = (
        ask.router,
        audit.router,
        commitments.router,
        compare.router,
        health.router,
        login.router,
        observing.router,
        precedents.router,
        reports.router,
        search.router,
        watches.router,
    )
    for router in routers:
        app.include_router(router)
    unknown.install(app, routers)
    return app
