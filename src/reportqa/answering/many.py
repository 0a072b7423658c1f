"""The answer to a question over many reports: all of them, one line each, none passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reportqa.answering.answer import Answer, Figure, Mark, Span
from reportqa.answering.comparing import Comparer, read_over_many
from reportqa.answering.comparison import Comparison, Row, figure_text
from reportqa.answering.kinds import NUMERIC, asked
from reportqa.answering.ordering import NO_NUMBERS, Number, comparable, in_order
from reportqa.citations import verify
from reportqa.labels import report_name
from reportqa.store import Catalog, Snapshot
from reportqa.types import Citation, Filters, Report

QUOTED = 4
"""Quotes of one report in an answer."""


def answer_many(
    comparer: Comparer, snapshot: Snapshot, question: str, filters: Filters
) -> Answer | None:
    """Answer a question over many reports from every one of them.

    ``None`` for a question that is not one, or that no report says anything of. Raises
    ``QueryError`` for a question that cannot be searched.
    """
    asked_of = read_over_many(question, snapshot.table.reports)
    if asked_of is None:
        return None
    comparison = comparer.compare(snapshot, question, filters=filters)
    numbers = comparable(comparison, comparer.late) if asked_of.most else {}
    if numbers:
        comparison = in_order(comparison, numbers, asked_of.most)
    return answer_of(question, comparison, comparer.catalog, numbers)


def answer_of(
    question: str,
    comparison: Comparison,
    catalog: Catalog,
    numbers: Mapping[str, Number] = NO_NUMBERS,
) -> Answer | None:
    """Write out a comparison as an answer; ``None`` where no report speaks of the topic.

    Where a number is asked for, each mark has the first one that its quote holds of the topic; the
    ``numbers`` by which reports are ordered, by their ids, are told before their quotes.
    Every citation is verified against its report's text; a report that was removed meanwhile is
    left out. Raises ``CitationError``.
    """
    asks_number = bool(numbers) or asked(question).kind in NUMERIC
    marks: list[Mark] = []
    lines: list[str] = []
    said: list[Row] = []
    texts = catalog.texts(row.report.id for row in comparison.rows)
    for row in comparison.rows:
        text = texts.get(row.report.id)
        if text is None:
            continue
        own: list[Mark] = []
        for citation, found in list(row.measured_in)[:QUOTED]:
            verify(citation, text)
            figure = found[0] if found and asks_number else None
            answer = _where(figure, citation) if figure else None
            own.append(Mark(len(marks) + len(own) + 1, citation, answer, figure))
        marks += own
        said.append(row)
        quotes = "".join(f"“{mark.citation.quote}”[{mark.marker}]" for mark in own)
        number = numbers.get(row.report.id)
        told = "" if number is None else f"（{figure_text(number.figure, number.role)}）"
        lines.append(f"{report_name(row.report)}{told}：{quotes}")
    if not said:
        return None
    comparison = replace(comparison, rows=tuple(said))
    if comparison.unmentioned:
        lines.append(unmentioned(comparison))
    return Answer(
        question=question,
        text="\n".join((*comparison.notes, counted(comparison), *lines)),
        answerable=True,
        confidence=max(row.chance for row in said),
        marks=tuple(marks),
        understood=comparison.understood,
        scope=comparison.scope,
        took_ms=comparison.took_ms,
        unmentioned=comparison.unmentioned,
        notes=comparison.notes,
    )


def _where(figure: Figure, citation: Citation) -> Span | None:
    """Where a number stands in its quote; ``None`` where it is not printed as it is given."""
    printed = f"{figure.value}{figure.unit}"
    at = citation.quote.find(printed)
    start = citation.start + at
    return Span(printed, start, start + len(printed)) if at >= 0 else None


def counted(comparison: Comparison) -> str:
    """How many reports speak of the topic, and which."""
    total, said = comparison.scope.reports, comparison.rows
    if not said:
        return f"查了 {total} 份报告，都没有提到。"
    return f"查了 {total} 份报告，{len(said)} 份提到：{names_of(row.report for row in said)}。"


def unmentioned(comparison: Comparison) -> str:
    """How many reports say nothing, and which."""
    silent = comparison.unmentioned
    return f"未提及（{len(silent)} 份）：{names_of(silent)}。"


def names_of(reports: Iterable[Report]) -> str:
    """Name every one of some reports, the years of a place together: 禾岭县（2022、2023）."""
    years: dict[str, list[str]] = {}
    for report in reports:
        own = years.setdefault(report.place or report.title, [])
        if report.delivered_year:
            own.append(str(report.delivered_year))
    return "、".join(_with_years(place, own) for place, own in years.items())


def _with_years(place: str, years: Sequence[str]) -> str:
    return f"{place}（{'、'.join(years)}）" if years else place
