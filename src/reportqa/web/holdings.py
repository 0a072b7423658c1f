"""What the library holds: places by years, uploads, what could not be read, health."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from fastapi import Request
from nicegui import events, ui

from reportqa.api.jobs import Job
from reportqa.api.models.jobs import JobState
from reportqa.errors import ReportQAError
from reportqa.health import examine
from reportqa.library import Library
from reportqa.types import Report
from reportqa.web.frame import empty, failed, frame
from reportqa.web.parts import LEVELS, report_name
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

LISTED = 10_000
"""Reports that the matrix shows at most."""

_POLL_SECONDS = 0.5

_STATUS = {
    "added": ("新增", "added"),
    "unchanged": ("未变", "unchanged"),
    "replaced": ("已替换", "replaced"),
    "duplicate": ("重复，未再导入", "already held"),
    "skipped": ("跳过", "skipped"),
    "failed": ("失败", "failed"),
}


def register(service: Service) -> None:
    """Put ``/library`` on the application."""

    @ui.page("/library")
    async def library_page(request: Request) -> None:
        with frame(request, "/library", Tongue.of(request)("资料库", "Library"), wide=True) as say:
            holdings = _Holdings(service, say)
            holdings.draw()
            await holdings.load()


class _Holdings:
    """The page; it is drawn again when an upload or a removal has changed the library."""

    def __init__(self, service: Service, say: Tongue) -> None:
        self._service = service
        self._say = say

    def draw(self) -> None:
        """Draw what stays, and the places of what changes."""
        say = self._say
        ui.label(say("资料库", "Library")).classes("title").props('role="heading" aria-level="1"')
        with ui.element("section"):
            upload = ui.upload(
                multiple=True,
                auto_upload=True,
                label=say("把报告文件拖到这里，或点 + 选择", "Drop report files here"),
            )
            # To the API's own door, so that the page can do nothing that the API cannot.
            upload.props('url="/v1/reports" field-name="files" batch accept-charset="utf-8"')
            upload.on("uploaded", self._sent, js_handler="(info) => emit(info.xhr.responseText)")
            upload.on("failed", self._refused, js_handler="(info) => emit(info.xhr.responseText)")
            ui.label(
                say(
                    "可用 .docx .pdf .txt .html .md，扫描件会做文字识别；同样的文件不会重复导入。",
                    ".docx .pdf .txt .html .md; scans are read by OCR.",
                )
            ).classes("hint")
            self._uploads = ui.column().classes("full")
        self._matrix = ui.element("section")
        self._doubtful = ui.element("section")
        with ui.element("section"):
            ui.label(say("运行状况", "Health")).classes("subtitle")
            ui.button(say("检查", "Examine"), on_click=self._examine).props("outline no-caps")
            self._health = ui.column()

    async def load(self) -> None:
        """Show what is held now."""

        def look(library: Library) -> tuple[Sequence[Report], dict[str, list[str]]]:
            reports = library.reports(limit=LISTED).reports
            return reports, {report.id: library.check(report.id) for report in reports}

        reports, problems = await self._service.run(look)
        self._matrix.clear()
        with self._matrix:
            self._show_matrix(reports)
        self._doubtful.clear()
        with self._doubtful:
            self._show_doubtful([r for r in reports if problems[r.id]], problems)

    def _show_matrix(self, reports: Sequence[Report]) -> None:
        """Places by years of delivery; a hole is a year missing between two of a place's."""
        say = self._say
        if not reports:
            empty(
                say("资料库还是空的。", "The library is empty."),
                say("把报告文件拖到上面的框里。", "Drop report files into the box above."),
            )
            return
        ui.label(say(f"共 {len(reports)} 份报告", f"{len(reports)} reports")).classes("subtitle")
        held: dict[str, dict[int | None, Report]] = defaultdict(dict)
        for report in reports:
            held[report.place or say("地区不详", "unknown")][report.delivered_year] = report
        years = sorted({r.delivered_year for r in reports if r.delivered_year})
        with ui.element("div").classes("scroll"), ui.element("table").classes("matrix"):
            with ui.element("thead"), ui.element("tr"):
                for name in (say("地区", "place"), *map(str, years)):
                    with ui.element("th").props('scope="col"'):
                        ui.label(name)
            with ui.element("tbody"):
                for place, by_year in held.items():
                    self._show_row(place, by_year, years)

    def _show_row(
        self, place: str, by_year: dict[int | None, Report], years: Sequence[int]
    ) -> None:
        say = self._say
        own = [year for year in by_year if year]
        level = next((r.level for r in by_year.values() if r.level), None)
        with ui.element("tr"):
            with ui.element("th").props('scope="row"'):
                ui.label(place)
                if level:
                    ui.label(say(*LEVELS[level])).classes("meta")
            for year in years:
                with ui.element("td") as cell:
                    report = by_year.get(year)
                    if report:
                        ui.button("●", on_click=partial(self._open, report)).props(
                            f'flat dense aria-label="{report_name(report, say)}"'
                        )
                    elif own and min(own) < year < max(own):
                        cell.classes("hole")
                        ui.label(say("缺", "–")).props(f'title="{place} {year}"')

    def _open(self, report: Report) -> None:
        """Show one report, with the way to read it and to remove it."""
        say = self._say
        with ui.dialog(value=True) as dialog, ui.card():
            ui.label(report_name(report, say)).classes("subtitle")
            for name, value in (
                (say("标题", "Title"), report.title),
                (say("文件", "File"), report.source),
                (say("回顾年份", "Reviews"), report.review_year),
                (say("安排年份", "Plans"), report.plan_year),
                (say("字数", "Characters"), report.characters),
            ):
                ui.label(f"{name}：{value if value is not None else '—'}")
            with ui.row():
                ui.link(say("阅读", "Read"), f"/report/{report.id}").classes("button")
                ui.button(
                    say("删除…", "Remove…"), on_click=partial(self._ask_removal, report, dialog)
                ).props("flat no-caps color=negative")
                ui.button(say("关闭", "Close"), on_click=dialog.close).props("flat no-caps")

    def _ask_removal(self, report: Report, opened: ui.dialog) -> None:
        say = self._say
        opened.close()
        with ui.dialog(value=True) as dialog, ui.card():
            name = report_name(report, say)
            ui.label(say(f"从资料库中彻底删除“{name}”？", f"Remove “{name}” for good?"))
            ui.label(say("原文件不动。", "The file itself stays.")).classes("hint")
            with ui.row():
                ui.button(
                    say("删除", "Remove"), on_click=partial(self._remove, report, dialog)
                ).props("no-caps color=negative")
                ui.button(say("取消", "Cancel"), on_click=dialog.close).props("flat no-caps")

    async def _remove(self, report: Report, dialog: ui.dialog) -> None:
        dialog.close()
        try:
            await self._service.change(lambda library: library.remove(report.id))
        except ReportQAError as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(self._say("已删除。", "Removed."))
        await self.load()

    def _show_doubtful(self, reports: Sequence[Report], problems: dict[str, list[str]]) -> None:
        if not reports:
            return
        say = self._say
        ui.label(say("需要看一眼", "Worth a look")).classes("subtitle")
        for report in reports:
            with ui.element("div").classes("card"):
                ui.link(f"{report_name(report, say)}（{report.source}）", f"/report/{report.id}")
                for problem in problems[report.id]:
                    ui.label(problem)

    def _sent(self, event: events.GenericEventArguments) -> None:
        """Follow an upload that the server has taken."""
        try:
            job = self._service.job(json.loads(event.args)["id"])
        except (ValueError, KeyError, ReportQAError):
            self._refused(event)
            return
        with self._uploads:
            card = ui.element("div").classes("card")
            # Beside the card, not in it: each look clears the card.
            _Upload(job, card, self._say, self.load).follow()

    def _refused(self, event: events.GenericEventArguments) -> None:
        try:
            why = json.loads(event.args)["detail"]
        except (ValueError, KeyError, TypeError):
            why = self._say("上传没有成功，请重试。", "The upload failed; try again.")
        with self._uploads:
            failed(str(why))

    async def _examine(self) -> None:
        findings = await self._service.run(examine)
        self._health.clear()
        with self._health:
            for finding in findings:
                mark = self._say("正常", "well") if finding.well else self._say("异常", "wrong")
                ui.label(f"{mark} {finding.what}：{finding.detail}").classes(
                    "well" if finding.well else "unwell"
                )


class _Upload:
    """What becomes of each file of one upload, shown while it happens."""

    def __init__(
        self, job: Job, card: ui.element, say: Tongue, changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._job = job
        self._card = card
        self._say = say
        self._changed = changed

    def follow(self) -> None:
        """Look now and then until the job has ended."""
        self._timer = ui.timer(_POLL_SECONDS, self._look)

    async def _look(self) -> None:
        job, say = self._job, self._say
        ended = job.state in (JobState.DONE, JobState.FAILED)
        self._card.clear()
        with self._card:
            ui.label(
                say(f"已处理 {job.done} / {job.total} 个文件", f"{job.done} of {job.total} files")
            )
            if not ended:
                ui.linear_progress(job.done / max(job.total, 1), show_value=False)
            for outcome in job.outcomes:
                reason = "；".join(part for part in (outcome.reason, *outcome.notices) if part)
                status = say(*_STATUS[outcome.status])
                line = (
                    f"{outcome.file.rsplit('/', 1)[-1]}：{status}{f'，{reason}' if reason else ''}"
                )
                ui.label(line).classes("unwell" if outcome.status == "failed" else "")
            for trouble in (job.error, job.warning):
                if trouble:
                    failed(trouble)
        if ended:
            self._timer.cancel()
            await self._changed()
