"""The passages that may answer: gathered widely from both halves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.retrieval.preference import place_fit, year_fit
from reportqa.store import PassageTable, Ranked, Selection, Snapshot
from reportqa.store.records import Keys
from reportqa.store.table import ROLES
from reportqa.types import Mode, Role, Understood

Floats = NDArray[np.float32]

Embed = Callable[[str], Vectors]
"""Turns a question into a vector: float32 ``(dimension,)``, of unit length."""

GATHERED = 200
"""Candidates taken from each half before they are ranked together."""

CONTEXT_BOOST = 0.3
"""What a word in a passage's place, year or headings counts beside one in its text."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages that may answer, and what speaks for each; all arrays are ``(n,)``.

    ``lexical`` is NaN for a passage that the words did not bring up.
    """

    keys: Keys
    lexical: Floats
    dense: Floats
    place: Floats
    year: Floats
    role: Floats


def gather(
    snapshot: Snapshot,
    embed: Embed,
    query: str,
    understood: Understood,
    mode: Mode,
    selection: Selection | None,
    role: Role | None,
) -> Candidates:
    """Collect candidates from the halves that ``mode`` names.

    Where the question names a place or a year, its reports are searched once more by themselves,
    so that their best passages are among the candidates however common the words are. A selection
    no larger than ``GATHERED`` is ranked whole. ``role`` is the one that the filters ask for.
    """
    table = snapshot.table
    place, year = (fit(understood, table.reports) for fit in (place_fit, year_fit))
    limits = [selection]
    if (preferred := _preferred(table, place, year, selection)) is not None:
        limits.append(preferred)
    by_words: list[Ranked] = []
    by_vector: list[Ranked] = []
    if mode is not Mode.DENSE:
        by_words = [_by_words(snapshot, understood, limit, role) for limit in limits]
    if mode is not Mode.LEXICAL:
        vector = embed(query)
        by_vector = [_by_vector(snapshot, vector, limit) for limit in limits]
    keys = np.unique(np.concatenate([found.keys for found in (*by_words, *by_vector)]))
    if selection is not None:
        small = np.count_nonzero(selection.allowed) <= GATHERED
        keys = table.keys[selection.allowed] if small else _within(table, selection, keys)
    rows = np.searchsorted(table.keys, keys)
    reports, roles = table.report[rows], table.role[rows]
    lexical = np.full(len(keys), np.nan, np.float32)
    for found in by_words:
        _, here, there = np.intersect1d(keys, found.keys, True, return_indices=True)
        lexical[here] = found.scores[there]
    dense = np.full(len(keys), np.nan, np.float32)
    if by_vector:
        # Rows of the table are rows of the vectors; a passage that only the words brought up
        # has its cosine too.
        dense = snapshot.vectors.rows()[rows] @ vector
    asked = ROLES.index(understood.role) if understood.role is not None else None
    return Candidates(
        keys,
        lexical,
        dense,
        place[reports],
        year[reports],
        (roles == asked).astype(np.float32),
    )


def _within(table: PassageTable, selection: Selection, keys: Keys) -> Keys:
    kept: Keys = keys[selection.allowed[np.searchsorted(table.keys, keys)]]
    return kept


def _preferred(
    table: PassageTable, place: Floats, year: Floats, selection: Selection | None
) -> Selection | None:
    """The reports that fit the question best, within the filters; ``None`` if it names nothing."""
    fit = 2 * place + year
    if not len(fit) or fit.max() <= 0:
        return None
    chosen = np.append(fit >= fit.max() - 0.5, False)
    allowed = chosen[table.report]
    if selection is not None:
        allowed &= selection.allowed
    kept = np.unique(table.report[allowed])
    if not len(kept):
        return None
    return Selection(tuple(table.reports[i].id for i in kept), allowed)


def _by_words(
    snapshot: Snapshot, understood: Understood, limit: Selection | None, role: Role | None
) -> Ranked:
    groups = [{term: 1.0} for term in understood.terms]
    reports = None if limit is None else limit.report_ids
    return snapshot.words.search(
        groups, GATHERED, reports=reports, role=role, context_boost=CONTEXT_BOOST
    )


def _by_vector(snapshot: Snapshot, vector: Vectors, limit: Selection | None) -> Ranked:
    return snapshot.vectors.search(vector, GATHERED, None if limit is None else limit.allowed)
