"""A comparison of reports: a row for each that speaks of the topic, and those that don't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.answering.answer import Figure, Scope
from reportqa.citations import written
from reportqa.labels import done_name
from reportqa.tables import Table
from reportqa.types import Citation, Report, Role, Understood

UNMENTIONED = "未提及"


@dataclass(frozen=True, slots=True)
class Row:
    """What one report says of the topic.

    ``passages`` are the sentences that bear on it, best first; ``measured`` the numbers of the
    topic that stand in each. ``chance`` is how sure it is, 0…1, that the report speaks of it.
    """

    report: Report
    passages: tuple[Citation, ...]
    measured: tuple[tuple[Figure, ...], ...]
    chance: float

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers of all passages in their order, each once."""
        return tuple(dict.fromkeys(figure for _, figure in self.told))

    @property
    def told(self) -> tuple[tuple[Role, Figure], ...]:
        """The same, each with the part of the report that it stands in: planned, or done."""
        return tuple(
            dict.fromkeys((one.role, figure) for one, found in self.measured_in for figure in found)
        )

    @property
    def numbers(self) -> str:
        """The same in words: 计划 老年食堂 20个；做过 老年食堂 24个."""
        return "；".join(figure_text(figure, role) for role, figure in self.told)

    @property
    def measured_in(self) -> Iterator[tuple[Citation, tuple[Figure, ...]]]:
        """Each passage with the numbers of the topic that stand in it."""
        return zip(self.passages, self.measured, strict=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A topic held against every report in scope.

    ``rows`` and ``unmentioned`` together are the reports of ``scope``, each once, ordered by place
    and year. ``half`` is the half of the reports that was asked for.
    """

    topic: str
    understood: Understood
    scope: Scope
    rows: tuple[Row, ...]
    unmentioned: tuple[Report, ...]
    took_ms: float
    half: Role | None = None
    notes: tuple[str, ...] = ()

    def table(self) -> Table:
        """All reports of the scope, one a line, those that say nothing marked 未提及."""
        said = [
            (
                row.report.place,
                row.report.delivered_year,
                row.numbers,
                "\n".join(citation.quote for citation in row.passages),
                "\n".join(written(citation) for citation in row.passages),
                row.report.source,
            )
            for row in self.rows
        ]
        silent = [
            (report.place, report.delivered_year, "", UNMENTIONED, "", report.source)
            for report in self.unmentioned
        ]
        return Table(
            self.topic, ("地区", "报告年份", "数值", "原文", "出处", "文件"), (*said, *silent)
        )


def figure_text(figure: Figure, role: Role) -> str:
    """Write a number, what it is of, whether planned or done, and if of years: 计划 产量 5万吨."""
    of_years = "（多年）" if figure.of_several_years else ""
    value = "未公开" if figure.value is None else f"{figure.value}{figure.unit}"
    return " ".join(filter(None, (f"{done_name(role)}{of_years}", figure.indicator, value)))
