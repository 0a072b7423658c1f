"""What is gathered for a question, and for the part of the library that it is limited to."""

from __future__ import annotations

import numpy as np
import pytest

from reportqa import Filters, Library
from reportqa.retrieval import candidates
from reportqa.retrieval.candidates import (
    CONTEXT_BOOST,
    Query,
    find_words,
    gather,
    prepare,
    word_groups,
)
from reportqa.retrieval.understanding import understand
from reportqa.store import Snapshot
from reportqa.types import Mode

QUESTION = "新增城镇就业多少人"


def asked(library: Library, filters: Filters) -> tuple[Snapshot, Query]:
    snapshot = library.snapshot()
    table = snapshot.table
    understood = understand(QUESTION, table.reports, snapshot.lexicon)
    vector = library.embedder.embed_queries([QUESTION])[0]
    return snapshot, prepare(table, QUESTION, understood, table.select(filters), None, vector)


@pytest.mark.parametrize(
    "filters",
    [Filters(year_from=2023), Filters(year_from=2024, year_to=2024), Filters(place="澜川市")],
)
def test_one_search_serves_a_part_as_a_search_of_that_part_does(
    library: Library, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, query = asked(library, filters)
    assert query.selection is not None
    groups = word_groups(query.understood, snapshot.lexicon)
    alone = snapshot.words.search(
        groups, 5, reports=query.selection.report_ids, context_boost=CONTEXT_BOOST
    )
    assert len(alone.keys) > 0
    for most in (0, 2_000):
        monkeypatch.setattr(candidates, "MOST_PASSED_OVER", most)
        everywhere, part = find_words(snapshot, query, groups, [(None, 7), (query.selection, 5)])
        assert len(everywhere.keys) == 7
        assert sorted(part.scores.tolist()) == pytest.approx(sorted(alone.scores.tolist()))
        assert set(part.keys.tolist()) == set(alone.keys.tolist())


def test_every_candidate_has_its_own_cosine(library: Library) -> None:
    snapshot, query = asked(library, Filters())
    assert query.vector is not None
    found = gather(snapshot, query, Mode.HYBRID)
    rows = np.searchsorted(snapshot.table.keys, found.keys)
    cosines = snapshot.vectors.rows()[rows] @ query.vector
    np.testing.assert_allclose(found.dense, cosines, atol=1e-3)
    assert np.isnan(found.lexical).any(), "some come by their vectors alone"
    assert not np.isnan(found.lexical).all()
