"""Places and years that a question is about and the library has no report of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from reportqa.language.places import stem
from reportqa.language.years import find_years
from reportqa.retrieval.understanding import unknown_places
from reportqa.store.shelf import Shelf
from reportqa.types import Hit, Report, Role, Understood

_ASKS_AIM = re.compile(r"目标|预期")


def missing_reports(
    question: str,
    understood: Understood,
    years: Collection[int],
    reports: Sequence[Report],
    hits: Sequence[Hit],
) -> tuple[str, ...]:
    """Say which places and years a question names without any report to answer for them.

    ``years`` are those that it names in figures. What a passage found speaks of is not missing: a
    national report can tell of a town, and any report of a year before it. An aim for a year stands
    in the plan for it: the report that looks back on the year has the aims of the next one.
    """
    notes = [
        f"资料库中没有“{place}”的报告。"
        for place in unknown_places(question, understood)
        if not any(stem(place) in hit.text for hit in hits)
    ]
    shelf, is_aim = Shelf.of(reports), bool(_ASKS_AIM.search(question))
    if years and not _is_covered(set(years), understood, shelf, hits, is_aim):
        place = "、".join(understood.places)
        listed = "、".join(f"{year}年" for year in sorted(years))
        notes.append(f"资料库中没有{f'“{place}”' if place else ''}{listed}的报告。")
    return tuple(notes)


def _is_covered(
    years: set[int], understood: Understood, shelf: Shelf, hits: Sequence[Hit], is_aim: bool
) -> bool:
    """Whether a report of the places named is of one of these years, or what it says is."""
    own = shelf.of_places(understood.places)
    if not own.any():
        own[:] = True
    of_reports = [shelf.delivered, shelf.planned]
    if not is_aim:
        of_reports.append(shelf.reviewed)
    if any(np.isin(held[own], list(years)).any() for held in of_reports):
        return True
    ordinals = ((hit, shelf.ordinals.get(hit.report.id)) for hit in hits)
    told = {
        year.year
        for hit, ordinal in ordinals
        if ordinal is not None and own[ordinal] and not (is_aim and hit.role is Role.REVIEW)
        for year in find_years(hit.text)
    }
    return bool(told & years)
