"""What a question is read as."""

from __future__ import annotations

import pytest

from reportqa.errors import QueryError
from reportqa.retrieval.understanding import LONGEST_QUERY, MOST_TERMS, understand, unknown_places
from reportqa.types import Level, Report, Role


def report(place: str, level: Level, delivered: int) -> Report:
    return Report(
        id=f"{place}{delivered}",
        title=f"{place}{delivered}年政府工作报告",
        place=place,
        level=level,
        delivered_year=delivered,
        review_year=delivered - 1,
        plan_year=delivered,
        source=f"{place}_{delivered}.txt",
    )


HELD = (
    report("重庆市", Level.PROVINCE, 2024),
    report("重庆市", Level.PROVINCE, 2025),
    report("陕西省", Level.PROVINCE, 2025),
    report("禾岭县", Level.COUNTY, 2023),
    report("国务院", Level.COUNTRY, 2016),
)


@pytest.mark.parametrize("name", ["重庆", "重庆市"])
def test_a_place_is_known_by_its_short_and_its_full_name(name: str) -> None:
    assert understand(f"{name}的公园晚上开门吗", HELD).places == ("重庆市",)


def test_a_citys_name_prefers_its_province_where_only_that_is_held() -> None:
    assert understand("在西安看病能互认多少检查", HELD).places == ("陕西省",)


def test_our_county_means_the_only_county_that_is_held() -> None:
    assert understand("我县修了多少公里路", HELD).places == ("禾岭县",)


def test_our_province_says_nothing_where_several_are_held() -> None:
    assert understand("我省修了多少公里路", HELD).places == ()


def test_a_place_that_is_not_held_is_named_as_missing() -> None:
    question = "浙江和重庆的公园"
    assert unknown_places(question, understand(question, HELD)) == ("浙江省",)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("青石县的养老服务", ("青石县",)),
        ("2024年，白沙镇有多少个村", ("白沙镇",)),
        ("禾岭县的养老服务", ()),
        ("全县的养老服务", ()),
        ("各乡镇的养老服务", ()),
        ("社区的养老服务", ()),
        ("特色小镇的建设", ()),
        ("新型城镇的建设", ()),
    ],
)
def test_a_county_or_township_that_is_not_held_is_named_where_it_leads(
    question: str, missing: tuple[str, ...]
) -> None:
    assert unknown_places(question, understand(question, HELD)) == missing


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2024年新增多少公园", (2024,)),
        ("２０２４年新增多少公园", (2024,)),
        ("二〇二四年新增多少公园", (2024,)),
        ("“十四五”期间新增多少公园", (2021, 2022, 2023, 2024, 2025)),
        ("“十五”开局时有什么办法", (2001, 2002, 2003, 2004, 2005)),
        ("公园有多少", ()),
    ],
)
def test_years_are_read_in_every_way_that_people_write_them(
    question: str, years: tuple[int, ...]
) -> None:
    assert understand(question, HELD).years == years


def test_a_decade_is_ten_years() -> None:
    assert understand("八十年代的积累率", HELD).years == tuple(range(1980, 1990))


def test_last_year_counts_from_the_latest_report_of_the_place() -> None:
    assert understand("重庆去年建了多少公园", HELD).years == (2024,)
    assert understand("国务院去年安置了多少职工", HELD).years == (2015,)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("去年完成了哪些道路", Role.REVIEW),
        ("今年打算修哪些路", Role.PLAN),
        ("发展中存在哪些困难", Role.PROBLEMS),
        ("公园的数量", None),
    ],
)
def test_a_question_asks_for_deeds_for_promises_or_for_problems(
    question: str, role: Role | None
) -> None:
    assert understand(question, HELD).role is role


def test_a_quoted_phrase_is_kept_whole() -> None:
    assert understand("哪里提到“老人吃饭不出村”", HELD).phrases == ("老人吃饭不出村",)


def test_the_name_of_a_five_year_plan_is_a_period_and_no_phrase() -> None:
    assert understand("“十四五”时期的公园", HELD).phrases == ()


def test_asking_words_places_and_years_are_not_searched() -> None:
    terms = understand("重庆市2024年一共有多少座公园全天开放？", HELD).terms
    assert {"公园", "全天", "开放"} <= set(terms)
    assert not {"重庆", "重庆市", "2024", "多少", "一共", "年"} & set(terms)


def test_a_question_of_asking_words_alone_is_searched_as_it_stands() -> None:
    assert understand("什么情况", HELD).terms


@pytest.mark.parametrize("query", ["", "   ", "\u3000\n"])
def test_an_empty_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="空"):
        understand(query, HELD)


def test_a_query_over_the_limit_is_refused_and_says_the_limit() -> None:
    with pytest.raises(QueryError, match=str(LONGEST_QUERY)):
        understand("路" * (LONGEST_QUERY + 1), HELD)


def test_a_query_of_ten_thousand_characters_is_searched_by_its_first_words() -> None:
    query = "".join(f"修建第{i}号公路" for i in range(1200))[:LONGEST_QUERY]
    assert len(understand(query, HELD).terms) == MOST_TERMS
