"""An answer as a page shows it: marked quotes, their cards, or a refusal with what is nearest."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.answering.answer import Answer, Figure, Mark
from reportqa.answering.composing import place_line
from reportqa.citations import written
from reportqa.types import Hit, Report
from reportqa.web.frame import empty
from reportqa.web.parts import (
    copy_button,
    marked,
    reader_address,
    report_name,
    role_badge,
    section_line,
)
from reportqa.web.service import Asked
from reportqa.web.tongue import Tongue


def show_answer(asked: Asked, say: Tongue) -> None:
    """Show an answer, beside it the passages that it rests on."""
    answer = asked.answer
    with ui.element("div").classes("answer-page"):
        with ui.element("section").classes("answer"):
            # The text of a refusal begins with the notes that it was made with.
            said = () if answer.answerable else answer.text.splitlines()
            for note in answer.notes:
                if note not in said:
                    ui.label(note).classes("note")
            if answer.answerable:
                _quotes(answer, say)
                _unmentioned(answer.unmentioned, say)
                _foot(answer, say)
            else:
                _refusal(answer)
        with ui.element("section").classes("cards"):
            if answer.answerable:
                for mark in answer.marks:
                    _card(mark, asked, say)
            else:
                _nearest(answer.nearest, asked.whole, say)


def _quotes(answer: Answer, say: Tongue) -> None:
    if answer.unmentioned:
        speaking = len({mark.citation.report.id for mark in answer.marks})
        ui.label(
            say(
                f"查了 {answer.scope.reports} 份报告，{speaking} 份提到，"
                f"{len(answer.unmentioned)} 份未提及。",
                f"Of {answer.scope.reports} reports {speaking} speak of it, "
                f"{len(answer.unmentioned)} do not.",
            )
        ).classes("kicker")
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
                f'tabindex="0" role="link" data-marker="{mark.marker}" '
                f'aria-label="{say(f"出处 {mark.marker}", f"source {mark.marker}")}"'
            )
        if mark.figure and (figure := _figure(mark.figure, citation.quote, say)):
            ui.label(figure).classes("figure")


def _figure(figure: Figure, quote: str, say: Tongue) -> str:
    """The number asked for, where the quote prints it otherwise or not at all."""
    if figure.redacted:
        return say("数值：原文未公开（×）", "figure: not published (×)")
    if f"{figure.value}{figure.unit}" in quote:
        return ""
    return say(f"数值：{figure.value} {figure.unit}", f"figure: {figure.value} {figure.unit}")


def _unmentioned(reports: Sequence[Report], say: Tongue) -> None:
    """Name every report that says nothing; that is not to say that nothing was done."""
    if not reports:
        return
    with ui.element("div").classes("unmentioned"):
        ui.label(say(f"未提及（{len(reports)} 份）", f"Not mentioned ({len(reports)})")).classes(
            "subtitle"
        )
        with ui.row():
            for report in reports:
                ui.link(report_name(report, say), f"/report/{report.id}")
        ui.label(
            say("报告未提及，不等于没有做。", "Not mentioned does not mean not done.")
        ).classes("hint")


def _foot(answer: Answer, say: Tongue) -> None:
    quoted = "\n".join(
        f"“{mark.citation.quote}”（{written(mark.citation)}）" for mark in answer.marks
    )
    with ui.row().classes("foot no-print"):
        copy_button(say("复制回答和出处", "Copy with citations"), quoted, say)
        ui.button(say("打印", "Print")).props("flat dense no-caps").on(
            "click", js_handler="() => window.print()"
        )
        ui.label(
            say(f"把握 {answer.confidence:.0%}", f"confidence {answer.confidence:.0%}")
        ).classes("hint")


def _refusal(answer: Answer) -> None:
    with ui.element("div").classes("refusal").props('role="status"'):
        for line in answer.text.splitlines():
            ui.label(line)


def _card(mark: Mark, asked: Asked, say: Tongue) -> None:
    """The passage that a quote stands in, with the quote marked."""
    citation = mark.citation
    report = citation.report
    passage = asked.passages.get(citation.passage_id)
    text, start = (passage.text, passage.start) if passage else (citation.quote, citation.start)
    with ui.element("div").classes("card").props(f'data-marker="{mark.marker}"'):
        with ui.row().classes("card-head"):
            ui.label(f"[{mark.marker}]").classes("marker")
            ui.link(
                report_name(report, say),
                reader_address(report.id, citation.start, citation.end, asked.whole),
            ).classes("hit-link")
            role_badge(citation.role, say)
        section_line(citation.section)
        with ui.element("p").classes("paragraph"):
            marked(text, start, [(citation.start, citation.end)])
        page = say(f"第 {citation.page} 页 · ", f"page {citation.page} · ") if citation.page else ""
        with ui.row().classes("card-foot"):
            ui.label(f"{page}{report.source}").classes("meta")
            copy_button(
                say("复制", "Copy"), f"“{citation.quote}”（{written(citation)}）", say, small=True
            )


def _nearest(hits: Sequence[Hit], whole: str, say: Tongue) -> None:
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
                    report_name(hit.report, say),
                    reader_address(hit.report.id, hit.start, hit.end, whole),
                ).classes("hit-link")
                role_badge(hit.role, say)
            section_line(hit.section)
            ui.label(hit.text).classes("paragraph")
