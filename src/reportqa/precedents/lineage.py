"""How a policy travelled: shared wording, plans that were kept, and the way through the levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reportqa.language import words
from reportqa.precedents.precedent import Kept, Precedent, Step
from reportqa.types import Level, Role

ALIKE = 0.5
"""Two sentences are near-identical from this share of common pairs of characters on (Jaccard),
numbers left out."""

SHORTEST = 6
"""Sentences of fewer pairs are too short to have a wording of their own."""

_LEFT_OUT = re.compile(r"[\W\d_]+")


def numbered(precedents: Sequence[Precedent]) -> list[Precedent]:
    """Number the groups of near-identical sentences of different reports, oldest first.

    A sentence joins the group of the oldest that it is like. ``precedents`` come oldest first.
    """
    pairs = [pairs_of(precedent.citation.quote) for precedent in precedents]
    leader: list[int] = []
    for row, own in enumerate(pairs):
        leads = (first for first in range(row) if leader[first] == first)
        leader.append(next((first for first in leads if likeness(pairs[first], own) >= ALIKE), row))
    members: dict[int, set[str]] = {}
    for row, first in enumerate(leader):
        members.setdefault(first, set()).add(precedents[row].report.id)
    shared = [first for first, reports in members.items() if len(reports) > 1]
    return [
        replace(precedent, wording=shared.index(first), is_first_wording=first == row)
        if first in shared
        else precedent
        for row, (precedent, first) in enumerate(zip(precedents, leader, strict=True))
    ]


def joined(precedents: Sequence[Precedent]) -> Iterator[Kept]:
    """Join what a place planned with what its report on that year says was done.

    Of several plans or deeds of one report the likeliest counts.
    """
    done = _best(precedents, Role.REVIEW, lambda one: one.report.review_year)
    for where, planned in _best(precedents, Role.PLAN, lambda one: one.report.plan_year).items():
        if where in done and done[where].report.id != planned.report.id:
            yield Kept(planned, done[where])


def steps(precedents: Sequence[Precedent]) -> Iterator[Step]:
    """The first time that each place took it up, oldest first.

    ``precedents`` come oldest first; reports without a place are left out.
    """
    places: set[str] = set()
    levels: set[Level | None] = set()
    for precedent in precedents:
        report = precedent.report
        if report.place is not None and report.place not in places:
            yield Step(report.level, report.place, precedent, report.level not in levels)
            places.add(report.place)
            levels.add(report.level)


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, numbers and marks left out."""
    return words.pairs(_LEFT_OUT.sub("", words.normalize(text)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common pairs, 0…1; 0 where either is too short."""
    if min(len(one), len(other)) < SHORTEST:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _best(
    precedents: Sequence[Precedent], role: Role, year_of: Callable[[Precedent], int | None]
) -> dict[tuple[str, int], Precedent]:
    best: dict[tuple[str, int], Precedent] = {}
    for one in precedents:
        place, year = one.report.place, year_of(one)
        if one.citation.role is not role or place is None or year is None:
            continue
        if (place, year) not in best or best[place, year].score < one.score:
            best[place, year] = one
    return best
