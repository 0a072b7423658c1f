"""A comparison of reports: a row for each that speaks of the topic, and those that don't."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.answering.answer import Figure, Scope
from reportqa.citations import written
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
        return tuple(dict.fromkeys(figure for found in self.measured for figure in found))


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
                "；".join(map(figure_text, row.figures)),
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


def figure_text(figure: Figure) -> str:
    """Write a number with its unit and what it is of: 地区生产总值 5%."""
    value = "未公开" if figure.value is None else f"{figure.value}{figure.unit}"
    return f"{figure.indicator} {value}".strip()
