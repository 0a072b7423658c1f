"""The precedents of a topic one by one, oldest first, in groups if that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from nicegui import ui

from reportqa.citations import written
from reportqa.precedents.precedent import Precedent, decade_of
from reportqa.types import Level, Report
from reportqa.web.deeds import kind_badge
from reportqa.web.in_parts import InParts
from reportqa.web.parts import LEVELS, copy_button, reader_address, report_name, section_line
from reportqa.web.tongue import Tongue


class Grouping(StrEnum):
    """What precedents are put together by."""

    YEAR = "year"
    DECADE = "decade"
    PLACE = "place"
    LEVEL = "level"


GROUPINGS = {
    Grouping.YEAR: ("按年份", "by year"),
    Grouping.DECADE: ("按年代", "by decade"),
    Grouping.PLACE: ("按地区", "by place"),
    Grouping.LEVEL: ("按层级", "by level"),
}


def grouped(
    precedents: Sequence[Precedent], by: Grouping
) -> list[tuple[str | None, list[Precedent]]]:
    """Groups in the order of their oldest, levels from the top down; each oldest first.

    A group's key is a year, the first year of a decade, a place, or the value of a level; ``None``
    where the report does not say, which comes last. ``precedents`` come oldest first.
    """
    groups: dict[str | None, list[Precedent]] = {}
    for one in precedents:
        groups.setdefault(_key(one.report, by), []).append(one)
    order: list[str | None] = list(Level) if by is Grouping.LEVEL else list(groups)
    return sorted(
        groups.items(), key=lambda group: len(order) if group[0] is None else order.index(group[0])
    )


def _key(report: Report, by: Grouping) -> str | None:
    value = {
        Grouping.YEAR: report.delivered_year,
        Grouping.DECADE: decade_of(report),
        Grouping.PLACE: report.place,
        Grouping.LEVEL: report.level,
    }[by]
    return None if value is None else str(value)


class PrecedentList:
    """The list, drawn a part at a time."""

    def __init__(self, precedents: Sequence[Precedent], topic: str, say: Tongue) -> None:
        self._precedents = precedents
        self._topic = topic
        self._say = say

    def draw(self, by: Grouping) -> None:
        """Make the place of the list, and fill it."""
        self._spot = ui.element("div").classes("precedents")
        self.group(by)

    def group(self, by: Grouping) -> None:
        """Show it from the start, in other groups."""
        self._by = by
        self._shown_key: object = self
        self._spot.clear()
        with self._spot:
            listed = [
                (key, len(members), one)
                for key, members in grouped(self._precedents, by)
                for one in members
            ]
            InParts(ui.element("div"), listed, self._draw_one, self._say)

    def _draw_one(self, item: tuple[str | None, int, Precedent]) -> None:
        key, members, one = item
        if key != self._shown_key:
            self._shown_key = key
            self._heading(key, members)
        with self._rows:
            draw_precedent(one, self._topic, self._say)

    def _heading(self, key: str | None, members: int) -> None:
        say = self._say
        if key is None:
            name = say("不详", "unknown")
        elif self._by is Grouping.LEVEL:
            name = say(*LEVELS[Level(key)])
        elif self._by is Grouping.DECADE:
            name = say(f"{key} 年代", f"{key}s")
        else:
            name = say(f"{key} 年", f"{key}") if self._by is Grouping.YEAR else str(key)
        heading = ui.label(say(f"{name} · {members} 处", f"{name} · {members}"))
        heading.classes("subtitle").props('role="heading" aria-level="3"')
        self._rows = ui.element("ol").classes("plain")


def draw_precedent(one: Precedent, topic: str, say: Tongue) -> None:
    """One precedent as an item of a list: where, what it tells of, the sentence, its section."""
    citation, report = one.citation, one.report
    with ui.element("li").classes("card precedent"):
        with ui.row().classes("card-head"):
            ui.link(
                report_name(report, say),
                reader_address(report.id, citation.start, citation.end, topic),
            )
            kind_badge(citation.role, say)
            if report.level:
                ui.label(say(*LEVELS[report.level])).classes("meta")
            if one.wording is not None:
                number = one.wording + 1
                first = say("，首用", ", first") if one.is_first_wording else ""
                ui.label(say(f"近似表述 {number}{first}", f"wording {number}{first}")).classes(
                    "tag"
                )
            ui.space()
            copy_button(
                say("复制", "Copy"), f"“{citation.quote}”（{written(citation)}）", say, small=True
            )
        ui.label(citation.quote).classes("paragraph quote")
        section_line(citation.section)
        if citation.page:
            ui.label(say(f"第 {citation.page} 页", f"page {citation.page}")).classes("meta")
