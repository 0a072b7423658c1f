"""What people call a report, its level, and its parts."""

from __future__ import annotations

from reportqa.types import Level, Report, Role

LEVEL_NAMES = {
    Level.COUNTRY: "国家",
    Level.PROVINCE: "省级",
    Level.PREFECTURE: "市级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡镇级",
}
ROLE_NAMES = {
    Role.OPENING: "开头",
    Role.REVIEW: "工作回顾",
    Role.PROBLEMS: "困难和问题",
    Role.PLAN: "工作安排",
    Role.CLOSING: "结尾",
    Role.OTHER: "其他",
}
DONE_NAMES = {Role.REVIEW: "做过", Role.PLAN: "计划", Role.PROBLEMS: "问题"}


def done_name(role: Role) -> str:
    """What a sentence in this part of a report tells of: a deed, a plan, a problem."""
    return DONE_NAMES.get(role, "其他")


def report_name(report: Report) -> str:
    """Name a report by place and year of delivery: 禾岭县 2024 年报告."""
    year = f" {report.delivered_year} 年" if report.delivered_year else ""
    return f"{report.place or report.title}{year}报告"
