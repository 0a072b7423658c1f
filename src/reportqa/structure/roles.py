"""What a heading or a paragraph does: tell of deeds, name problems, promise, or close."""

from __future__ import annotations

import re

from reportqa.language.years import find_plan_periods, find_years
from reportqa.types import Role

_PAST = re.compile(
    r"回顾|回眸|总结|过去的?[一二三四五六七八九十几]?年|[这五几]年来|一年来|"
    r"取得.{0,12}(?:成就|成效|成绩|进展|突破|胜利)|发展成就|伟大成就|执行情况|工作情况|完成情况|"
    r"(?:任期|届)内|主要工作及特点|基本经验|国家决算|新进展|建设取得|所做的工作"
)
_FUTURE = re.compile(
    r"工作安排|主要任务|目标任务|任务目标|重点任务|重点工作|工作重点|总体要求|总体思路|总体安排|"
    r"总体部署|预期目标|发展目标|奋斗目标|主要目标|目标和|战略任务|基本任务|工作任务|工作部署|"
    r"主要措施|重点举措|战略举措|战略部署|基本思路|指导思想|今后|未来|下一步|展望|建议|打算|"
    r"自身建设|建设.{0,12}(?:服务型|法治|人民满意).{0,8}政府|治理能力|惠民实事|民生实事|民心工程|"
    r"任务$|工作$(?<!工作回顾)|而奋斗|开局|加快|努力|奋力|坚持|深化|推进|加强|全面|着力|确保|打造|提升"
)
_PLAN_FIRM = re.compile(
    r"工作安排|主要任务|目标任务|任务目标|重点任务|重点工作|工作重点|总体要求|总体思路|总体安排|"
    r"预期目标|发展目标|奋斗目标|主要目标|目标和|工作任务|工作部署|今后|未来|展望|工作建议|"
    r"自身建设|工作的基本方针|主要工作及措施|战略任务|战略举措|基本思路|基本任务|战略部署|主要考虑|"
    r"重要要求|重大举措"
)
_PROBLEM_HEADING = re.compile(
    r"(?:存在|面临|主要).{0,8}(?:问题|困难|不足|挑战)|困难和问题|问题和困难|不足之处"
)
_PROBLEM_PARAGRAPH = re.compile(
    r"清醒[^。，]{0,6}(?:看到|认识到|意识到)|"
    r"(?:充分|也|还|更|客观|正)[^。]{0,14}(?:看到|认识到|意识到|注意到|面临|存在)"
    r"[^。]{0,60}(?:问题|困难|不足|矛盾|短板|差距|挑战|压力|缺点|错误|弱项)|"
    r"(?:仍然|还|依然|仍|也)(?:存在|面临|有)[^。]{0,24}(?:问题|困难|不足|矛盾|短板|差距|挑战)|"
    r"问题(?:也)?不容忽视|(?:不足|问题|困难)(?:主要)?(?:是|有|表现)[:：]|主要(?:问题|困难)是"
)
_CLOSING = re.compile(
    r"让我们|奋勇前进|而努力奋斗|(?:共同|团结|不懈|努力|接续)奋斗|扬帆|再创.{0,8}辉煌|新篇章[！。]?$|"
    r"新的更大贡献|万岁|胜利召开|续写|从胜利走向|一定能够?.{0,60}(?:胜利|前进|目标)"
)
_OPENING_END = re.compile(
    r"请(?:予以?|大会|各位代表|连同|一并|各位|审议|审查|提出)|"
    r"向.{0,14}(?:大会|会议).{0,40}(?:报告|说明)"
)
_APPENDIX_NAME_LONGEST = 40
_FAREWELL_LONGEST = 260
_TASK_LEANING = 0.6
_YEAR_TO_COME = re.compile(r"(?:[（(].{1,3}[)）])?(?:今年|新的一年|今后)(?!以来)")
_ADDRESSED = re.compile(r"^(?:各位代表|各位委员|同志们|代表们)[!！，,：:\s]*")
_ADDRESS = re.compile(r"^(?:各位代表|各位委员|同志们|代表们)")

_DONE = re.compile(
    r"(?:同比|比上年|比上一年|较上年|去年|一年来|五年来|过去|累计|已经|共(?:完成|投入|实施|建成)|"
    r"完成[^，。；]{0,14}[\d一二三四五六七八九十]|达到[\d一二三四五六七八九十]|增长[\d．.]+[%％]?[，。；、]|"
    r"建成|荣获|获评|入选|突破|位居|实现了|得到|取得|有了|了[^，。；]{0,20}[，。；])"
)
_SENTENCE_PART = re.compile(r"[，。；！？]")
_PROMISED = re.compile(
    r"(?:今年|明年|下半年|力争|力求|确保|争取|预期|要(?!求|点|素|闻)|必须|将(?!军)|继续|进一步|加快|推动|"
    r"大力|着力|深入(?!人心)|抓好|启动|计划|不断|努力|严格|切实|全力|稳步)"
)


def of_heading(title: str, review_year: int | None, plan_year: int | None) -> set[Role]:
    """Return the roles that a heading names: none, one, or review and plan together.

    ``review_year`` and ``plan_year``, where known, settle headings that name a year only.

    >>> sorted(of_heading("二、2025年重点任务", 2024, 2025))
    [<Role.PLAN: 'plan'>]
    """
    if _PROBLEM_HEADING.search(title):
        return {Role.PROBLEMS}
    roles: set[Role] = set()
    past, future = bool(_PAST.search(title)), bool(_PLAN_FIRM.search(title))
    years = {y.year for y in find_years(title)}
    if past:
        roles.add(Role.REVIEW)
    if future:
        roles.add(Role.PLAN)
    if not roles and years and plan_year is not None:
        if max(years) >= plan_year:
            roles.add(Role.PLAN)
        elif review_year is not None and max(years) <= review_year:
            roles.add(Role.REVIEW)
    if not roles and plan_year is not None:
        periods = [period for period, _, _ in find_plan_periods(title)]
        if any(last >= plan_year + 1 for _, last in periods):
            roles.add(Role.PLAN)
        elif periods:
            roles.add(Role.REVIEW)
    return roles


def names_half(title: str) -> bool:
    """Say whether a heading names one half of a report, or a year's work as a whole."""
    if of_heading(title, None, None):
        return True
    return bool(find_years(title)) and bool(re.search(r"工作|任务|措施|目标", title))


def reviewed_year(title: str) -> int | None:
    """Return the year that a review's heading names; in 1993年工作的回顾和1994年… the first.

    The last year before the word that looks back, or else the latest.
    """
    years = find_years(title)
    word = _PAST.search(title)
    before = [y.year for y in years if word and y.start < word.start()]
    return before[-1] if before else max((y.year for y in years), default=None)


def looks_ahead(title: str) -> bool:
    """Say whether a heading that names no role speaks of things to be done: 加快…, 着力…."""
    return bool(_FUTURE.search(title)) and not _PAST.search(title)


def is_problems(paragraph: str) -> bool:
    """Say whether a paragraph of a review turns to what is still wrong."""
    return bool(_PROBLEM_PARAGRAPH.search(paragraph[:160]))


def is_closing(paragraph: str) -> bool:
    """Say whether a paragraph near a report's end is its closing appeal."""
    return bool(_CLOSING.search(paragraph))


def lists_promises(appendix: str) -> bool:
    """Say whether an appendix is the list of what will be done for the people: 民生实事."""
    return bool(re.search(r"实事", appendix[:_APPENDIX_NAME_LONGEST]))


def is_farewell(paragraph: str) -> bool:
    """Say whether a report's last paragraph is a short address that sets no task any more."""
    short = len(paragraph) <= _FAREWELL_LONGEST
    sets_task = re.search(r"[\d０-９]\s*[%％]", paragraph) or leaning(paragraph) > _TASK_LEANING
    return short and is_address(paragraph) and not sets_task


def begins_plan(paragraph: str, plan_year: int | None) -> bool:
    """Say whether a paragraph begins by naming the time to come: 今年, 2006年, “十五五”时期.

    Without ``plan_year`` only words tell.
    """
    start = _ADDRESSED.sub("", paragraph)[:16]
    if _YEAR_TO_COME.match(start):
        return True
    if plan_year is None:
        return False
    named = [year.year for year in find_years(start) if year.start == 0]
    periods = [first for (first, _), begin, _ in find_plan_periods(start) if begin <= 1]
    return named == [plan_year] or any(first >= plan_year for first in periods)


def is_address(paragraph: str) -> bool:
    """Say whether a paragraph begins by addressing the house: 各位代表！"""
    return bool(_ADDRESS.match(paragraph))


def is_salutation(paragraph: str) -> bool:
    """Say whether a line is the salutation, alone or after the speaker's name: …李鹏各位代表："""
    return bool(re.search(r"各位(?:代表|委员)[、，]?(?:同志们)?\s*[：:!！]?$", paragraph[-16:]))


def ends_opening(paragraph: str) -> bool:
    """Say whether this is the sentence that asks the house to deliberate: 请予审议."""
    return bool(_OPENING_END.search(paragraph[:400]))


def weigh(paragraph: str) -> tuple[int, int]:
    """Count what a paragraph promises less what it tells as done, and its sentence parts.

    A count of cue words, used only where no heading tells.
    """
    balance = len(_PROMISED.findall(paragraph)) - len(_DONE.findall(paragraph))
    return balance, len(_SENTENCE_PART.findall(paragraph))


def leaning(text: str) -> float:
    """Weigh promise against deed, per sentence part; above 0 a text promises."""
    balance, parts = weigh(text)
    return balance / max(1, parts)
