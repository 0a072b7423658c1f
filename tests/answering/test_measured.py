"""Figures of a topic, read from a quote."""

from __future__ import annotations

import pytest

from reportqa.answering.answer import Figure
from reportqa.answering.measured import measured
from reportqa.retrieval.ranking import bundled_late
from reportqa.retrieval.understanding import understand

QUOTE = (
    "2031年，全县地区生产总值增长6％左右；粮食总产量达到21.5万吨；"
    "城镇、农村居民人均可支配收入分别为38340元和17830元；新建口袋公园×个。"
)


def figures(topic: str, quote: str = QUOTE) -> tuple[Figure, ...]:
    return measured(quote, understand(topic, ()).terms, bundled_late())


@pytest.mark.parametrize(
    ("topic", "value", "unit"),
    [
        ("地区生产总值增速", "6", "%"),
        ("粮食总产量", "21.5", "万吨"),
    ],
)
def test_the_figure_is_that_of_the_clause_on_the_topic(topic: str, value: str, unit: str) -> None:
    first, *rest = figures(topic)
    assert (first.value, first.unit, rest) == (value, unit, [])


def test_numbers_told_respectively_are_named_each() -> None:
    assert [(f.indicator, f.value) for f in figures("农村居民人均可支配收入")] == [
        ("城镇", "38340"),
        ("农村居民人均可支配收入", "17830"),
    ]


def test_a_clause_that_goes_on_adds_its_figure() -> None:
    found = figures("财政收入", "财政收入6950万元，增长3.1%，城镇新增就业662人。")
    assert [(f.value, f.unit) for f in found] == [("6950", "万元"), ("3.1", "%")]
    assert found[1].indicator == "财政收入增长"


def test_a_blanked_number_is_redacted_not_zero() -> None:
    (found,) = figures("口袋公园")
    assert (found.value, found.redacted) == (None, True)


def test_dates_are_no_figures() -> None:
    assert figures("大桥通车", "大桥5月28日建成通车，比2030年计划提前。") == ()


def test_a_clause_on_something_else_gives_none() -> None:
    assert figures("低价彩礼", "新建冷库5座。") == ()
