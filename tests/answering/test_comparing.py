"""Topics held against every report: who says it, in which words, and who says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tables import planted_commitments, planted_precedents
from reportqa import Library
from reportqa.answering.comparison import UNMENTIONED, Comparison
from reportqa.errors import QueryError
from reportqa.types import Filters, Role


def said_in(comparison: Comparison) -> set[tuple[str | None, int | None]]:
    return {(row.report.place, row.report.delivered_year) for row in comparison.rows}


@pytest.mark.parametrize("topic", ["老年食堂", "2022年粮食产量", "招商引资", "航天发射"])
def test_every_report_in_scope_is_told_once(library: Library, topic: str) -> None:
    comparison = library.compare(topic)
    told = [row.report.id for row in comparison.rows]
    told += [report.id for report in comparison.unmentioned]
    assert len(told) == len(set(told)) == comparison.scope.reports


def test_every_quote_is_verbatim(library: Library) -> None:
    for topic in {planted.topic for planted in planted_precedents()}:
        for row in library.compare(topic).rows:
            text = library.text(row.report.id)
            assert row.passages
            for citation in row.passages:
                assert citation.report == row.report
                assert text[citation.start : citation.end] == citation.quote != ""


def test_reports_that_plan_or_did_it_are_found_under_other_names_too(library: Library) -> None:
    found = wanted = told = 0
    for topic in {planted.topic for planted in planted_precedents()}:
        planted = {(p.place, p.year) for p in planted_precedents() if p.topic == topic}
        said = said_in(library.compare(topic))
        found += len(said & planted)
        wanted += len(planted)
        told += len(said)
    assert found >= 0.8 * wanted
    assert found >= 0.8 * told


def test_a_report_that_says_the_name_is_never_unmentioned(library: Library) -> None:
    comparison = library.compare("撂荒地")
    for report in comparison.unmentioned:
        assert "撂荒地" not in library.text(report.id)
    assert comparison.unmentioned


def test_a_topic_that_no_report_speaks_of_has_no_rows(library: Library) -> None:
    comparison = library.compare("核电站反应堆压力容器")
    assert not comparison.rows
    assert len(comparison.unmentioned) == comparison.scope.reports == 20


def test_a_target_is_sought_where_the_year_is_planned_and_a_result_where_it_is_reviewed(
    library: Library,
) -> None:
    target = library.compare("2022年城镇新增就业目标", places=["澜川市"])
    result = library.compare("2022年城镇新增就业多少人", places=["澜川市"])
    assert said_in(target) == {("澜川市", 2022)}
    assert said_in(result) == {("澜川市", 2023)}
    assert "3.5" in [figure.value for figure in target.rows[0].figures]
    assert "3.41" in [figure.value for figure in result.rows[0].figures]


def test_what_was_done_is_not_shown_as_a_target(library: Library) -> None:
    for row in library.compare("高标准农田面积目标").rows:
        assert all(citation.role is not Role.REVIEW for citation in row.passages)


def test_most_planted_targets_are_given_as_figures(library: Library) -> None:
    planted = [item for item in planted_commitments() if item.target is not None][::4]
    given = 0
    for item in planted:
        comparison = library.compare(f"{item.made_in}年{item.indicator}目标", places=[item.place])
        values = [f.value for row in comparison.rows for f in row.figures]
        given += str(item.target) in values
    assert given >= 0.6 * len(planted)


def test_places_go_by_any_of_their_names_and_missing_ones_are_told(library: Library) -> None:
    comparison = library.compare("粮食播种面积", places=["禾岭", "四川"])
    assert {row.report.place for row in comparison.rows} == {"禾岭县"}
    assert comparison.notes == ("资料库中没有“四川省”的报告。",)


def test_filters_are_obeyed(library: Library) -> None:
    filters = Filters(year_from=2023, year_to=2023, role=Role.PLAN)
    comparison = library.compare("老年食堂", filters=filters)
    assert comparison.rows
    assert comparison.scope.years == (2023,)
    assert all(c.role is Role.PLAN for row in comparison.rows for c in row.passages)


def test_the_table_has_a_line_for_each_report_and_says_which_are_silent(library: Library) -> None:
    comparison = library.compare("撂荒地")
    table = comparison.table()
    assert len(table.rows) == comparison.scope.reports
    silent = [row for row in table.rows if row[3] == UNMENTIONED]
    assert len(silent) == len(comparison.unmentioned)


def test_a_number_says_whether_it_was_planned_or_done(library: Library) -> None:
    of_2022 = library.compare("城镇新增就业", places=["澜川市"], years=[2022])
    [row] = of_2022.table().rows
    assert {number.split(" ", 1)[0] for number in str(row[2]).split("；")} == {"计划", "做过"}


def test_a_topic_without_words_is_refused(library: Library) -> None:
    with pytest.raises(QueryError):
        library.compare("？？")
    with pytest.raises(QueryError):
        library.compare("  ")


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    with Library.open(tmp_path) as empty:
        comparison = empty.compare("老年食堂")
    assert not comparison.rows
    assert "资料库是空的" in comparison.notes[0]
