"""Questions over many reports: told from others, and answered from all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa import Library
from reportqa.answering.comparing import read_over_many
from reportqa.answering.spanning import Over, Spanning, spanning, topic_of, without_scope
from reportqa.evaluation import read_questions
from reportqa.types import Citation, Level, Understood
from small_library import write_report


@pytest.fixture(scope="module")
def dev_library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("dev")) as library:
        library.ingest([shared / "reports" / "dev"])
        yield library


def read(
    question: str, places: tuple[str, ...] = (), years: tuple[int, ...] = ()
) -> Spanning | None:
    return spanning(question, Understood(places=places, years=years), latest=2024)


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("各省2025年GDP目标分别是多少", Level.PROVINCE),
        ("哪些省市提到低空经济", Level.PROVINCE),
        ("有哪些县建了老年食堂？", Level.COUNTY),
        ("哪几个乡镇修了通组公路？", Level.TOWNSHIP),
        ("各地怎么整治撂荒地？", None),
        ("哪些地方的报告写到了高价彩礼？", None),
        ("2024年哪个省的经济增长目标最高", Level.PROVINCE),
        ("新增就业最少的是哪个县？", Level.COUNTY),
    ],
)
def test_questions_over_places_are_told(question: str, level: Level | None) -> None:
    asked = read(question)
    assert asked is not None
    assert (asked.over, asked.level) == (Over.PLACES, level)


@pytest.mark.parametrize(
    "question",
    [
        "历年报告怎么说老年食堂？",
        "哪几年的报告提到白鹭渡大桥？",
        "哪几份报告讲了红白理事会？",
        "近三年粮食产量的变化",
        "禾岭县近五年的新增就业",
        "五十年代历次报告分别说建了多少个工厂？",
    ],
)
def test_questions_over_years_are_told(question: str) -> None:
    asked = read(question)
    assert asked is not None
    assert asked.over is Over.YEARS


def test_a_run_of_years_is_filled() -> None:
    asked = read("2018年到2022年赤字率怎么变", years=(2018, 2022))
    assert asked is not None
    assert asked.years == (2018, 2019, 2020, 2021, 2022)


def test_recent_years_count_from_the_latest_report() -> None:
    asked = read("近三年粮食产量的变化")
    assert asked is not None
    assert asked.years == (2022, 2023, 2024)


@pytest.mark.parametrize(
    ("question", "most", "topic"),
    [
        ("2024年哪个省的经济增长目标最高？", 1, "2024年经济增长目标"),
        ("城镇新增就业最少的是哪个县？", -1, "城镇新增就业"),
        ("各省的粮食产量目标是多少", 0, "粮食产量目标"),
    ],
)
def test_the_most_and_the_least_are_told(question: str, most: int, topic: str) -> None:
    asked = read(question)
    assert asked is not None
    assert (asked.most, topic_of(question)) == (most, topic)


def test_the_year_with_the_most_is_sought_among_the_years_of_a_place() -> None:
    for question in ("禾岭县哪一年的新增就业最多？", "禾岭县新增就业最多的是哪一年？"):
        asked = read(question, ("禾岭县",))
        assert asked is not None
        assert (asked.over, asked.most) == (Over.YEARS, 1)
        assert topic_of(question) in ("禾岭县新增就业", "禾岭县的新增就业")


def test_a_sum_of_several_years_that_does_not_say_so_is_not_ranked(tmp_path: Path) -> None:
    told = {
        "青石坳镇": "新增就业9000人，群众收入稳步提高。2031年，新增就业300人",
        "白茅镇": "新增就业450人",
    }
    reports = [write_report(tmp_path, place, 2032, deed=deed) for place, deed in told.items()]
    with Library.open(tmp_path / "library") as library:
        library.ingest(reports)
        answer = library.ask("2032年哪个镇的新增就业最多？")
    lines = [line for line in answer.text.splitlines() if "（做过" in line]
    assert [line.split(" ", 1)[0] for line in lines] == ["白茅镇", "青石坳镇"]
    spans = [mark.answer.text for mark in answer.marks if mark.answer]
    assert spans[0] == "450人"
    for mark in answer.marks:
        if mark.answer is not None:
            at = mark.answer.start - mark.citation.start
            assert mark.citation.quote[at:].startswith(mark.answer.text)


def test_of_places_side_by_side_the_one_with_more_is_asked() -> None:
    question = "澜川市和禾岭县的财政收入哪个高？"
    asked = read(question, ("澜川市", "禾岭县"))
    assert asked is not None
    assert (asked.over, asked.most) == (Over.PLACES, 1)
    assert topic_of(question) == "澜川市和禾岭县的财政收入"


def test_who_has_the_most_is_answered_by_all_in_order_each_with_its_latest_report(
    library: Library,
) -> None:
    answer = library.ask("哪个镇的粮食产量目标最低？")
    assert "从低到高" in answer.text
    reports = [mark.citation.report for mark in answer.marks]
    assert len({report.place for report in reports}) > 1
    assert all(report.delivered_year == 2024 for report in reports)
    lines = answer.text.splitlines()
    told = [line for line in lines if "（计划 粮" in line]
    assert [line.split(" ", 1)[0] for line in told] == ["石磨垭乡", "白鹭渡镇"]
    assert lines.index(told[-1]) < next(
        i for i, line in enumerate(lines) if "柳桥铺镇 2024" in line
    )


def test_places_side_by_side_are_compared() -> None:
    asked = read("澜川市和禾岭县的新增就业各是多少", ("澜川市", "禾岭县"))
    assert asked is not None
    assert asked.over is Over.PLACES


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("哪个省把检查次数砍掉了一半？", ()),
        ("禾岭县在哪些乡镇建了冷库？", ("禾岭县",)),
        ("我县哪些乡镇修了路？", ()),
        ("粮食产量是多少？", ()),
        ("2003到2007年新增的发电能力有多大？", ()),
        ("哪份报告说到遗产税？", ()),
        ("老人吃饭每年能领多少补贴？", ("禾岭县",)),
    ],
)
def test_questions_that_one_report_answers_are_left(question: str, places: tuple[str, ...]) -> None:
    assert read(question, places) is None


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("哪些省的报告提到低空经济？", "低空经济"),
        ("给女孩子免费打疫苗的有哪些省？", "给女孩子免费打疫苗"),
        ("各省GDP目标分别是多少", "GDP目标"),
        ("历年报告对垃圾分类的提法有什么变化？", "对垃圾分类"),
        ("白鹭渡大桥，哪几年的报告谈到？", "白鹭渡大桥"),
        ("各省", "各省"),
    ],
)
def test_the_topic_is_what_is_left_without_the_framing(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def test_places_and_years_that_choose_the_reports_are_no_part_of_the_topic() -> None:
    assert without_scope("澜川市、禾岭县2023年口袋公园", ["澜川市", "禾岭县"], [2023]) == "口袋公园"


def test_the_answer_counts_by_listing_and_marks_every_report(library: Library) -> None:
    answer = library.ask("哪些乡镇提到老年食堂？")
    assert answer.answerable
    said = dict.fromkeys(mark.citation.report.id for mark in answer.marks)
    counted = re.search(r"查了 (\d+) 份报告，(\d+) 份提到：(.+)。", answer.text)
    assert counted is not None
    assert int(counted[1]) == answer.scope.reports == 12
    assert int(counted[2]) == len(said) == len(re.findall(r"\d{4}", counted[3]))
    assert len(said) + len(answer.unmentioned) == 12
    assert f"未提及（{len(answer.unmentioned)} 份）" in answer.text
    for mark in answer.marks:
        text = library.text(mark.citation.report.id)
        assert text[mark.citation.start : mark.citation.end] == mark.citation.quote
        assert f"“{mark.citation.quote}”[{mark.marker}]" in answer.text


def test_each_mark_has_the_number_that_was_asked_for_and_none_where_none_was(
    library: Library,
) -> None:
    answer = library.ask("各县粮食总产量分别是多少？")
    figures = [mark.figure for mark in answer.marks if mark.figure is not None]
    assert any(figure.unit == "万吨" and "粮食" in figure.indicator for figure in figures)
    for mark in answer.marks:
        if mark.figure is not None and mark.figure.value is not None:
            assert mark.figure.value in mark.citation.quote
    words = library.ask("哪些县提到粮食总产量？")
    assert words.marks
    assert not any(mark.figure for mark in words.marks)


def test_the_named_places_are_compared_in_the_year_that_is_meant(library: Library) -> None:
    answer = library.ask("澜川市和禾岭县2022年城镇新增就业各是多少？")
    reports = {(m.citation.report.place, m.citation.report.delivered_year) for m in answer.marks}
    assert reports == {("澜川市", 2023), ("禾岭县", 2023)}
    assert "3.41万人" in answer.text
    assert "4236人" in answer.text


def test_one_place_is_followed_through_its_years(library: Library) -> None:
    answer = library.ask("白鹭渡大桥在白鹭渡镇历年报告里进展怎么样？")
    years = [mark.citation.report.delivered_year or 0 for mark in answer.marks]
    assert years == sorted(years)
    assert set(years) >= {2022, 2023, 2024}
    assert {mark.citation.report.place for mark in answer.marks} == {"白鹭渡镇"}


@pytest.mark.shared
def test_the_gold_passages_of_questions_over_many_reports_are_found(
    dev_library: Library, shared: Path
) -> None:
    questions = read_questions(shared / "eval" / "dev_questions.jsonl")
    found = total = 0
    for asked in (question for question in questions if question.kind == "multi"):
        compared: list[Citation] = []
        for row in dev_library.compare(asked.question).rows:
            text = dev_library.text(row.report.id)
            assert all(text[c.start : c.end] == c.quote for c in row.passages)
            compared += row.passages
        total += len(asked.gold)
        found += sum(
            any(gold.is_held_by(c.report.source, c.quote) for c in compared) for gold in asked.gold
        )
    assert found >= 0.85 * total


@pytest.mark.shared
def test_few_questions_that_one_report_answers_are_taken_for_questions_over_many(
    dev_library: Library, shared: Path
) -> None:
    reports = dev_library.snapshot().table.reports
    single = [
        question
        for question in read_questions(shared / "eval" / "dev_questions.jsonl")
        if question.kind in ("paraphrase", "keyword")
    ]
    taken = [q for q in single if read_over_many(q.question, reports) is not None]
    assert len(taken) <= 0.03 * len(single)
