"""The best passages of every report: for what asks of all reports, not of the first ten hits.

A search that takes the best passages of the whole library leaves a report out as soon as others
fill its list. Here each report's own best passages are gathered and described, so that whoever
compares reports, or lists which of them did something, judges every one of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Embedder, Vectors
from reportqa.errors import QueryError
from reportqa.retrieval.candidates import (
    Candidates,
    Floats,
    Query,
    find_words,
    prepare,
    weigh,
    word_groups,
)
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.ranking import Ranking
from reportqa.retrieval.understanding import understand
from reportqa.store import Catalog, PassageTable, Ranked, Selection, Snapshot, StoredPassage
from reportqa.store.records import places_in
from reportqa.types import Filters, Report, Understood

PER_WAY = 5
"""Passages of each report that each way of searching (vectors, words, words with their nearest)
brings up."""

MOST_DESCRIBED = 6000
"""In a library of many reports each brings up fewer, so that no more than this are described."""


@dataclass(frozen=True, slots=True, eq=False)
class InReport:
    """The best passages of one report for a question, best first; there may be none.

    ``scores`` is float32 ``(len(passages),)``, of the learned order, comparable between the reports
    of one question. ``features`` is float32 ``(len(passages), len(FEATURES))``, rows as
    ``retrieval.features`` names them.
    """

    report: Report
    passages: tuple[StoredPassage, ...]
    scores: Floats
    features: Floats


def best_in_each(
    snapshot: Snapshot,
    catalog: Catalog,
    embedder: Embedder,
    ranking: Ranking,
    query: str,
    filters: Filters,
    *,
    each: int = 3,
    among: Collection[str] | None = None,
    understood: Understood | None = None,
) -> list[InReport]:
    """Find the best passages of every report that filters leave, at most ``each`` of a report.

    ``among`` limits the reports further, by their ids; ``understood`` is how the query was read,
    by default as a search reads it. Reports come in the order of the snapshot's table; one without
    any passage (in the role that the filters ask for) comes with none. Raises ``QueryError`` for a
    query that cannot be searched.
    """
    table = snapshot.table
    understood = understood or understand(query, table.reports, snapshot.lexicon)
    if not understood.terms:
        raise QueryError("没有可查的词语：请写明要比较的内容。")
    selection = _selected(table, filters, among)
    vector = embedder.embed_queries([query])[0]
    asked = prepare(table, query, understood, selection, filters.role, vector)
    allowed = table.report >= 0 if selection is None else selection.allowed
    found = _gather(snapshot, ranking, asked, vector, allowed)
    described = ranking.describer.describe_these(snapshot, catalog, asked, found.keys, found)
    scores = ranking.trees.score(described.features)
    chosen = {report.id for report in table.reports}
    if selection is not None:
        chosen = set(selection.report_ids)
    rows: dict[str, list[int]] = {}
    for row in np.argsort(-scores, kind="stable").tolist():
        rows.setdefault(described.passages[row].report_id, []).append(row)
    gathered = []
    for report in table.reports:
        if report.id in chosen:
            best = rows.get(report.id, [])[:each]
            gathered.append(
                InReport(
                    report,
                    tuple(described.passages[row] for row in best),
                    scores[best],
                    described.features[best].reshape(-1, len(FEATURES)),
                )
            )
    return gathered


def _selected(
    table: PassageTable, filters: Filters, among: Collection[str] | None
) -> Selection | None:
    """What filters leave, of the reports with these ids."""
    selection = table.select(filters)
    if among is None:
        return selection
    wanted = np.zeros(len(table.reports), np.bool_)
    wanted[[table.reports.ordinals[one] for one in among if one in table.reports.ordinals]] = True
    return table.of_reports(wanted, selection)


def _gather(
    snapshot: Snapshot,
    ranking: Ranking,
    query: Query,
    vector: Vectors,
    allowed: NDArray[np.bool_],
) -> Candidates:
    """The best passages of each report by vectors, by words, and by words with their nearest."""
    table = snapshot.table
    reports = len(np.unique(table.report[allowed]))
    most = max(1, min(PER_WAY, MOST_DESCRIBED // max(1, 3 * reports)))
    everything = len(table.keys)
    by_words, by_late = (
        find_words(snapshot, query, groups, [(query.selection, everything)])[0]
        for groups in (
            word_groups(query.understood, snapshot.lexicon),
            ranking.describer.groups(query.understood),
        )
    )
    dense = np.full(everything, -np.inf, np.float32)
    dense[allowed] = snapshot.vectors.cosines(vector, np.flatnonzero(allowed))
    ways = [dense, *(_in_rows(table, found, allowed) for found in (by_words, by_late))]
    rows = np.unique(np.concatenate([_best_of_each(table.report, way, most) for way in ways]))
    keys = table.keys[rows]
    lexical = np.where(np.isfinite(ways[1]), ways[1], np.nan)[rows]
    return weigh(snapshot, query, keys, lexical, dense[rows])


def _in_rows(table: PassageTable, found: Ranked, allowed: NDArray[np.bool_]) -> Floats:
    """Scores of a search in the rows of the table; minus infinity for what it did not bring up."""
    scores = np.full(len(table.keys), -np.inf, np.float32)
    # Beside a writer the word view may be newer than the table.
    is_held, rows = places_in(table.keys, found.keys)
    scores[rows] = found.scores[is_held]
    scores[~allowed] = -np.inf
    return scores


def _best_of_each(report: NDArray[np.int32], scores: Floats, most: int) -> NDArray[np.int64]:
    """The rows of the ``most`` best finite scores of each report."""
    rows = np.flatnonzero(np.isfinite(scores))
    rows = rows[np.lexsort((-scores[rows], report[rows]))]
    groups = report[rows]
    first = np.searchsorted(groups, groups, side="left")
    return rows[np.arange(len(rows)) - first < most]
