"""Chinese numerals as numbers: 三千二百, 二〇二五, 一点五, 十二."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

CHINESE_DIGITS = "零〇○一二三四五六七八九十百千两"
"""The signs that a Chinese numeral is written with, but for 万 and 亿."""

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}


def narrow(text: str) -> str:
    """Write full-width signs and digits as half-width ones, character for character.

    >>> narrow("１．１万亩，５％")
    '1.1万亩,5%'
    """
    return text.translate(_NARROW)


def plain(value: Decimal | None) -> str:
    """Plain digits of a number, without an exponent; empty for ``None``.

    >>> plain(Decimal("1.20E+3")), plain(Decimal("5.50"))
    ('1200', '5.5')
    """
    return "" if value is None else f"{value.normalize():f}"


_NARROW = {
    code: normal
    for code in (*range(0xFF01, 0xFFEF), 0x3000, 0xA0)
    if len(normal := unicodedata.normalize("NFKC", chr(code))) == 1
}
"""Full-width forms alone: ② is the mark of a list, and no number."""


def scale_of(signs: str) -> Decimal:
    """The number that scale signs multiply by: 万 → 10,000, 百万 → 1,000,000, 万亿 → 10¹²."""
    scale = Decimal(1)
    for sign in signs:
        scale *= _TENS.get(sign) or _SCALES[sign]
    return scale


def read_numeral(text: str) -> Decimal | None:
    """Read a Chinese numeral; ``None`` for signs that are no one number (三四, 十四五).

    >>> read_numeral("三千二百"), read_numeral("二〇二五"), read_numeral("一点五")
    (Decimal('3200'), Decimal('2025'), Decimal('1.5'))
    >>> read_numeral("十四五") is None
    True
    """
    whole, point, decimals = text.partition("点")
    if point:
        read = read_numeral(whole)
        if read is None or not decimals or not all(digit in _DIGITS for digit in decimals):
            return None
        return read + Decimal("0." + "".join(str(_DIGITS[digit]) for digit in decimals))
    if len(text) > 1 and all(character in _DIGITS for character in text):
        # Digit by digit; two of them (三四) say about, more are a year or a count.
        return None if len(text) < 3 else Decimal("".join(str(_DIGITS[c]) for c in text))
    return _by_places(text)


def _by_places(text: str) -> Decimal | None:
    total = section = digit = 0
    last = 10**12
    pending = False
    for character in text:
        if character in _DIGITS:
            if pending:
                return None
            digit, pending = _DIGITS[character], _DIGITS[character] > 0
        elif character in _TENS:
            if _TENS[character] >= last:
                return None
            last = _TENS[character]
            section += (digit if pending else 1) * last
            digit, pending = 0, False
        elif character in _SCALES:
            if pending:
                section += digit
            if character == "亿" or not section:  # the older 六万万 is six 亿
                total = (total + section) * _SCALES[character]
            else:
                total += section * _SCALES[character]
            section, digit, last, pending = 0, 0, 10**12, False
        else:
            return None
    if pending and last in (100, 1000) and text[-2] not in "零〇":
        digit *= last // 10  # 一百二 is a hundred and twenty
    return Decimal(total + section + digit) if text else None
