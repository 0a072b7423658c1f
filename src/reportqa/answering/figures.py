"""The number that was asked for, out of the sentence that is quoted for it."""

from __future__ import annotations

from reportqa.answering.answer import Figure, Span
from reportqa.answering.features import Asking
from reportqa.answering.kinds import NUMERIC
from reportqa.language.quantities import Quantity, find_quantities
from reportqa.types import Citation


def figure_in(asking: Asking, citation: Citation, answer: Span | None) -> Figure | None:
    """The first number with a unit that the answer holds, or ``None`` where none is asked for."""
    if asking.asked.kind not in NUMERIC or answer is None:
        return None
    start, end = answer.start - citation.start, answer.end - citation.start
    for quantity in find_quantities(citation.quote):
        if start <= quantity.start < end:
            return _figure(quantity, asking)
    return None


def blank_figure(asking: Asking) -> Figure:
    """The number asked for, where the report prints × or xx for it."""
    return Figure(None, asking.asked.unit, indicator_of(asking), redacted=True)


def indicator_of(asking: Asking) -> str:
    """What the number is of: the longest of the words next to the asking word."""
    terms = (asking.terms[i] for i in asking.focus)
    return max((term for term in terms if term != asking.asked.unit), key=len, default="")


def _figure(quantity: Quantity, asking: Asking) -> Figure:
    value = None if quantity.value is None else f"{quantity.value:f}"
    return Figure(value, quantity.unit, indicator_of(asking), redacted=quantity.redacted)
