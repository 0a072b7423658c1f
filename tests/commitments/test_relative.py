"""Promises measured by another figure: what two growths of a review say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.commitments.verdict import Verdict
from small_library import checked

PACE = "居民收入增长与经济增长基本同步"
AHEAD = "居民收入增长快于经济增长"
ECONOMY = "地区生产总值46.2亿元、增长6.1%"


@pytest.mark.parametrize(
    ("promise", "told", "verdict"),
    [
        (PACE, "居民人均可支配收入增长6.4%", Verdict.FULFILLED),
        (PACE, "居民人均可支配收入增长6.0%", Verdict.FULFILLED),
        (PACE, "居民人均可支配收入增长4.9%", Verdict.NOT_FULFILLED),
        (PACE, "城镇、农村居民人均可支配收入分别增长4.9%、7.2%", Verdict.PARTLY),
        (PACE, "居民人均可支配收入增长6.4%、居民消费价格上涨1.1%", Verdict.FULFILLED),
        (AHEAD, "居民人均可支配收入增长6.1%", Verdict.NOT_FULFILLED),
        (AHEAD, "居民人均可支配收入增长6.2%", Verdict.FULFILLED),
    ],
)
def test_incomes_are_held_against_the_economy(
    tmp_path: Path, promise: str, told: str, verdict: Verdict
) -> None:
    entry = checked(tmp_path, promise, f"{ECONOMY}。{told}")
    assert entry.verdict is verdict
    assert "生产总值增长6.1%" in entry.reason
    quotes = [citation.quote for citation in entry.evidence]
    assert any(told in quote for quote in quotes)
    assert any(ECONOMY in quote for quote in quotes)


def test_all_incomes_count_before_those_of_town_and_country(tmp_path: Path) -> None:
    told = "城镇居民人均可支配收入增长4.9%，全体居民人均可支配收入增长6.3%"
    assert checked(tmp_path, PACE, f"{ECONOMY}。{told}").verdict is Verdict.FULFILLED


@pytest.mark.parametrize(
    "told", ["居民人均可支配收入年均增长6.5%", "五年来居民人均可支配收入增长34.3%", "新修水渠3公里"]
)
def test_incomes_of_many_years_say_nothing_of_the_one(tmp_path: Path, told: str) -> None:
    entry = checked(tmp_path, PACE, f"{ECONOMY}。{told}")
    assert entry.verdict is Verdict.NOT_REPORTED
    assert not entry.evidence


def test_without_the_growth_of_the_economy_it_is_told_in_part(tmp_path: Path) -> None:
    entry = checked(tmp_path, PACE, "居民人均可支配收入增长6.4%")
    assert entry.verdict is Verdict.PARTLY
    assert "没有给出生产总值的增速" in entry.reason


def test_a_review_that_only_says_so_is_believed(tmp_path: Path) -> None:
    entry = checked(tmp_path, PACE, f"{ECONOMY}。居民收入增长与经济增长同步")
    assert entry.verdict is Verdict.FULFILLED
    assert "没有给出数字" in entry.reason


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("全社会研发经费投入增长10%", Verdict.PARTLY),
        ("全社会研发经费投入增速高于全国平均水平2个百分点", Verdict.FULFILLED),
    ],
)
def test_a_comparison_that_the_review_does_not_make_is_not_taken_as_made(
    tmp_path: Path, told: str, verdict: Verdict
) -> None:
    assert checked(tmp_path, "全社会研发经费投入增速高于全国平均水平", told).verdict is verdict
