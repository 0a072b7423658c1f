"""What could not be read of a report, in words for the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable

from reportqa.types import Report, Role


def check(report: Report, roles: Iterable[Role], *, needs_ocr: tuple[int, ...] = ()) -> list[str]:
    """List what is missing or contradicts itself in a report; empty where all is well.

    ``roles`` are those of its sections.
    """
    found = set(roles)
    problems: list[str] = []
    if report.place is None:
        problems.append("未识别出地区，请用 --place 指定")
    elif report.level is None:
        problems.append(f"未识别出“{report.place}”的层级，请在 meta.csv 中填写 level")
    if report.delivered_year is None:
        problems.append("未识别出报告年份，请用 --year 指定")
    for field, label in (("place", "地区"), ("delivered_year", "年份")):
        values = [e for e in report.evidence if e.field == field]
        problems.extend(
            f"{label}不一致：{values[0].where} 为 {values[0].value}，{other.where} 为 {other.value}"
            for other in values[1:]
        )
    if Role.REVIEW not in found:
        problems.append("未识别出工作回顾部分")
    if Role.PLAN not in found:
        problems.append("未识别出工作安排部分")
    if needs_ocr:
        shown = "、".join(str(page) for page in needs_ocr[:10])
        problems.append(f"第 {shown} 页没有可用的文字层，需要 OCR")
    return problems
