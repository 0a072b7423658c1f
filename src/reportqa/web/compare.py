"""Compare: a topic held against every report of some places and years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import Request
from nicegui import ui

from reportqa.answering.comparison import Comparison
from reportqa.types import Filters, Level, Report, Role
from reportqa.web.addresses import compare_address
from reportqa.web.asking import ASKED_FOR
from reportqa.web.comparison_view import draw_comparison
from reportqa.web.exporting import export_buttons
from reportqa.web.frame import empty, frame, telling
from reportqa.web.parts import LEVELS, ROLES
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue

EXAMPLES = ("粮食产量", "老年食堂", "各地今年的增长目标分别是多少")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for; of what it names, that which is no year or level is left out."""

    topic: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    filters: Filters

    @classmethod
    def of(cls, request: Request) -> _Asked:
        query = request.query_params
        years = [int(year) for year in query.getlist("years") if year.isdecimal()]
        return cls(
            query.get("topic", "").strip(),
            tuple(dict.fromkeys(query.getlist("places"))),
            tuple(sorted(set(years))),
            Filters(
                level=next((one for one in Level if one == query.get("level")), None),
                role=next((one for one in ASKED_FOR if one == query.get("role")), None),
            ),
        )


def register(service: Service) -> None:
    """Put ``/compare?topic=…&places=…&years=…`` on the application; both may be named again."""

    @ui.page("/compare")
    async def compare_page(request: Request) -> None:
        with frame(request, "/compare", Tongue.of(request)("对比", "Compare"), wide=True) as say:
            page = _Compare(service, say, _Asked.of(request))
            await page.draw()
            # The page goes out before the comparison, however long that takes.
            await ui.context.client.connected()
            await page.compare()


class _Compare:
    """The page of one topic and choice; another choice has another address."""

    def __init__(self, service: Service, say: Tongue, asked: _Asked) -> None:
        self._service = service
        self._say = say
        self._asked = asked

    async def draw(self) -> None:
        """Draw the box, the choice of places and years, and the place of the table."""
        say = self._say
        ui.label(say("对比", "Compare")).classes("title").props('role="heading" aria-level="1"')
        with (
            ui.element("form")
            .classes("ask-form no-print")
            .props("role=search data-main-box")
            .on("submit.prevent", self._go)
        ):
            self._box = (
                ui.input(
                    value=self._asked.topic,
                    placeholder=say(
                        "一个主题或一句问话，例如：粮食产量", "A topic or a question, in Chinese"
                    ),
                )
                .props(f'outlined clearable aria-label="{say("主题", "Topic")}"')
                .classes("ask-box")
            )
            ui.button(say("对比", "Compare")).props("unelevated no-caps type=submit")
        reports = (await self._service.run(lambda library: library.snapshot().table)).reports
        self._choices(reports)
        self._spot = ui.element("div").props('aria-live="polite"')
        with self._spot:
            if self._asked.topic:
                ui.label(say("正在逐份比较……", "Comparing every report…")).classes("hint")
            else:
                self._welcome()

    def _choices(self, reports: tuple[Report, ...]) -> None:
        say, asked = self._say, self._asked
        places = dict.fromkeys([r.place for r in reports if r.place] + list(asked.places))
        held = {year for r in reports for year in (r.delivered_year, r.review_year, r.plan_year)}
        years = sorted({year for year in held if year} | set(asked.years), reverse=True)
        levels = {level: say(*name) for level, name in LEVELS.items()}
        roles = {x: say(*ROLES[x]) for x in ASKED_FOR}
        with ui.row().classes("choices no-print"):
            self._place_box = (
                ui.select(
                    list(places),
                    multiple=True,
                    with_input=True,
                    value=list(asked.places),
                    label=say("地区（不选为全部）", "Places (none: all)"),
                )
                .props("use-chips")
                .classes("choice many")
            )
            self._year_box = (
                ui.select(
                    years,
                    multiple=True,
                    value=list(asked.years),
                    label=say("年份（不选为全部）", "Years (none: all)"),
                )
                .props("use-chips")
                .classes("choice many")
            )
            self._level_box = ui.select(
                levels,
                value=asked.filters.level,
                label=say("层级", "Level"),
                clearable=True,
            ).classes("choice")
            self._role_box = ui.select(
                roles,
                value=asked.filters.role,
                label=say("部分", "Part"),
                clearable=True,
            ).classes("choice")
        ui.label(
            say(
                "年份按所问的意思：目标看计划的年份，结果看回顾的年份，其他看作报告的年份。",
                "Years are as the topic means them: targets by the year planned, results by the "
                "year reviewed, others by the year of the report.",
            )
        ).classes("hint no-print")

    def _welcome(self) -> None:
        empty(
            self._say(
                "同一个主题，看各地、各年的报告怎么写；没写的列为“未提及”。",
                "One topic, as every report of the places and years has it.",
            )
        )
        with ui.row().classes("centred"):
            for example in EXAMPLES:
                ui.button(
                    example,
                    on_click=partial(ui.navigate.to, compare_address(example, (), (), Filters())),
                ).props("outline no-caps")

    def _go(self) -> None:
        topic = (self._box.value or "").strip()
        if not topic:
            return
        level: Level | None = self._level_box.value
        role: Role | None = self._role_box.value
        ui.navigate.to(
            compare_address(
                topic,
                self._place_box.value,
                sorted(self._year_box.value),
                Filters(level=level, role=role),
            )
        )

    async def compare(self) -> None:
        """Compare what the address asks for, and show it."""
        asked = self._asked
        if not asked.topic:
            return
        with telling(self._spot, self._say):
            comparison = await self._service.run(
                lambda library: library.compare(
                    asked.topic, places=asked.places, years=asked.years, filters=asked.filters
                )
            )
            self._spot.clear()
            with self._spot:
                self._show(comparison)

    def _show(self, comparison: Comparison) -> None:
        for note in comparison.notes:
            ui.label(note).classes("note")
        if not comparison.scope.reports:
            empty(self._say("没有可比较的报告。", "No report to compare."))
            return
        with ui.element("div").classes("summary"):
            ui.space()
            export_buttons(self._service, comparison.table, self._say)
        draw_comparison(comparison, self._say)
