"""Shared wording, plans that were kept, the way through the levels, and names."""

from __future__ import annotations

import pytest

from reportqa import Library
from reportqa.embedding import load
from reportqa.language.lexicon import PLAIN
from reportqa.precedents.judging import Judge
from reportqa.precedents.lineage import ALIKE, joined, likeness, numbered, pairs_of, steps
from reportqa.precedents.precedent import Precedent
from reportqa.precedents.wording import names
from reportqa.retrieval.ranking import bundled_late
from reportqa.types import Citation, Level, Report, Role


def said(
    quote: str, place: str, year: int, role: Role = Role.PLAN, level: Level = Level.COUNTY
) -> Precedent:
    report = Report(
        id=f"{place}{year}",
        title="政府工作报告",
        place=place,
        level=level,
        delivered_year=year,
        review_year=year - 1,
        plan_year=year,
        source=f"{place}_{year}.txt",
    )
    return Precedent(Citation(quote, 0, len(quote), role, (), f"{report.id}-0", report), 0.9)


FIRST = "在全县推行河湖认养制，由企业和村民认领河段常年管护"
COPY = "在全镇推行河湖认养制，由企业和村民认领河段25公里常年管护"
OTHER = "开展清河行动，清理沿河垃圾，拆除沿河违建"


def test_near_identical_sentences_form_a_group_with_its_first_user_marked() -> None:
    rows = numbered(
        [said(FIRST, "甲县", 2019), said(OTHER, "乙县", 2020), said(COPY, "丙镇", 2021)]
    )
    assert [one.wording for one in rows] == [0, None, 0]
    assert [one.is_first_wording for one in rows] == [True, False, False]


def test_one_report_that_repeats_itself_is_no_group() -> None:
    rows = numbered([said(FIRST, "甲县", 2019), said(FIRST, "甲县", 2019)])
    assert [one.wording for one in rows] == [None, None]


def test_numbers_don_t_make_sentences_differ_and_short_ones_are_not_compared() -> None:
    assert likeness(pairs_of("新建冷库12座，新增库容"), pairs_of("新建冷库9座，新增库容")) == 1.0
    assert likeness(pairs_of("新建冷库"), pairs_of("新建冷库")) == 0.0
    assert likeness(pairs_of(FIRST), pairs_of(OTHER)) < ALIKE


def test_a_plan_is_joined_with_the_review_of_its_year_in_the_same_place() -> None:
    plan, deed = said(FIRST, "甲县", 2019), said(COPY, "甲县", 2020, Role.REVIEW)
    elsewhere, late = said(COPY, "乙县", 2020, Role.REVIEW), said(COPY, "甲县", 2021, Role.REVIEW)
    pairs = list(joined([plan, deed, elsewhere, late]))
    assert [(pair.planned, pair.done) for pair in pairs] == [(plan, deed)]


def test_each_place_counts_once_and_the_first_of_its_level_is_marked() -> None:
    rows = [
        said(FIRST, "甲县", 2019),
        said(COPY, "乙县", 2020),
        said(COPY, "甲县", 2020),
        said(COPY, "丁市", 2021, level=Level.PREFECTURE),
    ]
    told = [(step.place, step.first.report.delivered_year, step.is_first_of_level)
            for step in steps(rows)]  # fmt: skip
    assert told == [("甲县", 2019, True), ("乙县", 2020, False), ("丁市", 2021, True)]


def test_the_spread_of_a_planted_topic_is_told_place_by_place(library: Library) -> None:
    result = library.precedents("打零工的人找活干的地方")
    places = [step.place for step in result.steps]
    assert len(set(places)) == len(places)
    assert places[0] == "柳桥铺镇"
    years = [step.first.report.delivered_year or 0 for step in result.steps]
    assert years == sorted(years)
    assert all(pair.planned.report.place == pair.done.report.place for pair in result.kept)
    assert "柳桥铺镇" in {pair.planned.report.place for pair in result.kept}


@pytest.mark.parametrize(
    ("topic", "name"), [("给老人办食堂", "老年食堂"), ("一个窗口把事都办了", "一窗通办"),
                        ("打零工的人找活干的地方", "零工驿站")],
)  # fmt: skip
def test_the_name_that_reports_use_is_told_with_its_years(
    library: Library, topic: str, name: str
) -> None:
    names = {one.name: one for one in library.precedents(topic).names}
    assert name in names
    assert list(names[name].years) == sorted(names[name].years)
    assert names[name].first.report.delivered_year == names[name].years[0]


def test_names_come_without_what_is_done_with_the_matter(library: Library) -> None:
    names = [one.name for one in library.precedents("地头建冷库保鲜").names]
    assert "田头冷库" in names
    assert not any(name.startswith(("建设", "建成", "座")) for name in names)


def test_a_name_that_the_thesaurus_knows_is_told_where_a_single_report_uses_it() -> None:
    told = [
        said("推进公租房建设，新开工公租房三百套", "云栖县", 2012),
        said("分配公租房五百套", "雪乡镇", 2013),
        said("筹集保障性租赁住房二百套", "云栖县", 2022),
    ]
    judge = Judge(bundled_late(), load())
    assert "保障性租赁住房" not in [one.name for one in names("公租房", told, judge)]
    found = names("公租房", told, judge, PLAIN.other_names("公租房", of_genre=True)["公租房"])
    assert [(one.name, one.years) for one in found] == [
        ("公租房", (2012, 2013)),
        ("保障性租赁住房", (2022,)),
    ]
