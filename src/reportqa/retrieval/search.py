"""From a question to ranked passages: understand, gather from both halves, fuse, fold.

What few searches need (a cross-encoder, explanations) is imported when it is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from reportqa.embedding.base import Embedder
from reportqa.retrieval.beside import beside
from reportqa.retrieval.candidates import Candidates, Floats, gather, only_held, prepare
from reportqa.retrieval.first_score import score
from reportqa.retrieval.folding import fold
from reportqa.retrieval.ranking import Described, Ranking
from reportqa.retrieval.understanding import understand, unknown_places
from reportqa.stages import stage
from reportqa.store import Catalog, PassageTable, Selection, Snapshot, StoredPassage
from reportqa.store.records import Keys, places_in
from reportqa.types import Filters, Hit, Mode, Report, SearchResult, Understood

if TYPE_CHECKING:
    from reportqa.retrieval.cross_encoder import CrossEncoder

MOST_LIKELY = 5_000
"""Passages with the words of a quoted phrase; where there are more, every text is read."""

READ_WHOLE = 1_000
"""In a library of no more reports every text is read, too, where words find a phrase nowhere."""


def search(
    snapshot: Snapshot,
    catalog: Catalog,
    embedder: Embedder | None,
    query: str,
    *,
    k: int,
    mode: Mode,
    filters: Filters,
    ranking: Ranking | None = None,
    cross_encoder: CrossEncoder | None = None,
    explain: bool = False,
) -> SearchResult:
    """Find the ``k`` passages of a snapshot that answer a question best.

    Vectors are left out of it without an ``embedder``. ``ranking`` orders what a hybrid search
    gathers; without one, the halves' scores do. ``cross_encoder`` reads the first of a hybrid
    search again and puts them in its order. ``explain`` says of each hit why it stands there.

    A place or year that the question names is preferred, a filter is obeyed; a quoted phrase
    must stand verbatim in what is found, unless it stands nowhere, which a note then says.
    Near-identical passages are folded into the best of them. Raises QueryError for a query that
    cannot be searched.
    """
    started = time.perf_counter()
    table = snapshot.table
    understood = understand(query, table.reports, snapshot.lexicon, of_genre=mode is Mode.LEXICAL)
    selection = table.select(filters)
    understood = only_held(understood, snapshot, selection)
    notes = _notes(table, query, understood, selection, filters)
    hits: tuple[Hit, ...] = ()
    if table.reports:
        selection, phrase_notes = _quoted(snapshot, catalog, understood, selection)
        notes += phrase_notes
        with stage("search: embed"):
            vector = None if embedder is None else embedder.embed_queries([query])[0]
        with stage("search: gather"):
            asked = prepare(table, query, understood, selection, filters.role, vector)
            late: Callable[[], Keys] | None = None
            if ranking is not None and mode is Mode.HYBRID and understood.terms:
                late = beside(partial(ranking.describer.by_late, snapshot, asked))
            gathered = found = gather(snapshot, asked, mode)
            scores = score(found, mode)
        described: Described | None = None
        held: Sequence[StoredPassage] | None = None
        if ranking is not None and late is not None:
            with stage("search: rank"):
                described = ranking.describer.describe(
                    snapshot, catalog, asked, found, scores, late()
                )
                found, scores = described.found, ranking.trees.score(described.features)
            # What the describer remembers may have been removed since the snapshot was made.
            held = described.passages if catalog.revision() == snapshot.revision else None
        judged: dict[int, float] = {}
        if cross_encoder is not None and mode is Mode.HYBRID:
            from reportqa.retrieval.cross_encoder import read_again

            with stage("search: read again"):
                scores, judged = read_again(
                    cross_encoder, query, table, catalog, found.keys, scores
                )
        with stage("search: hits"):
            hits = _hits(table, catalog, found, scores, k, held)
        if explain:
            from reportqa.retrieval.explaining import Explainer

            explainer = Explainer(understood, mode, gathered, described, ranking, judged)
            # From the catalog, as the describer keeps passages without their words.
            by_id = {stored.id: stored for stored in catalog.passages(found.keys)}
            hits = tuple(
                replace(hit, explanation=explainer.explain(by_id[hit.passage_id]))
                for hit in hits
                if hit.passage_id in by_id
            )
    took = (time.perf_counter() - started) * 1000
    return SearchResult(query, understood, hits, took, tuple(notes))


def _quoted(
    snapshot: Snapshot, catalog: Catalog, understood: Understood, selection: Selection | None
) -> tuple[Selection | None, list[str]]:
    """Limit a selection to the passages that hold every quoted phrase."""
    table, notes = snapshot.table, list[str]()
    for phrase in understood.phrases:
        reports = None if selection is None else selection.report_ids
        likely = _likely(snapshot, phrase, reports)
        spans = catalog.occurrences(phrase, likely) if likely else []
        if not spans and (likely is None or len(table.reports) <= READ_WHOLE):
            spans = catalog.occurrences(phrase, reports)
        holding = np.isin(table.keys, table.covering(spans), assume_unique=True)
        if selection is not None:
            holding &= selection.allowed
        if not holding.any():
            notes.append(f"没有段落原样包含“{phrase}”，以下按意思相近查找。")
            continue
        selection = table.only(holding)
    return selection, notes


def _likely(
    snapshot: Snapshot, phrase: str, reports: Sequence[str] | None
) -> tuple[str, ...] | None:
    """The reports with the words of a phrase in one passage; ``None`` where words cannot tell.

    Its first and last are left out where there are others: in a sentence they may be cut as parts
    of longer ones.
    """
    cut = snapshot.lexicon.cut(phrase)
    inner = cut[1:-1] or cut
    found = snapshot.words.search([{" ".join(inner): 1.0}], MOST_LIKELY, reports=reports).keys
    if len(found) == MOST_LIKELY:
        return None
    table = snapshot.table
    ordinals = np.unique(table.report[places_in(table.keys, found)[1]])
    return tuple(table.reports[ordinal].id for ordinal in ordinals if ordinal >= 0)


def _notes(
    table: PassageTable,
    query: str,
    understood: Understood,
    selection: Selection | None,
    filters: Filters,
) -> list[str]:
    if not table.reports:
        return ["资料库是空的：请先导入报告（reportqa ingest 文件夹）。"]
    missing = dict.fromkeys(unknown_places(query, understood))
    if filters.place and not table.reports.named(filters.place):
        missing[filters.place] = None
    notes = [f"资料库中没有“{name}”的报告。" for name in missing]
    if selection is not None and not selection.allowed.any():
        notes.append("没有符合筛选条件的报告：请放宽地区、年份等条件。")
    return notes


def _hits(
    table: PassageTable,
    catalog: Catalog,
    found: Candidates,
    scores: Floats,
    k: int,
    held: Sequence[StoredPassage] | None,
) -> tuple[Hit, ...]:
    order = np.lexsort((found.keys, -scores))
    ordered = found.keys[order]
    if held is None:
        held = catalog.passages(ordered[: k + k // 2 + 5])
    by_key = {stored.key: stored for stored in held}
    chosen = [
        (position, by_key[int(key)]) for position, key in enumerate(ordered) if int(key) in by_key
    ]
    groups = fold([stored.passage.text for _, stored in chosen], k)
    hits = []
    for rank, (member, folded) in enumerate(groups, 1):
        position, stored = chosen[member]
        row = int(order[position])
        parts = {
            "lexical": found.lexical[row],
            "dense": found.dense[row],
            "place": found.place[row],
            "year": found.year[row],
            "role": found.role[row],
        }
        hits.append(
            _hit(
                rank,
                float(scores[row]),
                stored,
                table.reports.by_id[stored.report_id],
                len(folded),
                parts,
            )
        )
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
