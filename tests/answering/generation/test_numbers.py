"""Numbers that are printed differently and say the same, and those that don't."""

from __future__ import annotations

import pytest

from reportqa.answering.generation.numbers import numbers_of


def says(sentence: str, passage: str) -> bool:
    """Whether each number of a sentence is said by one of a passage; there must be some."""
    numbers = numbers_of(sentence)
    assert numbers
    return all(any(n.is_said_by(other) for other in numbers_of(passage)) for n in numbers)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("增长5.7%", "增长５．７％左右"),
        ("1.2万亿元", "12000亿元"),
        ("12034亿元", "12,034亿元"),
        ("2025年", "二〇二五年"),
        ("5%", "百分之五"),
        ("50%", "五成"),
        ("3个", "三座"),
        ("第二位", "居全国第2"),
        ("120万人", "一百二十万人"),
        ("2300户", "两千三百户"),
        ("3万人", "3—5万人"),
        ("3%", "分别增长3、5%"),
        ("100公顷", "1500亩"),
        ("2024年", "2024—2026年"),
        ("1200亿元", "1200多亿元"),
        ("“十四五”时期", "“十四五”以来"),
        ("35所", "三十五所"),
        ("205家", "二百零五家"),
        ("120元", "一百二元"),
        ("1.5万", "一点五万"),
        ("1.2亿人", "一亿二千万人"),
    ],
)
def test_one_number_is_known_in_many_forms(sentence: str, passage: str) -> None:
    assert says(sentence, passage)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("5.7%", "5.8%"),
        ("1.2万亿元", "1.2亿元"),
        ("5%", "5家"),
        ("5%", "5个百分点"),
        ("500公里", "500亩"),
        ("500人", "500户"),
        ("2024年", "2025年"),
        ("3年", "2003年"),
        ("第3位", "3家"),
        ("“十四五”时期", "“十三五”以来"),
        ("12月", "12个月"),
        ("15%", "5%"),
    ],
)
def test_numbers_that_differ_in_value_or_kind_are_not_taken_for_each_other(
    sentence: str, passage: str
) -> None:
    assert not says(sentence, passage)


@pytest.mark.parametrize("text", ["进一步统一部署", "千家万户", "一个突破", "××亿元", "百强"])
def test_words_with_a_numeral_in_them_are_no_numbers(text: str) -> None:
    assert numbers_of(text) == []


def test_a_number_knows_where_it_stands_with_its_unit() -> None:
    text = "粮食总产量１２．５万吨，增长3%"
    assert [text[n.start : n.end] for n in numbers_of(text)] == ["１２．５万吨", "3%"]
