"""Commitments: what a plan promised, beside what the next report says became of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import Request
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.commitments.entry import Entry
from reportqa.commitments.export import table, title
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.pairs import pair
from reportqa.commitments.series import rates_by_field
from reportqa.commitments.verdict import Verdict
from reportqa.errors import NotFound
from reportqa.web.exporting import export_buttons
from reportqa.web.frame import empty, failed, telling
from reportqa.web.ledger_charts import Options, largest_fields, rate_bars, rate_text, verdict_bars
from reportqa.web.ledger_choice import (
    Asked,
    choose_place,
    choose_years,
    held_reports,
    ledger_frame,
)
from reportqa.web.ledger_entry import EntryPanel, remembered
from reportqa.web.ledger_grid import LedgerGrid
from reportqa.web.ledger_rows import Grouping, Wanted, fields_of, rows
from reportqa.web.parts import report_name
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_class, verdict_name


def register(service: Service) -> None:
    """Put ``/commitments?place=…&made_in=…&checked_in=…`` on the application."""

    @ui.page("/commitments")
    async def commitments_page(
        request: Request,
        place: str = "",
        made_in: int | None = None,
        checked_in: int | None = None,
    ) -> None:
        asked = Asked(place.strip(), made_in, checked_in)
        name = Tongue.of(request)("承诺", "Commitments")
        with ledger_frame(request, "/commitments", name, asked.place) as say:
            if not await _choose(service, asked, say):
                return
            spot = ui.element("div").classes("ledger")
            with spot:
                ui.label(say("正在逐条核对……", "Checking…")).classes("hint").props("role=status")
            # A long report takes longer to check than a page may take to be sent.
            await ui.context.client.connected()
            with telling(spot, say):
                ledger = await service.run(
                    lambda library: library.commitments(
                        asked.place, made_in=asked.made_in, checked_in=asked.checked_in
                    )
                )
                spot.clear()
                with spot:
                    _LedgerPage(service, say, ledger, request).draw()


async def _choose(service: Service, asked: Asked, say: Tongue) -> bool:
    """Draw the choice of reports; whether there are such, and if not, it is told why."""
    reports = await held_reports(service)
    with ui.element("div").classes("ledger-choice no-print"):
        own = choose_place(reports, asked.place, "/commitments", say)
        if not own:
            return False
        try:
            chosen = pair(reports, asked.place, asked.made_in, asked.checked_in)
        except NotFound as missing:
            choose_years(own, asked, asked.made_in, asked.checked_in, say)
            failed(str(missing))
            return False
        checked = chosen.checked.delivered_year if chosen.checked else None
        choose_years(own, asked, chosen.made.delivered_year, checked, say)
        return True


class _LedgerPage:
    """A ledger and what is done with it; it is kept right as a person reviews its entries."""

    def __init__(self, service: Service, say: Tongue, ledger: Ledger, request: Request) -> None:
        self._service = service
        self._say = say
        self._ledger = ledger
        self._address = str(request.base_url)
        self._reviewer = remembered(request)
        self._wanted = Wanted()
        self._grouping = Grouping.NONE
        self._soft = False

    @property
    def _listed(self) -> Ledger:
        """What is listed of the ledger: aims that can hardly be checked only if they are wanted."""
        whole = self._ledger
        return whole if self._soft else replace(whole, entries=whole.checkable)

    def draw(self) -> None:
        """Draw it all: heading, counts, charts, the means to narrow it down, the grid."""
        say, ledger = self._say, self._ledger
        self._heading()
        if not ledger.entries:
            empty(
                say("这份报告的安排部分没有找到承诺。", "No commitment was found in this plan."),
                say("点上面的报告名，看看各部分分得对不对。", "Open the report to see its parts."),
            )
            return
        self._counts = ui.element("div").classes("ledger-counts")
        self._charts = ui.element("div").classes("ledger-charts")
        self._summary()
        self._tools()
        self._grid = LedgerGrid(say, self._open)
        self._grid.draw(self._rows(), is_checked=ledger.checked is not None)
        checked_in = ledger.checked.delivered_year if ledger.checked else None
        self._panel = EntryPanel(self._service, say, checked_in, self._reviewer, self._reviewed)
        self._panel.draw()

    def _heading(self) -> None:
        say, ledger = self._say, self._ledger
        with ui.element("div").classes("ledger-title"):
            ui.label(title(ledger)).classes("title").props('role="heading" aria-level="1"')
            ui.link(report_name(ledger.made, say), f"/report/{ledger.made.id}")
            if ledger.checked:
                ui.link(report_name(ledger.checked, say), f"/report/{ledger.checked.id}")
        if ledger.note:
            ui.label(ledger.note).classes("note")

    def _summary(self) -> None:
        """The counts, each of which shows its entries alone, and the charts."""
        say, counts = self._say, self._listed.summary
        self._counts.clear()
        with self._counts:
            total, reviewed = counts["commitments"], counts["reviewed"]
            ui.label(say(f"共 {total} 条承诺", f"{total} commitments"))
            for verdict in Verdict:
                if counts[verdict]:
                    name = f"{verdict_name(verdict, say)} {counts[verdict]}"
                    is_chosen = self._wanted.verdict is verdict
                    TextElement(tag="button", text=name).classes(
                        f"count {verdict_class(verdict)}"
                    ).props(f'type="button" aria-pressed="{str(is_chosen).lower()}"').on(
                        "click", partial(self._only, verdict)
                    )
            ui.label(say(f"人工核对 {reviewed} 条", f"{reviewed} reviewed")).classes("hint")
        self._charts.clear()
        if self._ledger.checked is not None:
            with self._charts:
                self._draw_charts()

    def _draw_charts(self) -> None:
        say, counts = self._say, self._listed.summary
        held = [verdict for verdict in Verdict if counts[verdict]]
        fields = largest_fields(rates_by_field([self._listed]))
        lines = max(len(held), len(fields))
        _chart(
            say("结果", "Verdicts"),
            verdict_bars(self._listed, say),
            "，".join(f"{verdict_name(verdict, say)} {counts[verdict]}" for verdict in held),
            lines,
        )
        if fields:
            _chart(
                say(
                    "各领域兑现率（已兑现 / 回顾中提到的）",
                    "Fulfilled of what is reported, by field",
                ),
                rate_bars(fields),
                "，".join(f"{rate.of} {rate_text(rate)}" for rate in fields),
                lines,
            )

    def _tools(self) -> None:
        say, entries = self._say, self._ledger.entries
        fields = [field for field in fields_of(entries) if field]
        with ui.element("div").classes("ledger-tools no-print").props("data-main-box"):
            ui.input(
                placeholder=say("筛选：指标或原文中的词", "Words of promise or report"),
                on_change=lambda event: self._narrow(words=event.value or ""),
            ).props(
                f'outlined dense clearable debounce=200 aria-label="{say("筛选", "Filter")}"'
            ).classes("search")
            ui.select(
                {None: say("全部领域", "All fields")} | {field: field for field in fields},
                value=None,
                label=say("领域", "Field"),
                on_change=lambda event: self._narrow(field=event.value),
            ).props("outlined dense").classes("choice")
            ui.select(
                {
                    None: say("全部", "All"),
                    True: say("已人工核对", "Reviewed"),
                    False: say("未人工核对", "Not reviewed"),
                },
                value=None,
                label=say("核对", "Review"),
                on_change=lambda event: self._narrow(reviewed=event.value),
            ).props("outlined dense").classes("choice")
            ui.select(
                {
                    Grouping.NONE: say("不分组", "No groups"),
                    Grouping.VERDICT: say("按结果", "By verdict"),
                    Grouping.FIELD: say("按领域", "By field"),
                },
                value=Grouping.NONE,
                label=say("分组", "Groups"),
                on_change=lambda event: self._group(event.value),
            ).props("outlined dense").classes("choice")
            if soft := self._ledger.soft:
                ui.checkbox(
                    say(f"{soft} 条原则性表述也列出", f"List {soft} general aims too"),
                    on_change=lambda event: self._list_soft(event.value),
                ).props("dense")
            ui.space()
            export_buttons(
                self._service,
                lambda: table(self._ledger, self._address, soft=self._soft),
                say,
            )
            ui.button(say("打印", "Print")).props("flat dense no-caps").on(
                "click", js_handler="() => window.print()"
            )
        self._shown = ui.label().classes("shown").props('role="status"')
        ui.label(
            say(
                "点一行（或用方向键选中后按回车）看原文、核对；点列名排序。",
                "Click a row, or press Enter on it, to read and review; click a column to sort.",
            )
        ).classes("hint no-print")

    def _rows(self) -> list[dict[str, str | float | bool | None]]:
        listed = self._listed.entries
        wanted = self._wanted.of(listed)
        total = len(listed)
        self._shown.text = (
            ""
            if len(wanted) == total
            else self._say(f"显示 {len(wanted)} / {total} 条", f"{len(wanted)} of {total}")
        )
        numbers = {entry.commitment.id: number for number, entry in enumerate(listed, 1)}
        return rows(wanted, self._grouping, numbers, self._say)

    def _only(self, verdict: Verdict) -> None:
        self._narrow(verdict=None if self._wanted.verdict is verdict else verdict)
        self._summary()

    def _narrow(self, **limits: object) -> None:
        self._wanted = replace(self._wanted, **limits)  # type: ignore[arg-type]
        self._grid.show(self._rows())

    def _list_soft(self, soft: bool) -> None:
        self._soft = soft
        self._summary()
        self._grid.show(self._rows())

    def _group(self, by: Grouping) -> None:
        self._grouping = by
        self._grid.show(self._rows())

    def _open(self, commitment_id: str) -> None:
        for entry in self._ledger.entries:
            if entry.commitment.id == commitment_id:
                self._panel.open(entry)

    def _reviewed(self, reviewed: Entry) -> None:
        """Put an entry in the place of what it was before a person reviewed it."""
        entries = tuple(
            reviewed if entry.commitment.id == reviewed.commitment.id else entry
            for entry in self._ledger.entries
        )
        self._ledger = replace(self._ledger, entries=entries)
        self._summary()
        self._grid.show(self._rows())


def _chart(name: str, options: Options, told: str, lines: int) -> None:
    """Bars across, as high as their lines need, and in words for who cannot see them."""
    with ui.element("figure"):
        with ui.element("figcaption"):
            ui.label(name).classes("kicker")
        chart = ui.echart(options, renderer="svg").style(f"height: {24 * lines + 12}px")
        chart.props["role"] = "img"
        chart.props["aria-label"] = told
