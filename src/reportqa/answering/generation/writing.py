"""A model words an answer, and what it writes is checked sentence by sentence before it is shown.

A model is asked only where the quoted answer stands: where the reports don't answer, they don't
answer. Whatever goes wrong, the quoted answer is given as it was, with a note that says why.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from anyio import to_thread
from anyio.from_thread import start_blocking_portal

from reportqa.answering.answer import Answer, Mark
from reportqa.answering.generation.chat import ChatModel, Unusable
from reportqa.answering.generation.drafts import Draft, Drafts
from reportqa.answering.generation.events import Begun, Cited, Event, Finished, Removed, Said
from reportqa.answering.generation.prompt import is_declining, messages_for
from reportqa.answering.generation.sources import Source
from reportqa.answering.generation.verification import Quoted, Verifier
from reportqa.citations import cite, verify
from reportqa.retrieval.late_interaction import LateInteraction

REASONS = 3
"""So many reasons are named in the note on what was removed."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is to word: the quoted answer, and the passages that it may cite.

    ``question`` is whole, also where ``answer.question`` is a follow-up (那四川呢). ``planted``
    counts passages that were kept from the model as they instruct a program.
    """

    question: str
    answer: Answer
    sources: Sequence[Source]
    planted: int = 0


async def write(brief: Brief, model: ChatModel, late: LateInteraction) -> AsyncGenerator[Event]:
    """Let a model word an answer; every sentence given has been checked, every mark too.

    Close it (``contextlib.aclosing``) to stop the model half-way. Raises ``CitationError``.
    """
    started = time.perf_counter()
    yield Begun(brief.answer.question, brief.answer.understood)
    page = await to_thread.run_sync(_Page, brief, late)
    failure = "" if brief.sources else "没有可以交给语言模型的段落"
    if brief.sources:
        drafts = Drafts()
        try:
            async with aclosing(model.stream(messages_for(brief.question, brief.sources))) as text:
                async for piece in text:
                    for draft in drafts.feed(piece):
                        for event in await to_thread.run_sync(page.take, draft):
                            yield event
            for draft in drafts.end():
                for event in await to_thread.run_sync(page.take, draft):
                    yield event
        except Unusable as error:
            failure = str(error)
    answer = page.answer(failure)
    yield Finished(replace(answer, took_ms=answer.took_ms + (time.perf_counter() - started) * 1000))


async def concluded(brief: Brief, model: ChatModel, late: LateInteraction) -> Answer:
    """The whole answer, once it is there."""
    answer = brief.answer
    async with aclosing(write(brief, model, late)) as events:
        async for event in events:
            if isinstance(event, Finished):
                answer = event.answer
    return answer


def written(brief: Brief, model: ChatModel, late: LateInteraction) -> Answer:
    """The whole answer, for callers that are not asynchronous, within a running loop or not."""
    with start_blocking_portal() as portal:
        return portal.call(concluded, brief, model, late)


class _Page:
    """The sentences that passed, with citations under rising marks."""

    def __init__(self, brief: Brief, late: LateInteraction) -> None:
        self._brief = brief
        self._verifier = Verifier(brief.sources, late)
        self._marks: dict[tuple[str, int, int], Mark] = {}
        self._sentences: list[Said] = []
        self._faults: list[str] = []
        self._declined = False

    def take(self, draft: Draft) -> list[Event]:
        """Check a sentence; what is to be told of it."""
        if not draft.marks and is_declining(draft.text):
            self._declined = True
            return []
        verdict = self._verifier.verify(draft)
        if not verdict.holds:
            self._faults.append(verdict.fault)
            return [Removed(verdict.fault)]
        events: list[Event] = []
        markers: list[int] = []
        for quoted in verdict.supports:
            mark, is_new = self._mark(quoted)
            markers.append(mark.marker)
            if is_new:
                events.append(Cited(mark))
        said = Said(draft.text, tuple(markers))
        self._sentences.append(said)
        return [*events, said]

    def answer(self, failure: str) -> Answer:
        """The model's answer, or the quoted one where it failed or nothing passed."""
        quoted = self._brief.answer
        notes = [*quoted.notes]
        if self._brief.planted:
            notes.append(f"有 {self._brief.planted} 段资料含有写给程序的指令，没有交给语言模型。")
        if self._faults:
            shown = list(dict.fromkeys(self._faults))
            more = "等" if len(shown) > REASONS else ""
            why = "；".join(shown[:REASONS]) + more
            notes.append(f"语言模型写的 {len(self._faults)} 句话没有通过核对，已删去：{why}。")
        if not failure and not self._sentences:
            failure = "语言模型没有写出可用的句子"
            if self._declined and not self._faults:
                failure = "语言模型认为所给的段落没有回答这个问题，请对照原文判断"
        if failure:
            notes.append(f"{failure}；以下是直接摘自报告的回答。")
            return replace(quoted, notes=tuple(notes))
        text = "".join(
            sentence.text + "".join(f"[{marker}]" for marker in sentence.markers)
            for sentence in self._sentences
        )
        return replace(
            quoted,
            text=text,
            marks=tuple(self._marks.values()),
            notes=tuple(notes),
            generated=True,
        )

    def _mark(self, quoted: Quoted) -> tuple[Mark, bool]:
        source = quoted.source
        key = (source.stored.id, quoted.start, quoted.end)
        held = self._marks.get(key)
        if held is not None:
            return held, False
        citation = cite(source.stored, source.report, quoted.start, quoted.end)
        verify(citation, source.report_text)
        mark = Mark(len(self._marks) + 1, citation)
        self._marks[key] = mark
        return mark, True
