"""Questions over many reports, told by how they ask: 各省…分别是多少, 哪些县提到…, 历年…怎么变."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reportqa.answering.superlatives import (
    KINDS,
    MEASURES,
    MOST_FRAMES,
    more_of_them,
    most_of_all,
    most_of_years,
)
from reportqa.language import years
from reportqa.language.places import stem
from reportqa.retrieval.questions import DECADE, OWN_PLACE
from reportqa.types import Level, Understood


class Over(StrEnum):
    """What a question goes over: places, or the years of a place."""

    PLACES = "places"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Spanning:
    """How a question goes over many reports.

    ``level`` limits the reports to governments of one level, ``years`` to those years, none
    meaning all. ``most`` is 1 where the highest number is asked for, -1 for the lowest.
    """

    over: Over
    level: Level | None = None
    years: tuple[int, ...] = ()
    most: int = 0


_LEVELS = (
    ("省", Level.PROVINCE),
    ("市", Level.PREFECTURE),
    ("县", Level.COUNTY),
    ("区", Level.COUNTY),
    ("乡", Level.TOWNSHIP),
    ("镇", Level.TOWNSHIP),
)
_WHICH = rf"(?:有?哪些个?|有?哪几个|有?几个|有?多少个?|各个?|每个|所有|全部|不同){KINDS}"
_PLACES = re.compile(rf"{_WHICH}|各地")
_ONE = re.compile(r"哪一?[个家座]|谁家")
_REPORT = r"(?:各级)?(?:政府)?(?:工作)?报告"
_SEVERAL = (
    r"(?:哪些|哪几[份篇个年]|几份|各份|历次|历年|历届|每[份次年]|各[年次]|逐年|历来|所有|全部)"
)
_REPORTS = re.compile(rf"{_SEVERAL}的?{_REPORT}|所有报告|全部报告")
_YEARS = re.compile(
    r"历年|历次|历届|逐年|各年|哪几年|哪些年|一年一年|几次.{0,10}[各每]次|每次"
    r"|最?近(?:几|数|[两二三四五六七八九十]|\d{1,2})年(?!.{0,30}(?:共|累计|总))"
    r"|[近过最][去近]?(?:几|数|[两三四五六七八九十\d]+)年(?=.{0,20}(?:变|趋势|走势|分别|各))"
)
_CHANGE = re.compile(
    r"怎么变|如何变|变化|演变|趋势|走势|分别|各[是为有]|每年|逐年|对比|比较|差别|差异|增减|起伏"
)
_EACH = re.compile(
    rf"分别|各[是为有自]|对比|比较|相比|(?:哪个|谁)[的家]?.{{0,12}}[更最]?{MEASURES}|差多少"
)
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:到|至|—+|－|-|~|～)\s*((?:19|20)\d\d)\s*年?")
_RECENT = re.compile(r"(?:近|最近|过去|这)([两二三四五六七八九十]|\d{1,2})年")
_SINCE = re.compile(r"年代?[初中末]?(?:期|后期)?(?:以来|开始|起|至今|以后|之后)")
_YEAR_NAMED = re.compile(r"(?:19|20)\d\d年(?:和|、|与|至|到)?(?=.{2})")
_JOINS = re.compile(r"(?<=\s)[和与跟同、及](?=\s)|^[和与跟同、及]\s")
_AND = re.compile(r"[和与跟同、及]")

_SAYS = (
    r"(?:都|也|各|分别)?(?:是?怎么[说写讲提]"
    r"|(?:提到|写到|谈到|讲到|说到|提出|涉及|提及|宣布|[讲说写有])了?)?的?"
)
_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        *MOST_FRAMES,
        rf"[，,]?(?:前后)?有?{_WHICH}的?(?:{_REPORT})?[里中]?{_SAYS}",
        r"各地",
        rf"[，,]?(?:前后)?(?:是|有)?(?:省级|市级|县级)?{_SEVERAL}的?(?:{_REPORT})?[里中]?[，,]?{_SAYS}",
        rf"的?(?:省级|市级|县级)?的?{_REPORT}[里中]?[，,]?{_SAYS}",
        r"(?:的?提法)?(?:有|发生)?了?过?(?:什么|哪些|怎样的)?变化|怎么变(?:化)?的?|如何变化|的?[趋走]势",
        r"(?:各|分别)(?:是|为|有)?(?:多少|什么|怎样|如何|几)?|各自",
        r"(?:这种|这个|这些)(?:做法|办法)$",
        r"是(?:多少|什么|几)$",
    )
)
_EDGES = re.compile(r"^[\s，,：:、的是在里中]+|[\s，,：:、？?。！!的是在]+$")


def spanning(
    question: str,
    understood: Understood,
    *,
    missing: Sequence[str] = (),
    latest: int | None = None,
) -> Spanning | None:
    """Tell whether a question goes over many reports, and over which.

    ``missing`` are places that the question names and the library does not hold; ``latest`` is the
    year of the library's latest report, from which 近三年 counts. ``None`` for a question that one
    report answers: 哪个省… without 最…, or which districts *of one place* (重庆有哪些区…).
    """
    named = (*understood.places, *missing)
    span, wanted = _years(question, understood, latest)
    asks_reports = bool(_REPORTS.search(question))
    which = _PLACES.search(question)
    if which and which[0][0] in "各每" and _ONE.search(question):
        which = None
    most = most_of_all(question) if which is None else None
    by_place = (which or most) and (not named or asks_reports) and not OWN_PLACE.search(question)
    side_by_side = len(named) > 1 and (_EACH.search(question) or _joined(question, named))
    if side_by_side:
        most = most or more_of_them(question)
    of_years = most_of_years(question) if len(named) == 1 else None
    by_year = _YEARS.search(question) or asks_reports or (span and _CHANGE.search(question))
    level = None
    if by_place or side_by_side:
        over = Over.PLACES
        level = _level(which[0] if which else most.kind if most else "")
    elif of_years or by_year or _times(question) > 1:
        over, most = Over.YEARS, of_years
    else:
        return None
    if level is None and re.search(r"省级?的?(?:政府)?(?:工作)?报告", question):
        level = Level.PROVINCE
    return Spanning(over, level, wanted, most.direction if most else 0)


def topic_of(question: str) -> str:
    """What a question asks of each report, without the words that ask it of many.

    >>> topic_of("哪些省的报告提到低空经济？")
    '低空经济'
    """
    topic = question
    for frame in _FRAMES:
        topic = _EDGES.sub("", frame.sub("", topic))
    return topic if len(topic) >= 2 else question


def without_scope(topic: str, places: Collection[str], years: Collection[int]) -> str:
    """A topic without the places and years that say only which reports are meant.

    >>> without_scope("禾岭县2024年粮食产量目标", ["禾岭县"], [2024])
    '粮食产量目标'
    """
    bare = topic
    for place in places:
        for name in sorted({place, stem(place)}, key=len, reverse=True):
            bare = bare.replace(name, " ")
    if years:
        bare = _YEAR_NAMED.sub(" ", _RECENT.sub(" ", _RANGE.sub(" ", bare)))
    bare = _EDGES.sub("", _JOINS.sub("", bare))
    return re.sub(r"\s+", "", bare) if len(bare) >= 2 else topic


def _level(which: str) -> Level | None:
    """The level of the governments that are asked of; 省市 means provinces and the like."""
    return next((level for kind, level in _LEVELS if kind in which), None)


def _years(
    question: str, understood: Understood, latest: int | None
) -> tuple[bool, tuple[int, ...]]:
    """Whether a run of years is named, and all the years meant."""
    found = dict.fromkeys(understood.years)
    span = False
    for match in _RANGE.finditer(question):
        first, last = sorted((int(match[1]), int(match[2])))
        if 0 < last - first <= 60:
            found |= dict.fromkeys(range(first, last + 1))
            span = True
    if not found and latest is not None and (recent := _RECENT.search(question)):
        count = years.chinese_number(recent[1].replace("两", "二"))
        found |= dict.fromkeys(range(latest - count + 1, latest + 1))
        span = True
    if found and latest is not None and _SINCE.search(question):
        found |= dict.fromkeys(range(min(found), latest + 1))
        span = True
    return span, tuple(sorted(found))


def _times(question: str) -> int:
    """How many different points of time are named, a run of years being one."""
    rest = _RANGE.sub("", question)
    named = {year.year for year in years.find_years(rest)}
    decades = list(DECADE.finditer(rest))
    outside = [year for year in named if not any(_in_decade(year, m) for m in decades)]
    return len(outside) + len(decades)


def _in_decade(year: int, match: re.Match[str]) -> bool:
    tens = match[2] or str("〇一二三四五六七八九".index(match[3]))
    return str(year)[2] == tens


def _joined(question: str, named: tuple[str, ...]) -> bool:
    """Whether places stand side by side: 重庆和四川的……."""
    stems = [place[:2] for place in named]
    places = sorted(question.find(stem) for stem in stems)
    return all(
        first >= 0 and _AND.search(question[first:second]) is not None and second - first <= 10
        for first, second in pairwise(places)
    )
