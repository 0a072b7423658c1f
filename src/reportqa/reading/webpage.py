"""Web text: the report without the menus and footers of the page that it was saved from.

Conservative on purpose: a text counts as a saved page only when its head says so, and then loses
one block at the beginning and one at the end, each bounded by a line that only a page prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Programs that save pages write “标题：…”, “来源URL：…”, “正文：” above what they saved.
_HEADER_FIELD = re.compile(r"(标题|发文单位|发文时间|报告人|来源URL|正文)[：:](.*)")
_BREADCRUMB = re.compile(r"(您)?(现在|当前|所在)?(的)?(当前)?位置\s*[：:]")
_FONT_SIZE = re.compile(r"【?\s*字\s*[体号]\s*[：:]")
# A bare “2024年1月20日” may be the report's own line; a page prints the clock or 2024-01-20.
_CLOCK = r"\s*\d{1,2}[:：时]\d{2}([:：分]\d{2}秒?)?"
_TIME = rf"(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}({_CLOCK})?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日{_CLOCK})"

# The last of these above the text is where a page's head ends.
_HEAD_END = re.compile(
    rf"({_BREADCRUMB.pattern}|{_FONT_SIZE.pattern}|(信息)?来\s*源\s*[：:]|(发布|添加)?(时间|日期)[：:]"
    rf"|浏览次数|点击数|【?打印(本页)?】?$|分享(到)?[：:]?$|>+$|[大中小]$|】$|A[-+]$|{_TIME}$)"
)
_TAIL_BEGIN = re.compile(
    r"[（(【]?\s*责任编辑|[（(【]?编辑\s*[：:]|相关(新闻|链接|阅读|文章|推荐)|【?E-mail推荐"
    r"|[^。]{0,12}ICP备|[^。]{0,4}公网安备|网站标识码|版权所有|上一[篇页]|下一[篇页]|分享到?[：:]|分享$"
    r"|【?\s*打印|【?\s*关闭|扫一扫|网站地图"
)
_SALUTATION = re.compile(r"(各位|同志)[^。]{0,12}(代表|们)[^。]{0,12}[：:！!]?")
# Some programs write a character that the target encoding lacks by its code point.
_CODE_POINT = re.compile(r"<U\+([0-9A-F]{4,5})>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARAGRAPH_LENGTH = 40
# A directory of links is saved as one short line for each: “省统计局”, “北京”, “|”.
_MENU_ITEM = re.compile(r"[^。！？；，：]{1,20}")
_MENU_RUN = 5


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The report's text, one paragraph a line, and the title that the page gives it."""

    text: str
    title: str | None


def strip(text: str) -> SavedPage | None:
    """Take a saved page's menus away; ``None`` for a text that is no saved page."""
    head = [line.strip() for line in text[:6000].splitlines()]
    fields = {match[1]: match[2] for line in head if (match := _HEADER_FIELD.fullmatch(line))}
    labelled = "来源URL" in fields and "正文" in fields
    if not labelled and not (_has(_BREADCRUMB, head) and _has(_FONT_SIZE, head)):
        return None
    text = _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), _COMMENT.sub("", text))
    lines = [stripped for line in text.splitlines() if (stripped := line.strip())]
    if labelled:
        begin = next(i for i, line in enumerate(lines) if re.match(r"正文[：:]", line))
        lines[: begin + 1] = [rest] if (rest := lines[begin][3:].strip()) else []
    title = fields.get("标题", "").strip() or next(
        (line for line in reversed(lines[: _head_end(lines)]) if line.endswith("工作报告")), None
    )
    return SavedPage("\n".join(body(lines[: _first_copy_end(lines)])), title)


def body(lines: list[str]) -> list[str]:
    """The lines of a page (stripped, none empty) without its head and its foot."""
    kept = lines[_head_end(lines) :]
    return kept[: _tail_start(kept)]


def _head_end(lines: Sequence[str]) -> int:
    """The index after the last line that only a page's head prints; 0 where there is no head.

    The head ends at the salutation or the first prose; a motto may stand above the menus.
    """
    if not (_has(_BREADCRUMB, lines) or _has(_FONT_SIZE, lines)):
        return 0
    start = 0
    motto = False
    for index, line in enumerate(lines):
        if _SALUTATION.fullmatch(line):
            break
        if _HEAD_END.match(line):
            start = index + 1
        elif "。" in line:
            if start or motto:
                break
            motto = True
    return start


def _first_copy_end(lines: Sequence[str]) -> int:
    """Where the report begins again: nested frames are saved once for each frame around them."""
    opening = next((i for i, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    first = lines[opening : opening + 3]
    return next(
        (i for i in range(opening + 3, len(lines)) if lines[i : i + 3] == first), len(lines)
    )


def _tail_start(lines: Sequence[str]) -> int:
    """Where the page's foot begins: at its first marker after the last paragraph of the text."""
    last = next((i for i in range(len(lines) - 1, -1, -1) if _is_paragraph(lines[i])), -1)
    tail = next((i for i in range(last + 1, len(lines)) if _TAIL_BEGIN.match(lines[i])), len(lines))
    if tail == len(lines):
        return tail
    menu = tail
    while menu > last + 1 and _MENU_ITEM.fullmatch(lines[menu - 1]):
        menu -= 1
    return menu if tail - menu >= _MENU_RUN else tail


def _has(pattern: re.Pattern[str], lines: Iterable[str]) -> bool:
    return any(map(pattern.match, lines))


def _is_paragraph(line: str) -> bool:
    return len(line) >= _PARAGRAPH_LENGTH and "。" in line
