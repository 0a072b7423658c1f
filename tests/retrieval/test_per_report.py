"""The best passages of every report, none left out for another's sake."""

from __future__ import annotations

import numpy as np
import pytest

from reportqa import Library
from reportqa.errors import QueryError
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.per_report import InReport, best_in_each
from reportqa.retrieval.ranking import bundled_ranking
from reportqa.types import Filters, Role


def best(
    library: Library,
    query: str,
    filters: Filters | None = None,
    each: int = 3,
    among: set[str] | None = None,
) -> list[InReport]:
    return best_in_each(
        library.snapshot(), library.catalog, library.embedder, bundled_ranking(), query,
        filters or Filters(), each=each, among=among,
    )  # fmt: skip


def test_every_report_is_there_with_its_own_best_passages(library: Library) -> None:
    gathered = best(library, "老年食堂")
    assert len(gathered) == library.reports().total
    for one in gathered:
        assert 0 < len(one.passages) <= 3
        assert {stored.report_id for stored in one.passages} == {one.report.id}
        assert one.scores.tolist() == sorted(one.scores.tolist(), reverse=True)
        assert one.features.shape == (len(one.passages), len(FEATURES))
        assert np.isfinite(one.features).all()


def test_the_best_of_all_is_what_a_search_finds_first(library: Library) -> None:
    gathered = best(library, "农村公路硬化")
    surest = max(gathered, key=lambda one: float(one.scores[0]))
    assert surest.passages[0].id == library.search("农村公路硬化", k=1).hits[0].passage_id


def test_filters_and_ids_limit_the_reports(library: Library) -> None:
    gathered = best(library, "老年食堂", Filters(place="禾岭县", role=Role.PLAN))
    assert {one.report.place for one in gathered} == {"禾岭县"}
    assert {s.passage.role for one in gathered for s in one.passages} == {Role.PLAN}
    chosen = {gathered[0].report.id}
    assert [one.report.id for one in best(library, "老年食堂", among=chosen)] == list(chosen)
    assert best(library, "老年食堂", among=set()) == []


def test_more_passages_of_each_report_are_there_where_they_are_asked_for(
    library: Library,
) -> None:
    few, many = best(library, "莲藕", each=1), best(library, "莲藕", each=6)
    for one, other in zip(few, many, strict=True):
        assert one.passages[0].id == other.passages[0].id
        assert len(one.passages) == 1 < len(other.passages) <= 6


def test_a_query_without_words_is_refused(library: Library) -> None:
    with pytest.raises(QueryError):
        best(library, "？！")
