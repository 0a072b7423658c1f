"""What is shown beside a report: a chosen paragraph's tools, its like, the section a year ago."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from nicegui import events, ui

from reportqa.citations import cite_within, written
from reportqa.library import Library
from reportqa.structure.counterpart import counterpart
from reportqa.types import Filters, Section, StructuredReport
from reportqa.web.frame import empty, telling
from reportqa.web.parts import (
    copy_button,
    copy_link_button,
    reader_address,
    report_name,
    role_badge,
    section_line,
)
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

SIMILAR = 8
_ASKED_FOR = 500
"""So many characters of a paragraph are searched for; more adds nothing to what is found."""


class Beside:
    """The panel beside a report; on a narrow screen a sheet over its foot."""

    def __init__(self, service: Service, held: StructuredReport, say: Tongue) -> None:
        self._service = service
        self._held = held
        self._say = say

    def place(self) -> None:
        """Make its place on the page; it explains itself until something is asked for."""
        self._panel = ui.element("aside").classes("beside no-print").props('aria-live="polite"')
        with self._panel:
            ui.label(
                self._say(
                    "点一段或选中文字：复制引文、查找相近的段落。点“上年同一部分”：对照阅读。",
                    "Click a paragraph or select words to cite them or find passages like them.",
                )
            ).classes("hint")

    @contextmanager
    def _showing(self, title: str) -> Iterator[None]:
        """Fill the panel anew, under a title; what fails is told in it."""
        self._panel.clear()
        self._panel.classes(add="open")
        with self._panel, telling(self._panel, self._say):
            with ui.row().classes("beside-head"):
                ui.label(title).classes("kicker")
                ui.space()
                ui.button(icon="close", on_click=self._close).props(
                    f'flat dense round size=sm aria-label="{self._say("关闭", "Close")}"'
                )
            yield

    def _close(self) -> None:
        self._panel.clear()
        self._panel.classes(remove="open")

    async def show_chosen(self, event: events.GenericEventArguments) -> None:
        """Show what can be done with the characters that a click or a selection means."""
        say, text = self._say, self._held.text
        start, end = int(event.args["start"]), int(event.args["end"])
        chosen = text[start:end]
        start += len(chosen) - len(chosen.lstrip())
        chosen = chosen.strip()
        if not chosen:
            return
        with self._showing(say("所选文字", "Chosen")):
            ui.label(chosen).classes("paragraph chosen-text")
            cited = self._cited(start, start + len(chosen))
            if cited:
                ui.label(cited[1]).classes("meta")
            if page := self._held.page_of(start):
                ui.label(say(f"PDF 第 {page} 页", f"page {page} of the PDF")).classes("meta")
            with ui.row():
                ui.button(
                    say("查找相近的段落", "Find passages like it"),
                    on_click=partial(self.show_similar, chosen),
                ).props("outline dense no-caps")
                if cited:
                    quote, where = cited
                    copy_button(
                        say("复制引文和出处", "Copy with citation"), f"“{quote}”（{where}）", say
                    )
                address = reader_address(self._held.report.id, start, start + len(chosen))
                copy_link_button(say, address)

    def _cited(self, start: int, end: int) -> tuple[str, str] | None:
        """The quote and its place in words; ``None`` outside of all passages."""
        passage = next((p for p in self._held.passages if p.start <= start < p.end), None)
        if passage is None:
            return None
        citation = cite_within(self._held, passage, start, min(end, passage.end))
        return citation.quote, written(citation)

    async def show_counterpart(self, section: Section) -> None:
        """Show the same section of the place's report of the year before."""
        say, report = self._say, self._held.report
        year = report.delivered_year

        def find(library: Library) -> StructuredReport | None:
            if report.place is None or year is None:
                return None
            before = Filters(place=report.place, year_from=year - 1, year_to=year - 1)
            listed = library.reports(before, limit=1).reports
            return library.structured(listed[0].id) if listed else None

        with self._showing(say("上年同一部分", "Same section last year")):
            earlier = await self._service.run(find)
            if earlier is None:
                empty(
                    say("资料库中没有这个地区上一年的报告。", "No report of the year before here.")
                )
                return
            same = counterpart(section, self._held, earlier)
            if same is None:
                empty(say("上一年的报告中没有相应的部分。", "No such section in the year before."))
                return
            ui.link(
                report_name(earlier.report, say),
                reader_address(earlier.report.id, same.start, same.end),
            )
            role_badge(same.role, say)
            ui.label(earlier.text[same.start : same.end].strip()).classes("paragraph")

    async def show_similar(self, text: str) -> None:
        """Show the passages of the library that are like a text of this report."""
        say, own = self._say, self._held.report.id
        with self._showing(say("相近的段落", "Passages like it")):
            found = await self._service.run(
                lambda library: library.search(text[:_ASKED_FOR], k=SIMILAR + 1)
            )
            for hit in found.hits:
                is_itself = hit.report.id == own and (hit.text in text or text in hit.text)
                if is_itself:
                    continue
                with ui.element("div").classes("card"):
                    ui.link(
                        report_name(hit.report, say),
                        reader_address(hit.report.id, hit.start, hit.end),
                    )
                    section_line(hit.section)
                    ui.label(hit.text).classes("paragraph")
