"""Questions after the most and the least: 哪个省…最高, …和…哪个更多, 哪一年…最快."""

from __future__ import annotations

import re
from typing import NamedTuple

KINDS = (
    r"(?:省区市|省市区?|省级|省份?|直辖市|自治区|地市|城市|市县|县市区?|区县|乡镇"
    r"|[市县区乡镇]|地方|地区|政府)"
)
"""What places are called that a question asks of."""

MEASURES, _LEAST = "[高低多少大小快慢]", "低少小慢"
"""What can be most or least."""

_HOW = f"(?P<how>{MEASURES})"

_OF_ALL = (
    re.compile(rf"哪一?个?(?P<kind>{KINDS})(?:的|在|里)?[^，。？?]{{2,30}}?最{_HOW}"),
    re.compile(rf"最{_HOW}的(?:{KINDS})?是?哪一?个?(?P<kind>{KINDS})?"),
)
_OF_THEM = (re.compile(rf"(?:哪一?个?(?P<kind>{KINDS})?|谁)的?更?{_HOW}(?:一些|一点|些)?[？?]?$"),)
_OF_YEARS = (
    re.compile(rf"哪一?年(?:的|度)?[^，。？?]{{2,30}}?最{_HOW}"),
    re.compile(rf"最{_HOW}的?(?:一年)?是?哪一?年"),
)

MOST_FRAMES = (
    rf"(?:^|(?<=[年，]))哪一?个?{KINDS}(?:的|在|里)?(?=.*最{MEASURES})",
    rf"(?:在|是)?哪一?年(?:的|度)?(?=.*最{MEASURES})",
    rf"最{MEASURES}的?(?:{KINDS}|一年)?是?(?:哪一?个?(?:{KINDS}|年)?)?[？?]?$",
    rf"[，,]?(?:哪一?个?{KINDS}?|谁)的?更?{MEASURES}(?:一些|一点|些)?[？?]?$",
)
"""What such a question has around its topic, as patterns."""


class Most(NamedTuple):
    """``direction`` is 1 for the most, -1 for the least; ``kind`` is what the places are called."""

    direction: int
    kind: str


def most_of_all(question: str) -> Most | None:
    """Read which of all places has the most: 哪个省的目标最高."""
    return _read(question, _OF_ALL)


def more_of_them(question: str) -> Most | None:
    """Read which of some places that are named has more: 澜川市和禾岭县，哪个多."""
    return _read(question, _OF_THEM)


def most_of_years(question: str) -> Most | None:
    """Read which year of a place has the most: 哪一年增长最快."""
    return _read(question, _OF_YEARS)


def _read(question: str, shapes: tuple[re.Pattern[str], ...]) -> Most | None:
    for shape in shapes:
        if found := shape.search(question):
            return Most(-1 if found["how"] in _LEAST else 1, found.groupdict().get("kind") or "")
    return None
