"""What the library holds: places by years, uploads, what was read doubtfully, health."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.access.right import Right
from reportqa.health import examine
from reportqa.library import Library
from reportqa.types import Report
from reportqa.web.frame import empty, frame, telling
from reportqa.web.held_report import HeldReports
from reportqa.web.parts import LEVELS, report_name
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue
from reportqa.web.uploading import Uploading

LISTED = 10_000
"""Reports that the matrix shows at most."""

Held = dict[int | None, list[Report]]


def register(service: Service) -> None:
    """Put ``/library`` on the application."""

    @ui.page("/library")
    async def library_page(request: Request) -> None:
        with frame(request, "/library", Tongue.of(request)("资料库", "Library"), wide=True) as say:
            holdings = _Holdings(service, say)
            holdings.draw()
            # The page goes out before a large library has been looked through.
            await ui.context.client.connected()
            await holdings.load()


class _Holdings:
    """The page; it is drawn again when something has changed the library."""

    def __init__(self, service: Service, say: Tongue) -> None:
        self._service = service
        self._say = say
        self._dialogs = HeldReports(service, say, self.load)

    def draw(self) -> None:
        """Draw what stays, and the places of what changes."""
        say = self._say
        ui.label(say("资料库", "Library")).classes("title").props('role="heading" aria-level="1"')
        Uploading(self._service, say, self.load).draw()
        self._matrix = ui.element("section")
        self._doubtful = ui.element("section")
        with ui.element("section"):
            ui.label(say("运行状况", "Health")).classes("subtitle")
            ui.button(say("检查", "Examine"), on_click=self._examine).props("outline no-caps")
            self._health = ui.element("div").props('aria-live="polite"')

    async def load(self) -> None:
        """Show what is held now."""
        with telling(self._matrix, self._say):
            page = await self._service.run(lambda library: library.reports(limit=LISTED))
            self._matrix.clear()
            with self._matrix:
                self._show_matrix(page.reports)
        with telling(self._doubtful, self._say):

            def check(library: Library) -> dict[str, list[str]]:
                return {report.id: library.check(report.id) for report in page.reports}

            problems = await self._service.run(check)
            self._doubtful.clear()
            with self._doubtful:
                self._show_doubtful([r for r in page.reports if problems[r.id]], problems)

    def _show_matrix(self, reports: Sequence[Report]) -> None:
        """Places by years of delivery, the latest first."""
        say = self._say
        if not reports:
            empty(
                say("资料库还是空的。", "The library is empty."),
                say("把报告文件拖到上面的框里。", "Drop report files into the box above."),
            )
            return
        held: dict[str | None, Held] = defaultdict(lambda: defaultdict(list))
        for report in reports:
            held[report.place][report.delivered_year].append(report)
        holes = [year for by_year in held.values() for year in _holes(by_year)]
        shown = {report.delivered_year for report in reports} | set(holes)
        years: list[int | None] = [*sorted((year for year in shown if year), reverse=True)]
        if None in shown:
            years.append(None)
        held_so_much = say(
            f"{len(reports)} 份报告，{len(held)} 个地区",
            f"{len(reports)} reports, {len(held)} places",
        )
        missing = say(f"，中间缺 {len(holes)} 份", f", {len(holes)} missing between")
        ui.label(held_so_much + (missing if holes else "")).classes("subtitle")
        # With a name and in the way of Tab, as it is scrolled by the keyboard too.
        scrolled = f'tabindex="0" role="region" aria-label="{say("地区与年份", "Places by years")}"'
        with (
            ui.element("div").classes("scroll").props(scrolled),
            ui.element("table").classes("matrix"),
        ):
            with ui.element("thead"), ui.element("tr"):
                unknown = say("年份不详", "no year")
                for name in (say("地区", "place"), *(str(year or unknown) for year in years)):
                    TextElement(tag="th", text=name).props('scope="col"')
            with ui.element("tbody"):
                for place, by_year in held.items():
                    self._show_row(place or say("地区不详", "unknown place"), by_year, years)

    def _show_row(self, place: str, by_year: Held, years: Sequence[int | None]) -> None:
        say, holes = self._say, _holes(by_year)
        level = next((r.level for own in by_year.values() for r in own if r.level), None)
        with ui.element("tr"):
            with ui.element("th").props('scope="row"'):
                TextElement(tag="span", text=place)
                if level:
                    TextElement(tag="span", text=say(*LEVELS[level])).classes("meta")
            # What lies outside of a place's years is one wide cell: there may be decades of it.
            for is_there, run in groupby(years, lambda year: year in by_year or year in holes):
                if not is_there:
                    ui.element("td").props(f"colspan={len(list(run))}").classes("outside")
                    continue
                for year in run:
                    self._show_cell(place, year, by_year.get(year, []))

    def _show_cell(self, place: str, year: int | None, reports: Sequence[Report]) -> None:
        say = self._say
        if not reports:
            missing = say(f"缺 {place} {year} 年报告", f"{place} {year} is missing")
            TextElement(tag="td", text=say("缺", "–")).classes("hole").props(f'title="{missing}"')
            return
        name = report_name(reports[0], say)
        if len(reports) > 1:
            name += say(f"，{len(reports)} 份", f", {len(reports)} of them")
        with ui.element("td"):
            dot = TextElement(tag="button", text="●" if len(reports) == 1 else str(len(reports)))
            dot.classes("dot").props(f'type="button" aria-label="{name}" title="{name}"')
            dot.on("click", partial(self._dialogs.show, reports))

    def _show_doubtful(self, reports: Sequence[Report], problems: dict[str, list[str]]) -> None:
        if not reports:
            return
        say = self._say
        ui.label(say(f"需要看一眼（{len(reports)} 份）", f"Worth a look ({len(reports)})")).classes(
            "subtitle"
        )
        for report in reports:
            with ui.element("div").classes("card doubtful"):
                with ui.row().classes("card-head"):
                    ui.link(report_name(report, say), f"/report/{report.id}")
                    ui.label(report.source).classes("meta")
                    ui.space()
                    ui.button(
                        say("更正…", "Correct…"), on_click=partial(self._dialogs.correct, report)
                    ).props("flat dense no-caps")
                for problem in problems[report.id]:
                    ui.label(problem)

    async def _examine(self) -> None:
        with telling(self._health, self._say):
            findings = await self._service.run(examine, needs=Right.ADMIN)
            self._health.clear()
            with self._health:
                for finding in findings:
                    mark = self._say("正常", "well") if finding.well else self._say("异常", "wrong")
                    ui.label(f"{mark} · {finding.what}：{finding.detail}").classes(
                        "well" if finding.well else "unwell"
                    )


def _holes(by_year: Held) -> set[int]:
    """The years that are missing between a place's first and its last."""
    own = [year for year in by_year if year]
    return set(range(min(own), max(own))) - set(own) if own else set()
