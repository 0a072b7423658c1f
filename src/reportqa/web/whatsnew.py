"""What a place's report says for the first time, and what it no longer says."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from reportqa.precedents.export import changes_table
from reportqa.precedents.whatsnew import Change, WhatsNew
from reportqa.types import Citation
from reportqa.web.addresses import whats_new_address
from reportqa.web.deeds import kind_badge
from reportqa.web.exporting import export_buttons
from reportqa.web.frame import empty, telling
from reportqa.web.parts import reader_address, report_name, section_line
from reportqa.web.precedent_frame import precedent_frame
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue


def register(service: Service) -> None:
    """Put ``/precedents/new?place=…&year=…`` on the application."""

    @ui.page("/precedents/new")
    async def whats_new_page(request: Request, place: str = "", year: str = "") -> None:
        with precedent_frame(request, "/precedents/new") as say:
            asked = int(year) if year.isdecimal() else None
            await _choice(service, place, asked, say)
            spot = ui.element("div").props('aria-live="polite"')
            if not place or asked is None:
                with spot:
                    empty(
                        say(
                            "选一个地区和一年，看这份报告新提了什么、不再提什么。",
                            "Choose a place and a year.",
                        )
                    )
                return
            with spot:
                ui.label(say("正在逐句比较……", "Comparing…")).classes("hint")
            await ui.context.client.connected()
            with telling(spot, say):
                news = await service.run(lambda library: library.whats_new(place, asked))
                spot.clear()
                with spot:
                    _show(service, news, say)


async def _choice(service: Service, place: str, year: int | None, say: Tongue) -> None:
    """The places that are held, and the years of the one that is chosen."""
    reports = (await service.run(lambda library: library.snapshot().table)).reports
    held: dict[str, list[int]] = {}
    for report in reports:
        if report.place and report.delivered_year:
            held.setdefault(report.place, []).append(report.delivered_year)
    if not held:
        empty(say("资料库还是空的。", "The library is empty."))
        return

    def years_of(name: str | None) -> list[int]:
        return sorted(set(held.get(name or "", ())), reverse=True)

    def renew() -> None:
        own = years_of(places.value)
        years.set_options(own, value=own[0] if own else None)

    def go() -> None:
        if places.value and years.value:
            ui.navigate.to(whats_new_address(places.value, years.value))

    own = years_of(place)
    with ui.row().classes("choices no-print"):
        places = ui.select(
            list(held),
            value=place if place in held else None,
            label=say("地区", "Place"),
            on_change=renew,
            with_input=True,
        ).classes("choice")
        years = ui.select(
            own, value=year if year in own else None, label=say("报告年份", "Year")
        ).classes("choice")
        ui.button(say("看新提法", "Show"), on_click=go).props("unelevated no-caps")


def _show(service: Service, news: WhatsNew, say: Tongue) -> None:
    name = report_name(news.report, say)
    if news.previous is None:
        empty(
            say(
                f"资料库中没有比{name}更早的同地报告，无从比较。",
                f"No report earlier than {name} is held.",
            )
        )
        return
    with ui.element("div").classes("summary"):
        ui.label(
            say(
                f"{name}共 {news.sentences[0]} 句，与此前 {len(news.earlier)} 份报告逐句比较。",
                f"{name}: {news.sentences[0]} sentences, held against {len(news.earlier)} earlier "
                "reports.",
            )
        ).classes("counted")
        ui.space()
        export_buttons(service, lambda: changes_table(news), say)
    previous = report_name(news.previous, say)
    with ui.element("div").classes("changes"):
        _changes(
            say(f"新提出 {len(news.new)} 句", f"{len(news.new)} sentences are new"),
            news.new,
            say("此前最相近的", "Nearest before"),
            say,
        )
        _changes(
            say(
                f"{previous}说过、不再提 {len(news.dropped)} 句",
                f"{len(news.dropped)} sentences of {previous} are dropped",
            ),
            news.dropped,
            say("这份报告中最相近的", "Nearest in this report"),
            say,
        )


def _changes(title: str, changes: Sequence[Change], nearest: str, say: Tongue) -> None:
    with ui.element("section"):
        ui.label(title).classes("subtitle").props('role="heading" aria-level="2"')
        if not changes:
            ui.label(say("没有。", "None.")).classes("hint")
        with ui.element("ol").classes("plain"):
            for change in changes:
                with ui.element("li").classes("card"):
                    _quoted(change.citation, say)
                    if change.nearest:
                        with ui.element("details").classes("folded"):
                            with ui.element("summary"):
                                ui.label(nearest)
                            _quoted(change.nearest, say)


def _quoted(citation: Citation, say: Tongue) -> None:
    ui.label(citation.quote).classes("paragraph quote")
    with ui.row().classes("card-head"):
        kind_badge(citation.role, say)
        section_line(citation.section)
        ui.link(
            say("看原文", "Read"),
            reader_address(citation.report.id, citation.start, citation.end),
        ).props(f'aria-label="{say("看原文", "Read")}：{report_name(citation.report, say)}"')
