"""What the pages ask of the library: the same calls as the API, in the same pool of threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio import to_thread
from fastapi import FastAPI

from reportqa.answering.answer import Answer
from reportqa.answering.conversations import Conversations
from reportqa.api.jobs import Job, Jobs
from reportqa.api.pool import Pool
from reportqa.errors import NotFound
from reportqa.library import Library
from reportqa.types import Filters, Passage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, the question as it was answered (a follow-up made whole), and the cited passages.

    ``passages`` are by id; one that was removed from the library meanwhile is left out.
    """

    answer: Answer
    whole: str
    passages: Mapping[str, Passage]


class Service:
    """The library behind an application that is running."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._writer = anyio.CapacityLimiter(1)

    async def run(self, call: Callable[[Library], T]) -> T:
        """Run a call that only reads the library off the event loop.

        Raises ``ReportQAError`` as the library does, and ``Busy`` when too many calls wait.
        """
        library: Library = self._app.state.library
        pool: Pool = self._app.state.pool
        return await pool.run(lambda: call(library))

    async def change(self, call: Callable[[Library], T]) -> T:
        """Run a call that changes the library off the event loop, one such call at a time.

        It takes no place from those who read. Raises ``ReportQAError`` as the library does,
        ``LibraryLocked`` where an upload or another process writes for longer than the library
        waits.
        """
        library: Library = self._app.state.library
        return await to_thread.run_sync(lambda: call(library), limiter=self._writer)

    async def ask(self, question: str, conversation: str | None, filters: Filters) -> Asked:
        """Answer a question as the next turn of a conversation, or the first of a new one.

        Raises as ``run`` does.
        """
        conversations: Conversations = self._app.state.conversations

        def answer(library: Library) -> Asked:
            reports = library.snapshot().table.reports
            known = {report.place for report in reports if report.place}
            answered = conversations.ask(
                question, conversation, lambda whole: library.ask(whole, filters=filters), known
            )
            turn = answered.conversation and conversations.turn(answered.conversation)
            passages = {}
            for mark in answered.marks:
                with suppress(NotFound):
                    stored = library.passage(mark.citation.passage_id)
                    passages[stored.id] = stored.passage
            return Asked(answered, turn.question if turn else question, passages)

        return await self.run(answer)

    def job(self, job_id: str) -> Job:
        """The upload with this id. Raises ``NotFound``."""
        jobs: Jobs = self._app.state.jobs
        return jobs.get(job_id)
