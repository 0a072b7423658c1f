"""Which place and which reports a ledger is of, chosen from what the library holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import events, ui

from reportqa.commitments.pairs import of_place
from reportqa.types import Report
from reportqa.web.frame import empty, failed, frame
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

LISTED = 100_000
"""Reports that are looked through for places and years."""

_TABS = (
    ("/commitments", "逐条核对", "One by one"),
    ("/indicators", "历年指标", "Over the years"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; years are of delivery."""

    place: str = ""
    made_in: int | None = None
    checked_in: int | None = None

    @property
    def address(self) -> str:
        """Where it is shown; it can be shared."""
        named = {"place": self.place, "made_in": self.made_in, "checked_in": self.checked_in}
        return f"/commitments?{urlencode({k: v for k, v in named.items() if v})}"


@contextmanager
def ledger_frame(request: Request, here: str, title: str, place: str) -> Iterator[Tongue]:
    """Draw what is around both pages of commitments."""
    with frame(request, "/commitments", title, wide=True) as say:
        with (
            ui.element("nav")
            .classes("ledger-tabs no-print")
            .props(f'aria-label="{say("承诺", "Commitments")}"')
        ):
            for address, chinese, english in _TABS:
                asked = f"?{urlencode({'place': place})}" if place else ""
                link = ui.link(say(chinese, english), f"{address}{asked}")
                if address == here:
                    link.props('aria-current="page"')
        yield say


async def held_reports(service: Service) -> Sequence[Report]:
    """All reports of the library."""
    return await service.run(lambda library: library.reports(limit=LISTED).reports)


def choose_place(reports: Sequence[Report], place: str, address: str, say: Tongue) -> list[Report]:
    """Draw the choice of a place, which leads to ``address``; the reports of the one asked for.

    There are none, and it is told why, where no place is asked for or it is not held.
    """
    places = Counter(report.place for report in reports if report.place)
    if not places:
        empty(
            say("资料库还是空的。", "The library is empty."),
            say("先在“资料库”页导入报告。", "Add reports on the page “Library” first."),
        )
        return []

    def go(event: events.ValueChangeEventArguments[Any]) -> None:
        if event.value:
            ui.navigate.to(f"{address}?{urlencode({'place': event.value})}")

    names = list(places) if not place or place in places else [*places, place]
    ui.select(
        names, label=say("地区", "Place"), value=place or None, with_input=True, on_change=go
    ).classes("choice")
    own = of_place(reports, place) if place else []
    if own:
        return own
    if place:
        failed(say(f"资料库中没有“{place}”的报告。", f"The library holds no report of “{place}”."))
    with ui.element("div").classes("full"):
        ui.label(say("选一个地区：", "Choose a place:")).classes("hint")
        with ui.element("ul").classes("places"):
            for name, count in places.items():
                with ui.element("li"):
                    ui.link(name, f"{address}?{urlencode({'place': name})}")
                    ui.label(say(f"{count} 份报告", f"{count} reports")).classes("meta")
    return []


def choose_years(
    own: Sequence[Report], asked: Asked, made: int | None, checked: int | None, say: Tongue
) -> None:
    """Draw the choice of the two reports of a place; ``made`` and ``checked`` are shown now."""
    years = [report.delivered_year for report in own if report.delivered_year]

    def go_made(event: events.ValueChangeEventArguments[Any]) -> None:
        ui.navigate.to(Asked(asked.place, event.value).address)

    def go_checked(event: events.ValueChangeEventArguments[Any]) -> None:
        ui.navigate.to(Asked(asked.place, made, event.value).address)

    ui.select(
        _named(years, made, say),
        label=say("哪年报告的承诺", "Promised in"),
        value=made,
        on_change=go_made,
    ).classes("choice")
    later = [year for year in years if made is None or year > made]
    if later or checked:
        ui.select(
            _named(later, checked, say),
            label=say("用哪年报告核对", "Checked by"),
            value=checked,
            on_change=go_checked,
        ).classes("choice")


def _named(years: Sequence[int], chosen: int | None, say: Tongue) -> dict[int, str]:
    """Years from the latest on, with the one chosen even where no such report is held."""
    held = {*years, *([chosen] if chosen else [])}
    return {
        year: say(f"{year} 年报告", f"report of {year}")
        if year in years
        else say(f"{year}（缺）", f"{year} (missing)")
        for year in sorted(held, reverse=True)
    }
