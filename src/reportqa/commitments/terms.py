"""The terms of a promise: whether it binds, and until when."""

from __future__ import annotations

import re

_BINDING = re.compile(r"约束性")
_EXPECTED = re.compile(r"预期性|预期目标|预期(?=增长|达到)|预计")
_HOLIDAY = r"[“\"]?(?:元旦|春节|“?五一|国庆|“?十一|中秋|汛期|冬季?|入冬|供暖季|开学)[”\"]?"
_DEADLINE = re.compile(
    r"(?:今年|明年|20\d\d年)?(?:"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}日|底|末|中旬|上旬|下旬)?(?:之?前)?"
    r"|(?:上|下)半年|(?<!第)[一二三四]季度(?:之?前)?"
    rf"|{_HOLIDAY}(?:来临)?之?前)"
)
"""6月底前, 上半年, “五一”前; 年内 and 年底前 are the year itself."""


def binding(sentence: str) -> str:
    """``约束性``, ``预期性``, or empty where a sentence does not say."""
    if _BINDING.search(sentence):
        return "约束性"
    return "预期性" if _EXPECTED.search(sentence) else ""


def deadline(clause: str) -> str:
    """Until when a thing is promised, as printed; empty where the year itself is meant."""
    found = _DEADLINE.search(clause)
    return found[0] if found else ""
