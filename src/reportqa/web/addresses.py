"""Addresses that hold what was chosen on a page, so that it can be shared and come back to."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from reportqa.types import Filters


def precedents_address(topic: str, filters: Filters, by: str = "") -> str:
    """Where the precedents of a topic are shown, grouped ``by`` place, level, year or decade."""
    grouping = {"by": by} if by else {}
    return f"/precedents?{urlencode({'topic': topic} | limits(filters) | grouping)}"


def whats_new_address(place: str, year: int) -> str:
    """Where it is shown what a place's report of a year says for the first time."""
    return f"/precedents/new?{urlencode({'place': place, 'year': year})}"


def compare_address(
    topic: str, places: Sequence[str], years: Sequence[int], filters: Filters
) -> str:
    """Where a topic is held against the reports of some places and years."""
    asked = {"topic": topic, "places": places, "years": years} | limits(filters)
    return f"/compare?{urlencode(asked, doseq=True)}"


def limits(filters: Filters) -> dict[str, str]:
    """Filters under the names that ``Choice`` reads them by."""
    named = {
        "place": filters.place,
        "level": filters.level,
        "from": filters.year_from,
        "to": filters.year_to,
        "role": filters.role,
    }
    return {name: str(value) for name, value in named.items() if value is not None}
