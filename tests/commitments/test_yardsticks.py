"""Where a review measures with another yardstick than the promise, it is said and not compared."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reportqa import Library
from reportqa.commitments.verdict import Verdict
from small_library import checked, write_report


@pytest.mark.parametrize(
    ("promise", "deed", "changed"),
    [
        ("推动茶叶产值增长12%", "实现茶叶产值3200万元", "承诺的是增速，报告给出的是总量"),
        ("新增高新技术企业5家", "高新技术企业总数达到42家", "新增→总量"),
    ],
)
def test_another_yardstick_is_flagged(
    tmp_path: Path, promise: str, deed: str, changed: str
) -> None:
    entry = checked(tmp_path, promise, deed)
    assert entry.verdict is Verdict.PARTLY
    assert entry.changed.startswith(changed)
    assert "不能直接比较" in entry.reason


def test_of_several_figures_the_one_that_counts_the_thing_is_read(tmp_path: Path) -> None:
    entry = checked(tmp_path, "改造老旧小区18个", "改造城中村3个、老旧小区18个")
    assert (entry.actual, entry.verdict) == (Decimal(18), Verdict.FULFILLED)


def test_a_promise_that_a_plan_makes_twice_is_answered_twice(tmp_path: Path) -> None:
    promise = "新建农村公路12公里，办好十件实事，完成新建农村公路12公里"
    made = write_report(tmp_path, "青石坳镇", 2031, promise=promise)
    told = write_report(tmp_path, "青石坳镇", 2032, deed="新建农村公路14公里")
    with Library.open(tmp_path / "library") as library:
        library.ingest([made, told])
        entries = library.commitments("青石坳镇").entries
    roads = [entry for entry in entries if entry.commitment.target == 12]
    assert [entry.actual for entry in roads] == [14, 14]


def test_households_are_told_from_what_else_is_counted(tmp_path: Path) -> None:
    promise = "完成桂香巷2个老旧院落、460户改造"
    entry = checked(tmp_path, promise, "桂香巷2个老旧院落、430户完成改造")
    assert (entry.commitment.target, entry.actual) == (Decimal(2), Decimal(2))
    with Library.open(tmp_path / "library") as library:
        entries = library.commitments("青石坳镇").entries
    of_households = next(entry for entry in entries if entry.commitment.target == 460)
    assert (of_households.actual, of_households.verdict) == (Decimal(430), Verdict.PARTLY)


def test_a_bare_count_after_a_thing_counts_it(tmp_path: Path) -> None:
    entry = checked(tmp_path, "再办一个“乡村书屋”", "“乡村书屋”更名农家书屋，新办桃源村1处")
    assert (entry.actual, entry.verdict) == (Decimal(1), Verdict.FULFILLED)


def test_a_deed_that_the_review_admits_in_other_words_is_not_fulfilled(tmp_path: Path) -> None:
    promise = "青石坳至县城高速公路力争年内开工"
    entry = checked(tmp_path, promise, "高速公路前期工作不及预期")
    assert entry.verdict is Verdict.NOT_FULFILLED


def test_a_yearly_mean_before_it_does_not_make_a_figure_one_of_five_years(tmp_path: Path) -> None:
    promise = "优良天数比例达到72%以上"
    entry = checked(tmp_path, promise, "PM2.5年均浓度36微克/立方米，优良天数比例达到77%")
    assert (entry.actual, entry.verdict) == (Decimal(77), Verdict.FULFILLED)


@pytest.mark.parametrize(
    ("promise", "deed"),
    [
        ("城镇登记失业率控制在4.5%以内", "城镇调查失业率5.5%"),
        ("固定资产投资增长7%左右", "工业投资增长13.3%"),
        ("进出口总额增长5%左右", "外贸出口总额增长8%"),
        ("出口总额增长3%左右", "进出口总额下降5.4%"),
        ("规上工业增加值增长5%左右", "规上装备工业增加值增长8.4%"),
    ],
)
def test_what_is_only_named_alike_is_no_evidence(tmp_path: Path, promise: str, deed: str) -> None:
    entry = checked(tmp_path, promise, deed)
    assert (entry.actual, entry.verdict) == (None, Verdict.NOT_REPORTED)


def test_a_place_in_an_order_counts_nobody(tmp_path: Path) -> None:
    promise = "脱贫劳动力转移就业规模保持在3200人以上"
    entry = checked(tmp_path, promise, "脱贫劳动力转移就业规模居全市第2位")
    assert entry.actual is None
    assert entry.verdict is not Verdict.NOT_FULFILLED


def test_a_better_class_of_water_is_more_than_was_promised(tmp_path: Path) -> None:
    entry = checked(tmp_path, "水库水质达到Ⅳ类", "水库水质首次达到Ⅲ类")
    assert (entry.actual, entry.verdict) == (Decimal(3), Verdict.FULFILLED)


def test_what_was_to_be_completed_and_still_goes_on_is_kept_in_part(tmp_path: Path) -> None:
    promise = "年内完成经营性国有资产统一监管"
    entry = checked(tmp_path, promise, "积极推进经营性国有资产统一监管")
    assert entry.verdict is Verdict.PARTLY
    assert "没有说完成" in entry.reason
