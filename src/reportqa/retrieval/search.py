"""From a question to ranked passages: understand, gather from both halves, fuse, fold."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.retrieval.folding import fold
from reportqa.retrieval.fusion import fuse, relative
from reportqa.retrieval.preference import place_fit, year_fit
from reportqa.retrieval.understanding import understand, unknown_places
from reportqa.store import Catalog, Snapshot
from reportqa.store.records import Keys, Ranked, StoredPassage
from reportqa.store.table import ROLES, PassageTable, Selection
from reportqa.types import Filters, Hit, Mode, Report, SearchResult, Understood

Floats = NDArray[np.float32]

Embed = Callable[[str], Vectors]
"""Turns a question into a vector: float32 ``(dimension,)``, of unit length."""

GATHERED = 200
"""Candidates taken from each half before they are ranked together."""

DENSE_SHARE = 0.5
PLACE_WEIGHT = 0.5
YEAR_WEIGHT = 0.3
ROLE_WEIGHT = 0.1
CONTEXT_BOOST = 0.3
"""Weights of a hybrid score, whose halves each lie in 0…1 (docs/tuning.md)."""


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


def search(
    snapshot: Snapshot,
    catalog: Catalog,
    embed: Embed,
    query: str,
    *,
    k: int,
    mode: Mode,
    filters: Filters,
) -> SearchResult:
    """Find the ``k`` passages of a snapshot that answer a question best.

    A place or year that the question names is preferred, a filter is obeyed; a quoted phrase
    must stand verbatim in what is found, unless it stands nowhere, which a note then says.
    Near-identical passages are folded into the best of them. Raises QueryError for a query that
    cannot be searched.
    """
    started = time.perf_counter()
    table = snapshot.table
    understood = understand(query, table.reports)
    selection = table.select(filters)
    notes = _notes(table, query, understood, selection)
    selection, phrase_notes = _quoted(table, catalog, understood, selection)
    found = gather(snapshot, embed, query, understood, mode, selection, filters)
    scores = score(found, mode)
    hits = _hits(table, catalog, found, scores, k)
    took = (time.perf_counter() - started) * 1000
    return SearchResult(query, understood, hits, took, (*notes, *phrase_notes))


def gather(
    snapshot: Snapshot,
    embed: Embed,
    query: str,
    understood: Understood,
    mode: Mode,
    selection: Selection | None,
    filters: Filters,
) -> Candidates:
    """Collect candidates from the halves that ``mode`` names.

    Where the question names a place or a year, its reports are searched once more by themselves,
    so that their best passages are among the candidates however common the words are.
    """
    table = snapshot.table
    place, year = (fit(understood, table.reports) for fit in (place_fit, year_fit))
    preferred = _preferred(table, place, year, selection)
    ranked: list[Ranked] = []
    query_vector = embed(query) if mode is not Mode.LEXICAL else None
    for limit in (selection, preferred) if preferred is not None else (selection,):
        if mode is not Mode.DENSE:
            ranked.append(_by_words(snapshot, understood, limit, filters))
        if query_vector is not None:
            allowed = None if limit is None else limit.allowed
            ranked.append(snapshot.vectors.search(query_vector, GATHERED, allowed))
    keys = np.unique(np.concatenate([r.keys for r in ranked])) if ranked else np.empty(0, np.int64)
    rows = np.searchsorted(table.keys, keys)
    reports, roles = table.report[rows], table.role[rows]
    lexical = np.full(len(keys), np.nan, np.float32)
    if mode is not Mode.DENSE:
        for one in ranked[:: 1 if query_vector is None else 2]:
            lexical[np.searchsorted(keys, one.keys)] = one.scores
    dense = (
        np.full(len(keys), np.nan, np.float32)
        if query_vector is None
        else snapshot.vectors.rows()[np.searchsorted(snapshot.vectors.keys, keys)] @ query_vector
    )
    asked = ROLES.index(understood.role) if understood.role is not None else None
    return Candidates(
        keys,
        lexical,
        dense,
        place[reports] if len(place) else np.zeros(len(keys), np.float32),
        year[reports] if len(year) else np.zeros(len(keys), np.float32),
        (roles == asked).astype(np.float32),
    )


def score(found: Candidates, mode: Mode) -> Floats:
    """Weigh what speaks for each candidate: float32 ``(n,)``, higher is better."""
    if mode is Mode.LEXICAL:
        matched = relative(found.lexical, 0.0)
    elif mode is Mode.DENSE:
        matched = relative(found.dense)
    else:
        matched = fuse(found.lexical, found.dense, DENSE_SHARE)
    preference = (
        PLACE_WEIGHT * found.place + YEAR_WEIGHT * found.year + ROLE_WEIGHT * found.role
    )
    return (matched + preference).astype(np.float32)


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
    snapshot: Snapshot, understood: Understood, limit: Selection | None, filters: Filters
) -> Ranked:
    groups = [{term: 1.0} for term in understood.terms]
    reports = None if limit is None else limit.report_ids
    return snapshot.words.search(
        groups, GATHERED, reports=reports, role=filters.role, context_boost=CONTEXT_BOOST
    )


def _quoted(
    table: PassageTable, catalog: Catalog, understood: Understood, selection: Selection | None
) -> tuple[Selection | None, list[str]]:
    """Limit a selection to the passages that hold every quoted phrase."""
    notes: list[str] = []
    for phrase in understood.phrases:
        spans = catalog.occurrences(phrase, None if selection is None else selection.report_ids)
        holding = np.isin(table.keys, table.covering(spans), assume_unique=True)
        if selection is not None:
            holding &= selection.allowed
        if not holding.any():
            notes.append(f"没有段落原样包含“{phrase}”，以下按意思相近查找。")
            continue
        held = np.unique(table.report[holding])
        selection = Selection(tuple(table.reports[i].id for i in held), holding)
    return selection, notes


def _notes(
    table: PassageTable, query: str, understood: Understood, selection: Selection | None
) -> list[str]:
    if not table.reports:
        return ["资料库是空的：请先导入报告（reportqa ingest 文件夹）。"]
    notes = [
        f"资料库中没有“{name}”的报告。" for name in unknown_places(query, understood)
    ]
    if selection is not None and not selection.allowed.any():
        notes.append("没有符合筛选条件的报告：请放宽地区、年份等条件。")
    return notes


def _hits(
    table: PassageTable, catalog: Catalog, found: Candidates, scores: Floats, k: int
) -> tuple[Hit, ...]:
    order = np.lexsort((found.keys, -scores))
    ordered = found.keys[order]
    by_key = {p.key: p for p in catalog.passages(ordered[: max(2 * k, k + 20)])}
    chosen = [(position, by_key[int(key)]) for position, key in enumerate(ordered) if int(key) in by_key]
    groups = fold([stored.passage.text for _, stored in chosen], k)
    reports = {report.id: report for report in table.reports}
    hits = []
    for rank, (member, folded) in enumerate(groups, 1):
        position, stored = chosen[member]
        row = int(order[position])
        parts = {
            "lexical": found.lexical[row], "dense": found.dense[row], "place": found.place[row],
            "year": found.year[row], "role": found.role[row],
        }
        hits.append(_hit(rank, float(scores[row]), stored, reports[stored.report_id], len(folded), parts))
    return tuple(hits)


def _hit(
    rank: int,
    total: float,
    stored: StoredPassage,
    report: Report,
    folded: int,
    parts: dict[str, np.float32],
) -> Hit:
    passage = stored.passage
    return Hit(
        rank=rank,
        score=round(total, 6),
        passage_id=stored.id,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        role=passage.role,
        section=passage.path,
        report=report,
        page=stored.page,
        folded=folded,
        scores={name: round(float(v), 6) for name, v in parts.items() if not np.isnan(v)},
    )
