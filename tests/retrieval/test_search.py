"""Searching the sample corpus, with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tables import planted_questions
from reportqa import Filters, Library, Mode, Role
from reportqa.errors import QueryError
from reportqa.types import Level, SearchResult

MODES = list(Mode)


def found_in_first_ten(library: Library, mode: Mode, kinds: set[str]) -> float:
    asked = [question for question in planted_questions() if question.kind in kinds]
    right = 0
    for question in asked:
        hits = library.search(question.question, mode=mode).hits
        right += any(
            hit.report.source == file and (quote in hit.text or hit.text in quote)
            for hit in hits
            for file, quote in question.answers
        )
    return right / len(asked)


def test_a_paraphrased_question_finds_the_passage_that_answers(library: Library) -> None:
    assert found_in_first_ten(library, Mode.HYBRID, {"paraphrase"}) >= 0.85


def test_keywords_find_their_passage(library: Library) -> None:
    assert found_in_first_ten(library, Mode.HYBRID, {"keyword"}) == 1.0


@pytest.mark.parametrize("mode", [Mode.DENSE, Mode.LEXICAL])
def test_each_half_finds_most_answers_alone(library: Library, mode: Mode) -> None:
    assert found_in_first_ten(library, mode, {"paraphrase", "keyword"}) >= 0.6


@pytest.mark.parametrize("mode", MODES)
def test_every_hit_is_verbatim_at_its_offsets(library: Library, mode: Mode) -> None:
    for hit in library.search("老人吃饭", mode=mode).hits:
        assert library.text(hit.report.id)[hit.start : hit.end] == hit.text


@pytest.mark.parametrize("mode", MODES)
def test_hits_come_best_first_and_are_ranked_from_one(library: Library, mode: Mode) -> None:
    hits = library.search("农村公路建设", k=8, mode=mode).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 8


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "filters",
    [
        Filters(place="澜川市"),
        Filters(level=Level.TOWNSHIP),
        Filters(year_from=2023),
        Filters(year_to=2021),
        Filters(role=Role.PROBLEMS),
        Filters(place="禾岭县", year_from=2022, year_to=2022, role=Role.PLAN),
    ],
    ids=str,
)
def test_a_filter_is_obeyed_by_every_hit(library: Library, mode: Mode, filters: Filters) -> None:
    hits = library.search("养老服务", mode=mode, filters=filters).hits
    assert hits
    for hit in hits:
        year = hit.report.delivered_year
        assert year is not None
        assert filters.place in (None, hit.report.place)
        assert filters.level in (None, hit.report.level)
        assert filters.role in (None, hit.role)
        assert (filters.year_from or 0) <= year <= (filters.year_to or 9999)


def test_a_filters_place_may_be_any_of_its_names(library: Library) -> None:
    hits = library.search("产业", filters=Filters(place="澜川")).hits
    assert {hit.report.place for hit in hits} == {"澜川市"}


def test_a_report_id_limits_the_search_to_one_report(library: Library) -> None:
    wanted = library.search("公路").hits[0].report
    hits = library.search("学校", filters=Filters(report_id=wanted.id)).hits
    assert {hit.report.id for hit in hits} == {wanted.id}


def test_a_filter_that_leaves_nothing_is_said(library: Library) -> None:
    result = library.search("公路", filters=Filters(year_from=2050))
    assert result.hits == ()
    assert any("筛选条件" in note for note in result.notes)


def test_a_place_in_the_question_comes_first(library: Library) -> None:
    hits = library.search("禾岭县修了多少公里农村公路", k=3).hits
    assert {hit.report.place for hit in hits} == {"禾岭县"}


def test_a_quoted_phrase_is_found_verbatim(library: Library) -> None:
    hits = library.search("“村民说事”解决了多少问题").hits
    assert hits
    assert all("村民说事" in hit.text for hit in hits)


def test_a_quoted_phrase_that_stands_nowhere_is_said(library: Library) -> None:
    result = library.search("“月球基地”什么时候建成")
    assert any("月球基地" in note for note in result.notes)


def test_a_place_that_the_library_does_not_hold_is_said(library: Library) -> None:
    assert any("浙江省" in note for note in library.search("浙江的公园").notes)


def test_a_question_in_other_writing_finds_the_same(library: Library) -> None:
    def first(result: SearchResult) -> str:
        return result.hits[0].passage_id

    assert first(library.search("2023年禾岭县新增就业")) == first(
        library.search("２０２３年禾岭县新增就业")
    )


def test_the_longest_query_is_answered_and_a_longer_one_refused(library: Library) -> None:
    longest = ("农村公路建设情况如何" * 1000)[:10_000]
    assert library.search(longest).hits
    with pytest.raises(QueryError, match="10000"):
        library.search(longest + "？")


def test_an_empty_query_is_refused_in_words(library: Library) -> None:
    with pytest.raises(QueryError, match="空"):
        library.search("  ")


@pytest.mark.parametrize("query", ["？？？", "\x00", "😀", "the quick brown fox", "' OR 1=1 --"])
def test_odd_queries_are_answered_without_error(library: Library, query: str) -> None:
    assert library.search(query).query == query


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_library_says_that_it_is_empty(tmp_path: Path, mode: Mode) -> None:
    with Library.open(tmp_path / "empty") as empty:
        result = empty.search("公园", mode=mode)
    assert result.hits == ()
    assert any("空" in note for note in result.notes)


def test_the_parts_of_a_score_are_told(library: Library) -> None:
    hit = library.search("禾岭县2023年新增就业").hits[0]
    assert {"lexical", "dense", "place", "year", "role"} >= set(hit.scores)
    assert hit.scores["place"] == 1.0
