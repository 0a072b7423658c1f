"""Both views and the table answer within the limits they are given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa.library import Library
from reportqa.store import Ranked
from reportqa.store import words as word_view
from reportqa.types import Filters, Level, Role
from small_library import TinyEmbedder


def test_vectors_rank_by_cosine_best_first(library: Library) -> None:
    vectors = library.snapshot().vectors
    [query] = library.embedder.embed_queries(["粮食总产量稳定在三万吨以上"])
    found = vectors.search(query, 5)
    cosines = vectors.rows() @ query
    assert found.scores.tolist() == pytest.approx(sorted(cosines, reverse=True)[:5], abs=1e-6)
    assert (np.diff(found.scores) <= 0).all()


def test_vectors_stay_among_the_allowed(library: Library) -> None:
    snapshot = library.snapshot()
    [query] = library.embedder.embed_queries(["粮食"])
    allowed = np.zeros(len(snapshot.vectors.keys), np.bool_)
    allowed[[1, 4, 9]] = True
    found = snapshot.vectors.search(query, 50, allowed)
    assert sorted(found.keys) == snapshot.vectors.keys[allowed].tolist()
    assert len(snapshot.vectors.search(query, 50, np.zeros_like(allowed)).keys) == 0
    assert len(snapshot.vectors.search(query, 0).keys) == 0


def test_a_group_counts_once_with_its_best_word(library: Library) -> None:
    words = library.snapshot().words
    one = words.search([{"廊桥": 1.0}], 5)
    group = words.search([{"廊桥": 1.0, "修建": 0.5}], 5)
    two = words.search([{"廊桥": 1.0}, {"修建": 0.5}], 5)
    assert one.keys[0] == group.keys[0] == two.keys[0]
    assert group.scores[0] == pytest.approx(one.scores[0])
    assert two.scores[0] > group.scores[0]


def test_weights_multiply_the_score_of_a_word(library: Library) -> None:
    words = library.snapshot().words
    plain, doubled = (words.search([{"廊桥": weight}], 1).scores[0] for weight in (1.0, 2.0))
    assert doubled == pytest.approx(2 * plain)


def test_words_of_the_context_count_as_much_as_they_are_boosted(library: Library) -> None:
    words = library.snapshot().words
    with_context = words.search([{"石门县": 1.0}], 50, context_boost=1.0)
    without = words.search([{"石门县": 1.0}], 50, context_boost=0.0)
    assert set(without.keys) < set(with_context.keys)


def test_only_the_commonest_words_of_a_question_find_nothing_by_themselves(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = library.snapshot().words
    groups = [{"廊桥": 1.0}, {"粮食": 1.0}]
    everything = words.search(groups, 50)
    rarest = words.search(groups[:1], 50)
    monkeypatch.setattr(word_view, "LARGE", 1)
    monkeypatch.setattr(word_view, "READ", 1)
    led = words.search(groups, 50)
    assert set(led.keys) == set(rarest.keys) < set(everything.keys)
    # What is found scores as before.
    scores = dict(zip(everything.keys.tolist(), everything.scores.tolist(), strict=True))
    assert led.scores.tolist() == pytest.approx([scores[key] for key in led.keys.tolist()])


def test_a_word_that_stands_nowhere_keeps_no_other_from_finding(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = library.snapshot().words
    monkeypatch.setattr(word_view, "LARGE", 1)
    monkeypatch.setattr(word_view, "READ", 10)
    found = words.search([{"从未说过": 1.0}, {"粮食": 1.0}], 50)
    assert found.keys.tolist() == words.search([{"粮食": 1.0}], 50).keys.tolist()


def test_words_keep_to_reports_and_roles(library: Library) -> None:
    snapshot = library.snapshot()
    [report] = library.reports(Filters(place="石门县")).reports
    found = snapshot.words.search([{"粮食": 1.0, "粮仓": 1.0}], 50, reports=[report.id])
    assert {item.report_id for item in library.catalog.passages(found.keys)} == {report.id}
    plans = snapshot.words.search([{"年": 1.0}], 50, role=Role.PLAN)
    assert {item.passage.role for item in library.catalog.passages(plans.keys)} == {Role.PLAN}
    # A limit chooses; it does not change the score.
    free = snapshot.words.search([{"粮食": 1.0}], 50)
    scores = dict(zip(free.keys.tolist(), free.scores.tolist(), strict=True))
    limited = snapshot.words.search([{"粮食": 1.0}], 50, reports=[report.id], role=Role.REVIEW)
    assert len(limited.keys) == 1
    assert limited.scores[0] == pytest.approx(scores[int(limited.keys[0])])
    assert len(snapshot.words.search([{"粮食": 1.0}], 50, reports=[]).keys) == 0


def test_a_search_for_nothing_finds_nothing(library: Library) -> None:
    words = library.snapshot().words
    nothing: list[list[dict[str, float]]] = [[], [{}], [{"从未说过": 1.0}]]
    for groups in nothing:
        assert len(words.search(groups, 10).keys) == 0


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", TinyEmbedder()) as library:
        snapshot = library.snapshot()
        [query] = library.embedder.embed_queries(["粮食"])
        assert len(snapshot.vectors.search(query, 10).keys) == 0
        assert len(snapshot.words.search([{"粮食": 1.0}], 10).keys) == 0
        selection = snapshot.table.select(Filters(place="云渡镇"))
        assert selection is not None
        assert (selection.report_ids, selection.allowed.size) == ((), 0)


def test_equal_scores_are_in_the_order_of_keys() -> None:
    ranked = Ranked.of([9, 2, 5], [1.0, 1.0, 3.0])
    assert ranked.keys.tolist() == [5, 2, 9]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(place="云渡镇"),
        Filters(level=Level.COUNTY),
        Filters(year_from=2023),
        Filters(year_to=2022),
        Filters(role=Role.REVIEW, year_from=2023, year_to=2023),
        Filters(place="无此地"),
    ],
)
def test_the_table_selects_what_the_catalog_would(library: Library, filters: Filters) -> None:
    table = library.snapshot().table
    selection = table.select(filters)
    assert selection is not None
    expected = library.reports(filters).reports
    assert set(selection.report_ids) == {report.id for report in expected}
    passages = library.catalog.passages(table.keys[selection.allowed])
    assert {item.report_id for item in passages} == set(selection.report_ids)
    left_out = library.catalog.passages(table.keys[~selection.allowed])
    assert all(
        item.report_id not in selection.report_ids or item.passage.role != filters.role
        for item in left_out
    )


def test_no_filter_selects_everything(library: Library) -> None:
    assert library.snapshot().table.select(Filters()) is None


def test_the_table_finds_the_passages_that_a_span_touches(library: Library) -> None:
    table = library.snapshot().table
    report = library.reports().reports[0]
    passages = library.catalog.structured(report.id).passages
    for first, last in ((0, 0), (1, 2), (0, len(passages) - 1)):
        span = (report.id, passages[first].end - 1, passages[last].start + 1)
        if first == last:
            span = (report.id, passages[first].start, passages[first].end)
        found = library.catalog.passages(table.covering([span]))
        assert [item.passage.index for item in found] == list(range(first, last + 1))
    assert len(table.covering([("unknown", 0, 9)])) == 0
    spans = [(report.id, start, start + 1) for start in range(report.characters)]
    assert len(table.covering(spans)) == len(passages)
