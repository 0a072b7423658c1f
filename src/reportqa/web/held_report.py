"""One place and year of the library: what it is, correcting it, removing it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from reportqa.types import Level, Overrides, Report
from reportqa.web.frame import in_words
from reportqa.web.parts import LEVELS, report_name
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

FIRST_YEAR, LAST_YEAR = 1949, 2100


class HeldReports:
    """The dialogs over reports that the library holds; ``changed`` is called after a change."""

    def __init__(
        self, service: Service, say: Tongue, changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._service = service
        self._say = say
        self._changed = changed

    def show(self, reports: Sequence[Report]) -> None:
        """Show the reports of one place and year, each with what can be done with it."""
        say = self._say
        with ui.dialog(value=True) as dialog, ui.card():
            for report in reports:
                ui.label(report_name(report, say)).classes("subtitle")
                level = say(*LEVELS[report.level]) if report.level else "—"
                for name, value in (
                    (say("标题", "Title"), report.title),
                    (say("文件", "File"), report.source),
                    (say("层级", "Level"), level),
                    (say("回顾年份", "Reviews"), report.review_year),
                    (say("安排年份", "Plans"), report.plan_year),
                    (say("字数", "Characters"), report.characters),
                ):
                    ui.label(f"{name}：{value if value is not None else '—'}")
                with ui.row():
                    ui.link(say("阅读", "Read"), f"/report/{report.id}").classes("button")
                    ui.button(
                        say("更正…", "Correct…"), on_click=partial(self.correct, report, dialog)
                    ).props("flat no-caps")
                    ui.button(
                        say("删除…", "Remove…"), on_click=partial(self._remove, report, dialog)
                    ).props("flat no-caps color=negative")
            ui.button(say("关闭", "Close"), on_click=dialog.close).props("flat no-caps")

    def correct(self, report: Report, opened: ui.dialog | None = None) -> None:
        """Ask what a report's place, year and level are."""
        say = self._say
        if opened:
            opened.close()
        levels: dict[Level, str] = {level: say(*names) for level, names in LEVELS.items()}
        with ui.dialog(value=True) as dialog, ui.card():
            ui.label(say(f"更正“{report.source}”", f"Correct “{report.source}”")).classes(
                "subtitle"
            )
            place = ui.input(say("地区", "Place"), value=report.place or "").classes("full")
            year = ui.number(
                say("作报告的年份", "Year of delivery"), value=report.delivered_year,
                min=FIRST_YEAR, max=LAST_YEAR, precision=0, format="%.0f",
            ).classes("full")  # fmt: skip
            level = ui.select(levels, label=say("层级", "Level"), value=report.level).classes(
                "full"
            )
            ui.label(
                say(
                    "以后重新导入同一文件，更正仍然有效。",
                    "It stays when the same file is ingested again.",
                )
            ).classes("hint")

            def said() -> Overrides:
                """What differs from what is held."""
                named = (place.value or "").strip()
                told = int(year.value) if year.value else None
                return Overrides(
                    place=named if named != report.place else None,
                    delivered_year=told if told != report.delivered_year else None,
                    level=level.value if level.value is not report.level else None,
                )

            with ui.row():
                ui.button(
                    say("保存", "Save"), on_click=lambda: self._correct(report, said(), dialog)
                ).props("unelevated no-caps")
                ui.button(say("取消", "Cancel"), on_click=dialog.close).props("flat no-caps")

    async def _correct(self, report: Report, said: Overrides, dialog: ui.dialog) -> None:
        # A name of no characters says nothing.
        said = Overrides(**{name: value for name, value in said.said.items() if value != ""})
        await self._change(
            lambda: self._service.change(
                lambda library: library.correct(report.id, said), f"更正 {report.source}"
            ),
            self._say("已更正。", "Corrected."),
            dialog,
        )

    def _remove(self, report: Report, opened: ui.dialog) -> None:
        say = self._say
        opened.close()
        with ui.dialog(value=True) as dialog, ui.card():
            name = report_name(report, say)
            ui.label(
                say(
                    f"从资料库中彻底删除“{name}”（{report.source}）？",
                    f"Remove “{name}” ({report.source}) for good?",
                )
            )
            ui.label(say("原文件不动。", "The file itself stays.")).classes("hint")
            with ui.row():
                ui.button(
                    say("删除", "Remove"),
                    on_click=lambda: self._change(
                        lambda: self._service.change(
                            lambda library: library.remove(report.id), f"删除 {report.source}"
                        ),
                        say("已删除。", "Removed."),
                        dialog,
                    ),
                ).props("unelevated no-caps color=negative")
                ui.button(say("取消", "Cancel"), on_click=dialog.close).props("flat no-caps")

    async def _change(
        self, change: Callable[[], Awaitable[object]], done: str, dialog: ui.dialog
    ) -> None:
        """Change the library, and say that it is done, or why not."""
        try:
            await change()
        except Exception as error:
            ui.notify(in_words(error, self._say), type="negative", multi_line=True)
            return
        dialog.close()
        ui.notify(done)
        await self._changed()
