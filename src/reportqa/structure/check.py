"""What could not be read of a report, in words for the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable

from reportqa.types import Report, Role

_WHERE = {
    "file name": "文件名",
    "title": "标题",
    "first lines": "正文开头",
    "heading": "小标题",
    "text": "正文",
    "derived": "推断",
}

_PAGES_SHOWN = 10


def check(report: Report, roles: Iterable[Role], *, needs_ocr: tuple[int, ...] = ()) -> list[str]:
    """List what is missing or contradicts itself in a report; empty where all is well.

    ``roles`` are those of its sections.
    """
    present = set(roles)
    problems: list[str] = []
    if report.place is None:
        problems.append("未识别出地区，请更正")
    elif report.level is None:
        problems.append(f"未识别出“{report.place}”的层级，请更正")
    if report.delivered_year is None:
        problems.append("未识别出报告年份，请更正")
    for field, label in (("place", "地区"), ("delivered_year", "年份")):
        values = [e for e in report.evidence if e.field == field]
        if values and values[0].where == "given":
            continue  # the user has settled it
        problems += [
            f"{label}不一致：{_WHERE[values[0].where]}为 {values[0].value}，"
            f"{_WHERE[other.where]}为 {other.value}"
            for other in values[1:]
        ]
    if Role.REVIEW not in present:
        problems.append("未识别出工作回顾部分")
    if Role.PLAN not in present:
        problems.append("未识别出工作安排部分")
    if needs_ocr:
        shown = "、".join(str(page) for page in needs_ocr[:_PAGES_SHOWN])
        problems.append(f"第 {shown} 页没有可用的文字层，需要 OCR")
    return problems
