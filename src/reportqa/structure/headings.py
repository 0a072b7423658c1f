"""What a heading looks like at the start of a line, and the kinds that there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from reportqa.language.years import chinese_number

_NUMERAL = r"[一二三四五六七八九十]{1,3}"
_DIGITS = r"[0-9０-９]{1,2}"
_STOP = r"[、．.，,:：]"

_SHAPES: tuple[tuple[str, str], ...] = (
    ("part", rf"第({_NUMERAL})(?:部分|章|编)[\s　、，：:]*"),
    ("ideographic", rf"({_NUMERAL})\s*{_STOP}\s*"),
    ("bracketed", rf"[（(]\s*({_NUMERAL})\s*[)）]\s*[、．.，]?\s*"),
    ("ordinal", rf"第({_NUMERAL})\s*[、，,：:]\s*"),
    # A figure is no number of a heading: 3.5万亩, 2.5%.
    ("digit", rf"({_DIGITS})\s*(?:、|[．.](?![0-9０-９]))\s*"),
    ("bracketed_digit", rf"[（(]\s*({_DIGITS})\s*[)）]\s*[、．.]?\s*"),
    ("circled", r"([①-⑳])\s*"),
    ("is", rf"({_NUMERAL})(?:是|要)(?!否)"),
    ("dash", r"[—–―－─-]{1,4}\s*"),
)
_MARK = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES))

_LONE_NUMERAL = re.compile(_NUMERAL)
"""A part that has a number and no title: 一 alone on its line."""

_TITLE_END = re.compile(r"[。！？；]|[:：](?!$)")
_TERMINAL = re.compile(r"[。！？；：:;.!?…，,、][”’」』）)]*$")

RUN_IN_LONGEST = 60
"""A first sentence longer than this is prose, not the title of its paragraph (read off the
headings of 178 real reports, whose longest was 58)."""

PLAIN_LONGEST = 45
"""The longest line without number or full stop that is still taken for a heading."""

_APPENDIX = re.compile(
    r"[※*＊【\[（(《]*\s*(?:名\s*词\s*解\s*释|附件|附录|附注|附表|附[:：]|注释|字库未存字注释|"
    r"有关名词解释|相关名词解释|用语说明|术语解释|政府工作报告》?(?:名词|用语|术语))"
)
_APPENDIX_ALONE = re.compile(
    r"[※*＊【\[（(]*\s*(?:名\s*词\s*解\s*释|附件\s*[\d一二三四五六]{0,2}|附录)\s*[※*＊】\])）:：]*"
)
"""An appendix so plainly marked that nothing around it matters: ※名词解释※, 附件1."""


class Kind(IntEnum):
    """Kinds of headings; a lower one stands above a higher one."""

    APPENDIX = 0
    PART = 1
    MAJOR = 2
    IDEOGRAPHIC = 3
    BRACKETED = 4
    ORDINAL = 5
    DIGIT = 6
    BRACKETED_DIGIT = 7
    CIRCLED = 8
    PLAIN = 9
    IS = 10
    DASH = 11


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at a line's start: its kind, its number (0 for none) and its words.

    ``mark`` is the number as printed; ``whole_line`` tells a heading on a line of its own from one
    that runs into its paragraph.
    """

    kind: Kind
    number: int
    mark: str
    title: str
    whole_line: bool


def numbered(content: str) -> Heading | None:
    """Read the numbered or dashed heading at the start of a line; ``None`` where there is none.

    一、… （一）… 1. （1） 第一， 一是… —— and their half- and full-width variants.
    """
    if _LONE_NUMERAL.fullmatch(content) and _number(content):
        return Heading(Kind.IDEOGRAPHIC, _number(content), content, "", True)
    match = _MARK.match(content)
    if match is None or match.lastgroup is None:
        return None
    kind = Kind[match.lastgroup.upper()]
    rest = content[match.end() :]
    if kind is Kind.IDEOGRAPHIC and match[0].rstrip()[-1] in ",，.．:：" and len(content) > 60:
        return None  # “一，”-like starts of long prose
    digits = "" if kind is Kind.DASH else match[match.re.groupindex[match.lastgroup] + 1]
    title, whole = _title(rest)
    if kind is Kind.DASH and (not rest or not title):
        return None
    return Heading(kind, _number(digits), match[0].strip(), title, whole)


def plain(content: str) -> Heading | None:
    """Read a line of its own without number or full stop as a heading; ``None`` where it is prose.

    Whether the line stands where a heading can stand is for the caller to see.
    """
    if _APPENDIX.match(content) and len(content) <= PLAIN_LONGEST:
        return appendix(content)
    if len(content) > PLAIN_LONGEST or len(content) < 4 or _TERMINAL.search(content):
        return None
    if not re.search(r"[\u4e00-\u9fff]{3}", content):
        return None
    return Heading(Kind.PLAIN, 0, "", content, True)


def appendix(content: str) -> Heading:
    """Make the heading of an appendix from its line, without the marks that adorn it."""
    return Heading(Kind.APPENDIX, 0, "", content.strip("※*＊【】[] "), True)


def starts_appendix(content: str) -> bool:
    """Say whether a line is nothing but the name of an appendix."""
    return bool(_APPENDIX_ALONE.fullmatch(content))


def _title(rest: str) -> tuple[str, bool]:
    """Return the words of a heading and whether they fill the line.

    >>> _title("经济运行稳进提质。健全高质量发展工作机制，加强经济运行分析。")
    ('经济运行稳进提质', False)
    """
    end = _TITLE_END.search(rest)
    if end is None or end.end() == len(rest):
        words = rest.rstrip("。！？；：:")
        return (words, True) if len(words) <= RUN_IN_LONGEST else ("", False)
    return (rest[: end.start()], False) if end.start() <= RUN_IN_LONGEST else ("", False)


def _number(digits: str) -> int:
    if not digits:
        return 0
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    try:
        return chinese_number(digits)
    except ValueError:
        return 0
