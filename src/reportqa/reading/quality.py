"""Is this text, or what a broken encoding or a broken font makes of text?"""

from __future__ import annotations

import re

_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff"
_BAD = re.compile(f"[{_CONTROL}]")
_UNMAPPED = re.compile(f"[{_CONTROL}\ue000-\uf8ff\U000f0000-\U0010ffff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_EXPECTED = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff"  # Han
    r"A-Za-z0-9!-/:-@\[-`{-~"
    r"\u2010-\u203b\u2100-\u218f\u2190-\u21ff\u2460-\u25ff"  # dashes, units, arrows, ①, ●
    r"\u3000-\u303f\uff00-\uffef"  # CJK and full-width punctuation
    r"·°±×÷§¥]"
)


def bad_characters(text: str) -> int:
    """How many characters no text has: controls, NULs, replacement characters."""
    return len(_BAD.findall(text))


def is_garbled(text: str) -> bool:
    """Whether a page's text layer is rubbish.

    Either more than a tenth of it has no meaning (private use, unmapped glyphs), or under 70 %
    is of a kind that a Chinese report prints, or its Han characters are picked at random: of the
    Han in real reports 99 % and more are among the 3,755 common ones of GB 2312, in Traditional
    Chinese some 60 %, in a layer with shuffled glyphs under 20 %.
    """
    printed = "".join(text.split())
    if not printed:
        return False
    if len(_UNMAPPED.findall(printed)) > 0.1 * len(printed):
        return True
    if len(_EXPECTED.findall(printed)) < 0.7 * len(printed):
        return True
    han = _HAN.findall(printed)
    return len(han) >= 20 and sum(map(_is_common, han)) < 0.4 * len(han)


def _is_common(han: str) -> bool:
    """Whether the character is in level 1 of GB 2312 (rows 16 to 55)."""
    code = han.encode("gb2312", errors="replace")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7
