"""Ask: one box; the answer with its marks, beside it the passages that it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.answering.answer import Answer, Mark
from reportqa.answering.composing import place_line
from reportqa.citations import written
from reportqa.errors import ReportQAError
from reportqa.types import Filters, Hit
from reportqa.web.asking import Choice, without
from reportqa.web.frame import empty, failed, frame
from reportqa.web.parts import copy_button, marked, reader_address, role_badge, section_line
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

EXAMPLES = ("老年食堂办起来了几个？", "粮食产量是多少？", "今年打算怎么修路？")


def register(service: Service) -> None:
    """Put ``/`` on the application; ``/?q=…`` asks at once."""

    @ui.page("/")
    async def ask_page(request: Request, q: str = "") -> None:
        with frame(request, "/", Tongue.of(request)("问答", "Ask"), wide=True) as say:
            page = _Ask(service, say)
            await page.draw()
            if q:
                page.box.value = q
                await page.ask()


class _Ask:
    """The page, from one question to the next."""

    def __init__(self, service: Service, say: Tongue) -> None:
        self._service = service
        self._say = say

    async def draw(self) -> None:
        """Draw the box, the limits, and the place of the answer."""
        say = self._say
        with ui.element("form").classes("ask-form no-print").props("role=search data-main-box"):
            self.box = (
                ui.input(placeholder=say("问一句，例如：老年食堂办起来了几个？", "Ask in Chinese"))
                .props(f'outlined autofocus clearable aria-label="{say("问题", "Question")}"')
                .classes("ask-box")
                .on("keydown.enter.prevent", self.ask)
            )
            ui.button(say("提问", "Ask"), on_click=self.ask).props("unelevated no-caps")
        self._choice = Choice(say)
        await self._choice.draw(self._service)
        self._spot = ui.element("div").props('aria-live="polite"')
        with self._spot:
            self._welcome()

    def _welcome(self) -> None:
        say = self._say
        with ui.element("div").classes("empty"):
            ui.label(
                say("每句回答都引用报告原文，可以点开核对。", "Every answer quotes the reports.")
            ).classes("empty-message")
            with ui.row().classes("centred"):
                for example in EXAMPLES:
                    ui.button(example, on_click=partial(self._ask_this, example)).props(
                        "outline no-caps"
                    )

    async def _ask_this(self, question: str) -> None:
        self.box.value = question
        await self.ask()

    async def ask(self) -> None:
        """Ask what is in the box, and show the answer."""
        question, filters = (self.box.value or "").strip(), self._choice.filters
        if not question:
            return
        self._spot.clear()
        with self._spot:
            ui.label(self._say("正在查找……", "Searching…")).classes("hint")
        try:
            answer = await self._service.run(lambda library: library.ask(question, filters=filters))
        except ReportQAError as error:
            self._spot.clear()
            with self._spot:
                failed(str(error))
            return
        self._spot.clear()
        with self._spot:
            self._show(answer, filters)

    def _show(self, answer: Answer, filters: Filters) -> None:
        self._understood(answer)
        with ui.element("div").classes("answer-page"):
            with ui.element("section").classes("answer"):
                if answer.answerable:
                    _answer(answer, self._say)
                else:
                    _refusal(answer, self._say)
                for note in answer.notes:
                    ui.label(note).classes("note")
            with ui.element("section").classes("cards"):
                if answer.answerable:
                    for mark in answer.marks:
                        _card(mark, answer.question, self._say)
                else:
                    _nearest(answer.nearest, answer.question, self._say)

    def _understood(self, answer: Answer) -> None:
        """The question as it was read; a place or a year can be taken out of it."""
        say, understood = self._say, answer.understood
        with ui.row().classes("understood no-print"):
            ui.label(say("理解为", "Understood as")).classes("hint")
            for name in (*understood.places, *map(str, understood.years)):
                ui.chip(name, removable=True, icon=None).props("outline square").on(
                    "remove", partial(self._ask_this, without(answer.question, name))
                )
            ui.label(" ".join(understood.terms)).classes("hint")


def _answer(answer: Answer, say: Tongue) -> None:
    where = None
    for mark in answer.marks:
        citation = mark.citation
        line = place_line(citation.report, citation.section)
        if line != where:
            ui.label(line).classes("where")
            where = line
        with ui.element("blockquote").props(f'data-marker="{mark.marker}"'):
            spans = [(mark.answer.start, mark.answer.end)] if mark.answer else []
            marked(citation.quote, citation.start, spans)
            TextElement(tag="sup", text=f"[{mark.marker}]").classes("marker").props(
                f'tabindex="0" role="button" data-marker="{mark.marker}"'
            )
        if mark.figure:
            figure = mark.figure
            value = say("原文未公开", "not published") if figure.redacted else figure.value
            ui.label(f"{figure.indicator} {value} {figure.unit}".strip()).classes("figure")
    quoted = "\n".join(
        f"“{mark.citation.quote}”（{written(mark.citation)}）" for mark in answer.marks
    )
    with ui.row().classes("no-print"):
        copy_button(say("复制回答和出处", "Copy with citations"), quoted, say)
        ui.label(
            say(f"把握 {answer.confidence:.0%}", f"confidence {answer.confidence:.0%}")
        ).classes("hint")


def _refusal(answer: Answer, say: Tongue) -> None:
    with ui.element("div").classes("refusal").props('role="status"'):
        for line in answer.text.splitlines():
            ui.label(line)


def _card(mark: Mark, question: str, say: Tongue) -> None:
    citation = mark.citation
    with ui.element("div").classes("card").props(f'data-marker="{mark.marker}"'):
        with ui.row().classes("card-head"):
            ui.label(f"[{mark.marker}]").classes("marker")
            ui.link(
                place_line(citation.report, ()),
                reader_address(citation.report.id, citation.start, citation.end, question),
            )
            role_badge(citation.role, say)
        section_line(citation.section)
        with ui.element("p").classes("paragraph"):
            marked(citation.quote, citation.start, [(citation.start, citation.end)])
        page = say(f"第 {citation.page} 页 · ", f"page {citation.page} · ") if citation.page else ""
        ui.label(f"{page}{citation.report.source}").classes("meta")
        copy_button(
            say("复制", "Copy"), f"“{citation.quote}”（{written(citation)}）", say, small=True
        )


def _nearest(hits: Sequence[Hit], question: str, say: Tongue) -> None:
    if not hits:
        empty(say("没有相近的段落。", "No passage is near."))
        return
    ui.label(say("最接近的段落（不是答案）", "Nearest passages, which are no answer")).classes(
        "subtitle"
    )
    for hit in hits:
        with ui.element("div").classes("card"):
            with ui.row().classes("card-head"):
                ui.link(
                    place_line(hit.report, ()),
                    reader_address(hit.report.id, hit.start, hit.end, question),
                )
                role_badge(hit.role, say)
            section_line(hit.section)
            ui.label(hit.text).classes("paragraph")
