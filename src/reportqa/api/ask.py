"""``POST /v1/ask``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from reportqa.answering.answer import Answer
from reportqa.answering.conversations import Conversations
from reportqa.answering.generation.chat import ChatModel
from reportqa.answering.generation.events import Event, quoted_events
from reportqa.answering.generation.writing import Brief, concluded, write
from reportqa.api import streaming
from reportqa.api.callers import library_of, note
from reportqa.api.models.ask import AskIn, AskOut, ask_out
from reportqa.api.problems import responses
from reportqa.api.turns import next_turn
from reportqa.retrieval.ranking import bundled_late

router = APIRouter(prefix="/v1", tags=["ask"])

NO_MODEL = "服务器没有设置语言模型（REPORTQA_LLM_BASE_URL、REPORTQA_LLM_MODEL），以下直接摘自报告。"

_ANSWERS = responses(400, 413, 422, 503) | {
    200: {"content": {streaming.MEDIA_TYPE: {}}, "description": streaming.__doc__}
}


@router.post("/ask", response_model=AskOut, responses=_ANSWERS)
async def ask(asked: AskIn, request: Request) -> Response:
    """Answer a question with verified quotes, or refuse it where the reports don't answer."""
    library = library_of(request)
    note(request, asked.question)
    conversations: Conversations = request.app.state.conversations
    llm: ChatModel | None = request.app.state.llm

    def run() -> tuple[Answer, Brief | None]:
        filters = asked.filters.to_filters()
        answer, whole = next_turn(
            library,
            conversations,
            asked.question,
            asked.conversation,
            lambda question: library.ask(question, k=asked.k, filters=filters),
        )
        if not asked.llm:
            return answer, None
        if llm is None:
            return replace(answer, notes=(*answer.notes, NO_MODEL)), None
        return answer, library.brief(whole, answer, filters=filters)

    # A model takes its time outside of the pool: nobody who searches waits for it.
    answer, brief = await request.app.state.pool.run(run)
    late = bundled_late()
    if brief is None or llm is None:
        events = _each(quoted_events(answer))
    elif asked.stream:
        events = write(brief, llm, late)
    else:
        answer = await concluded(brief, llm, late)
    if asked.stream:
        return streaming.streamed(events, request)
    return Response(ask_out(answer).model_dump_json(), media_type="application/json")


async def _each(events: Iterable[Event]) -> AsyncGenerator[Event]:
    for event in events:
        yield event
