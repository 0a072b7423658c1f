"""The passages that may answer: gathered widely from both halves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Vectors
from reportqa.language.lexicon import Lexicon
from reportqa.retrieval.beside import beside
from reportqa.retrieval.preference import place_fit, year_fit
from reportqa.store import PassageTable, Ranked, Selection, Snapshot
from reportqa.store.records import ROLES, Keys, places_in, united
from reportqa.types import Mode, Role, Understood

Floats = NDArray[np.float32]

GATHERED = 100
"""Candidates taken from each half before they are ranked together."""

SPARE, MOST_PASSED_OVER = 1.5, 2_000
"""To find ten passages of a third of the reports, ten times three and half as many again are looked
at, but never more than this: each costs 1.3 µs."""

CONTEXT_BOOST = 0.3
"""What a word in a passage's place, year or headings counts beside one in its text."""

OTHER_NAME = 0.5
"""What another name of a word counts beside the word itself (docs/tuning.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question as it stands to one snapshot.

    ``place`` and ``year`` tell how well each report fits, float32 ``(len(table.reports),)``.
    ``selection`` is what filters and quoted phrases leave, ``preferred`` the reports among them
    that fit the place and year named best; ``None`` leaves all, or prefers none. ``role`` is the
    one that the filters ask for. ``vector`` is ``None`` where only words are searched.
    """

    text: str
    understood: Understood
    selection: Selection | None
    preferred: Selection | None
    role: Role | None
    place: Floats
    year: Floats
    vector: Vectors | None


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


def prepare(
    table: PassageTable,
    text: str,
    understood: Understood,
    selection: Selection | None = None,
    role: Role | None = None,
    vector: Vectors | None = None,
) -> Query:
    """Hold a question against the reports of a table."""
    place, year = (fit(understood, table.reports) for fit in (place_fit, year_fit))
    preferred = _preferred(table, place, year, selection)
    return Query(text, understood, selection, preferred, role, place, year, vector)


def gather(snapshot: Snapshot, query: Query, mode: Mode) -> Candidates:
    """Collect candidates from the halves that ``mode`` names.

    Where the question names a place or a year, its reports are searched once more by themselves,
    so that their best passages are among the candidates however common the words are. A selection
    no larger than ``GATHERED`` is ranked whole.
    """
    table = snapshot.table
    groups = word_groups(query.understood, snapshot.lexicon)
    limits = [query.selection]
    if query.preferred is not None:
        limits.append(query.preferred)

    def search_words() -> list[Ranked]:
        if mode is Mode.DENSE:
            return []
        return find_words(snapshot, query, groups, [(limit, GATHERED) for limit in limits])

    def search_vectors() -> list[Ranked]:
        if query.vector is None:
            return []
        return [_by_vector(snapshot, query.vector, limit) for limit in limits]

    vectors = beside(search_vectors)
    by_words, by_vector = search_words(), vectors()
    keys = united([found.keys for found in (*by_words, *by_vector)])
    selection = query.selection
    if selection is not None and selection.size <= GATHERED:
        keys = table.keys[selection.allowed]
    else:
        keys = within(table, selection, keys)
    return weigh(snapshot, query, keys, _scores_at(keys, by_words), _scores_at(keys, by_vector))


def _scores_at(keys: Keys, lists: Sequence[Ranked]) -> Floats:
    """The scores of passages, whose keys rise; NaN for those that no list has."""
    scores = np.full(len(keys), np.nan, np.float32)
    for found in lists:
        is_kept, places = places_in(keys, found.keys)
        scores[places] = found.scores[is_kept]
    return scores


def weigh(
    snapshot: Snapshot, query: Query, keys: Keys, lexical: Floats, dense: Floats
) -> Candidates:
    """Say what speaks for the passages with these keys, whose BM25 scores are known already.

    Where ``dense`` is NaN, as of a passage that only the words brought up, the cosine is put in
    its place: rows of the table are rows of the vectors.
    """
    table = snapshot.table
    rows = np.searchsorted(table.keys, keys)
    reports, roles = table.report[rows], table.role[rows]
    if query.vector is not None:
        unknown = np.isnan(dense)
        dense[unknown] = snapshot.vectors.cosines(query.vector, rows[unknown])
    asked = query.understood.role
    code = ROLES.index(asked) if asked is not None else None
    return Candidates(
        keys,
        lexical,
        dense,
        query.place[reports],
        query.year[reports],
        (roles == code).astype(np.float32),
    )


def only_held(
    understood: Understood, snapshot: Snapshot, selection: Selection | None
) -> Understood:
    """Leave out other names that no passage of a selection's reports has."""
    reports = None if selection is None else selection.report_ids

    def is_held(name: str) -> bool:
        words = " ".join(snapshot.lexicon.cut(name))
        return len(snapshot.words.search([{words: 1.0}], 1, reports=reports).keys) > 0

    expanded = {
        name: held
        for name, others in understood.expanded.items()
        if (held := tuple(other for other in others if is_held(other)))
    }
    return replace(understood, expanded=expanded)


def word_groups(understood: Understood, lexicon: Lexicon) -> list[dict[str, float]]:
    """The words of a question for the word view, each with its other names, which count less."""
    groups = {term: {term: 1.0} for term in understood.terms}
    for name, others in understood.expanded.items():
        group = groups.setdefault(name, {})
        for other in others:
            group.setdefault(" ".join(lexicon.cut(other)), OTHER_NAME)
    return list(groups.values())


def find_words(
    snapshot: Snapshot,
    query: Query,
    groups: Sequence[Mapping[str, float]],
    wanted: Sequence[tuple[Selection | None, int]],
) -> list[Ranked]:
    """Search the word view for so many passages of each selection's reports, best first.

    All have the role that the filters ask for. Large selections are served by one search of
    everything, whose hits outside of them are passed over: to look up hundreds of reports by their
    ids costs the engine as much as to score thousands of passages (docs/performance.md).
    """
    table = snapshot.table

    def search(most: int, limit: Selection | None) -> Ranked:
        reports = None if limit is None else limit.report_ids
        return snapshot.words.search(
            groups, most, reports=reports, role=query.role, context_boost=CONTEXT_BOOST
        )

    sought = (
        most if limit is None else math.ceil(SPARE * most * len(table.keys) / max(limit.size, 1))
        for limit, most in wanted
    )
    together = max((count for count in sought if count <= MOST_PASSED_OVER), default=0)
    everywhere = search(together, None)
    lists = []
    for limit, most in wanted:
        is_kept = _is_within(table, limit, everywhere.keys)
        is_enough = np.count_nonzero(is_kept) >= most or len(is_kept) < together
        lists.append(everywhere.only(is_kept, most) if is_enough else search(most, limit))
    return lists


def within(table: PassageTable, selection: Selection | None, keys: Keys) -> Keys:
    """Keep the keys of passages that the table has and a selection allows.

    Beside a writer the word view may be newer than the table, which follows the vectors.
    """
    kept: Keys = keys[_is_within(table, selection, keys)]
    return kept


def _is_within(table: PassageTable, selection: Selection | None, keys: Keys) -> NDArray[np.bool_]:
    is_kept, rows = places_in(table.keys, keys)
    if selection is not None:
        is_kept[is_kept] = selection.allowed[rows]
    return is_kept


def _preferred(
    table: PassageTable, place: Floats, year: Floats, selection: Selection | None
) -> Selection | None:
    """The reports that fit the question best, within the filters; ``None`` if it names nothing."""
    fit = 2 * place + year
    if not len(fit) or fit.max() <= 0:
        return None
    preferred = table.of_reports(fit >= fit.max() - 0.5, selection)
    return preferred if preferred.allowed.any() else None


def _by_vector(snapshot: Snapshot, vector: Vectors, limit: Selection | None) -> Ranked:
    return snapshot.vectors.search(vector, GATHERED, None if limit is None else limit.allowed)
