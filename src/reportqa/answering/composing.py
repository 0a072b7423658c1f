"""An answer in words: where it stands, what is said there, and under which mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reportqa.answering.answer import Mark, Scope
from reportqa.types import Citation, Report

MOST_NAMED = 8
"""So many places are named in a refusal; of more, their number is given."""


def place_line(report: Report, section: Sequence[str]) -> str:
    """Name place, year and section: 禾岭县 2024 年报告 · 一、2023年工作回顾."""
    year = f"{report.delivered_year} 年报告" if report.delivered_year else "报告"
    return " · ".join((f"{report.place or report.title} {year}", *section))


def composed(marks: Sequence[Mark]) -> str:
    """Write out marked quotes, each run of one section under the line that names it."""
    lines = []
    for where, run in groupby(marks, key=lambda mark: _line_of(mark.citation)):
        lines.append(where)
        lines += [f"“{mark.citation.quote}”[{mark.marker}]{_unpublished(mark)}" for mark in run]
    return "\n".join(lines)


def refused(
    scope: Scope, not_found: Sequence[str], notes: Sequence[str], blanked: Sequence[Mark]
) -> str:
    """Say that the reports don't answer, which were searched, and what was not found in them.

    ``blanked`` are the places where a report prints × for what was asked.
    """
    lines = list(notes)
    lines.append(f"资料库中的报告没有回答这个问题（查了{_searched(scope)}）。")
    if blanked:
        lines.append(composed(blanked))
    elif not_found:
        lines.append(f"未提及：{'、'.join(not_found)}。")
    return "\n".join(lines)


def _line_of(citation: Citation) -> str:
    return place_line(citation.report, citation.section)


def _unpublished(mark: Mark) -> str:
    return "（原文此处未公开（×））" if mark.figure and mark.figure.redacted else ""


def _searched(scope: Scope) -> str:
    if not scope.reports:
        return " 0 份报告"
    places = "、".join(scope.places[:MOST_NAMED])
    if len(scope.places) > MOST_NAMED:
        places += f"等 {len(scope.places)} 个地区"
    years = ""
    if scope.years:
        first, last = scope.years[0], scope.years[-1]
        years = f" {first} 年" if first == last else f" {first}–{last} 年"
    return f"{places}{years}的 {scope.reports} 份报告"
