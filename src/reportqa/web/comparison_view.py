"""A comparison on the page: what was counted, places by years, and every report with its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.answering.answer import Figure
from reportqa.answering.comparison import Comparison, Row
from reportqa.answering.many import names_of
from reportqa.types import Citation, Report, Role
from reportqa.web.deeds import kind_badge, kind_name
from reportqa.web.in_parts import InParts
from reportqa.web.parts import reader_address
from reportqa.web.tongue import Tongue

GLANCED = 6
"""Years that are shown at a glance, the latest in which a report speaks of the topic."""


def draw_comparison(comparison: Comparison, say: Tongue) -> None:
    """Draw all of it; a quote and a figure lead to their place in the report."""
    view = _View(comparison, say)
    view.counts()
    if comparison.rows and len(comparison.scope.places) > 1 and len(comparison.scope.years) > 1:
        view.glance()
    view.reports()


class _View:
    """Draws the parts of one comparison."""

    def __init__(self, comparison: Comparison, say: Tongue) -> None:
        self._comparison = comparison
        self._say = say
        self._said = {row.report.id: row for row in comparison.rows}
        places = {place: number for number, place in enumerate(comparison.scope.places)}
        self._reports: Sequence[Report] = sorted(
            (*(row.report for row in comparison.rows), *comparison.unmentioned),
            key=lambda report: (
                places.get(report.place or "", len(places)),
                report.delivered_year or 0,
            ),
        )

    def counts(self) -> None:
        """How many reports speak of it and how many don't, each of them by name."""
        say, said, silent = self._say, self._comparison.rows, self._comparison.unmentioned
        total = self._comparison.scope.reports
        ui.label(
            say(
                f"查了 {total} 份报告：{len(said)} 份提到，{len(silent)} 份未提及。",
                f"{total} reports searched: {len(said)} speak of it, {len(silent)} do not.",
            )
        ).classes("counted")
        for name, reports in (
            (say("提到", "Mentioned"), [row.report for row in said]),
            (say("未提及", "Not mentioned"), silent),
        ):
            if reports:
                ui.label(f"{name}：{names_of(reports)}").classes("hint")

    def glance(self) -> None:
        """Places by years of delivery: what each report did and plans, or that it says nothing."""
        say, scope = self._say, self._comparison.scope
        years = sorted({row.report.delivered_year or 0 for row in self._comparison.rows})[-GLANCED:]
        at = {
            (report.place, report.delivered_year): report
            for report in self._reports
            if report.delivered_year in years
        }
        self._heading(say("一览", "At a glance"))
        with ui.element("div").classes("scroll"), ui.element("table").classes("matrix glance"):
            self._head((say("地区", "Place"), *map(str, years)))
            with ui.element("tbody"):
                for place in scope.places:
                    if not any((place, year) in at for year in years):
                        continue
                    with ui.element("tr"):
                        TextElement(tag="th", text=place).props('scope="row"')
                        for year in years:
                            self._cell(at.get((place, year)))
        ui.label(
            say(
                "只列有报告提到的最近几年；“—”是资料库中没有这份报告。",
                "The latest years in which a report speaks of it; — where no report is held.",
            )
        ).classes("hint")

    def _cell(self, report: Report | None) -> None:
        say = self._say
        if report is None:
            TextElement(tag="td", text="—").classes("silent")
            return
        row = self._said.get(report.id)
        if row is None:
            TextElement(tag="td", text=say("未提及", "not mentioned")).classes("silent")
            return
        with ui.element("td"):
            if not row.told:
                ui.link(say("提到", "mentioned"), self._address(row.passages[0]))
            for passage, figure in _done_and_planned(row):
                ui.link(self._value(figure), self._address(passage))
                ui.label(f"{self._kind(passage.role, figure)} {figure.indicator}").classes("meta")

    def reports(self) -> None:
        """A line a report: its figures, its quotes, or that it says nothing."""
        say = self._say
        self._heading(say("逐份", "Report by report"))
        with ui.element("table").classes("compared"):
            self._head(
                (
                    say("地区", "Place"),
                    say("报告年份", "Year"),
                    say("数值", "Figures"),
                    say("原文", "Quotes"),
                )
            )
            body = ui.element("tbody")
        InParts(body, self._reports, self._row, say)

    def _row(self, report: Report) -> None:
        with ui.element("tr"):
            TextElement(tag="th", text=report.place or report.title).props('scope="row"')
            TextElement(tag="td", text=str(report.delivered_year or "—"))
            row = self._said.get(report.id)
            if row is None:
                TextElement(tag="td", text="")
                TextElement(tag="td", text=self._say("未提及", "not mentioned")).classes("silent")
            else:
                self._said_cells(row)

    def _said_cells(self, row: Row) -> None:
        with ui.element("td").classes("figures"):
            for role, figure in row.told:
                said = (self._kind(role, figure), figure.indicator, self._value(figure))
                ui.label(" ".join(filter(None, said)))
        with ui.element("td"):
            for citation in row.passages:
                with ui.element("div").classes("small-quote"):
                    ui.link(citation.quote, self._address(citation)).classes("paragraph quote")
                    kind_badge(citation.role, self._say)

    def _head(self, names: Sequence[str]) -> None:
        with ui.element("thead"), ui.element("tr"):
            for name in names:
                TextElement(tag="th", text=name).props('scope="col"')

    @staticmethod
    def _heading(name: str) -> None:
        ui.label(name).classes("subtitle").props('role="heading" aria-level="2"')

    def _address(self, citation: Citation) -> str:
        topic = self._comparison.topic
        return reader_address(citation.report.id, citation.start, citation.end, topic)

    def _kind(self, role: Role, figure: Figure) -> str:
        """Whether a number was planned or done, and if it is of several years."""
        name = self._say(*kind_name(role))
        return name + self._say("（多年）", ", years") if figure.of_several_years else name

    def _value(self, figure: Figure) -> str:
        if figure.value is None:
            return self._say("未公开", "not published")
        return f"{figure.value}{figure.unit}"


def _done_and_planned(row: Row) -> list[tuple[Citation, Figure]]:
    """The first number done and the first planned, or the first of any other part of the report.

    One of a single year comes before those of several.
    """
    told = [(passage, figure) for passage, found in row.measured_in for figure in found]
    told.sort(key=lambda one: one[1].of_several_years)
    first: dict[Role, tuple[Citation, Figure]] = {}
    for passage, figure in told:
        first.setdefault(passage.role, (passage, figure))
    return [first[role] for role in (Role.REVIEW, Role.PLAN) if role in first] or told[:1]
