"""Precedents: who planned or did something, from the oldest report on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import Request
from nicegui import events, ui

from reportqa.errors import ReportQAError
from reportqa.precedents.export import table
from reportqa.precedents.precedent import Precedent, Precedents
from reportqa.types import Filters
from reportqa.web.addresses import precedents_address
from reportqa.web.asking import Choice
from reportqa.web.deeds import kind_badge
from reportqa.web.exporting import export_buttons
from reportqa.web.frame import empty, telling
from reportqa.web.journey import draw_journey
from reportqa.web.limits import limits_in_words
from reportqa.web.parts import reader_address, report_name, section_line
from reportqa.web.precedent_frame import precedent_frame
from reportqa.web.precedent_list import GROUPINGS, Grouping, PrecedentList
from reportqa.web.service import Service
from reportqa.web.timeline import draw_timeline
from reportqa.web.tongue import Tongue

EXAMPLES = ("老年食堂", "农村公路", "招商引资")


def register(service: Service) -> None:
    """Put ``/precedents?topic=…`` on the application, limited by ``&place=…`` and so on.

    ``&by=…`` is how they are grouped.
    """

    @ui.page("/precedents")
    async def precedents_page(request: Request, topic: str = "", by: str = "") -> None:
        with precedent_frame(request, "/precedents") as say:
            grouping = Grouping(by) if by in list(Grouping) else Grouping.YEAR
            page = _Precedents(service, say, topic.strip(), grouping)
            await page.draw(request)
            if page.topic:
                # The page goes out before what is found, however long that takes.
                await ui.context.client.connected()
                await page.find()


class _Precedents:
    """The page of one topic; another topic or limit has another address."""

    def __init__(self, service: Service, say: Tongue, topic: str, by: Grouping) -> None:
        self.topic = topic
        self._service = service
        self._say = say
        self._by = by

    async def draw(self, request: Request) -> None:
        """Draw the box, the limits, and the place of what is found."""
        say = self._say
        with (
            ui.element("form")
            .classes("ask-form no-print")
            .props("role=search data-main-box")
            .on("submit.prevent", self._go)
        ):
            self._box = (
                ui.input(
                    value=self.topic,
                    placeholder=say(
                        "一项做法或政策，例如：老年食堂", "A measure or a policy, in Chinese"
                    ),
                )
                .props(f'outlined clearable aria-label="{say("做法或政策", "Measure")}"')
                .classes("ask-box")
            )
            ui.button(say("查先例", "Find")).props("unelevated no-caps type=submit")
        self._choice = Choice(say)
        await self._choice.draw(self._service, request.query_params)
        self._filters = self._choice.filters
        self._spot = ui.element("div").props('aria-live="polite"')
        with self._spot:
            if self.topic:
                ui.label(say("正在逐份查找……", "Searching every report…")).classes("hint")
            else:
                self._welcome()

    def _welcome(self) -> None:
        say = self._say
        empty(
            say(
                "查一项做法在资料库中谁最早提出、谁做过、怎样传开。",
                "Who planned or did it first, and how it spread.",
            )
        )
        with ui.row().classes("centred"):
            for example in EXAMPLES:
                ui.button(
                    example,
                    on_click=partial(ui.navigate.to, precedents_address(example, Filters())),
                ).props("outline no-caps")

    def _go(self) -> None:
        topic = (self._box.value or "").strip()
        if topic:
            ui.navigate.to(self._address(topic, self._choice.filters))

    def _address(self, topic: str, filters: Filters) -> str:
        by = "" if self._by is Grouping.YEAR else self._by
        return precedents_address(topic, filters, by)

    async def find(self) -> None:
        """Find what the address asks for, and show it."""
        with telling(self._spot, self._say):
            found = await self._service.run(
                lambda library: library.precedents(self.topic, filters=self._filters)
            )
            self._spot.clear()
            with self._spot:
                self._show(found)

    def _show(self, found: Precedents) -> None:
        self._summary(found)
        for note in found.notes:
            ui.label(note).classes("note")
        if found.earliest:
            self._earliest(found.earliest, found.precedents)
        draw_timeline(found, self._say)
        with ui.element("div").classes("travelled"):
            with (
                ui.element("aside")
                .classes("journey")
                .props(f'aria-label="{self._say("来龙去脉", "How it travelled")}"')
            ):
                draw_journey(found, self._say)
            if found.precedents:
                with ui.element("section"):
                    self._list(found)

    def _summary(self, found: Precedents) -> None:
        say = self._say
        with ui.element("div").classes("summary"):
            ui.label(
                say(
                    f"查了 {found.searched} 份报告：{len(found.reports)} 份提到，"
                    f"{len(found.doubtful)} 份存疑。",
                    f"{found.searched} reports searched: {len(found.reports)} speak of it, "
                    f"{len(found.doubtful)} doubtful.",
                )
            ).classes("counted")
            if found.filters != Filters():
                words = "，".join(limits_in_words(found.filters, say))
                ui.label(say(f"限定：{words}", f"limited to {words}")).classes("hint")
                ui.link(say("不限定", "no limits"), self._address(found.topic, Filters())).classes(
                    "no-print"
                )
            ui.space()
            if found.precedents:
                export_buttons(self._service, lambda: table(found), say)
            ui.button(say("加入关注", "Watch"), on_click=self._watch).props(
                "outline dense no-caps"
            ).classes("no-print")

    def _earliest(self, one: Precedent, listed: Sequence[Precedent]) -> None:
        """The oldest that surely says it, and how many of the list are older and less sure."""
        say, citation = self._say, one.citation
        with ui.element("div").classes("card earliest"):
            with ui.row().classes("card-head"):
                ui.label(say("本资料库中最早", "The earliest in this library")).classes("kicker")
                ui.link(
                    report_name(one.report, say),
                    reader_address(one.report.id, citation.start, citation.end, self.topic),
                )
                kind_badge(citation.role, say)
            ui.label(citation.quote).classes("paragraph quote")
            section_line(citation.section)
            older = [other.report.id for other in listed].index(one.report.id)
            if older:
                ui.label(
                    say(
                        f"下面另有 {older} 处年份更早，意思相近，未必是同一件事，请核对。",
                        f"{older} older sentences below come near in meaning; check them.",
                    )
                ).classes("hint")

    def _list(self, found: Precedents) -> None:
        say = self._say
        listed = PrecedentList(found.precedents, found.topic, say)

        def regroup(event: events.ValueChangeEventArguments[str]) -> None:
            self._by = Grouping(event.value)
            ui.navigate.history.replace(self._address(found.topic, found.filters))
            listed.group(self._by)

        with ui.element("div").classes("summary"):
            ui.label(
                say(
                    f"从早到晚，共 {len(found.precedents)} 处",
                    f"Oldest first, {len(found.precedents)} sentences",
                )
            ).classes("kicker").props('role="heading" aria-level="2"')
            ui.space()
            ui.select(
                {by: say(*name) for by, name in GROUPINGS.items()},
                value=self._by,
                label=say("分组", "Group"),
                on_change=regroup,
            ).props("dense").classes("choice no-print")
        listed.draw(self._by)

    async def _watch(self) -> None:
        say, topic, filters = self._say, self.topic, self._filters
        try:
            kept = await self._service.run(lambda library: library.watches())
            if any((one.topic, one.filters) == (topic, filters) for one in kept):
                ui.notify(say("已经在关注了。", "Watched already."))
                return
            await self._service.change(
                lambda library: library.watch(topic, filters=filters), f"关注：{topic}"
            )
        except ReportQAError as error:
            ui.notify(str(error), type="negative")
            return
        ui.notify(
            say(
                "已关注：以后导入的报告提到它时，记在“关注”页。",
                "Watched: what later reports say of it is kept under “Watched topics”.",
            ),
            type="positive",
        )
