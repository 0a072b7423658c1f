"""What a commitment is: one promise of a report's plan, with its target if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportqa.types import Citation


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise. ``id`` begins with the report's id and stays the same for the same text.

    ``text`` is the promise's own clause, ``citation`` its verbatim quote. ``comparator`` is one of
    ``>= <= about range = none``; ``target`` and ``target_high`` are in ``unit``. ``quantified``
    says that a number is promised, ``redacted`` that × or xx is printed for it.

    ``checkable`` is false for aims that a later report can speak of but hardly settle (深化改革).
    ``binding`` is 约束性, 预期性 or empty; ``deadline`` is as printed (6月底前), empty where it is
    the year.
    """

    id: str
    citation: Citation
    text: str
    indicator: str
    comparator: str
    target: Decimal | None
    target_high: Decimal | None
    unit: str
    quantified: bool
    redacted: bool
    checkable: bool = True
    binding: str = ""
    deadline: str = ""
