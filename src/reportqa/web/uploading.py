"""Files into the library: dropped or chosen, and what becomes of each."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import events, ui
from nicegui.elements.mixins.text_element import TextElement

from reportqa.api.jobs import Job
from reportqa.api.models.jobs import JobState
from reportqa.errors import ReportQAError
from reportqa.sources import Outcome, Status
from reportqa.web.frame import failed
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

_POLL_SECONDS = 0.5

_STATUS = {
    Status.ADDED: ("新增", "added"),
    Status.UNCHANGED: ("未变", "unchanged"),
    Status.REPLACED: ("已替换", "replaced"),
    Status.DUPLICATE: ("重复，未再导入", "already held"),
    Status.SKIPPED: ("跳过", "skipped"),
    Status.FAILED: ("失败", "failed"),
}


class Uploading:
    """The box that takes files; ``changed`` is called when a job has ended."""

    def __init__(
        self, service: Service, say: Tongue, changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._service = service
        self._say = say
        self._changed = changed

    def draw(self) -> None:
        """Draw the box, and the place of what becomes of the files.

        The browser sends them to the API's own door, so that the page can do nothing that the API
        cannot.
        """
        say = self._say
        with ui.element("section"):
            with (
                ui.element("label")
                .classes("drop")
                .on("dragover.prevent", js_handler="() => {}")
                .on(
                    "drop.prevent",
                    self._answered,
                    js_handler="(e) => reportqa.send(e.dataTransfer.files, emit)",
                )
            ):
                ui.element("input").props('type="file" multiple').on(
                    "change",
                    self._answered,
                    js_handler="(e) => reportqa.send(e.target.files, emit)",
                )
                TextElement(
                    tag="strong",
                    text=say("把报告文件拖到这里，或点击选择", "Drop report files here, or choose"),
                )
                TextElement(
                    tag="span",
                    text=say(
                        ".docx .pdf .txt .html .md，旧版 Word 和扫描件也可以；"
                        "同样的文件不会重复导入。",
                        ".docx .pdf .txt .html .md, old Word files and scans; "
                        "a file that is held already is not taken twice.",
                    ),
                ).classes("hint")
                ui.element("progress").props(
                    f'max="1" value="0" hidden aria-label="{say("正在上传", "Uploading")}"'
                )
            self._place = ui.element("div").props('aria-live="polite"')

    def _answered(self, event: events.GenericEventArguments) -> None:
        """Follow what the server has taken, or show why it has not."""
        answer: Mapping[str, Any] = event.args
        try:
            body = json.loads(answer["body"])
            if answer["status"] == 202:
                with self._place:
                    card = ui.element("div").classes("card")
                    # Beside the card, not in it: each look clears the card.
                    _Upload(self._service.job(body["id"]), card, self._say, self._changed).follow()
                return
            why = str(body["detail"])
        except (ValueError, KeyError, TypeError, ReportQAError):
            why = self._say("没有传到服务器，请重试。", "It did not reach the server; try again.")
        with self._place:
            failed(f"{'、'.join(answer['names'])}：{why}")


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
        outcomes = {outcome.file: outcome for outcome in job.outcomes}
        self._card.clear()
        with self._card:
            ui.label(
                say(f"已处理 {job.done} / {job.total} 个文件", f"{job.done} of {job.total} files")
            )
            if not ended:
                ui.element("progress").props(
                    f'max="{job.total}" value="{job.done}" '
                    f'aria-label="{say("正在导入", "Ingesting")}"'
                )
            for path in job.paths:
                self._file(path.name, outcomes.get(str(path)), ended=ended)
            for trouble in (job.error, job.warning):
                if trouble:
                    failed(trouble)
        if ended:
            self._timer.cancel()
            await self._changed()

    def _file(self, name: str, outcome: Outcome | None, *, ended: bool) -> None:
        say = self._say
        if outcome is None:
            waiting = say("未导入", "not ingested") if ended else say("等待中", "waiting")
            ui.label(f"{name}：{waiting}").classes("meta")
            return
        said = (say(*_STATUS[outcome.status]), outcome.reason, *outcome.notices)
        line = f"{name}：{'；'.join(part for part in said if part)}"
        with ui.row():
            ui.label(line).classes("unwell" if outcome.status is Status.FAILED else "")
            if outcome.report_id:
                ui.link(say("阅读", "Read"), f"/report/{outcome.report_id}")
