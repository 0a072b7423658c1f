"""From a target and an actual value to a verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportqa.commitments.figures import Kind, comparable, figures
from reportqa.commitments.telling import Stage, stage_of_promise, stage_told
from reportqa.commitments.verdict import Verdict, compare

FULFILLED, PARTLY, MISSED = Verdict.FULFILLED, Verdict.PARTLY, Verdict.NOT_FULFILLED


@pytest.mark.parametrize(
    ("indicator", "quote", "comparator", "target", "high", "unit", "actual", "growth", "verdict"),
    [
        ("地区生产总值增速", "地区生产总值增长6%以上", ">=", "6", None, "%", "6", True, FULFILLED),
        ("地区生产总值增速", "地区生产总值增长6%以上", ">=", "6", None, "%", "5.9", True, MISSED),
        ("财政收入增速", "财政收入增长8%左右", "about", "8", None, "%", "7.8", True, FULFILLED),
        ("财政收入增速", "财政收入增长8%左右", "about", "8", None, "%", "7.7", True, MISSED),
        ("投资增速", "固定资产投资增长5%", "=", "5", None, "%", "-3", True, MISSED),
        ("粮食产量", "粮食产量21万吨左右", "about", "21", None, "万吨", "20.2", False, FULFILLED),
        ("失业率", "城镇调查失业率5.5%左右", "about", "5.5", None, "%", "5.2", False, FULFILLED),
        ("消费价格涨幅", "居民消费价格涨幅3%左右", "about", "3", None, "%", "1", True, FULFILLED),
        ("失业率", "城镇登记失业率4.5%以内", "<=", "4.5", None, "%", "4.6", False, MISSED),
        (
            "PM2.5浓度",
            "PM2.5浓度降至35以下",
            "<=",
            "35",
            None,
            "微克/立方米",
            "33",
            False,
            FULFILLED,
        ),
        ("森林火灾", "森林火灾零发生", "<=", "0", None, "起", "0", False, FULFILLED),
        ("托位", "新增托位400至500个", "range", "400", "500", "个", "460", False, FULFILLED),
        ("托位", "新增托位400至500个", "range", "400", "500", "个", "390", False, PARTLY),
        ("冷库", "建设田头冷库5座", "=", "5", None, "座", "3", False, PARTLY),
        ("冷库", "建设田头冷库5座", "=", "5", None, "座", "0", False, MISSED),
        ("总产值", "工业总产值突破25亿元", ">=", "25", None, "亿元", "24.9", False, MISSED),
        ("规上企业", "规上企业达到32家", "=", "32", None, "家", "31", False, MISSED),
    ],
)
def test_an_actual_value_is_judged_as_an_office_would(
    indicator: str,
    quote: str,
    comparator: str,
    target: str,
    high: str | None,
    unit: str,
    actual: str,
    growth: bool,
    verdict: Verdict,
) -> None:
    judgement = compare(
        indicator=indicator,
        quote=quote,
        comparator=comparator,
        target=Decimal(target),
        target_high=Decimal(high) if high else None,
        unit=unit,
        actual=Decimal(actual),
        is_growth=growth,
    )
    assert judgement.verdict is verdict
    assert judgement.gap == Decimal(actual) - Decimal(target)
    assert "\n" not in judgement.reason


@pytest.mark.parametrize(
    ("clause", "kind", "unit", "value"),
    [
        ("新增自来水入户5200户", Kind.LEVEL, "万户", "0.52"),
        ("高标准农田建成0.83万亩", Kind.LEVEL, "亩", "8300"),
        ("固定资产投资下降3.3%", Kind.GROWTH, "%", "-3.3"),
        ("单位能耗下降4.8%", Kind.FALL, "%", "4.8"),
        ("居民消费价格与上年持平", Kind.GROWTH, "%", "0"),
        ("自来水普及率由88%提高到94.3%", Kind.LEVEL, "%", "94.3"),
    ],
)
def test_a_figure_is_converted_into_the_unit_of_the_target(
    clause: str, kind: Kind, unit: str, value: str
) -> None:
    found = [comparable(figure, kind, unit) for figure in figures(clause)]
    assert found == [Decimal(value)]


@pytest.mark.parametrize(
    ("clause", "kind", "unit"),
    [
        ("全年实现生产总值184.6亿元", Kind.GROWTH, "%"),
        ("技术合同成交额增长48%", Kind.LEVEL, "亿元"),
        ("自来水普及率94.3%", Kind.GROWTH, "%"),
        ("春茶产值达xx万元", Kind.LEVEL, "万元"),
        ("种植莲藕1.2万亩", Kind.LEVEL, "户"),
    ],
)
def test_a_figure_of_another_kind_is_never_compared(clause: str, kind: Kind, unit: str) -> None:
    held = figures(clause)
    assert held
    assert all(comparable(figure, kind, unit) is None for figure in held)


@pytest.mark.parametrize(
    ("clause", "stage"),
    [
        ("大桥未能如期通车", Stage.UNDONE),
        ("综合楼主体封顶", Stage.NEARLY),
        ("新校区建成投用", Stage.DONE),
        ("水厂项目正在办理前期手续", Stage.PREPARED),
        ("绕城公路开工", Stage.BEGUN),
        ("加快推进园区道路", Stage.GOING_ON),
    ],
)
def test_a_review_tells_how_far_a_work_has_got(clause: str, stage: Stage) -> None:
    assert stage_told(clause) is stage


def test_a_promise_says_how_far_it_is_to_get() -> None:
    assert stage_of_promise("确保大桥年内建成通车") is Stage.DONE
    assert stage_of_promise("启动综合楼建设") is Stage.BEGUN
