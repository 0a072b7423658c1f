"""Years and dates in all the ways in which reports print them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.language.years import (
    chinese_number,
    chinese_numeral,
    find_dates,
    find_plan_periods,
    find_years,
    five_year_plan,
)


def years(text: str, *, bare: bool = False) -> list[int]:
    return [found.year for found in find_years(text, bare=bare)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年重点任务", [2025]),
        ("１９９８年工作回顾", [1998]),
        ("1 9 9 8 年政府工作", [1998]),
        ("2 0 0 4　年", [2004]),
        ("二〇〇三年", [2003]),
        ("二○○三年", [2003]),
        ("二零二五年", [2025]),
        ("一九五八年", [1958]),
        ("1998年工作回顾和1999年工作的总体要求", [1998, 1999]),
        ("2024 年", [2024]),
        ("投资12025年内完成", []),
        ("增长3.2025年", []),
        ("1850年", []),
        ("三千年", []),
    ],
)
def test_a_year_is_read_however_it_is_printed(text: str, found: list[int]) -> None:
    assert years(text) == found


def test_only_file_names_hold_years_without_their_word() -> None:
    assert years("云溪县_2025.txt", bare=True) == [2025]
    assert years("云溪县_2025.txt") == []
    assert years("云溪县2024年报告20250116.pdf", bare=True) == [2024]


def test_a_year_knows_where_it_stands() -> None:
    text = "回顾１９９８年的工作"
    found = find_years(text)[0]
    assert text[found.start : found.end] == "１９９８年"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("——2025年1月16日在会上", date(2025, 1, 16)),
        ("２００２年１月２４日", date(2002, 1, 24)),
        ("1 9 9 8 年 3 月 5 日", date(1998, 3, 5)),
        ("二〇一九年一月十四日", date(2019, 1, 14)),
        ("二〇〇三年十二月三十一日", date(2003, 12, 31)),
    ],
)
def test_a_full_date_is_read(text: str, day: date) -> None:
    assert [found for found, _, _ in find_dates(text)] == [day]


def test_a_day_that_the_calendar_lacks_is_no_date() -> None:
    assert find_dates("2025年2月30日") == []


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("“十四五”时期", [(2021, 2025)]),
        ("十五五规划", [(2026, 2030)]),
        ("“一五”计划", [(1953, 1957)]),
        ("六五计划前两年", [(1981, 1985)]),
        ("“九五”回顾和“十五”展望", [(1996, 2000), (2001, 2005)]),
        ("十五五十六", []),
        ("五五开", []),
    ],
)
def test_five_year_plans_are_periods_of_years(text: str, periods: list[tuple[int, int]]) -> None:
    assert [period for period, _, _ in find_plan_periods(text)] == periods


def test_three_years_lie_between_the_second_and_the_third_plan() -> None:
    assert five_year_plan(2)[1] == 1962
    assert five_year_plan(3)[0] == 1966


@pytest.mark.parametrize(
    ("text", "number"),
    [("十二", 12), ("二十", 20), ("九十九", 99), ("十", 10), ("七", 7), ("１２", 12)],
)
def test_numerals_below_a_hundred_are_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "百", "十十", "一二", "茶"])
def test_what_is_no_number_below_a_hundred_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a number below 100"):
        chinese_number(text)


@given(st.integers(1, 99))
def test_a_numeral_is_read_back_as_its_number(number: int) -> None:
    assert chinese_number(chinese_numeral(number)) == number


@given(st.text())
def test_years_stand_in_the_order_of_the_text(text: str) -> None:
    found = find_years(text, bare=True)
    assert [f.start for f in found] == sorted(f.start for f in found)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
