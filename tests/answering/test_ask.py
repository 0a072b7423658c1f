"""What a library answers: verified quotes, or a refusal that says what was searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus_tables import (
    planted_commitments,
    planted_questions,
    planted_redactions,
    planted_reports,
)
from reportqa import Library
from reportqa.answering.answer import Answer
from reportqa.errors import QueryError
from reportqa.evaluation import read_questions
from reportqa.types import Filters
from small_library import report_text, write_report

PIECES = [
    "多少",
    "几个",
    "养老",
    "2023年",
    "禾岭县",
    "路",
    "为什么",
    "？",
    "×",
    "“",
    "”",
    "\n",
    "ａ１",
]


def assert_verbatim(library: Library, answer: Answer) -> None:
    """Every quote, and the answer within it, is what its report says at its place."""
    for mark in answer.marks:
        citation = mark.citation
        text = library.text(citation.report.id)
        assert citation.quote
        assert text[citation.start : citation.end] == citation.quote
        assert f"[{mark.marker}]" in answer.text
        if mark.answer is not None:
            assert text[mark.answer.start : mark.answer.end] == mark.answer.text
            assert citation.start <= mark.answer.start < mark.answer.end <= citation.end


def test_every_quote_for_the_planted_questions_is_verbatim(library: Library) -> None:
    for planted in planted_questions():
        assert_verbatim(library, library.ask(planted.question))


def test_most_planted_questions_are_answered_with_their_quote(library: Library) -> None:
    asked = [one for one in planted_questions() if one.kind in ("paraphrase", "keyword")]
    cited = 0
    for planted in asked:
        quotes = [mark.citation.quote for mark in library.ask(planted.question).marks]
        golds = [quote for _, quote in planted.answers]
        cited += any(gold in quote or quote in gold for quote in quotes for gold in golds)
    assert cited >= 0.7 * len(asked)


def test_a_thing_that_no_report_has_is_refused_and_named(library: Library) -> None:
    answer = library.ask("禾岭县机场的飞机票多少钱？")
    assert not answer.answerable
    assert answer.not_found
    assert all(missing in answer.text for missing in answer.not_found)


def test_a_number_that_was_asked_for_is_given_with_its_unit(library: Library) -> None:
    planted = next(
        one
        for one in planted_commitments()
        if one.comparator == "=" and one.target and one.unit in ("个", "公里", "亩", "万元")
    )
    answer = library.ask(
        f"{planted.place}{planted.made_in}年要{planted.indicator}多少{planted.unit}？"
    )
    figures = [mark.figure for mark in answer.marks if mark.figure]
    assert (str(planted.target), planted.unit) in [(one.value, one.unit) for one in figures]


def test_a_number_that_is_printed_as_a_cross_is_never_given_a_value(library: Library) -> None:
    for planted in planted_redactions():
        answer = library.ask(f"{planted.place}：{planted.quote}到底是多少？")
        for mark in answer.marks:
            if mark.figure is not None and mark.figure.redacted:
                assert mark.figure.value is None
                assert "未公开" in answer.text


@pytest.mark.shared
def test_every_quote_for_the_labelled_questions_is_verbatim(library: Library, shared: Path) -> None:
    for asked in read_questions(shared / "eval" / "dev_questions.jsonl"):
        assert_verbatim(library, library.ask(asked.question))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), min_size=1).map("".join))
@example("ａ１多少À:Á:X:0")  # met by nothing, in shares that add up to more than one
def test_every_quote_for_any_question_is_verbatim(library: Library, question: str) -> None:
    try:
        answer = library.ask(question)
    except QueryError:
        return
    assert_verbatim(library, answer)
    assert 0 <= answer.confidence <= 1
    assert answer.answerable or answer.text


def test_a_place_that_the_library_does_not_hold_is_refused_by_name(library: Library) -> None:
    answer = library.ask("浙江省2023年建了多少公里绿道？")
    assert not answer.answerable
    assert "“浙江省”" in answer.text
    assert answer.nearest


def test_a_year_that_the_library_does_not_hold_is_refused_by_name(library: Library) -> None:
    answer = library.ask("禾岭县2009年修了多少公里路？")
    assert not answer.answerable
    assert "2009" in answer.text


def test_a_refusal_says_which_reports_were_searched(library: Library) -> None:
    answer = library.ask("禾岭县的火箭发射场哪一年建成？")
    assert not answer.answerable
    assert answer.marks == ()
    assert "禾岭县" in answer.text
    assert answer.scope.reports == sum(one.place == "禾岭县" for one in planted_reports())
    assert answer.not_found


def test_filters_limit_what_is_cited(library: Library) -> None:
    answer = library.ask("养老服务做了什么", filters=Filters(place="禾岭县", year_from=2023))
    assert answer.marks or answer.nearest
    cited = [mark.citation.report for mark in answer.marks] + [hit.report for hit in answer.nearest]
    assert all(one.place == "禾岭县" and (one.delivered_year or 0) >= 2023 for one in cited)


def test_an_empty_question_is_an_error(library: Library) -> None:
    with pytest.raises(QueryError):
        library.ask("  ")


def test_an_aim_for_a_year_is_not_taken_from_the_plan_for_the_next(tmp_path: Path) -> None:
    report = write_report(tmp_path, "青石坳镇", 2032, promise="实现生产总值增长7%的目标")
    with Library.open(tmp_path / "library") as library:
        library.ingest([report])
        asked_of = {
            year: library.ask(f"青石坳镇{year}年生产总值增长的目标是多少？")
            for year in (2031, 2032)
        }
    assert not asked_of[2031].answerable
    assert "没有“青石坳镇”2031年的报告" in asked_of[2031].text
    assert "生产总值增长7%" in asked_of[2032].text


def test_a_heading_is_quoted_with_what_is_said_under_it(tmp_path: Path) -> None:
    said = "水渠是全镇农田的命脉，渠不通则粮不稳。"
    text = report_text("青石坳镇", 2032).replace(
        "继续抓好", f"\n（一）加快推进老旧水渠改造。\n{said}\n（二）继续抓好"
    )
    path = tmp_path / "青石坳镇_2032.txt"
    path.write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.ingest([path])
        answer = library.ask("为什么要加快推进老旧水渠改造？")
    quotes = [mark.citation.quote for mark in answer.marks]
    assert f"（一）加快推进老旧水渠改造。\n{said}" in quotes


def test_what_tells_of_the_year_asked_for_is_quoted_first(tmp_path: Path) -> None:
    lengths, promise = {2031: 7, 2032: 9}, "办好村小学"
    reports = [
        write_report(tmp_path, "青石坳镇", year, deed=f"新修水渠{length}公里", promise=promise)
        for year, length in lengths.items()
    ]
    with Library.open(tmp_path / "library") as library:
        library.ingest(reports)
        firsts = {
            year: library.ask(f"青石坳镇{year}年新修水渠多少公里？").marks[0].citation
            for year in (2030, 2031)
        }
    assert "新修水渠7公里" in firsts[2030].quote
    assert "新修水渠9公里" in firsts[2031].quote
