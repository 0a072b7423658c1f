"""Conversations: what was asked last, so that a follow-up finds it; in memory, for a while."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace

from reportqa.answering.answer import Answer
from reportqa.answering.follow_up import Turn, complete

MOST = 10_000
"""Conversations that are held at once, a few hundred bytes each; the one asked longest ago goes
first."""

LASTING = 3600.0
"""Seconds after its last turn for which a conversation is held."""


class Conversations:
    """The last turn of each conversation, under an id; for many threads.

    ``clock`` gives seconds that never run back.
    """

    def __init__(
        self,
        most: int = MOST,
        lasting: float = LASTING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._lasting = lasting
        self._clock = clock
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many conversations are held."""
        with self._lock:
            return len(self._turns)

    def turn(self, conversation: str) -> Turn | None:
        """The last turn of a conversation; ``None`` for one that is unknown or too old."""
        with self._lock:
            self._forget()
            held = self._turns.get(conversation)
            return None if held is None else held[1]

    def put(self, conversation: str | None, turn: Turn) -> str:
        """Note the last turn of a conversation, a new one for ``None``; give its id."""
        conversation = conversation or secrets.token_urlsafe(12)
        with self._lock:
            self._turns[conversation] = (self._clock(), turn)
            self._turns.move_to_end(conversation)
            self._forget()
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)
        return conversation

    def ask(
        self,
        question: str,
        conversation: str | None,
        answer: Callable[[str], Answer],
        known: Collection[str] = (),
    ) -> Answer:
        """Answer a question as the next turn of a conversation, or the first of a new one.

        ``answer`` answers a whole question; ``known`` are the library's places. The answer bears
        the question as it was asked and the conversation's id, and a note says how a follow-up was
        understood. A conversation that is no longer held is begun anew, which a note says.
        """
        earlier = self.turn(conversation) if conversation else None
        whole = question if earlier is None else complete(question, earlier, known)
        notes = [f"接上一问理解为：{whole}"] if whole != question else []
        if conversation and earlier is None:
            notes.append("找不到这段对话（可能已过期），按单独的问题回答。")
            conversation = None
        answered = answer(whole)
        understood = answered.understood
        # What a follow-up leaves out of the question, it may still be about: 上一年呢 of 去年.
        turn = Turn(whole, understood.places, understood.years)
        return replace(
            answered,
            question=question,
            notes=(*notes, *answered.notes),
            conversation=self.put(conversation, turn),
        )

    def _forget(self) -> None:
        """Let go of what is too old; the oldest stand first."""
        now = self._clock()
        while self._turns:
            first = next(iter(self._turns))
            if now - self._turns[first][0] <= self._lasting:
                return
            del self._turns[first]
