"""An indicator over the years of a place: what was promised beside what was reported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportqa.commitments.encoding import character_pairs
from reportqa.commitments.entry import Entry, field_of
from reportqa.commitments.features import plain_name
from reportqa.commitments.figures import Kind, figures
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.verdict import VERDICT_NAMES, Verdict
from reportqa.errors import NotFound
from reportqa.language.numerals import plain
from reportqa.language.units import convert, same_dimension
from reportqa.tables import Table
from reportqa.types import Citation

_ALIKE = 0.6
"""The least that an indicator's name and the one asked for must share of their characters."""

_SAME_THING = (
    (re.compile(r"^(?:确定|提出|全社会|[新续改扩]建|改造|建设|完成|实施|培育)+"), ""),
    (re.compile(r"地方(?=一般|公共|财政)|城镇(?=登记|调查)|国家级?(?=高新技术企业)"), ""),
    (re.compile(r"人均(?=可支配|纯收入)|外贸(?=进出口)|(?<=进出口)总[值额]|预期目标"), ""),
)
"""What is left out of a name or put in, year by year, for one and the same indicator."""

_HELD = (Verdict.FULFILLED, Verdict.PARTLY, Verdict.NOT_FULFILLED)


@dataclass(frozen=True, slots=True)
class Point:
    """One year of an indicator: ``year`` is the one planned and reviewed, not of delivery.

    ``target`` and ``actual`` are in the series' unit.
    """

    year: int
    target: Decimal | None
    target_high: Decimal | None
    comparator: str
    actual: Decimal | None
    verdict: Verdict
    promised: Citation
    reported: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of a place over the years, in one unit; ``others`` are like-named ones."""

    place: str
    indicator: str
    unit: str
    points: tuple[Point, ...]
    others: tuple[str, ...] = ()

    def table(self) -> Table:
        """Target and actual side by side, a row a year."""
        columns = (
            "年份",
            f"目标（{self.unit}）",
            f"实际（{self.unit}）",
            "结果",
            "承诺原文",
            "回顾原文",
        )
        rows = [
            (
                point.year,
                target_text(point),
                point.actual,
                VERDICT_NAMES[point.verdict],
                point.promised.quote,
                "；".join(citation.quote for citation in point.reported),
            )
            for point in self.points
        ]
        return Table(f"{self.place} {self.indicator}", columns, rows)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the checkable commitments that a review speaks of it says were fulfilled.

    ``of`` names a year or a field. ``share`` leaves out those that are not reported.
    """

    of: str
    commitments: int
    reported: int
    fulfilled: int

    @property
    def share(self) -> float | None:
        """Fulfilled ÷ reported, ``None`` where nothing is reported."""
        return self.fulfilled / self.reported if self.reported else None


def series(ledgers: Sequence[Ledger], place: str, indicator: str) -> Series:
    """Follow an indicator through a place's ledgers.

    Of the indicators that are named like it, the one most alike is taken, under all the names that
    mean the same, in the unit that most of its years use; the others are named.
    Raises ``NotFound`` where there is none.
    """
    found = [(held, entry) for held in ledgers for entry in held.entries if entry.commitment.unit]
    named = Counter(_one_name(e.commitment.indicator) for _, e in found)
    likeness = {
        e.commitment.indicator: _likeness(indicator, e.commitment.indicator) for _, e in found
    }
    near = sorted(
        (name for name in likeness if likeness[name] >= _ALIKE),
        key=lambda name: (-likeness[name], -named[_one_name(name)]),
    )
    if not near:
        raise NotFound(
            f"{place}：没有名称近似“{indicator}”的承诺指标；用 reportqa commitments 查看已有的指标"
        )
    kinds = Counter(_kind(entry) for _, entry in found if entry.commitment.indicator == near[0])
    kind = kinds.most_common(1)[0][0]
    same = {name for name in near if _one_name(name) == _one_name(near[0])}
    units = Counter(
        e.commitment.unit
        for _, e in found
        if e.commitment.indicator in same and _is_alike(_kind(e), kind)
    )
    unit = units.most_common(1)[0][0]
    best: dict[int, tuple[float, Point]] = {}
    for held, entry in found:
        name = entry.commitment.indicator
        year = held.made.plan_year or held.made.delivered_year
        if name not in same or year is None or not _is_alike(_kind(entry), kind):
            continue
        if year not in best or likeness[name] > best[year][0]:
            best[year] = (likeness[name], _point(year, entry, unit))
    points = tuple(best[year][1] for year in sorted(best))
    return Series(place, indicator, unit, points, tuple(name for name in near if name != indicator))


def rates_by_year(ledgers: Iterable[Ledger]) -> list[Rate]:
    """The rate of fulfilment of each year planned that a later report reviews."""
    return [
        _rate(str(held.made.plan_year or held.made.delivered_year), held.checkable)
        for held in ledgers
        if held.checked is not None
    ]


def rates_by_field(ledgers: Iterable[Ledger]) -> list[Rate]:
    """The rate of fulfilment under each heading of the plan, those with most commitments first."""
    fields: dict[str, list[Entry]] = {}
    for held in ledgers:
        if held.checked is None:
            continue
        for entry in held.checkable:
            fields.setdefault(field_of(entry), []).append(entry)
    rates = [_rate(name, entries) for name, entries in fields.items()]
    return sorted(rates, key=lambda rate: -rate.commitments)


def target_text(point: Point) -> str:
    """A target with its comparator, as people write it."""
    if point.target is None:
        return ""
    low = plain(point.target)
    if point.target_high is not None:
        return f"{low}—{plain(point.target_high)}"
    return low + {">=": "以上", "<=": "以内", "about": "左右"}.get(point.comparator, "")


def _rate(name: str, entries: Sequence[Entry]) -> Rate:
    reported = [entry for entry in entries if entry.verdict in _HELD]
    fulfilled = sum(entry.verdict is Verdict.FULFILLED for entry in reported)
    return Rate(name, len(entries), len(reported), fulfilled)


def _kind(entry: Entry) -> tuple[str, bool]:
    """A unit of what an indicator counts, and whether it is a rate of growth."""
    growth = any(item.kind is not Kind.LEVEL for item in figures(entry.commitment.text))
    return entry.commitment.unit, growth


def _is_alike(one: tuple[str, bool], other: tuple[str, bool]) -> bool:
    return one[1] == other[1] and same_dimension(one[0], other[0])


def _point(year: int, entry: Entry, unit: str) -> Point:
    held = entry.commitment
    target, high, actual = (
        None if value is None else convert(value, held.unit, unit)
        for value in (held.target, held.target_high, entry.actual)
    )
    return Point(
        year, target, high, held.comparator, actual, entry.verdict, held.citation, entry.evidence
    )


def _likeness(asked: str, name: str) -> float:
    """How alike two names are, 0 to 1; one within the other is, the more the longer it is."""
    asked, name = _bare(asked), _bare(name)
    shorter, longer = sorted((asked, name), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.7 + 0.3 * len(shorter) / len(longer)
    one, other = character_pairs(asked), character_pairs(name)
    return len(one & other) / max(2, min(len(one), len(other)))


def _one_name(name: str) -> str:
    """What all names of one indicator come to, in one order: 城镇新增就业 is 新增城镇就业."""
    name = _bare(plain_name(name))
    for pattern, common in _SAME_THING:
        name = pattern.sub(common, name)
    return "".join(sorted(name))


def _bare(name: str) -> str:
    """A name as others write it too: 全省粮食总产 → 粮食产量, 生产总值 stays."""
    return re.sub(r"产$", "产量", re.sub(r"^全[国省市区县镇乡]|总(?=产(?!业)|量)|^地区", "", name))
