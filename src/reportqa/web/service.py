"""What the pages ask of the library: the same calls as the API, in the same pool of threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio import to_thread
from fastapi import FastAPI
from nicegui import ui
from starlette.requests import HTTPConnection

from reportqa.access.right import RIGHT_NAMES, Right
from reportqa.access.trail import Deed
from reportqa.answering.answer import Answer
from reportqa.answering.conversations import Conversations
from reportqa.api.callers import LONGEST_DETAIL, Caller, Callers, library_for
from reportqa.api.jobs import Job, Jobs
from reportqa.api.pool import Pool
from reportqa.api.turns import next_turn
from reportqa.errors import AccessDenied, NotFound
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

    async def run(self, call: Callable[[Library], T], *, needs: Right = Right.READER) -> T:
        """Run a call that only reads the library off the event loop.

        The library is what the page's reader may see of it. Raises ``ReportQAError`` as the
        library does, ``Busy`` when too many calls wait, and ``AccessDenied``.
        """
        return await self._read(await self._caller(needs), call)

    async def change(self, call: Callable[[Library], T], said: str) -> T:
        """Run a call that changes the library off the event loop, one such call at a time.

        It takes no place from those who read; ``said`` tells the trail what is done. Raises
        ``ReportQAError`` as the library does, ``AccessDenied``, and ``LibraryLocked`` where an
        upload or another process writes for longer than the library waits.
        """
        caller = await self._caller(Right.EDITOR)
        await self._write_down(caller, said)
        return await to_thread.run_sync(
            lambda: call(library_for(self._app, caller)), limiter=self._writer
        )

    async def ask(self, question: str, conversation: str | None, filters: Filters) -> Asked:
        """Answer a question as the next turn of a conversation, or the first of a new one.

        Raises as ``run`` does.
        """
        conversations: Conversations = self._app.state.conversations

        def answer(library: Library) -> Asked:
            answered, whole = next_turn(
                library,
                conversations,
                question,
                conversation,
                lambda asked: library.ask(asked, filters=filters),
            )
            passages = {}
            for mark in answered.marks:
                with suppress(NotFound):
                    stored = library.passage(mark.citation.passage_id)
                    passages[stored.id] = stored.passage
            return Asked(answered, whole, passages)

        caller = await self._caller(Right.READER)
        await self._write_down(caller, question)
        return await self._read(caller, answer)

    def job(self, job_id: str) -> Job:
        """The upload with this id. Raises ``NotFound``."""
        jobs: Jobs = self._app.state.jobs
        return jobs.get(job_id)

    async def _caller(self, needs: Right) -> Caller:
        """Whoever reads the page, by the key as it is now. Raises ``AccessDenied``."""
        callers: Callers = self._app.state.callers
        caller = await to_thread.run_sync(callers.of, _connection())
        if caller.may(needs):
            return caller
        if caller.right is None:
            raise AccessDenied("密钥已经失效；请刷新页面，用新的密钥登录")
        raise AccessDenied(
            f"这一步要有“{RIGHT_NAMES[needs]}”权的密钥，现用的只有“{RIGHT_NAMES[caller.right]}”权；"
            "请向管理员索取"
        )

    async def _read(self, caller: Caller, call: Callable[[Library], T]) -> T:
        pool: Pool = self._app.state.pool
        return await pool.run(lambda: call(library_for(self._app, caller)))

    async def _write_down(self, caller: Caller, said: str) -> None:
        """Add to the trail what a key does on a page; before it is done, so that nothing slips."""
        if caller.key is None:
            return
        callers: Callers = self._app.state.callers
        action = f"PAGE {_connection().url.path}"
        deed = Deed(caller.key.id, caller.key.name, action, said[:LONGEST_DETAIL], 200, "")
        await to_thread.run_sync(callers.door.trail.add, deed)


def _connection() -> HTTPConnection:
    """The request that opened the page, with its browser's session."""
    request = ui.context.client.request
    assert request is not None, "only pages that a browser has opened ask the library"
    return request
