"""The topics that are watched, and what new reports said of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import Request
from nicegui import ui

from reportqa.errors import ReportQAError
from reportqa.library import Library
from reportqa.store.watches import Match, Watch
from reportqa.types import Filters, Report
from reportqa.web.addresses import precedents_address
from reportqa.web.frame import empty
from reportqa.web.limits import limits_in_words
from reportqa.web.parts import reader_address, report_name
from reportqa.web.precedent_frame import precedent_frame
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

SHOWN = 20
"""Finds of a watch that are shown, the latest."""


@dataclass(frozen=True, slots=True)
class _Find:
    """A sentence that a watch found, with its report."""

    match: Match
    report: Report
    quote: str


def register(service: Service) -> None:
    """Put ``/precedents/watches`` on the application."""

    @ui.page("/precedents/watches")
    async def watches_page(request: Request) -> None:
        with precedent_frame(request, "/precedents/watches") as say:
            await _Watching(service, say).draw()


class _Watching:
    """The page; it is drawn again when a watch was run or removed."""

    def __init__(self, service: Service, say: Tongue) -> None:
        self._service = service
        self._say = say

    async def draw(self) -> None:
        """Draw every watch that there is."""
        self._spot = ui.element("div").props('aria-live="polite"')
        await self._load()

    async def _load(self) -> None:
        def look(library: Library) -> list[tuple[Watch, list[_Find]]]:
            return [(watch, _finds(library, watch)) for watch in library.watches()]

        kept = await self._service.run(look)
        say = self._say
        self._spot.clear()
        with self._spot:
            if not kept:
                empty(
                    say("还没有关注的主题。", "No topic is watched."),
                    say(
                        "查先例后点“加入关注”，以后导入的报告提到它，就记在这里。",
                        "Find precedents, then “Watch”.",
                    ),
                )
            for watch, finds in kept:
                self._watch(watch, finds)

    def _watch(self, watch: Watch, finds: list[_Find]) -> None:
        say = self._say
        with ui.element("section").classes("card watch"):
            with ui.row().classes("card-head"):
                ui.link(watch.topic, precedents_address(watch.topic, watch.filters)).classes(
                    "kicker"
                )
                limits = limits_in_words(watch.filters, say)
                ui.label("，".join(limits) if watch.filters != Filters() else "").classes("meta")
                since = watch.added_at[:10]
                ui.label(
                    say(
                        f"{since} 起关注，发现 {watch.matches} 处",
                        f"since {since}, {watch.matches} found",
                    )
                ).classes("meta")
                ui.space()
                ui.button(say("现在查一遍", "Look now"), on_click=partial(self._run, watch)).props(
                    "flat dense no-caps"
                )
                ui.button(
                    say("移除…", "Remove…"), on_click=partial(self._ask_removal, watch)
                ).props("flat dense no-caps color=negative")
            for find in finds:
                self._find(find, watch.topic)
            if watch.matches > len(finds):
                ui.label(
                    say(f"只列出最近的 {len(finds)} 处。", f"The latest {len(finds)} are shown.")
                ).classes("hint")

    def _find(self, find: _Find, topic: str) -> None:
        with ui.element("div").classes("small-quote"):
            with ui.row().classes("card-head"):
                ui.link(
                    report_name(find.report, self._say),
                    reader_address(find.report.id, find.match.start, find.match.end, topic),
                )
                ui.label(find.match.found_at[:10]).classes("meta")
            ui.label(find.quote).classes("paragraph")

    async def _run(self, watch: Watch) -> None:
        say = self._say
        try:
            found = await self._service.change(
                lambda library: library.run_watches(watch.id), f"现在查一遍：{watch.topic}"
            )
        except ReportQAError as error:
            ui.notify(str(error), type="negative")
            return
        new = sum(len(one.matches) for one in found)
        ui.notify(say(f"新发现 {new} 处。", f"{new} new finds."))
        await self._load()

    def _ask_removal(self, watch: Watch) -> None:
        say = self._say
        with ui.dialog(value=True) as dialog, ui.card():
            ui.label(say(f"不再关注“{watch.topic}”？", f"Stop watching “{watch.topic}”?"))
            ui.label(
                say(
                    f"记下的 {watch.matches} 处发现也一并移除；报告不动。",
                    f"Its {watch.matches} finds go too; the reports stay.",
                )
            ).classes("hint")
            with ui.row():
                ui.button(
                    say("移除", "Remove"), on_click=partial(self._remove, watch, dialog)
                ).props("no-caps color=negative")
                ui.button(say("取消", "Cancel"), on_click=dialog.close).props("flat no-caps")

    async def _remove(self, watch: Watch, dialog: ui.dialog) -> None:
        dialog.close()
        try:
            await self._service.change(
                lambda library: library.unwatch(watch.id), f"不再关注：{watch.topic}"
            )
        except ReportQAError as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(self._say("已移除。", "Removed."))
        await self._load()


def _finds(library: Library, watch: Watch) -> list[_Find]:
    return [
        _Find(
            match,
            library.report(match.report_id),
            library.text(match.report_id)[match.start : match.end],
        )
        for match in library.watch_matches(watch.id, limit=SHOWN)
    ]
