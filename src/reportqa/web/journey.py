"""How a topic travelled: through the levels, under which names, from plans to deeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui

from reportqa.precedents.precedent import Kept, Name, Precedent, Precedents, Step
from reportqa.types import Level
from reportqa.web.deeds import kind_badge
from reportqa.web.in_parts import InParts
from reportqa.web.parts import LEVELS, reader_address, report_name
from reportqa.web.tongue import Tongue

# On a phone the list of precedents is what comes first.
_FOLD_ON_NARROW = """
if (matchMedia('(max-width: 1000px)').matches)
  document.querySelectorAll('.journey > details').forEach((one) => one.removeAttribute('open'));
"""

PLACES_AT_ONCE = 12
"""Places of a level that are drawn before somebody asks for the next."""

QUOTES_AT_ONCE = 20
"""Pairs, groups and doubtful sentences, the same."""


def draw_journey(found: Precedents, say: Tongue) -> None:
    """Draw what there is of it, the levels open and the rest folded away."""
    journey = _Journey(found.topic, say)
    if found.steps:
        with _folded(say("传到各级的先后", "Through the levels"), is_open=True):
            journey.levels(found.steps)
    if found.names:
        title = f"{say('用过的说法', 'Names it was given')}（{len(found.names)}）"
        with _folded(title, is_open=True):
            journey.names(found.names)
    if found.kept:
        title = f"{say('先计划、后做到', 'Planned, then done')}（{len(found.kept)}）"
        with _folded(title):
            journey.kept(found.kept)
    wordings = _wordings(found.precedents)
    if wordings:
        title = f"{say('近似表述', 'Shared wording')}（{len(wordings)}）"
        with _folded(title):
            journey.wordings(wordings)
    if found.doubtful:
        title = (
            f"{say('存疑（只是相近，不计入）', 'Doubtful, not counted')}（{len(found.doubtful)}）"
        )
        with _folded(title):
            journey.quotes(found.doubtful)
    ui.run_javascript(_FOLD_ON_NARROW)


class _Journey:
    """Draws the parts; every sentence leads to its place in the report."""

    def __init__(self, topic: str, say: Tongue) -> None:
        self._topic = topic
        self._say = say

    def levels(self, steps: Sequence[Step]) -> None:
        """A tree: levels from the top down, in each the places by the year they took it up."""
        say = self._say
        by_level: dict[Level | None, list[Step]] = {}
        for step in steps:
            by_level.setdefault(step.level, []).append(step)
        with ui.element("ul").classes("levels"):
            for level in (*Level, None):
                own = by_level.get(level, [])
                if not own:
                    continue
                name = say(*LEVELS[level]) if level else say("层级不详", "unknown level")
                with ui.element("li"):
                    ui.label(
                        say(f"{name} · {len(own)} 个地区", f"{name} · {len(own)} places")
                    ).classes("level")
                    InParts(ui.element("ul"), own, self._step, say, at_once=PLACES_AT_ONCE)

    def _step(self, step: Step) -> None:
        say = self._say
        with ui.element("li").classes("step"):
            self._link(step.first)
            kind_badge(step.first.citation.role, say)
            if step.is_first_of_level:
                ui.label(say("本级最早", "first of its level")).classes("tag")

    def names(self, names: Sequence[Name]) -> None:
        """A line a name, in the order of first use, with a dot for each year it was used in."""
        say = self._say
        years = [year for name in names for year in name.years]
        first, last = min(years, default=0), max(years, default=0)
        if first < last:
            with ui.element("div").classes("scale meta").props('aria-hidden="true"'):
                ui.label(str(first))
                ui.label(str(last))
        with ui.element("ul").classes("names"):
            for name in names:
                with ui.element("li"):
                    citation = name.first.citation
                    ui.link(
                        name.name,
                        reader_address(citation.report.id, citation.start, citation.end, name.name),
                    )
                    ui.label(
                        say(
                            f"{_span(name.years)} · {name.reports} 份",
                            f"{_span(name.years)} · {name.reports} reports",
                        )
                    ).classes("meta")
                    with ui.element("div").classes("years").props('aria-hidden="true"'):
                        for year in name.years:
                            at = 100 * (year - first) / max(last - first, 1)
                            ui.element("i").style(f"left: {at:.1f}%")

    def kept(self, kept: Sequence[Kept]) -> None:
        """Pairs of a plan and what the next report says of it."""

        def draw(pair: Kept) -> None:
            with ui.element("div").classes("pair"):
                self._quote(pair.planned)
                self._quote(pair.done)

        InParts(ui.element("div"), kept, draw, self._say, at_once=QUOTES_AT_ONCE)

    def wordings(self, groups: Sequence[Sequence[Precedent]]) -> None:
        """Near-identical sentences together, the first user on top."""
        say = self._say

        def draw(group: Sequence[Precedent]) -> None:
            number = (group[0].wording or 0) + 1
            reports = len({one.report.id for one in group})
            first = report_name(group[0].report, say)
            ui.label(
                say(
                    f"第 {number} 组：{reports} 份报告，首用 {first}",
                    f"Group {number}: {reports} reports, first {first}",
                )
            ).classes("level")
            with ui.element("div").classes("pair"):
                for one in group:
                    self._quote(one)

        InParts(ui.element("div"), groups, draw, say, at_once=QUOTES_AT_ONCE)

    def quotes(self, precedents: Sequence[Precedent]) -> None:
        """Sentences, each with its report."""
        InParts(ui.element("div"), precedents, self._quote, self._say, at_once=QUOTES_AT_ONCE)

    def _quote(self, one: Precedent) -> None:
        with ui.element("div").classes("small-quote"):
            with ui.row().classes("card-head"):
                self._link(one)
                kind_badge(one.citation.role, self._say)
            ui.label(one.citation.quote).classes("paragraph")

    def _link(self, one: Precedent) -> None:
        citation = one.citation
        ui.link(
            report_name(one.report, self._say),
            reader_address(one.report.id, citation.start, citation.end, self._topic),
        )


def _wordings(precedents: Sequence[Precedent]) -> list[list[Precedent]]:
    groups: dict[int, list[Precedent]] = {}
    for one in precedents:
        if one.wording is not None:
            groups.setdefault(one.wording, []).append(one)
    return [groups[number] for number in sorted(groups)]


@contextmanager
def _folded(title: str, *, is_open: bool = False) -> Iterator[None]:
    with ui.element("details").classes("folded") as details:
        if is_open:
            details.props("open")
        with ui.element("summary"):
            ui.label(title)
        yield


def _span(years: Sequence[int]) -> str:
    if not years:
        return "—"
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
