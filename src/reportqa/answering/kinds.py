"""What a question asks for: a number, a share, a date, a list, an office, a reason, …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from reportqa.language.words import normalize


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    SHARE = "share"
    RANK = "rank"
    MONEY = "money"
    TIME = "time"
    DURATION = "duration"
    NUMBER = "number"
    WHO = "who"
    WHERE = "where"
    LIST = "list"
    REASON = "reason"
    MANNER = "manner"
    WHETHER = "whether"
    WHAT = "what"
    TOPIC = "topic"


KINDS = tuple(Kind)
"""All kinds, in the order by which models number them."""

NUMERIC = frozenset({Kind.SHARE, Kind.RANK, Kind.MONEY, Kind.DURATION, Kind.NUMBER})
"""Kinds that a number with a unit answers."""

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        # The first that fits decides: 占比多少 is a share before it is a number.
        (Kind.RANK, r"第几|排名|排[在到]?(?:全[国省市]|世界)?第?几|名次|位[居次列]"),
        (
            Kind.SHARE,
            r"占比|比例|比重|百分之[几多]|百分比|几成|多大一?[部块]分|占.{0,8}(?:多少|几|多大)"
            r"|率(?:是|为|有|达到?|要|到|降到|压|控制|定)?.{0,6}(?:多少|几|多高)"
            r"|[增涨降跌升减提]\S{0,6}(?:几个?点|百分之?几|几成|多少个?(?:百分)?点)|几个(?:百分)?点|多高的?比",
        ),
        (
            Kind.MONEY,
            r"多少钱|几块钱|[多几]少?[个十百千万亿]*(?:元|块|美元)|花了?多少|投了?多少|赔了?多少"
            r"|[几多]少?(?:资金|经费|贷款|工资|薪)|(?:工资|票价|价格|津贴|补贴|罚款?|造价|价)\S{0,6}多[少高]",
        ),
        (
            Kind.TIME,
            r"哪一?[年天月日]|哪个月|[啥什][么]?时[候间]|何时|几月|几号|哪个?时[候间]|何年|几点",
        ),
        (Kind.DURATION, r"多久|多长时间|(?<!哪)[几多]少?个?(?:年|天|个月|小时|分钟|周)|多少[年天]"),
        (Kind.NUMBER, r"多少|(?<!哪)几|多[大高长远快重深宽厚]|数[量目]|总数|规模"),
        (Kind.WHO, r"谁|哪[个位些家]?(?:部门|单位|机构|领导|人|公司|企业|局|厅|委|总理|先生|同志)"),
        (
            Kind.WHERE,
            r"哪里|哪儿|什么地方|啥地方|何地|哪[个座些]?(?:城市|省|县|地方|国家|市|村|镇|乡|区)",
        ),
        (Kind.LIST, r"哪些|哪[几两二三四五六七八九十]|分别|有什么|[啥什]么?样的?\S{1,4}(?:和|与)"),
        (Kind.REASON, r"为什么|为何|原因|为啥|凭什么|何以|咋会"),
        (Kind.MANNER, r"怎么|怎样|如何|咋|什么办法|啥办法|靠什么|靠啥|哪[些种]?办法"),
        (
            Kind.WHETHER,
            r"吗|是否|有没有|能不能|会不会|是不是|能否|可否|好不好|多不多|快不快|[了过]没",
        ),
        (Kind.WHAT, r"什么|啥|哪|何|多"),
    )
)

_COUNTED = re.compile(
    r"(?:多少|几)(?P<scale>[十百千万亿]*)(?P<unit>百分点|平方公里|立方米|平方米|千瓦时|公里|公顷|公斤|美元"
    r"|人次|小时|分钟|[\u4e00-\u9fff])"
)
_NO_UNIT = frozenset("了的是在能要会可被给用来去到算才还就又和有吗呢")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants.

    ``unit`` is the counting word after 多少 or 几 (亩, 家), empty where there is none. ``at`` is
    where the asking word stands in the folded question, ``-1`` for a question without one.
    """

    kind: Kind
    unit: str = ""
    at: int = -1


def asked(question: str) -> Asked:
    """Read what kind of answer a question wants, and in which unit."""
    plain = normalize(question)
    for kind, pattern in _KINDS:
        if match := pattern.search(plain):
            counted = _COUNTED.search(plain)
            unit = counted["unit"] if counted and counted["unit"] not in _NO_UNIT else ""
            return Asked(kind, unit, match.start())
    return Asked(Kind.TOPIC)
