"""What the pages ask of the library: the same calls as the API, in the same pool of threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import FastAPI

from reportqa.api.jobs import Job, Jobs
from reportqa.api.pool import Pool
from reportqa.library import Library

T = TypeVar("T")


class Service:
    """The library behind an application that is running."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def run(self, call: Callable[[Library], T]) -> T:
        """Run a call on the library off the event loop.

        Raises ``ReportQAError`` as the library does, and ``Busy`` when too many calls wait.
        """
        library: Library = self._app.state.library
        pool: Pool = self._app.state.pool
        return await pool.run(lambda: call(library))

    def job(self, job_id: str) -> Job:
        """The upload with this id. Raises ``NotFound``."""
        jobs: Jobs = self._app.state.jobs
        return jobs.get(job_id)
