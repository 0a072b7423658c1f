"""The figures of a review's clause: what each measures, in which unit, and of which kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from reportqa.language.numerals import narrow
from reportqa.language.quantities import Change, Quantity, find_quantities
from reportqa.language.units import convert


class Kind(StrEnum):
    """What a figure says; only figures of one kind may be compared."""

    LEVEL = "level"
    GROWTH = "growth"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a clause, ``clause[start:end]``, with its unit as printed (5200户, 0.52万户).

    ``value`` is ``None`` where × or xx is printed for it. A fall is given as a positive number.
    ``is_rank`` says that it is a place in an order: 第2位 counts nobody.
    """

    start: int
    end: int
    value: Decimal | None
    unit: str
    kind: Kind
    is_rank: bool = False


RANKS = frozenset(("位", "名"))
"""Units of a place in an order."""

RATES = frozenset(("%", "‰", "个百分点", "百分点"))
"""Units in which a rate of growth is given; in another unit, what grew is told as a level."""

_KINDS = {Change.LEVEL: Kind.LEVEL, Change.RISE: Kind.GROWTH, Change.FALL: Kind.FALL}
_RATE_NAMED = re.compile(r"(?:增速|涨幅|增幅)[^，、；。\d]{0,8}$")
_STEADY = re.compile(r"(?:与上年|同比|基本|总体)?持平")
_BEFORE_CHANGE = re.compile(r"[由从][^，；。由从]{0,12}?的?$")
_AFTER_CHANGE = re.compile(r"[^，；。\d]{0,10}[到至]")


@lru_cache(maxsize=16_384)
def figures(clause: str) -> tuple[Figure, ...]:
    """Read the figures of a clause; dates, names and ordinals are none.

    Of 由A提高到B only B is one. 持平 is a growth of 0.
    """
    plain = narrow(clause)
    found = [
        Figure(q.start, q.end, q.value, q.unit, _kind(q, plain), _is_rank(q, plain))
        for q in find_quantities(clause)
        if not (_BEFORE_CHANGE.search(plain[: q.start]) and _AFTER_CHANGE.match(plain[q.end :]))
    ]
    steady = _STEADY.search(plain)
    if steady and not any(figure.kind is not Kind.LEVEL for figure in found):
        found.append(Figure(steady.start(), steady.end(), Decimal(0), "%", Kind.GROWTH))
    return tuple(found)


def comparable(figure: Figure, kind: Kind, unit: str) -> Decimal | None:
    """A figure's value in another unit, ``None`` where it measures something else.

    A level is never held against a growth; a fall is a negative growth, and the other way round.
    """
    if figure.value is None or (figure.is_rank and unit not in RANKS):
        return None
    if figure.kind is kind:
        return convert(figure.value, figure.unit, unit)
    if Kind.LEVEL in (figure.kind, kind):
        return None
    return convert(-figure.value, figure.unit, unit)


def _is_rank(quantity: Quantity, plain: str) -> bool:
    return quantity.unit in RANKS and "第" in plain[max(0, quantity.start - 1) : quantity.start + 1]


def _kind(quantity: Quantity, plain: str) -> Kind:
    if quantity.unit not in RATES:
        return Kind.LEVEL
    kind = _KINDS[quantity.change]
    # 增速达到6.3% is a rate of growth, though it says 达到.
    if kind is Kind.LEVEL and _RATE_NAMED.search(plain[: quantity.start]):
        return Kind.GROWTH
    return kind
