"""Indicators over the years of a place: target and actual side by side, rates of fulfilment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from reportqa.commitments.charts import ChartFormat, chart
from reportqa.commitments.export import rates_table
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import (
    Rate,
    Series,
    rates_by_year,
    series,
    target_text,
)
from reportqa.errors import NotFound
from reportqa.language.numerals import plain
from reportqa.library import Library
from reportqa.types import Citation, Report
from reportqa.web.exporting import export_buttons
from reportqa.web.frame import empty, telling
from reportqa.web.ledger_charts import Options, rate_text, target_and_actual, year_bars
from reportqa.web.ledger_choice import choose_place, held_reports, ledger_frame
from reportqa.web.parts import reader_address
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_badge


def register(service: Service) -> None:
    """Put ``/indicators?place=…&indicator=…`` on the application."""

    @ui.page("/indicators")
    async def indicators_page(request: Request, place: str = "", indicator: str = "") -> None:
        place, name = place.strip(), Tongue.of(request)("历年指标", "Indicators")
        with ledger_frame(request, "/indicators", name, place) as say:
            with ui.element("div").classes("ledger-choice no-print"):
                own = choose_place(await held_reports(service), place, "/indicators", say)
            if not own:
                return
            spot = ui.element("div")
            await ui.context.client.connected()
            with telling(spot, say):
                history = await _history(service, place, own, spot, say)
                spot.clear()
                with spot:
                    _IndicatorPage(service, say, place, history).draw(indicator.strip())


@dataclass(frozen=True, slots=True)
class _History:
    """What a place promised over the years: the commitments with a unit, and rates of all."""

    ledgers: tuple[Ledger, ...]
    by_year: tuple[Rate, ...]

    @property
    def indicators(self) -> dict[str, int]:
        """In how many years each indicator is promised, most first."""
        counts: Counter[str] = Counter()
        for ledger in self.ledgers:
            counts.update({entry.commitment.indicator for entry in ledger.entries})
        return dict(counts.most_common())


async def _history(
    service: Service, place: str, own: Sequence[Report], spot: ui.element, say: Tongue
) -> _History:
    """Check every year, one call each: others are served between, and the page shows how far."""
    with spot:
        told = ui.label().classes("hint").props('role="status"')
        bar = ui.linear_progress(0, show_value=False).props('aria-hidden="true"')
    ledgers = []
    for done, report in enumerate(own):
        told.text = say(
            f"正在核对 {report.delivered_year} 年的承诺（{done + 1} / {len(own)}）……",
            f"Checking the promises of {report.delivered_year} ({done + 1} of {len(own)})…",
        )
        bar.value = done / len(own)
        check = partial(Library.commitments, place=place, made_in=report.delivered_year)
        ledgers.append(await service.run(check))
    measured = tuple(
        replace(held, entries=tuple(e for e in held.entries if e.commitment.unit))
        for held in ledgers
    )
    return _History(measured, tuple(rates_by_year(ledgers)))


class _IndicatorPage:
    """The chart of one indicator, which is chosen, above the rates of all commitments."""

    def __init__(self, service: Service, say: Tongue, place: str, history: _History) -> None:
        self._service = service
        self._say = say
        self._place = place
        self._history = history

    def draw(self, indicator: str) -> None:
        """Draw the page, at first with ``indicator`` or, for an empty one, the most frequent."""
        say, names = self._say, self._history.indicators
        title = say(f"{self._place}历年指标", f"Indicators of {self._place}")
        ui.label(title).classes("title").props('role="heading" aria-level="1"')
        if names:
            indicator = indicator or next(iter(names))
            options = {
                name: say(f"{name}（{years} 年）", f"{name} ({years})")
                for name, years in names.items()
            }
            ui.select(
                {indicator: indicator} | options,
                label=say("指标", "Indicator"),
                value=indicator,
                with_input=True,
                on_change=lambda event: self._choose(event.value),
            ).classes("choice indicator-choice no-print")
            self._spot = ui.element("section").props('aria-live="polite"')
            self._show(indicator)
        else:
            empty(say("没有带数字的承诺。", "No promise of these reports has a number."))
        self._rates()

    def _choose(self, indicator: str | None) -> None:
        if indicator:
            address = f"/indicators?{urlencode({'place': self._place, 'indicator': indicator})}"
            ui.navigate.history.replace(address)
            self._show(indicator)

    def _show(self, indicator: str) -> None:
        say = self._say
        self._spot.clear()
        with self._spot:
            try:
                found = series(self._history.ledgers, self._place, indicator)
            except NotFound:
                empty(
                    say(f"没有与“{indicator}”相近的指标。", f"No indicator is like “{indicator}”."),
                    say("从上面的列表中选一个。", "Choose one from the list above."),
                )
                return
            _figure(
                f"{found.indicator}（{found.unit}）",
                target_and_actual(found, say),
                _told(found, say),
            )
            if found.others:
                others = "、".join(found.others)
                ui.label(
                    say(f"一并列入的近似名称：{others}", f"Like-named ones in it: {others}")
                ).classes("hint")
            with ui.row().classes("no-print"):
                export_buttons(self._service, found.table, say)
                ui.button("SVG", on_click=lambda: self._take_chart(found)).props(
                    "flat dense no-caps"
                )
            _points(found, say)

    async def _take_chart(self, found: Series) -> None:
        drawn = await asyncio.to_thread(chart, found, ChartFormat.SVG)
        name = f"{found.place} {found.indicator}.{ChartFormat.SVG}"
        ui.download.content(drawn, name, ChartFormat.SVG.media_type)

    def _rates(self) -> None:
        """How much of what is reported was fulfilled, year by year."""
        say, rates = self._say, self._history.by_year
        if not rates:
            empty(
                say(
                    "还没有一份承诺能由后一年的报告核对。",
                    "No plan here is followed by a report that reviews it.",
                )
            )
            return
        ui.label(say("各年兑现率", "Fulfilled by year")).classes("subtitle").props(
            'role="heading" aria-level="2"'
        )
        _figure(
            say("已兑现占回顾中提到的", "Fulfilled of what is reported"),
            year_bars(rates, say),
            "，".join(f"{rate.of} {rate_text(rate)}" for rate in rates),
        )
        export_buttons(self._service, lambda: rates_table(list(rates), "年份"), say)
        headings = (
            say("年份", "Year"),
            say("承诺", "Promised"),
            say("有回应", "Reported"),
            say("已兑现", "Fulfilled"),
            say("兑现率", "Rate"),
        )
        with _table(headings):
            for rate in rates:
                share = "—" if rate.share is None else f"{rate.share:.1%}"
                numbers = (rate.commitments, rate.reported, rate.fulfilled, share)
                _row(rate.of, *(str(number) for number in numbers))


def _figure(name: str, options: Options, told: str) -> None:
    """A chart with its name, and in words for who cannot see it."""
    with ui.element("figure").classes("chart-figure"):
        with ui.element("figcaption"):
            ui.label(name).classes("kicker")
        drawn = ui.echart(options, renderer="svg").style("height: 300px")
        drawn.props["role"] = "img"
        drawn.props["aria-label"] = told


def _told(found: Series, say: Tongue) -> str:
    target, actual = say("目标", "target"), say("实际", "actual")
    return "；".join(
        f"{point.year} {target} {target_text(point) or '—'} {actual} {plain(point.actual) or '—'}"
        for point in found.points
    )


def _points(found: Series, say: Tongue) -> None:
    """Target and actual of each year, with both quotes and their places."""
    headings = (
        say("年份", "Year"),
        say("目标", "Target"),
        say("实际", "Actual"),
        say("结果", "Verdict"),
        say("承诺原文", "Promise"),
        say("回顾原文", "Reported"),
    )
    with _table(headings):
        for point in found.points:
            with _row(str(point.year), target_text(point), plain(point.actual)):
                with ui.element("td"):
                    verdict_badge(point.verdict, say)
                for quotes in ((point.promised,), point.reported):
                    with ui.element("td").classes("quotes"):
                        for quote in quotes:
                            _linked(quote)


def _linked(citation: Citation) -> None:
    ui.link(citation.quote, reader_address(citation.report.id, citation.start, citation.end))


@contextmanager
def _table(headings: Sequence[str]) -> Iterator[None]:
    """A table with these headings; its rows are drawn inside."""
    with ui.element("div").classes("scroll"), ui.element("table").classes("indicator-table"):
        with ui.element("thead"), ui.element("tr"):
            for heading in headings:
                with ui.element("th").props('scope="col"'):
                    ui.label(heading)
        with ui.element("tbody"):
            yield


def _row(name: str, *numbers: str) -> ui.element:
    """A row that begins with its name and numbers; more cells can be drawn inside."""
    with ui.element("tr") as row:
        with ui.element("th").props('scope="row"'):
            ui.label(name)
        for number in numbers:
            with ui.element("td").classes("number"):
                ui.label(number)
    return row
