"""The limits of a search in words."""

from __future__ import annotations

from reportqa.types import Filters
from reportqa.web.parts import LEVELS, ROLES
from reportqa.web.tongue import Tongue


def limits_in_words(filters: Filters, say: Tongue) -> list[str]:
    """The limits of a search, each in a word: 禾岭县, 县级, 2022–2024 年."""
    words = [filters.place] if filters.place else []
    if filters.level:
        words.append(say(*LEVELS[filters.level]))
    first, last = filters.year_from, filters.year_to
    if first and last:
        span = f"{first}" if first == last else f"{first}–{last}"
        words.append(say(f"{span} 年", span))
    elif first:
        words.append(say(f"{first} 年起", f"from {first}"))
    elif last:
        words.append(say(f"{last} 年及以前", f"up to {last}"))
    if filters.role:
        words.append(say(*ROLES[filters.role]))
    return words
