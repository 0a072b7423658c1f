"""Reports in the order of what they give for a topic: which place has the most, which the least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from reportqa.answering.answer import Figure
from reportqa.answering.comparison import Comparison, Row
from reportqa.language import words
from reportqa.language.units import convert
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.understanding import understand
from reportqa.types import Role

NAMED = 0.6
"""A number is of the topic if its name meets the topic so well, by late interaction: of some 70
numbers for seven topics those of another thing had at most 0.47, but for one with 0.62 (工业总产值
for 粮食产量), those of the thing itself 0.58 or more."""


MOST_OF_A_YEAR = 3
"""A number so many times another of its report and topic is taken for the sum of several years."""


class Number(NamedTuple):
    """A figure, whether it was planned or done, and its value in the unit of all."""

    role: Role
    figure: Figure
    value: Decimal


NO_NUMBERS: Mapping[str, Number] = {}


def comparable(comparison: Comparison, late: LateInteraction) -> dict[str, Number]:
    """The number of each report that can be held against the others', by the reports' ids.

    It is of one year and of the topic, done rather than planned, and its unit converts into the one
    that most reports give.
    """
    told = {
        row.report.id: [
            (role, figure)
            for role, figure in row.told
            if figure.value is not None and not figure.of_several_years
        ]
        for row in comparison.rows
    }
    indicators = (figure.indicator for of in told.values() for _, figure in of)
    names = _of_topic(comparison.topic, indicators, late)
    named = {
        report_id: [(role, figure) for role, figure in of if figure.indicator in names]
        for report_id, of in told.items()
    }
    units = Counter(figure.unit for of in named.values() for _, figure in of[:1])
    if not units:
        return {}
    [(unit, _)] = units.most_common(1)
    chosen = {report_id: _chosen(of, unit) for report_id, of in named.items()}
    return {report_id: number for report_id, number in chosen.items() if number is not None}


def _chosen(told: Sequence[tuple[Role, Figure]], unit: str) -> Number | None:
    """The first number done, or else planned, but for sums of several years that do not say so."""
    numbers = [
        Number(role, figure, value)
        for role, figure in told
        if (value := convert(Decimal(figure.value or 0), figure.unit, unit)) is not None
    ]
    most = MOST_OF_A_YEAR * min((number.value for number in numbers), default=Decimal(0))
    kept = [number for number in numbers if number.value <= most]
    return min(kept, key=lambda number: number.role is not Role.REVIEW, default=None)


def in_order(comparison: Comparison, numbers: Mapping[str, Number], most: int) -> Comparison:
    """The reports by their numbers, the highest first, or with -1 the lowest; then all others."""
    rows = [row for row in comparison.rows if row.report.id in numbers]
    others = [row for row in comparison.rows if row.report.id not in numbers]

    def value(row: Row) -> Decimal:
        return numbers[row.report.id].value

    rows.sort(key=value, reverse=most > 0)
    direction = "从高到低" if most > 0 else "从低到高"
    note = f"以下按报告写明的数值{direction}排列，没有可比数值的在后；口径是否一致，请看原文。"
    return replace(comparison, rows=(*rows, *others), notes=(*comparison.notes, note))


def _of_topic(topic: str, names: Iterable[str], late: LateInteraction) -> set[str]:
    """Those of some names of numbers that meet the topic."""
    distinct = list(dict.fromkeys(names))
    if not distinct:
        return set()
    encoded = [late.encode(words.tokenize(name)) for name in distinct]
    scores = late.match(understand(topic, ()).terms, encoded, [late.encode(())]).scores
    return {name for name, score in zip(distinct, scores.tolist(), strict=True) if score >= NAMED}
