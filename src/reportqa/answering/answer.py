"""What an answer is: one model for the command line, the API, a stream and Python."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.types import Citation, Hit, Report, Understood


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a report's text; ``text[start:end] == text`` of this span."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was asked for. ``value`` is plain digits in ``unit``, as a string.

    ``value`` is ``None`` where the report prints × or xx for it, and ``redacted`` is true.
    ``of_several_years`` says that it sums or averages several years, where its report says so.
    """

    value: str | None
    unit: str
    indicator: str
    redacted: bool = False
    of_several_years: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation under its number in the answer: [1].

    ``answer`` is the part of the quote that answers, in offsets of the report's text.
    """

    marker: int
    citation: Citation
    answer: Span | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports an answer rests on: all that fit the question and the filters."""

    places: tuple[str, ...]
    years: tuple[int, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made of citations, or a refusal.

    ``text`` is written for people, with marks [1] [2] that name ``marks``; ``confidence`` is the
    calibrated chance, 0…1, that the reports answer; below the threshold ``answerable`` is false and
    ``nearest`` shows what came closest, which is no answer. A refusal has no ``marks``, but for one
    where a report prints × or xx for the number asked for. ``not_found`` are the parts of the
    question that no passage accounts for. ``unmentioned`` are reports in
    scope that say nothing of what was asked, for questions over many reports. ``generated`` says
    that a language model wrote ``text``, each sentence of it checked. ``conversation`` is the id
    under which a follow-up finds this turn.
    """

    question: str
    text: str
    answerable: bool
    confidence: float
    marks: tuple[Mark, ...]
    understood: Understood
    scope: Scope
    took_ms: float
    nearest: tuple[Hit, ...] = ()
    not_found: tuple[str, ...] = ()
    unmentioned: tuple[Report, ...] = ()
    notes: tuple[str, ...] = ()
    generated: bool = False
    conversation: str | None = None
