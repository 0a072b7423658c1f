"""What a search for precedents finds: frozen values, in the order that people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reportqa.types import Citation, Filters, Level, Report

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Precedent:
    """A sentence by which a report planned or did it. ``score`` is a chance, 0…1.

    ``wording`` numbers, from 0, the group of near-identical sentences (近似表述) that it
    belongs to, ``None`` where it stands alone; ``is_first_wording`` marks the first of a group.
    """

    citation: Citation
    score: float
    wording: int | None = None
    is_first_wording: bool = False

    @property
    def report(self) -> Report:
        """The report that says it."""
        return self.citation.report


@dataclass(frozen=True, slots=True)
class Kept:
    """One place planned it, and its report that reviews the planned year says that it was done."""

    planned: Precedent
    done: Precedent


@dataclass(frozen=True, slots=True)
class Step:
    """The first time that a place took it up; ``is_first_of_level`` where no peer was earlier."""

    level: Level | None
    place: str
    first: Precedent
    is_first_of_level: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name that reports give the matter: the years of delivery in which it is used, rising."""

    name: str
    years: tuple[int, ...]
    reports: int
    first: Precedent


@dataclass(frozen=True)
class Precedents:
    """All that a library's reports say of a topic.

    ``precedents`` come oldest first. ``earliest`` is the first of the reports that surely speak of
    the topic, or of all found where none surely does. ``searched`` counts reports; ``doubtful``
    holds, of each report that only comes near, its nearest sentence.
    """

    topic: str
    filters: Filters
    searched: int
    earliest: Precedent | None
    precedents: tuple[Precedent, ...]
    doubtful: tuple[Precedent, ...]
    kept: tuple[Kept, ...]
    steps: tuple[Step, ...]
    names: tuple[Name, ...]
    took_ms: float
    notes: tuple[str, ...] = ()

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The reports that were found, oldest first."""
        found = {precedent.report.id: precedent.report for precedent in self.precedents}
        return tuple(found.values())

    @property
    def by_year(self) -> dict[int, int]:
        """Reports found, by year of delivery."""
        return _counted(self.reports, lambda report: report.delivered_year)

    @property
    def by_decade(self) -> dict[int, int]:
        """Reports found, by the decade of delivery: 2010 for 2010 to 2019."""
        return _counted(self.reports, lambda report: report.delivered_year and decade_of(report))

    @property
    def by_place(self) -> dict[str, int]:
        """Reports found, by place."""
        return _counted(self.reports, lambda report: report.place)

    @property
    def by_level(self) -> dict[Level, int]:
        """Reports found, by level."""
        return _counted(self.reports, lambda report: report.level)


def decade_of(report: Report) -> int | None:
    """The decade of a report's delivery: 2010 for 2010 to 2019."""
    year = report.delivered_year
    return None if year is None else year - year % 10


def _counted(reports: tuple[Report, ...], key: Callable[[Report], T | None]) -> dict[T, int]:
    """How many reports have each value, in the order of the first; unknown values left out."""
    return dict(Counter(value for report in reports if (value := key(report)) is not None))
