"""Which year a passage of a plan is about: the one ahead, or a whole term."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.language.numerals import narrow

_TERM = re.compile(
    r"(?:今后|未来|后|这|下)(?:[三四五六七八九十几]|\d)+年|[五5]年(?:的|来|间|规划|奋斗|发展|目标|总体|主要)|年均(?!浓度|气温|降水)"
    r"|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|规划|发展|主要|目标|的)|到(?P<year>20\d\d)年|届政府的?(?:目标|任务)|任期"
)
_YEAR_AHEAD = re.compile(
    r"今年|本年度|(?P<year>(?:19|20)\d\d)年|新的一年|开局之年|第一年|年内|全年"
)
_OPENING = 40
"""So many characters at the head of a passage say which time it speaks of."""


def is_of_term(text: str, plan_year: int | None) -> bool | None:
    """Whether words speak of several years ahead; ``None`` where they don't say."""
    text = narrow(text)
    term, ahead = _TERM.search(text), _YEAR_AHEAD.search(text)
    if term and term["year"] and plan_year and int(term["year"]) <= plan_year:
        term = None
    if ahead and ahead["year"] and plan_year and int(ahead["year"]) != plan_year:
        ahead = None
    if term and not (ahead and ahead.start() < term.start()):
        return True
    return False if ahead else None


def headings_say_term(headings: Sequence[str], plan_year: int | None) -> bool:
    """Whether a section is about several years ahead: its deepest heading that tells decides.

    Under “十四五”思路和2021年工作 stand both; its passages tell which is meant.
    """
    for heading in reversed(headings):
        if (said := is_of_term(heading, plan_year)) is not None:
            return said and not (plan_year and f"{plan_year}年" in narrow(heading))
    return False


def begins_term(passage: str, plan_year: int | None) -> bool | None:
    """Whether a passage begins to speak of a term or ends it; ``None`` where it goes on."""
    return is_of_term(passage[:_OPENING], plan_year)


def is_later(clause: str, plan_year: int | None) -> bool:
    """Whether a clause promises for a later year: 到2030年…, 2015年…将超过…."""
    years = [int(year) for year in re.findall(r"(20\d\d)年", clause)]
    return bool(plan_year and years and min(years) > plan_year)
