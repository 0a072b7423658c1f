"""The tables of ``corpus/README.md`` are true of the sample reports."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from corpus_tables import (
    PlantedCommitment,
    PlantedPrecedent,
    PlantedQuestion,
    PlantedRedaction,
    PlantedReport,
    file_of,
    planted_commitments,
    planted_precedents,
    planted_questions,
    planted_redactions,
    planted_reports,
)
from reportqa.reading import read

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

REPORTS = planted_reports()
COMMITMENTS = planted_commitments()
PRECEDENTS = planted_precedents()
REDACTIONS = planted_redactions()
QUESTIONS = planted_questions()
TOPICS = [list(rows) for _, rows in groupby(PRECEDENTS, key=lambda row: row.topic)]

# Every report of the corpus reviews in its first part and plans from its second part on.
PLAN_HEADING = re.compile(r"^(?:二、|第二部分)", re.MULTILINE)

REAL_PLACES = re.compile(
    "北京|上海|天津|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|"
    "湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|台湾|香港|澳门|石家庄|太原|"
    "沈阳|大连|长春|哈尔滨|南京|苏州|杭州|宁波|合肥|福州|厦门|南昌|济南|青岛|郑州|武汉|长沙|广州|"
    "深圳|南宁|成都|贵阳|昆明|西安|兰州|长江|黄河"
)


@cache
def text_of(file: str) -> str:
    return read(CORPUS / file).text


def half_of(file: str, role: str) -> str:
    text = text_of(file)
    heading = PLAN_HEADING.search(text)
    assert heading is not None
    return text[: heading.start()] if role == "review" else text[heading.start() :]


def test_the_table_lists_every_file_and_no_other() -> None:
    files = {path.name for path in CORPUS.iterdir() if path.name != "README.md"}
    assert {report.file for report in REPORTS} == files
    assert len(REPORTS) == 20


def test_three_townships_a_county_and_a_city_report_four_years_running() -> None:
    places = {(report.place, report.level) for report in REPORTS}
    assert Counter(level for _, level in places) == {"township": 3, "county": 1, "prefecture": 1}
    for place, _ in places:
        years = [report.delivered_year for report in REPORTS if report.place == place]
        assert years == [2021, 2022, 2023, 2024]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file)
def test_a_report_is_as_long_as_promised(report: PlantedReport) -> None:
    assert 2_500 <= len(text_of(report.file)) <= 6_000


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file)
def test_a_report_says_who_speaks_when_and_where(report: PlantedReport) -> None:
    assert Path(report.file).stem == f"{report.place}_{report.delivered_year}"
    lines = text_of(report.file).splitlines()
    assert lines[0] == report.title
    head = "\n".join(lines[:4]).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    year, month, day = (int(part) for part in report.delivered_on.split("-"))
    assert f"{year}年{month}月{day}日在{report.meeting}上" in head
    assert report.meeting.startswith(report.place)
    assert report.speaker in head
    assert year == report.delivered_year


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file)
def test_a_report_reviews_one_year_and_plans_the_next(report: PlantedReport) -> None:
    assert report.review_year == report.delivered_year - 1
    assert report.plan_year == report.delivered_year
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    review = half_of(report.file, "review").translate(digits)
    plan = half_of(report.file, "plan").translate(digits)
    assert re.search(rf"^(?:一、|第一部分).*{report.review_year}年.*回顾$", review, re.MULTILINE)
    assert re.search(rf"^(?:二、|三、|第二部分).*{report.plan_year}年", plan, re.MULTILINE)


def test_one_township_is_titled_by_the_year_reviewed() -> None:
    titled_by_review = {
        report.place for report in REPORTS if f"{report.review_year}年" in report.title
    }
    assert titled_by_review == {"石磨垭乡"}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file)
def test_no_real_place_is_named(report: PlantedReport) -> None:
    assert REAL_PLACES.findall(text_of(report.file)) == []


@pytest.mark.parametrize("row", COMMITMENTS, ids=lambda row: row.id)
def test_a_commitment_stands_in_the_plan_and_its_evidence_in_the_next_review(
    row: PlantedCommitment,
) -> None:
    assert row.checked_in == row.made_in + 1
    assert half_of(file_of(row.place, row.made_in), "plan").count(row.commitment) == 1
    if row.outcome == "not_reported":
        assert not row.evidence
        assert row.actual is None
    else:
        assert half_of(file_of(row.place, row.checked_in), "review").count(row.evidence) == 1


@pytest.mark.parametrize("row", COMMITMENTS, ids=lambda row: row.id)
def test_an_outcome_follows_from_target_and_actual(row: PlantedCommitment) -> None:
    assert (row.target is None) == (row.comparator == "none")
    assert (row.target_high is None) == (row.comparator != "range")
    if row.target is None or row.actual is None:
        return
    lower_is_better = row.comparator == "<=" or row.indicator == "居民消费价格涨幅"
    kept = row.actual <= row.target if lower_is_better else row.actual >= row.target
    if row.target_high is not None:
        kept = kept and row.actual <= row.target_high
    assert kept == (row.outcome == "fulfilled")


def test_every_outcome_and_comparator_is_planted() -> None:
    assert len(COMMITMENTS) >= 40
    assert len({row.id for row in COMMITMENTS}) == len(COMMITMENTS)
    outcomes = Counter(row.outcome for row in COMMITMENTS)
    assert set(outcomes) == {"fulfilled", "partly", "not_fulfilled", "not_reported"}
    assert min(outcomes.values()) >= 10
    assert {row.comparator for row in COMMITMENTS} == {">=", "<=", "about", "range", "=", "none"}


def test_every_report_but_the_last_makes_commitments() -> None:
    made = {(row.place, row.made_in) for row in COMMITMENTS}
    assert made == {
        (report.place, report.delivered_year) for report in REPORTS if report.delivered_year < 2024
    }


@pytest.mark.parametrize("row", PRECEDENTS, ids=lambda row: f"{row.topic}-{row.place}-{row.year}")
def test_a_precedent_is_quoted_from_the_half_that_its_role_names(row: PlantedPrecedent) -> None:
    assert row.quote in half_of(file_of(row.place, row.year), row.role)


@pytest.mark.parametrize("rows", TOPICS, ids=lambda rows: rows[0].topic)
def test_a_policy_starts_in_one_report_and_spreads(rows: list[PlantedPrecedent]) -> None:
    assert all(earlier.year <= later.year for earlier, later in pairwise(rows))
    first = {(row.place, row.year) for row in rows if row.earliest}
    assert first == {(row.place, row.year) for row in rows if row.year == rows[0].year}
    assert len(first) == 1
    assert len({row.place for row in rows}) >= 2


def test_enough_policies_spread() -> None:
    assert len(TOPICS) >= 8
    assert len({rows[0].topic for rows in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize("row", REDACTIONS, ids=lambda row: row.quote)
def test_a_redacted_value_is_printed_as_crosses(row: PlantedRedaction) -> None:
    assert row.quote in text_of(file_of(row.place, row.year))
    assert "×" in row.quote or "xx" in row.quote


def test_all_redacted_values_are_listed() -> None:
    assert len(REDACTIONS) >= 5
    redacted = {
        (report.place, report.delivered_year)
        for report in REPORTS
        if "×" in text_of(report.file) or "xx" in text_of(report.file)
    }
    assert redacted == {(row.place, row.year) for row in REDACTIONS}


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_a_question_is_answered_verbatim_or_not_at_all(row: PlantedQuestion) -> None:
    assert bool(row.answers) == (row.kind != "unanswerable")
    assert row.kind != "multi" or len({file for file, _ in row.answers}) >= 2
    for file, quote in row.answers:
        assert quote in text_of(file)


def test_every_kind_of_question_is_asked() -> None:
    assert len(QUESTIONS) >= 24
    kinds = Counter(row.kind for row in QUESTIONS)
    assert set(kinds) == {"paraphrase", "keyword", "multi", "unanswerable"}
    assert min(kinds.values()) >= 4


def test_the_levels_of_government_agree_with_each_other() -> None:
    output = re.compile(r"(?:全年实现地区生产总值|全市地区生产总值|全年地区生产总值)([\d.]+)亿元")
    growth = re.compile(r"地区生产总值(?:[\d.]+亿元[，、])?增长([\d.]+)%")
    for place in ("禾岭县", "澜川市"):
        reviews = [half_of(file_of(place, year), "review") for year in (2022, 2023, 2024)]
        levels = [float(_only(output, review)) for review in reviews]
        rates = [float(_only(growth, review)) for review in reviews]
        for (before, after), rate in zip(pairwise(levels), rates[1:], strict=True):
            # Levels are at current prices, rates are real: prices rise by less than 2.5 %.
            assert 0 <= after / before - (1 + rate / 100) <= 0.025


def _only(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match is not None
    return match[1]
