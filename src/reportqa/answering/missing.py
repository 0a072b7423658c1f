"""Places and years that a question is about and the library has no report of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from reportqa.language.places import stem
from reportqa.language.years import find_years
from reportqa.retrieval.understanding import unknown_places
from reportqa.store.shelf import Shelf
from reportqa.types import Hit, Report, Understood


def missing_reports(
    question: str,
    understood: Understood,
    years: Collection[int],
    reports: Sequence[Report],
    hits: Sequence[Hit],
) -> tuple[str, ...]:
    """Say which places and years a question names without any report to answer for them.

    ``years`` are those that it names in figures. What a passage found speaks of is not missing: a
    national report can tell of a town, and any report of a year before it.
    """
    notes = [
        f"资料库中没有“{place}”的报告。"
        for place in unknown_places(question, understood)
        if not any(stem(place) in hit.text for hit in hits)
    ]
    if years and not _is_covered(set(years), understood, Shelf.of(reports), hits):
        place = "、".join(understood.places)
        listed = "、".join(f"{year}年" for year in sorted(years))
        notes.append(f"资料库中没有{f'“{place}”' if place else ''}{listed}的报告。")
    return tuple(notes)


def _is_covered(years: set[int], understood: Understood, shelf: Shelf, hits: Sequence[Hit]) -> bool:
    """Whether a report of the places named is of one of these years, or what it says is."""
    own = shelf.of_places(understood.places)
    if not own.any():
        own[:] = True
    of_reports = (shelf.delivered, shelf.reviewed, shelf.planned)
    if any(np.isin(held[own], list(years)).any() for held in of_reports):
        return True
    ordinals = ((hit, shelf.ordinals.get(hit.report.id)) for hit in hits)
    told = {
        year.year
        for hit, ordinal in ordinals
        if ordinal is not None and own[ordinal]
        for year in find_years(hit.text)
    }
    return bool(told & years)
