"""From a target and what the review says of it to a verdict with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reportqa.language.numerals import plain


class Verdict(StrEnum):
    """What became of a commitment, as the next report's review tells it."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT_FULFILLED = "not_fulfilled"
    NOT_REPORTED = "not_reported"
    UNVERIFIABLE = "unverifiable"
    NO_LATER_REPORT = "no_later_report"


VERDICT_NAMES = {
    Verdict.FULFILLED: "已兑现",
    Verdict.PARTLY: "部分兑现",
    Verdict.NOT_FULFILLED: "未兑现",
    Verdict.NOT_REPORTED: "未提及",
    Verdict.UNVERIFIABLE: "无法核对",
    Verdict.NO_LATER_REPORT: "待核对",
}

GROWTH_TOLERANCE = Decimal("0.2")
"""What 左右 forgives a rate of growth, in percentage points: labellers called 4.8 for 5左右 and 7.4
for 7.5左右 fulfilled, 6.7 for 7左右 not (train/commitments.jsonl)."""

LEVEL_TOLERANCE = Decimal("0.05")
"""What 左右 forgives anything else, as a share of the target."""

_LOWER_IS_BETTER = re.compile(
    r"失业率|居民消费价格|消费价格|物价|CPI|PM2\.?5|PM10|死亡|发生率|重污染天数|草畜平衡指数|赤字"
    r"|出生缺陷|返贫|事故|发案|负债率|债务率"
)
_FLOW = re.compile(
    r"新增|新建|新开|筹建|竣工|改造|建成|建设|开工|完成|培育|引进|实施|开展|发展|打造|治理|修复|整治|创建|安装"
    r"|加装|装机|复耕|压减|淘汰|关停|救助|培训|转移就业|输出|新改|改建|设立|开通|推广|覆盖|落地|筹集"
    r"|硬化|恢复|种植|种草|造林|新植|栽植|植树|竣工|供应|入户|收储|盘活|办理|举办"
)

_LEVEL = re.compile(r"达到|突破|稳定在|总数|总量|产量|保有量|存栏|规模|新增就业")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason in one line; ``gap`` is actual − target, in the target's unit.

    ``share`` is the actual value as a share of the target; it is left out for a target of zero
    and for rates of growth that have other signs.
    """

    verdict: Verdict
    reason: str
    gap: Decimal | None = None
    share: Decimal | None = None


def lower_is_better(indicator: str, comparator: str, unit: str = "") -> bool:
    """Whether a value below the target is good: a ceiling, unemployment, prices, pollution.

    So is a class of water (Ⅲ类 before Ⅳ类).
    """
    is_class = unit == "类" and "水" in indicator
    return comparator == "<=" or is_class or bool(_LOWER_IS_BETTER.search(indicator))


def is_flow(quote: str) -> bool:
    """Whether a promise is of things made, done or added within the year, not of a level."""
    return bool(_FLOW.search(quote))


def is_output(quote: str, unit: str) -> bool:
    """Whether a target is a number of things to be made or done, of which a part can be done.

    A rate, a sum of money or a level that is missed is missed; of five cold stores, three are a
    part.
    """
    rates = ("%", "‰", "百分点", "个百分点")
    if unit in rates or unit.endswith("元") or (unit.endswith("立方米") and "/" in unit):
        return False
    return bool(_FLOW.search(quote)) and not _LEVEL.search(quote)


def compare(
    *,
    indicator: str,
    quote: str,
    comparator: str,
    target: Decimal,
    target_high: Decimal | None,
    unit: str,
    actual: Decimal,
    is_growth: bool,
) -> Judgement:
    """Hold an actual value, in the target's unit and of its kind, against the target."""
    gap = actual - target
    share = actual / target if target > 0 and actual >= 0 else None
    shown = f"目标{_target(comparator, target, target_high, unit)}，实际{plain(actual)}{unit}"
    is_ceiling = lower_is_better(indicator, comparator, unit)
    bound = target_high if is_ceiling and target_high is not None else target
    if is_ceiling:
        reached = actual <= bound + _forgiven(comparator, bound, is_growth)
    else:
        reached = actual >= bound - _forgiven(comparator, bound, is_growth)
    if reached:
        within = (actual > bound) if is_ceiling else (actual < bound)
        ending = "，在“左右”之内" if within else "，不高于目标" if is_ceiling else "，达到目标"
        return Judgement(Verdict.FULFILLED, shown + ending, gap, share)
    points = "个百分点" if unit == "%" else unit
    missing = f"，{'超出' if is_ceiling else '差'}{plain(abs(actual - bound))}{points}"
    if not is_ceiling and actual > 0 and is_output(quote, unit):
        done = f"，完成{_percent(share)}" if share is not None else ""
        return Judgement(Verdict.PARTLY, shown + missing + done, gap, share)
    return Judgement(Verdict.NOT_FULFILLED, shown + missing, gap, share)


def _forgiven(comparator: str, target: Decimal, is_growth: bool) -> Decimal:
    if comparator != "about":
        return Decimal(0)
    return GROWTH_TOLERANCE if is_growth else abs(target) * LEVEL_TOLERANCE


def _target(comparator: str, target: Decimal, high: Decimal | None, unit: str) -> str:
    if high is not None:
        return f"{plain(target)}—{plain(high)}{unit}"
    ending = {">=": "以上", "<=": "以内", "about": "左右"}.get(comparator, "")
    return f"{plain(target)}{unit}{ending}"


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"
