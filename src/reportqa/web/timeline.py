"""How often a topic was written of in each year: a chart, and the same numbers as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from nicegui import events, ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.precedents.precedent import Precedents
from reportqa.types import Role
from reportqa.web.addresses import precedents_address
from reportqa.web.deeds import KINDS, kind_name, kind_of
from reportqa.web.tongue import Tongue

_COLOURS = {
    Role.REVIEW: "var(--good)",
    Role.PLAN: "var(--accent)",
    Role.PROBLEMS: "var(--bad)",
    Role.OTHER: "var(--soft)",
}


@dataclass(frozen=True, slots=True)
class YearCount:
    """The sentences found in the reports delivered in a year, by kind, and those reports."""

    year: int
    sentences: dict[Role, int]
    reports: int


def count_years(found: Precedents) -> list[YearCount]:
    """Each year from the first to the last, those between without a report at zero.

    Reports without a year are left out.
    """
    reports = found.by_year
    if not reports:
        return []
    sentences = Counter(
        (one.report.delivered_year, kind_of(one.citation.role)) for one in found.precedents
    )
    return [
        YearCount(year, {kind: sentences[year, kind] for kind in KINDS}, reports.get(year, 0))
        for year in range(min(reports), max(reports) + 1)
    ]


def draw_timeline(found: Precedents, say: Tongue) -> None:
    """Draw the chart, and its numbers folded away below; a year that is clicked is shown alone."""
    years = count_years(found)
    if not years:
        return
    kinds = [kind for kind in KINDS if any(year.sentences[kind] for year in years)]
    with ui.element("figure").classes("timeline"):
        said = say("各年写到的句数", "Sentences by year of the report")
        with ui.element("figcaption"):
            ui.label(said).classes("kicker")
            ui.label(say("点一年，只看这一年", "Click a year to see it alone")).classes(
                "hint no-print"
            )
        ui.echart(
            _options(years, kinds, say), renderer="svg", on_point_click=partial(_show_year, found)
        ).classes("timeline-chart").props(f'role="img" aria-label="{said}"')
        with ui.element("details"):
            with ui.element("summary"):
                ui.label(say("看数字", "As a table"))
            _table(years, kinds, say)


def _options(years: list[YearCount], kinds: list[Role], say: Tongue) -> dict[str, Any]:
    """What ECharts draws. Its SVG takes the page's colours, so that it turns dark with it."""
    text = {"color": "var(--soft)"}
    return {
        "animation": False,
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "left": 0, "textStyle": text},
        "tooltip": {
            "trigger": "axis",
            "axisPointer": {"type": "shadow"},
            "backgroundColor": "var(--paper)",
            "borderColor": "var(--line)",
            "textStyle": {"color": "var(--ink)"},
        },
        "xAxis": {
            "type": "category",
            "data": [str(year.year) for year in years],
            "axisLabel": text,
            "axisLine": {"lineStyle": {"color": "var(--line)"}},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "minInterval": 1,
            "axisLabel": text,
            "splitLine": {"lineStyle": {"color": "var(--line)"}},
        },
        "series": [
            {
                "name": say(*kind_name(kind)),
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 44,
                "data": [year.sentences[kind] for year in years],
                "itemStyle": {"color": _COLOURS[kind], "borderColor": "var(--paper)"},
                "emphasis": {"disabled": True},
            }
            for kind in kinds
        ],
    }


def _table(years: list[YearCount], kinds: list[Role], say: Tongue) -> None:
    names = [say("年份", "Year"), *(say(*kind_name(kind)) for kind in kinds)]
    with ui.element("div").classes("scroll"), ui.element("table").classes("matrix counts"):
        with ui.element("thead"), ui.element("tr"):
            for name in (*names, say("报告数", "Reports")):
                TextElement(tag="th", text=name).props('scope="col"')
        with ui.element("tbody"):
            for year in years:
                if not year.reports:
                    continue
                with ui.element("tr"):
                    TextElement(tag="th", text=str(year.year)).props('scope="row"')
                    for number in (*(year.sentences[kind] for kind in kinds), year.reports):
                        TextElement(tag="td", text=str(number))


def _show_year(found: Precedents, event: events.EChartPointClickEventArguments) -> None:
    year = int(event.name)
    alone = replace(found.filters, year_from=year, year_to=year)
    ui.navigate.to(precedents_address(found.topic, alone))
