"""Word's automatic list numbers as text: 一、 （一） 1. are not in the paragraphs themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


@dataclass(slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class _List:
    """Levels of a list and its counters; lists that share a definition share the counters."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document's lists as its paragraphs are met in order."""

    def __init__(self, part: Any) -> None:
        self._lists: dict[str, _List] = {}
        self._styles = {style.get(qn("w:styleId")): style for style in _styles(part)}
        try:
            root = part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:
            return
        abstract = {
            item.get(qn("w:abstractNumId")): _List(_levels(item))
            for item in root.iterchildren(qn("w:abstractNum"))
        }
        for number in root.iterchildren(qn("w:num")):
            shared = abstract.get(_value(number.find(qn("w:abstractNumId"))) or "")
            if shared is None:
                continue
            starts = _restarts(number)
            own = _List(dict(shared.levels)) if starts else shared
            for level, start in starts.items():
                if level in own.levels:
                    old = own.levels[level]
                    own.levels[level] = _Level(old.format, old.text, start)
            self._lists[number.get(qn("w:numId"))] = own

    def label(self, paragraph: Any) -> str:
        """The number that Word prints before this paragraph, or nothing."""
        number_id, level = self._properties(paragraph)
        numbered = self._lists.get(number_id or "")
        if numbered is None or level not in numbered.levels:
            return ""
        counts = numbered.counts
        counts[level] = counts.get(level, numbered.levels[level].start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        text = re.sub(
            r"%(\d)",
            lambda match: _number(numbered, int(match[1]) - 1),
            numbered.levels[level].text,
        )
        if numbered.levels[level].format == "bullet" and not text.startswith(("—", "-", "–")):
            return ""
        return text + " " if text[-1:].isalnum() else text

    def _properties(self, paragraph: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph, its own or those of its style and their bases."""
        own = paragraph.find(qn("w:pPr"))
        number_id, level = _list_of(own)
        style = _value(own.find(qn("w:pStyle"))) if own is not None else None
        seen: set[str] = set()
        while style and style in self._styles and style not in seen:
            seen.add(style)
            element = self._styles[style]
            style_number, style_level = _list_of(element.find(qn("w:pPr")))
            number_id = number_id if number_id is not None else style_number
            level = level if level is not None else style_level
            style = _value(element.find(qn("w:basedOn")))
        return number_id, level or 0


def _styles(part: Any) -> Any:
    return part.styles.element.iterchildren(qn("w:style"))


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _list_of(properties: Any) -> tuple[str | None, int | None]:
    numbered = None if properties is None else properties.find(qn("w:numPr"))
    if numbered is None:
        return None, None
    level = _value(numbered.find(qn("w:ilvl")))
    return _value(numbered.find(qn("w:numId"))), None if level is None else int(level)


def _levels(abstract: Any) -> dict[int, _Level]:
    return {
        int(level.get(qn("w:ilvl"))): _Level(
            format=_value(level.find(qn("w:numFmt"))) or "decimal",
            text=_value(level.find(qn("w:lvlText"))) or "",
            start=int(_value(level.find(qn("w:start"))) or 1),
        )
        for level in abstract.iterchildren(qn("w:lvl"))
    }


def _restarts(number: Any) -> dict[int, int]:
    return {
        int(override.get(qn("w:ilvl"))): int(start)
        for override in number.iterchildren(qn("w:lvlOverride"))
        if (start := _value(override.find(qn("w:startOverride")))) is not None
    }


def _number(numbered: _List, level: int) -> str:
    if level not in numbered.levels:
        return ""
    form = numbered.levels[level].format
    count = numbered.counts.get(level, numbered.levels[level].start)
    if form in _CHINESE:
        return chinese(count)
    if form in _CIRCLED and 1 <= count <= 20:
        return chr(0x245F + count)
    if form == "decimalFullWidth":
        return str(count).translate(_FULL_WIDTH)
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + count - 1)
    if form == "none":
        return ""
    return str(count)


def chinese(number: int) -> str:
    """A number from 0 to 99 as headings count: 十, 十一, 二十; above, digit by digit."""
    if number < 10:
        return _DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))
