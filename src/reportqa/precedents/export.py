"""Precedents and what is new as tables to take away."""

from __future__ import annotations

from reportqa.citations import written
from reportqa.labels import LEVEL_NAMES, done_name
from reportqa.precedents.precedent import Precedent, Precedents, decade_of
from reportqa.precedents.whatsnew import WhatsNew
from reportqa.tables import Table

COLUMNS = (
    "序号",
    "年份",
    "年代",
    "地区",
    "层级",
    "性质",
    "原文",
    "出处",
    "近似表述",
    "把握",
    "文件",
    "起",
    "止",
)
CHANGE_COLUMNS = ("变化", "原文", "出处", "用词", "最近的另一句", "另一句出处", "相近程度")


def table(found: Precedents) -> Table:
    """A row a precedent, oldest first."""
    rows = [_row(number, one) for number, one in enumerate(found.precedents, 1)]
    return Table(f"{found.topic} 先例", COLUMNS, rows)


def changes_table(news: WhatsNew) -> Table:
    """A row a sentence that is new or dropped."""
    rows = [
        (
            kind,
            change.citation.quote,
            written(change.citation),
            "、".join(change.terms),
            change.nearest.quote if change.nearest else "",
            written(change.nearest) if change.nearest else "",
            f"{change.likeness:.2f}",
        )
        for kind, changes in (("新提出", news.new), ("不再提", news.dropped))
        for change in changes
    ]
    report = news.report
    return Table(f"{report.place}{report.delivered_year}年新提法", CHANGE_COLUMNS, rows)


def _row(number: int, one: Precedent) -> tuple[str | int | None, ...]:
    report, citation = one.report, one.citation
    decade = decade_of(report)
    group = "" if one.wording is None else f"第{one.wording + 1}组"
    return (
        number,
        report.delivered_year,
        f"{decade}年代" if decade else "",
        report.place or "",
        LEVEL_NAMES[report.level] if report.level else "",
        done_name(citation.role),
        citation.quote,
        written(citation),
        f"{group}首用" if one.is_first_wording else group,
        f"{one.score:.2f}",
        report.source,
        citation.start,
        citation.end,
    )
