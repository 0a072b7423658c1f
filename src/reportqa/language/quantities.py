"""Numbers with units in official prose: 1.1万亩, 5%—6%, 百分之五, 不低于2000户, xx公里, 前3名."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from reportqa.language.numerals import CHINESE_DIGITS, narrow, read_numeral
from reportqa.language.units import SCALE, UNITS


class Comparator(StrEnum):
    """How a number is meant."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "about"
    RANGE = "range"
    EXACT = "="


class Change(StrEnum):
    """Whether a number is a level, or a change and which way."""

    LEVEL = "level"
    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: ``text`` as printed, at ``[start, end)`` of the text that was read.

    ``value`` is in ``unit`` (万亩, %, 个百分点); ``None`` where × or xx is printed for it. ``high``
    is the upper end of a range. Words that only say how it is meant (不低于, 左右) are outside of
    ``text``. A fall is a positive number with ``Change.FALL``.
    """

    text: str
    start: int
    end: int
    value: Decimal | None
    unit: str
    comparator: Comparator = Comparator.EXACT
    high: Decimal | None = None
    change: Change = Change.LEVEL

    @property
    def redacted(self) -> bool:
        """Whether the number itself is not given."""
        return self.value is None


_REDACTED = "×xX＊*✕"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = rf"[{CHINESE_DIGITS}][{CHINESE_DIGITS}万亿]*(?:点[{CHINESE_DIGITS}]+)?"
_NUMBER = rf"{_ARABIC}|{_CHINESE}|[{re.escape(_REDACTED)}]{{1,4}}"
_MORE = r"多|余|来"
# 成立, 成为 are no shares; 个大, 个方 begin what is counted.
_UNIT = "|".join(
    {
        "成": "成(?![立为功果员本长品效熟])",
        "号": "号(?=[,。;]|$)",
        "段": "段",
        "方": "方(?!面|案|式|向|位|针|便)",
        "分": "分(?!别)",
        "人": "人(?!制)",
    }.get(u, re.escape(u))
    for u in UNITS
)
_TO = r"\s*(?:—+|–|-{1,2}|~|～|至|到)\s*"
_QUANTITY = re.compile(
    rf"(?P<share>百分之)?(?P<number>{_NUMBER})(?P<more>{_MORE})?"
    rf"(?:(?P<scale_low>{SCALE})?(?P<unit_low>%|{_UNIT})?{_TO}(?P<share_high>百分之)?"
    rf"(?P<high>{_ARABIC}|{_CHINESE}))?"
    rf"\s*(?P<scale>{SCALE})?(?P<more_after>{_MORE})?\s*(?P<unit>{_UNIT})?"
)
_FRACTION = re.compile(
    r"(?P<below>[一二三四五六七八九十]+)分之(?P<above>[一二三四五六七八九]+)|(?P<half>一半|过半|半数)"
)
_FIXED: tuple[tuple[re.Pattern[str], str, str, Change], ...] = (
    (re.compile(r"零增长|零新增"), "0", "%", Change.RISE),
    (re.compile(r"翻一番|翻番"), "100", "%", Change.RISE),
    (re.compile(r"翻两番"), "300", "%", Change.RISE),
    (re.compile(r"减半"), "50", "%", Change.FALL),
    (re.compile(r"零发生|零事故"), "0", "起", Change.LEVEL),
)
"""Words that say a number, with the unit that is meant."""

_ONE_MORE = re.compile(r"(?:办|建|开|设|增|添)(?:成|设|立|起|好|辟|加)?$")
"""Before 一: 再办一个 counts, 做好这一个 does not."""

_ROUND = re.compile(rf"(?<=[过破超达])(?:{SCALE})(?:元|(?=[大关,。;、]|$))")
_RANK = re.compile(rf"前(?P<number>\d+|[{CHINESE_DIGITS}]+)(?P<unit>名|位|(?=[,。;、列]|$))")
_CLASS = re.compile(r"(?P<number>Ⅰ|Ⅱ|Ⅲ|Ⅳ|Ⅴ|III|II|IV|I|V)类")
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}

_NO_QUANTITY = re.compile(
    "|".join(
        (
            r"(?:19|20)\d\d年?(?:—+|-|至|到)(?:19|20)?\d\d年?",
            rf"(?:19|20)\d\d(?:年|(?![\d,.]|多|余|{SCALE}|{_UNIT}))",
            r"[一二三四五六七八九〇○零]{4}年",
            r"\d{1,2}月(?:\d{1,2}日|底|初|末|份)?",
            rf"第(?:\d{{1,20}}|[{CHINESE_DIGITS}]+)(?!名|位)",
            r"PM2\.5|PM10|[A-Za-z]+-?\d{1,20}|\d{1,20}(?:\.\d{1,20})?[A-WYZa-wyz]+(?![A-Za-z]*标)|\d{1,20}\.\d{1,20}版?(?=方案|版|模式|$)",
            r"\d{1,20}(?:[+＋]\d{1,20}|[+＋][A-Z])+(?:[+＋][A-Z])?|\d{1,20}[·]\d{1,20}|\d{1,20}×\d{1,20}",
            r"世界500强|中国500强|民企500强|[国省]?内?500强|百强|千强|\d{1,20}强",
            r"[“\"]?十[一二三四五]五|“[^”]{1,14}”|《[^》]*》|〔[^〕]*〕|\[[^\]]*\]",
            r"[一二三四五六七八九十]+是",
            r"最后一(?:公里|米)|进一步|一体|统一|一批|一些|一定|一流|一线|一律|一次性|一站式|一网|一件事|同一|唯一",
            r"零部件|千万(?:师生|群众|农民|家庭|[不别要])|二元|三轮|四方|八方|百亿级|千亿级|万亿级|两位数|[一二三四五六七八九]项规定",
            r"(?:十?[一二三四五六七八九十]届)?[一二三四五六七八九]次(?:全会|全体|中全会)|\d{1,20}小时(?=\S{0,12}圈)",
            r"[三两]年行动|\d{1,20}年行动|十年禁渔|九年(?:制|一贯|义务)|每[千万百]人|\d{1,20}分钟(?=\S{0,6}圈)|百年|千年|万众|千方百计|百姓|千家万户|十分|万里|百花|四季|一季|[一二三四]季度",
        )
    )
)
"""Runs of digits are bounded, or a long one would be gone over again from each of its digits."""

_RISE = re.compile(r"(?:增长率?|增速|增幅|增加|上涨|上升|涨幅|提高|提升|扩大|增|涨|升)[^\d]{0,9}$")
_FALL = re.compile(r"(?:下降|降低|减少|降幅|回落|压减|压缩|削减|缩减|缩短|负增长|减|降)[^\d]{0,8}$")
_NAMED_CHANGE = re.compile(r"(?:增速|增幅|涨幅|(?<!自然)增长率|降幅)(?!度)[^\d]{0,9}$")
"""A rate of change by name is one even where it is to be kept: 增速保持在7%以上."""

_RATES = ("%", "‰", "个百分点")
_TO_LEVEL = re.compile(r"(?:[到至]|达到?|为|控制在|保持在|稳定在)(?:约|全[国省市县]|[国省]?均)?$")
_AT_LEAST_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|至少|超过?|突破|高于|大于|[过破]|快于|力争达到|不短于|最低)(?:约|全年)?$"
)
_AT_MOST_BEFORE = re.compile(
    r"(?:不超过|不高于|不大于|不多于|(?<!不)(?:低于|小于|少于)|至多|最多|前|不突破)$"
)
_ABOUT_BEFORE = re.compile(r"(?:约|大约|大概|约为|近|接近|稳定在|保持在)$")
_FARTHEST = 40
_AT_LEAST_AFTER = re.compile(r"(?:及|\(含\))?以上|之上|多|余|出头")
_AT_MOST_AFTER = re.compile(r"(?:及|\(含\))?以[内下]|之[内下]|封顶")
_ABOUT_AFTER = re.compile(r"左右|上下|之间")


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Find the numbers with units in ``text[start:end]``, in order.

    Years, dates, ordinals, slogans, names of programmes, and bare numbers are none. Offsets are of
    ``text``.

    >>> [(q.text, q.comparator.value) for q in find_quantities("增长５％左右，新建不少于1.1万亩")]
    [('５％', 'about'), ('1.1万亩', '>=')]
    """
    plain = narrow(text[start : len(text) if end is None else end])
    taken = bytearray(len(plain))
    for m in _NO_QUANTITY.finditer(plain):
        taken[m.start() : m.end()] = b"\1" * len(m[0])
    found: list[_Found] = []
    for read in (*_fixed(plain), *_numbers(plain), *_round(plain)):
        if not any(taken[read.start : read.end]):
            taken[read.start : read.end] = b"\1" * (read.end - read.start)
            found.append(read)
    found.sort(key=lambda read: read.start)
    changes: list[Change] = []
    for index, read in enumerate(found):
        last = (found[index - 1], changes[-1]) if index else None
        changes.append(_change(plain, read, last))
    return [
        Quantity(
            text=text[start + read.start : start + read.end],
            start=start + read.start,
            end=start + read.end,
            value=read.value,
            unit=read.unit,
            comparator=_comparator(plain, read),
            high=read.high,
            change=change,
        )
        for read, change in zip(found, changes, strict=True)
    ]


class _Found(NamedTuple):
    """A number as it was read; ``more`` says that it is over that (2000多户)."""

    start: int
    end: int
    value: Decimal | None
    unit: str
    high: Decimal | None = None
    more: bool = False
    change: Change | None = None


def _fixed(plain: str) -> Iterator[_Found]:
    """Numbers in words: 零增长, 三分之一, 前三名, Ⅲ类."""
    for pattern, number, unit, change in _FIXED:
        for m in pattern.finditer(plain):
            yield _Found(m.start(), m.end(), Decimal(number), unit, change=change)
    for m in _FRACTION.finditer(plain):
        yield _Found(m.start(), m.end(), _fraction(m), "%", more=m["half"] == "过半")
    for m in _RANK.finditer(plain):
        rank, name = _value(m["number"]), m["unit"] or "位"
        if rank is not None:
            yield _Found(m.start("number"), m.end(), rank, name, change=Change.LEVEL)
    for m in _CLASS.finditer(plain):
        yield _Found(m.start(), m.end(), Decimal(_ROMAN[m["number"]]), "类", change=Change.LEVEL)


def _numbers(plain: str) -> Iterator[_Found]:
    for m in _QUANTITY.finditer(plain):
        read = _read(m)
        if read is not None:
            yield read


def _round(plain: str) -> Iterator[_Found]:
    """过百亿 is a hundred 亿元, 破万亿 is one 万亿元."""
    for m in _ROUND.finditer(plain):
        scale = m[0].removesuffix("元")
        count = {"百亿": 100, "千亿": 1000, "十亿": 10}.get(scale)
        unit = "亿元" if count else f"{scale}元"
        yield _Found(m.start(), m.end(), Decimal(count or 1), unit)


def _read(m: re.Match[str]) -> _Found | None:
    """Read a number with its unit; ``None`` for what is none."""
    number, unit, scale = m["number"], m["unit"] or "", m["scale"] or ""
    end = m.end("unit") if m["unit"] else m.end()
    if m["share"]:
        unit, scale = "%", ""
    if number[0] in _REDACTED:
        is_one = bool(unit) or scale in ("亿", "万")
        return _Found(m.start(), end, None, _named(scale, unit)) if is_one else None
    if number[0] in CHINESE_DIGITS and not scale and not m["share"]:
        number, scale = _scale_apart(number)
    value = _value(number)
    if value is None or not (unit or scale not in ("", "十", "百", "千")):
        return None
    if number == "一" and not _ONE_MORE.search(_before(m.string, m.start())):
        return None
    if number in ("百", "千", "万") and not scale and unit != "元":
        return None  # 百家, 千户苗寨 say many
    high = _value(m["high"]) if m["high"] else None
    if m["high"]:
        low_unit = f"{m['scale_low'] or ''}{m['unit_low'] or ''}"
        if high is None or low_unit not in ("", scale, unit, _named(scale, unit)):
            return None
        if high < value and not m["unit_low"]:
            return None
    more = bool(m["more"] or m["more_after"])
    return _Found(m.start(), end, value, _named(scale, unit), high, more)


def _scale_apart(number: str) -> tuple[str, str]:
    """三亿 is 3 in 亿, 百万 is 100 in 万; 一万二千 is one number."""
    for scale in ("万亿", "亿", "万"):
        if number.endswith(scale) and len(number) > len(scale):
            rest = number.removesuffix(scale)
            if not set(rest) & set("万亿"):
                return rest, scale
    return number, ""


def _named(scale: str, unit: str) -> str:
    return f"{scale}{'个百分点' if unit == '百分点' else unit}"


def _value(number: str) -> Decimal | None:
    if number[0].isdecimal():
        return Decimal(number.replace(",", ""))
    return read_numeral(number)


def _fraction(m: re.Match[str]) -> Decimal | None:
    if m["half"]:
        return Decimal(50)
    below, above = read_numeral(m["below"]), read_numeral(m["above"])
    if not below or above is None:
        return None
    return (above * 100 / below).quantize(Decimal("0.1"))


def _before(plain: str, start: int) -> str:
    """What stands before a number, as far as any pattern here looks back."""
    return plain[max(0, start - _FARTHEST) : start]


def _comparator(plain: str, read: _Found) -> Comparator:
    before, after = _before(plain, read.start), plain[read.end :]
    if read.high is not None:
        return Comparator.RANGE
    if _AT_LEAST_AFTER.match(after) or read.more:
        return Comparator.AT_LEAST
    if _AT_MOST_AFTER.match(after):
        return Comparator.AT_MOST
    if _ABOUT_AFTER.match(after):
        return Comparator.ABOUT
    for pattern, comparator in (
        (_AT_MOST_BEFORE, Comparator.AT_MOST),
        (_AT_LEAST_BEFORE, Comparator.AT_LEAST),
        (_ABOUT_BEFORE, Comparator.ABOUT),
    ):
        if pattern.search(before):
            return comparator
    return Comparator.EXACT


def _change(plain: str, read: _Found, last: tuple[_Found, Change] | None) -> Change:
    """Which way a number goes; ``last`` is the number before it and the way of that."""
    if read.change is not None:
        return read.change
    clause = re.split(r"[,，。;；]", _before(plain, read.start))[-1]
    if read.unit in _RATES and (named := _NAMED_CHANGE.search(clause)):
        return Change.FALL if named[0].startswith("降") else Change.RISE
    at_least = _AT_LEAST_BEFORE.search(clause)
    lead = clause[: at_least.start()] if at_least else clause
    if not _TO_LEVEL.search(lead):
        falls, rises = _FALL.search(lead), _RISE.search(lead)
        if falls and not (rises and rises.start() > falls.start()):
            return Change.FALL
        if rises:
            return Change.RISE
    if last is not None and last[0].unit == read.unit:
        # 分别增长6%和7%: the verb is said once.
        between = plain[last[0].end : read.start]
        if re.fullmatch(r"(?:左右|以上|以内)?[、和与及]", between):
            return last[1]
    is_rate = read.unit in ("%", "个百分点")
    if is_rate and re.match(r"(?:左右|以上)?的?(?:增长|增速|增幅)", plain[read.end :]):
        return Change.RISE
    return Change.LEVEL
