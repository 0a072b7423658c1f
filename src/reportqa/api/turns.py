"""A question as the next turn of a conversation about what a library holds."""

from __future__ import annotations

from collections.abc import Callable

from reportqa.answering.answer import Answer
from reportqa.answering.conversations import Conversations
from reportqa.library import Library


def next_turn(
    library: Library,
    conversations: Conversations,
    question: str,
    conversation: str | None,
    ask: Callable[[str], Answer],
) -> tuple[Answer, str]:
    """Answer a question, a follow-up made whole; the answer, and the whole question.

    ``ask`` answers a whole question. Raises as ``ask`` does.
    """
    known = set(library.snapshot().table.reports.places)
    whole = question

    def noted(asked: str) -> Answer:
        nonlocal whole
        whole = asked
        return ask(asked)

    return conversations.ask(question, conversation, noted, known), whole
