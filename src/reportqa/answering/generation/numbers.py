"""The numbers of a sentence, by value and unit: what has to stand in the passage that is cited.

Digits in any width, Chinese numerals, scales (万, 亿), shares (百分之五, 五成), years, dates and
ordinals are read to one form, so that 1.2万亿元 is 12000亿元, and 二〇二五年 is 2025年.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reportqa.language.numerals import CHINESE_DIGITS, narrow, read_numeral, scale_of

YEAR = "年份"
ORDINAL = "第"
COUNTED = "个"

_UNITS: tuple[tuple[str, str, Decimal], ...] = tuple(
    (unit, base, Decimal(factor))
    for base, members in {
        "%": {"%": "1", "‰": "0.1", "成": "10"},
        "百分点": {"个百分点": "1", "百分点": "1"},
        "元": {"元": "1", "块钱": "1"},
        "美元": {"美元": "1"},
        "欧元": {"欧元": "1"},
        "米": {"公里": "1000", "千米": "1000", "米": "1", "华里": "500", "里": "500"},
        "平方米": {
            "平方公里": "1000000", "平方千米": "1000000", "平方米": "1", "公顷": "10000",
            # 15 亩 are a hectare.
            "亩": str(Decimal(10000) / Decimal(15)),
        },
        "立方米": {"立方米": "1"},
        "公斤": {"吨": "1000", "公斤": "1", "千克": "1", "斤": "0.5"},
        "瓦": {"千瓦": "1000", "兆瓦": "1000000", "吉瓦": "1000000000"},
        "瓦时": {"千瓦时": "1000", "度": "1000"},
        "人": {"人": "1", "名": "1", "位": "1"},
        "人次": {"人次": "1"},
        "户": {"户": "1"},
        "倍": {"倍": "1"},
        "年": {"年": "1", "周年": "1"},
        "个月": {"个月": "1"},
        "月": {"月": "1"},
        "日": {"日": "1", "号": "1"},
        "天": {"天": "1"},
        "小时": {"小时": "1"},
        "分": {"分钟": "1", "分": "1"},
    }.items()
    for unit, factor in members.items()
)  # fmt: skip
_BY_NAME = {unit: (base, factor) for unit, base, factor in _UNITS}
_COUNTED = "个家项条座所处部件场期批眼台套间片艘架只头株栋幢口对支张枚盏张床门份宗桩册次轮种类届大"
"""Measure words for what is counted one by one: 5家 and 5个 are the same number."""

_UNIT = "|".join(
    # 2023年成立 and 八成立 are no shares.
    "成(?![立为功果员本长])" if unit == "成" else re.escape(unit)
    for unit in sorted(_BY_NAME, key=len, reverse=True)
)
_NUMERAL = (
    r"(?P<arabic>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<chinese>[{CHINESE_DIGITS}][{CHINESE_DIGITS}万亿]*(?:点[{CHINESE_DIGITS}]+)?)"
)
_NUMBER = re.compile(
    rf"(?P<before>第|百分之)?\s*(?:{_NUMERAL})\s*(?:多|余|来|几)?\s*(?P<scale>[十百千]?[万亿]*)"
    rf"\s*(?:多|余)?\s*(?P<unit>{_UNIT}|[{_COUNTED}])?"
)
_RANGE = re.compile(r"\s*(?:-|—+|–|~|～|至|到|、|和|与|,)\s*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, ``text[start:end]`` with its unit.

    ``values`` are its readings in the base unit ``unit`` (``""`` where none is printed): in
    3—5万人 the 3 may be three or thirty thousand. There are none where the numeral is a name
    (十四五), which has to stand in a text as it is.
    """

    printed: str
    values: tuple[Decimal, ...]
    unit: str
    start: int
    end: int

    def is_said_by(self, other: Number) -> bool:
        """Whether another number says the same; a unit that is not printed fits any."""
        if not self.values or not other.values:
            return self.printed == other.printed
        units = {self.unit, other.unit}
        if len(units) > 1 and ("" not in units or ORDINAL in units):
            return False
        return any(value in other.values for value in self.values)


def numbers_of(text: str) -> list[Number]:
    """All numbers of a text in order; 一 alone (一个, 进一步) is seldom one and is left out."""
    plain = narrow(text)
    found: list[Number] = []
    for match in _NUMBER.finditer(plain):
        number = _number(match)
        if number is not None:
            found.append(number)
    return [_with_unit_of_next(plain, found, i) for i in range(len(found))]


def _number(match: re.Match[str]) -> Number | None:
    printed = match["arabic"] or match["chinese"]
    start, end = match.start(), match.end()
    if match["arabic"]:
        value = Decimal(printed.replace(",", ""))
    else:
        if printed in ("一", "百", "千") and not match["before"]:
            return None
        read = read_numeral(printed)
        if read is None:
            return Number(printed, (), "", match.start("chinese"), match.end("chinese"))
        if len(printed) == 1 and not (match["before"] or match["unit"] or match["scale"]):
            return None
        value = read
    scale = scale_of(match["scale"])
    value *= scale
    if match["before"] == "第":
        return Number(printed, (value,), ORDINAL, start, end)
    if match["before"] == "百分之":
        return Number(printed, (value,), "%", start, end)
    unit = match["unit"] or ""
    if unit == "年" and 1900 <= value <= 2100 and scale == 1:
        return Number(printed, (value,), YEAR, start, end)
    base, factor = _BY_NAME.get(unit, (COUNTED if unit else "", Decimal(1)))
    return Number(printed, ((value * factor).normalize(),), base, start, end)


def _with_unit_of_next(text: str, found: list[Number], index: int) -> Number:
    """In 3—5万人 and 5%、6%: a number without a unit may share that of the next."""
    number = found[index]
    following = found[index + 1] if index + 1 < len(found) else None
    if (
        following is None
        or number.unit
        or following.unit == ORDINAL
        or not number.values
        or not following.values
        or not _RANGE.fullmatch(text, number.end, following.start)
    ):
        return number
    return Number(
        number.printed,
        tuple(dict.fromkeys((*number.values, *_scaled_like(number, following)))),
        following.unit,
        number.start,
        number.end,
    )


def _scaled_like(number: Number, following: Number) -> tuple[Decimal, ...]:
    """The number's values times what the next one's scale and unit make of its digits."""
    digits = following.printed.replace(",", "")
    bare = Decimal(digits) if digits[0].isdecimal() else read_numeral(digits)
    if not bare:
        return ()
    return tuple((value * following.values[-1] / bare).normalize() for value in number.values)
