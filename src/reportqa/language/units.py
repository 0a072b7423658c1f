"""Units as reports print them: what they measure, and how they convert."""

from __future__ import annotations

import re
from decimal import Decimal

from reportqa.language.numerals import scale_of

SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![瓦克米])|百(?!分)|十)"
"""What may stand between a number and its unit."""

_MEASURES: dict[str, dict[str, str]] = {
    "%": {"%": "1", "‰": "0.1", "成": "10"},
    "个百分点": {"个百分点": "1", "百分点": "1"},
    "元": {"元": "1"},
    "美元": {"美元": "1"},
    "欧元": {"欧元": "1"},
    "港元": {"港元": "1"},
    "元/月": {"元/月": "1"},
    "元/年": {"元/年": "1"},
    "元/人": {"元/人": "1"},
    "元/人年": {"元/人年": "1"},
    "元/公斤": {"元/公斤": "1", "元/50公斤": "0.02", "元/斤": "2"},
    "元/亩": {"元/亩": "1"},
    "米": {"公里": "1000", "千米": "1000", "米": "1", "海里": "1852"},
    "平方米": {
        "平方公里": "1000000",
        "平方千米": "1000000",
        "平方米": "1",
        "公顷": "10000",
        # Fifteen 亩 are a hectare (GB 3100).
        "亩": str(Decimal(10000) / Decimal(15)),
    },
    "亩次": {"亩次": "1"},
    "立方米/日": {"立方米/日": "1", "立方米/天": "1"},
    "立方米/秒": {"立方米/秒": "1"},
    "吨/日": {"吨/日": "1", "吨/天": "1"},
    "立方米": {"立方米": "1", "方": "1"},
    "微克/立方米": {"微克/立方米": "1"},
    "公斤": {"吨": "1000", "公斤": "1", "千克": "1", "斤": "0.5"},
    "吨标准煤": {"吨标准煤": "1", "吨标煤": "1"},
    "瓦": {"千瓦": "1000", "兆瓦": "1000000", "吉瓦": "1000000000"},
    "瓦时": {"千瓦时": "1000", "兆瓦时": "1000000", "度": "1000"},
    "人": {"人": "1", "名": "1", "位": "1"},
    "人次": {"人次": "1"},
    "户次": {"户次": "1"},
    "倍": {"倍": "1"},
    "年": {"年": "1", "周年": "1"},
    "个月": {"个月": "1"},
    "天": {"天": "1", "日": "1"},
    "分钟": {"小时": "60", "分钟": "1"},
    "标准箱": {"标准箱": "1", "TEU": "1"},
    "P": {"P": "1", "EFLOPS": "1000"},
    "类": {"类": "1"},
}
"""What is measured → its units, each with how many of the base unit it is."""

_COUNTED = frozenset(
    "个家户项条座所处部件场期批眼台套间片艘架只头株栋幢口对支张枚盏床门份宗桩册轮辆列班羽尾匹根盆棵块组"
    "师包路盘段号起里次"
) | {
    "台套",
    "家次",
    "件次",
    "批次",
    "场次",
    "班次",
    "架次",
    "张床位",
    "个工作日",
    "课时",
}
"""Measure words for what is counted one by one: 5家 and 5个 are the same number."""

_BASES = {
    unit: (base, Decimal(factor))
    for base, units in _MEASURES.items()
    for unit, factor in units.items()
} | dict.fromkeys(_COUNTED, ("个", Decimal(1)))

UNITS = tuple(sorted(_BASES, key=len, reverse=True))
"""All units without scales, the longest first."""

_SCALED = re.compile(rf"({SCALE}?)(.*)", re.DOTALL)


def convert(value: Decimal, unit: str, to_unit: str) -> Decimal | None:
    """Express a value in another unit; ``None`` where that measures something else.

    A rate (%) is no difference of rates (个百分点). Things counted one by one convert, as 户, 家
    and 个 are all one.

    >>> convert(Decimal("0.5"), "万户", "户"), convert(Decimal(30), "亩", "公顷")
    (Decimal('5000.0'), Decimal('2'))
    >>> convert(Decimal(5), "%", "个百分点") is None
    True
    """
    scale, base, factor = _split(unit)
    to_scale, to_base, to_factor = _split(to_unit)
    if base != to_base:
        return None
    if (scale, factor) == (to_scale, to_factor):
        return value
    if factor == to_factor:
        return value * scale / to_scale
    converted = value * scale * factor / (to_scale * to_factor)
    return converted.quantize(Decimal("1e-12")).normalize()


def same_dimension(a: str, b: str) -> bool:
    """Whether two units measure the same: 亩 and 公顷 do, 户 and 人 do not."""
    return _split(a)[1] == _split(b)[1]


def _split(unit: str) -> tuple[Decimal, str, Decimal]:
    if unit in _BASES:
        return Decimal(1), *_BASES[unit]
    match = _SCALED.fullmatch(unit)
    assert match is not None
    base, factor = _BASES.get(match[2], (match[2], Decimal(1)))
    return scale_of(match[1]), base, factor
