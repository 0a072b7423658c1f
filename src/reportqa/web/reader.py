"""A whole report to read: its sections, the cited span, the same section a year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi import Request
from nicegui import ui

from reportqa.library import Library
from reportqa.structure.counterpart import counterpart
from reportqa.types import Filters, Hit, Section, StructuredReport
from reportqa.web.frame import empty, frame
from reportqa.web.parts import (
    marked,
    reader_address,
    report_name,
    role_badge,
    section_line,
)
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

MOST_HITS = 50
SIMILAR = 8

_SHOW_MARK = "document.getElementById('quote')?.scrollIntoView({block: 'center'})"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for: a span, and the question that led to it."""

    start: int | None
    end: int | None
    query: str


def register(service: Service) -> None:
    """Put ``/report/{id}?start=…&end=…&q=…`` on the application."""

    @ui.page("/report/{report_id}")
    async def report(
        request: Request,
        report_id: str,
        start: int | None = None,
        end: int | None = None,
        q: str = "",
    ) -> None:
        asked = _Asked(start, end, q)
        with frame(request, "", report_id, wide=True) as say:
            held = await service.run(lambda library: library.structured(report_id))
            ui.page_title(report_name(held.report, say))
            hits: tuple[Hit, ...] = ()
            if q:
                hits = await service.run(
                    lambda library: (
                        library.search(q, k=MOST_HITS, filters=Filters(report_id=report_id)).hits
                    )
                )
            _page(service, held, asked, hits, say)


def _page(
    service: Service, held: StructuredReport, asked: _Asked, hits: Sequence[Hit], say: Tongue
) -> None:
    with ui.element("div").classes("reader"):
        with (
            ui.element("nav")
            .classes("outline-nav no-print")
            .props(f'aria-label="{say("目录", "Contents")}"')
        ):
            _contents(held.sections)
        with ui.element("article").classes("report"):
            _head(held, asked, hits, say)
            beside = _Beside(service, held, say)
            for section in held.sections:
                _section(held, section, asked, beside, say)
        beside.place()
    if asked.start is not None:
        ui.run_javascript(_SHOW_MARK)


def _contents(sections: Sequence[Section]) -> None:
    for section in sections:
        if section.heading:
            ui.link(section.heading, f"#s{section.index}").classes(f"depth-{min(section.depth, 4)}")


def _head(held: StructuredReport, asked: _Asked, hits: Sequence[Hit], say: Tongue) -> None:
    report = held.report
    ui.label(report_name(report, say)).classes("kicker")
    years = say(
        f"回顾 {report.review_year or '—'} 年，安排 {report.plan_year or '—'} 年",
        f"reviews {report.review_year or '—'}, plans {report.plan_year or '—'}",
    )
    ui.label(f"{years} · {report.source}").classes("meta")
    if asked.start is not None and (page := held.page_of(asked.start)):
        ui.label(say(f"所引文字在 PDF 第 {page} 页", f"cited on page {page} of the PDF")).classes(
            "meta"
        )
    if asked.query:
        _steps(held, asked, hits, say)


def _steps(held: StructuredReport, asked: _Asked, hits: Sequence[Hit], say: Tongue) -> None:
    """The way from hit to hit, in the order of the report."""
    spots = sorted((hit.start, hit.end) for hit in hits)
    if not spots:
        return
    now = asked.start if asked.start is not None else -1
    before = [spot for spot in spots if spot[1] <= now]
    after = [spot for spot in spots if spot[0] > now]
    with ui.element("div").classes("steps no-print"):
        ui.label(
            say(f"“{asked.query}”共 {len(spots)} 处", f"{len(spots)} hits for “{asked.query}”")
        )
        for found, name in (
            (before[-1:], say("上一处", "Previous")),
            (after[:1], say("下一处", "Next")),
        ):
            for start, end in found:
                ui.link(name, reader_address(held.report.id, start, end, asked.query))


def _section(
    held: StructuredReport, section: Section, asked: _Asked, beside: _Beside, say: Tongue
) -> None:
    with ui.element("section").props(f'id="s{section.index}"'):
        if section.heading:
            with ui.row().classes("section-tools no-print"):
                role_badge(section.role, say)
                ui.button(
                    say("上年同一部分", "Same section last year"),
                    on_click=lambda: beside.show_counterpart(section),
                ).props("flat dense no-caps size=sm")
        for start, end in _paragraphs(held.text, section):
            with ui.element("p").classes("heading" if start == section.start else "") as paragraph:
                spans = []
                if asked.start is not None and asked.end is not None:
                    spans = [(asked.start, asked.end)]
                is_first = bool(spans) and start <= spans[0][0] < end
                marked(held.text[start:end], start, spans, mark_id="quote" if is_first else "")
            if start != section.start or not section.heading:
                paragraph.on(
                    "dblclick", lambda _, a=start, b=end: beside.show_similar(held.text[a:b])
                )


def _paragraphs(text: str, section: Section) -> list[tuple[int, int]]:
    """The lines of a section that are not empty, each without its line end."""
    cuts = [section.start]
    cuts += [i + 1 for i in range(section.start, section.end) if text[i] == "\n"]
    if cuts[-1] < section.end:
        cuts.append(section.end)
    lines = [(a, b - (text[b - 1] == "\n")) for a, b in pairwise(cuts)]
    return [(a, b) for a, b in lines if text[a:b].strip()]


class _Beside:
    """What is shown beside the report: last year's section, or passages like a paragraph."""

    def __init__(self, service: Service, held: StructuredReport, say: Tongue) -> None:
        self._service = service
        self._held = held
        self._say = say

    def place(self) -> None:
        """Make its place on the page; it is empty until something is asked for."""
        with ui.element("aside").classes("beside no-print").props('aria-live="polite"'):
            self._area = ui.column().classes("beside-area")
        with self._area:
            ui.label(
                self._say(
                    "双击一段，查找相近的段落；点“上年同一部分”，对照阅读。",
                    "Double-click a paragraph for passages like it.",
                )
            ).classes("hint")

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

        earlier = await self._service.run(find)
        self._area.clear()
        with self._area:
            same = earlier and counterpart(section, earlier.sections)
            if earlier is None:
                empty(
                    say("资料库中没有这个地区上一年的报告。", "No report of the year before here.")
                )
            elif not same:
                empty(say("上一年的报告中没有相应的部分。", "No such section in the year before."))
            else:
                ui.link(
                    report_name(earlier.report, say),
                    reader_address(earlier.report.id, same.start, same.end),
                ).classes("kicker")
                for start, end in _paragraphs(earlier.text, same):
                    kind = "heading" if start == same.start else "paragraph"
                    ui.label(earlier.text[start:end]).classes(kind)

    async def show_similar(self, text: str) -> None:
        """Show the passages of the library that are like a paragraph."""
        report_id, say = self._held.report.id, self._say
        result = await self._service.run(lambda library: library.search(text[:500], k=SIMILAR + 1))
        self._area.clear()
        with self._area:
            ui.label(say("相近的段落", "Passages like it")).classes("kicker")
            for hit in result.hits:
                if hit.report.id == report_id and hit.text in text:
                    continue
                with ui.element("div").classes("card"):
                    ui.link(
                        report_name(hit.report, say),
                        reader_address(hit.report.id, hit.start, hit.end),
                    )
                    section_line(hit.section)
                    ui.label(hit.text).classes("paragraph")
