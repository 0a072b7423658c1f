"""Reports of places that do not exist, for the tests here."""

from __future__ import annotations

from reportqa.structure import Overrides, parse
from reportqa.types import Document, Role, StructuredReport

PROSE = "全县上下同心，在山水之间写下新的一页，各项事业迈出坚实步伐，群众的日子一天比一天红火。"
"""A line of prose long enough to stand under a heading."""

REPORT = f"""云溪县2025年政府工作报告
——2025年1月16日在云溪县第十八届人民代表大会第四次会议上
云溪县人民政府县长 林知远
各位代表：
现在，我代表县人民政府，向大会报告工作，请予审议。
一、2024年工作回顾
{PROSE}
（一）产业提质增效。建成冷链仓库四座，茶叶产值增长12.6%。
（二）城乡面貌一新。改造老旧小区九个，新修村道86公里。
各位代表！成绩来之不易，离不开全县人民的辛勤付出。
我们也清醒地看到，发展中还存在不少困难和问题：产业链条不长，财政收支矛盾突出。
二、2025年工作安排
今年要力争地区生产总值增长6%左右，确保粮食播种面积稳定在30万亩。
（一）加快产业升级。推动茶旅融合，力争接待游客一百万人次。
（二）办好民生实事。新建卫生室五所，改造农村厕所800户。
各位代表！让我们奋勇前进，为建设美丽云溪而努力奋斗！
"""


def read(
    text: str, source: str = "云溪县_2025.txt", overrides: Overrides | None = None
) -> StructuredReport:
    """Parse a text as a file of this name."""
    return parse(Document(source, text), origin=source, overrides=overrides)


def tree(report: StructuredReport) -> list[tuple[int, str]]:
    """The depth and the heading of every section that has one."""
    return [(section.depth, section.heading) for section in report.sections if section.heading]


def role_of(report: StructuredReport, quote: str) -> Role:
    """The role of the section in which these words first stand."""
    start = report.text.index(quote)
    return next(s.role for s in report.sections if s.start <= start < s.end)
