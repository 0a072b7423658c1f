"""A whole report to read: its sections, the cited span, the hits of a question, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.library import Library
from reportqa.types import Filters, Hit, Role, Section, StructuredReport
from reportqa.web.beside import Beside
from reportqa.web.frame import frame
from reportqa.web.parts import copy_link_button, marked, report_name, role_badge
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

HITS = 10
"""Passages of the report that are shown as hits of the question; every passage has some score."""

_HEADING_MARKS = 8
"""A heading stands alone with at most this many marks beside its words: its number, stops."""

_SHOW_QUOTE = "document.getElementById('quote')?.scrollIntoView({block: 'center'})"

Span = tuple[int, int]


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
        with frame(request, "", Tongue.of(request)("阅读", "Read"), wide=True) as say:
            asked = _Asked(start, end, q)

            def look(library: Library) -> tuple[StructuredReport, tuple[Hit, ...]]:
                held, within = library.structured(report_id), Filters(report_id=report_id)
                return held, library.search(q, k=HITS, filters=within).hits if q else ()

            held, hits = await service.run(look)
            ui.page_title(report_name(held.report, say))
            _Reader(held, asked, hits, say).draw(Beside(service, held, say))


class _Reader:
    """The page of one report."""

    def __init__(
        self, held: StructuredReport, asked: _Asked, hits: Sequence[Hit], say: Tongue
    ) -> None:
        self._held = held
        self._asked = asked
        self._say = say
        self._paragraphs = {
            section.index: paragraphs(held.text, section.start, section.end)
            for section in held.sections
        }
        spans = [span for own in self._paragraphs.values() for span in own]
        begun = {hit.start for hit in hits}
        self._hits = [span for span in spans if any(span[0] <= at < span[1] for at in begun)]
        self._page: int | None = None
        self._role: Role | None = None

    def draw(self, beside: Beside) -> None:
        """Draw contents, report, and what stands beside it."""
        say = self._say
        with ui.element("div").classes("reader"):
            contents = ui.element("nav").classes("outline-nav no-print")
            with contents.props(f'aria-label="{say("目录", "Contents")}"'):
                self._contents()
            with ui.element("article").classes("report") as article:
                self._head()
                for section in self._held.sections:
                    self._section(section, beside)
            article.on(
                "click",
                beside.show_chosen,
                js_handler="(e) => { const at = reportqa.chosen(e); if (at) emit(at); }",
            )
            beside.place()
        ui.run_javascript(f"reportqa.followSections();{_SHOW_QUOTE}")

    def _contents(self) -> None:
        for section in self._held.sections:
            if section.heading:
                link = ui.link(section.heading, f"#s{section.index}")
                link.classes(f"depth-{min(section.depth, 4)} to-{section.role}")

    def _head(self) -> None:
        say, report, asked = self._say, self._held.report, self._asked
        with ui.row().classes("reader-head"):
            ui.label(report_name(report, say)).classes("kicker").props(
                'role="heading" aria-level="1"'
            )
            ui.space()
            copy_link_button(say)
        years = say(
            f"回顾 {report.review_year or '—'} 年，安排 {report.plan_year or '—'} 年",
            f"reviews {report.review_year or '—'}, plans {report.plan_year or '—'}",
        )
        ui.label(f"{years} · {report.source}").classes("meta")
        if asked.start is not None and (page := self._held.page_of(asked.start)):
            ui.label(
                say(f"所引文字在 PDF 第 {page} 页", f"cited on page {page} of the PDF")
            ).classes("meta")
        if self._hits:
            self._steps()

    def _steps(self) -> None:
        """The way from hit to hit, in the order of the report."""
        say, query = self._say, self._asked.query
        now = next((i + 1 for i, span in enumerate(self._hits) if self._is_asked_for(span)), "–")
        with ui.element("div").classes("steps no-print"):
            ui.label(say(f"与“{query}”最接近的段落", f"Nearest to “{query}”"))
            with ui.element("span").classes("hit-count"):
                TextElement(tag="span", text=str(now)).classes("hit-number")
                TextElement(tag="span", text=f" / {len(self._hits)}")
            for by, icon, name in (
                (-1, "keyboard_arrow_up", say("上一处（↑）", "Previous (↑)")),
                (1, "keyboard_arrow_down", say("下一处（↓）", "Next (↓)")),
            ):
                ui.button(icon=icon).props(f'flat dense round aria-label="{name}"').on(
                    "click", js_handler=f"() => reportqa.step({by})"
                ).tooltip(name)

    def _section(self, section: Section, beside: Beside) -> None:
        say = self._say
        with ui.element("section").props(f'id="s{section.index}"'):
            if section.heading:
                with ui.row().classes("section-tools no-print"):
                    if section.role is not self._role:
                        role_badge(section.role, say)
                        self._role = section.role
                    ui.button(
                        say("上年同一部分", "Same section last year"),
                        on_click=lambda: beside.show_counterpart(section),
                    ).props("flat dense no-caps size=sm")
            for span in self._paragraphs[section.index]:
                self._page_begins(span)
                self._paragraph(section, span)

    def _page_begins(self, span: Span) -> None:
        page = self._held.page_of(span[1] - 1)
        if page is not None and page != self._page:
            ui.label(self._say(f"第 {page} 页", f"page {page}")).classes("page-mark")
            self._page = page

    def _paragraph(self, section: Section, span: Span) -> None:
        text = self._held.text[span[0] : span[1]]
        cited: list[Span] = []
        if self._asked.start is not None and self._asked.end is not None:
            cited = [(max(self._asked.start, span[0]), min(self._asked.end, span[1]))]
        if cited and cited[0][0] < cited[0][1]:
            with ui.element("p") as shown:
                marked(text, span[0], cited, mark_id="quote" if self._is_asked_for(span) else "")
        else:
            shown = TextElement(tag="p", text=text)
        shown.props(f"data-start={span[0]} data-end={span[1]}")
        if span in self._hits:
            shown.classes("hit current" if self._is_asked_for(span) else "hit")
        is_first = bool(section.heading) and span[0] == self._paragraphs[section.index][0][0]
        if is_first and len(text.strip()) <= len(section.heading) + _HEADING_MARKS:
            shown.classes("heading").props(f'role="heading" aria-level="{section.depth + 1}"')

    def _is_asked_for(self, span: Span) -> bool:
        """Whether the span that the address names begins in this one."""
        return self._asked.start is not None and span[0] <= self._asked.start < span[1]


def paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The lines of a part of a text that are not empty, each without its line end."""
    cuts = [start, *(i + 1 for i in range(start, end) if text[i] == "\n")]
    if cuts[-1] < end:
        cuts.append(end)
    lines = [(a, b - (text[b - 1] == "\n")) for a, b in pairwise(cuts)]
    return [(a, b) for a, b in lines if text[a:b].strip()]
