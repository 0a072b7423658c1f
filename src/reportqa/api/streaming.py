"""Answers as server-sent events.

The events of an answer, in order:

- ``understood`` ``{question, understood}``: the question has been searched;
- ``citation``: a citation as in ``answer``, before the first sentence that bears its mark;
- ``sentence`` ``{text, markers}``: a sentence of the language model's that has been checked;
- ``removed`` ``{reason}``: why a sentence did not pass; the sentence itself is not sent;
- ``answer``: the whole answer, as ``/v1/ask`` gives it without a stream. It stands in place of all
  that came before, and is last;
- ``error``: a problem document in place of ``answer``, where the server failed half-way.

What is wrong with a request is answered with a problem document and no stream.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import Request
from starlette.responses import StreamingResponse

from reportqa.answering.generation.events import Begun, Cited, Event, Removed, Said
from reportqa.api.models.ask import AskOut, MarkOut, ask_out, mark_out
from reportqa.api.models.events import BegunOut, RemovedOut, SaidOut
from reportqa.api.models.search import understood_out
from reportqa.api.problems import UNFORESEEN, problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
_HEADERS = {
    "Cache-Control": "no-store",
    # nginx would hold the events back otherwise.
    "X-Accel-Buffering": "no",
}


def streamed(events: AsyncGenerator[Event], request: Request) -> StreamingResponse:
    """Send events as they come; when the client leaves, what makes them is stopped."""
    return StreamingResponse(_written(events, request), media_type=MEDIA_TYPE, headers=_HEADERS)


async def _written(events: AsyncGenerator[Event], request: Request) -> AsyncGenerator[str]:
    try:
        async with aclosing(events):
            async for event in events:
                name, data = _out(event)
                yield _line(name, data.model_dump_json())
    except Exception as error:
        logger.exception("%s failed", request.url.path, exc_info=error)
        yield _line("error", bytes(problem(request, 500, UNFORESEEN).body).decode())


def _out(event: Event) -> tuple[str, BegunOut | MarkOut | SaidOut | RemovedOut | AskOut]:
    """The name and the data of an event."""
    if isinstance(event, Begun):
        understood = understood_out(event.understood)
        return "understood", BegunOut(question=event.question, understood=understood)
    if isinstance(event, Cited):
        return "citation", mark_out(event.mark)
    if isinstance(event, Said):
        return "sentence", SaidOut(text=event.text, markers=event.markers)
    if isinstance(event, Removed):
        return "removed", RemovedOut(reason=event.reason)
    return "answer", ask_out(event.answer)


def _line(name: str, data: str) -> str:
    # JSON has no line breaks of its own, so that one line of data holds it.
    return f"event: {name}\ndata: {data}\n\n"
