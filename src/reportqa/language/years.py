"""Years and dates as reports print them: 2025年, １９９８年, 二〇〇三年一月十日, “十四五”时期."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "○": 0, "零": 0, "O": 0, "Ｏ": 0, "０": 0, "0": 0, "◯": 0,
}  # fmt: skip
_CHINESE_YEAR = r"[一二][〇○零OＯ◯0０一二三四五六七八九]{3}"
_ARABIC_YEAR = r"(?:1 ?9|2 ?0) ?\d ?\d"
"""Some sites print figures with blanks between them: 1 9 9 8 年."""

_ANY_YEAR = rf"(?<![\d.．])({_ARABIC_YEAR}|{_CHINESE_YEAR})\s*年"
_YEAR = re.compile(_ANY_YEAR)
_BARE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = r"(\d ?\d?|[一二三]?十?[一二三四五六七八九十])"
_DATE = re.compile(rf"{_ANY_YEAR}\s*{_DAY}\s*月\s*{_DAY}\s*日")

FIRST_PLAN_YEAR = 1953
"""The first five-year plan covered 1953–1957, the second 1958–1962; from the third on (1966) each
covers five full years, so that “十四五” is 2021–2025."""

_ORDINAL = r"(十[一二三四五六]|[一二三四五六七八九十])"
_FIVE_YEAR = re.compile(
    rf"[“\"「]?(?<![第\d]){_ORDINAL}·?五[”\"」]?(?=时期|期间|规划|计划|末|以来|开局|收官)"
    rf"|[“\"「]{_ORDINAL}五[”\"」]"
)
_SEVERAL = re.compile(
    r"年均(?!浓度|值|气温|降水)|累计|(?<!今年)以来|(?<![\d.])[五5]年|“?十[一二三四五]五”?"
)


def of_several_years(text: str) -> bool:
    """Whether a text counts or averages several years: 年均, 累计, 五年来, “十四五”时期.

    >>> of_several_years("城镇累计新增就业7000人"), of_several_years("PM2.5年均浓度32微克/立方米")
    (True, False)
    """
    return bool(_SEVERAL.search(text))


def chinese_number(text: str) -> int:
    """Read a whole number below 100 in Arabic or Chinese numerals: ``十二``, ``12``, ``１２``.

    Raises ValueError where the text is no such number.
    """
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        if len(text) == 1 and text in _DIGITS:
            return _DIGITS[text]
        raise ValueError(f"not a number below 100: {text!r}")
    try:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    except KeyError:
        raise ValueError(f"not a number below 100: {text!r}") from None


def chinese_numeral(number: int) -> str:
    """Write a whole number from 1 to 99 in Chinese numerals: 12 → ``十二``."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else digits[tens] + "十")
    return head + (digits[ones] if ones else "")


def _year(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return int("".join(str(_DIGITS.get(c, c)) for c in plain))


@dataclass(frozen=True, slots=True)
class FoundYear:
    """A year and where it stands in the text that was read."""

    year: int
    start: int
    end: int


def find_years(text: str, *, bare: bool = False) -> list[FoundYear]:
    """Find every year in ``text``; with ``bare`` also four digits without 年, as in file names."""
    wide = _same_length(text)
    found = [FoundYear(_year(m[1]), m.start(), m.end()) for m in _YEAR.finditer(wide)]
    if bare:
        taken = [(y.start, y.end) for y in found]
        found += [
            FoundYear(int(m[1]), m.start(), m.end())
            for m in _BARE_YEAR.finditer(wide)
            if not any(start <= m.start() < end for start, end in taken)
        ]
    return sorted((y for y in found if 1949 <= y.year <= 2100), key=lambda y: y.start)


def find_dates(text: str) -> list[tuple[date, int, int]]:
    """Find every full date in ``text`` with its start and end; impossible dates are left out."""
    found = []
    for match in _DATE.finditer(_same_length(text)):
        try:
            day = date(_year(match[1]), chinese_number(match[2]), chinese_number(match[3]))
        except ValueError:
            continue
        found.append((day, match.start(), match.end()))
    return found


def five_year_plan(ordinal: int) -> tuple[int, int]:
    """Return the first and last year of a five-year plan: 14 → (2021, 2025).

    The years are those of the plans themselves; between the second and the third lie three years
    of adjustment (1963–1965).
    """
    first = FIRST_PLAN_YEAR + 5 * (ordinal - 1) + (3 if ordinal >= 3 else 0)
    return first, first + 4


def find_plan_periods(text: str) -> list[tuple[tuple[int, int], int, int]]:
    """Find “十四五”时期 and the like: ((first year, last year), start, end)."""
    return [
        (five_year_plan(chinese_number(m[1] or m[2])), m.start(), m.end())
        for m in _FIVE_YEAR.finditer(text)
    ]


def _same_length(text: str) -> str:
    """Turn full-width digits into half-width ones without moving any offset."""
    return text.translate(_HALF_WIDTH)


_HALF_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("\u3000"): ord(" "),
    ord("\xa0"): ord(" "),
}
