"""The figures in a quote that are of the topic: 地区生产总值增长5%左右 → 5, %, 地区生产总值增长."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from reportqa.answering.answer import Figure
from reportqa.language import words
from reportqa.language.years import of_several_years
from reportqa.retrieval.late_interaction import LateInteraction

MET = 0.45
"""A clause is of the topic if it meets the topic's words so well, by late interaction (0…1)."""

_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
_ENDS = re.compile(r"[。；;!?！？\n]")
_NUMBER = re.compile(
    r"(?<![\d.A-Za-z×xX])(?P<value>\d+(?:\.\d+)?|[×xX＊*]{1,4})"
    r"(?:\s*[—\-–~～至到]+\s*\d+(?:\.\d+)?)?[多余]?"
    r"(?P<unit>个?百分点|%|‰|[十百千万亿]*(?:微克/立方米|平方公里|平方米|立方米|千瓦时|千瓦|兆瓦|公里|公斤|公顷"
    r"|美元|人次|户次|标准箱|[亩吨元斤人户个家项座处所条套辆部张名间台米株头只床所件场次起宗天年岁倍]))"
)
_DATE = re.compile(r"(?:19|20)\d\d年|\d+月(?:\d+日)?|\d+年(?:来|以来|内|行动|计划|规划)|第\d+\S")
_GOES_ON = re.compile(
    r"^\s*(?:同比|比上年|较上年|同口径|名义|实际|年均)?(?:增长|增加|下降|减少|上涨|降低|提高|完成)"
)
_REDACTED = "×xX＊*"
_TO = re.compile(r"\s*[—\-–~～至到]+\s*")
_RESPECTIVELY = re.compile(r"([^\d]{2,40}?)分别")
_LEADS = re.compile(
    r"^[\s、和及与]*(?:[一二三四五六七八九十]是|——|其中)?(?:以上|以内|左右|以下)?[\s、]*(?:力争|确保)?"
)
_FILLS = re.compile(
    r"(?:左右|以上|以内|达到?|为|是|约|不低于|不高于|控制在|稳定在|突破|超过|[在至到])+$"
)


def measured(
    quote: str, terms: Sequence[str], late: LateInteraction, most: int = 2
) -> tuple[Figure, ...]:
    """The figures of the clause that meets the topic best, at most ``most``, as they stand.

    A clause that goes on about the same thing (增长8.4%) adds its own. Numbers in Chinese numerals
    and dates are not read; of a range the lower end is given. What is said up to the clause, from
    the full stop or semicolon before it on, tells whether it is of several years.
    """
    plain = unicodedata.normalize("NFKC", quote)
    dateless = _DATE.sub(_blank, plain)
    spans = [match.span() for match in _CLAUSE.finditer(dateless)]
    clauses = [dateless[start:end] for start, end in spans]
    with_numbers = [i for i, clause in enumerate(clauses) if _NUMBER.search(clause)]
    if not with_numbers or not terms:
        return ()
    bodies = [late.encode(words.tokenize(clause)) for clause in clauses]
    matches = late.match(terms, bodies, [late.encode([])])
    scores = matches.weights @ matches.body
    best = max(with_numbers, key=lambda i: float(scores[i]))
    if scores[best] < MET:
        return ()
    found = _figures(clauses[best], "")
    if best + 1 < len(clauses) and _GOES_ON.match(clauses[best + 1]):
        found += _figures(clauses[best + 1], found[0].indicator)
    said = _ENDS.split(dateless[: spans[best][1]])[-1]
    if of_several_years(said):
        found = [replace(figure, of_several_years=True) for figure in found]
    return tuple(found[:most])


def _figures(clause: str, subject: str) -> list[Figure]:
    found: list[Figure] = []
    at = 0
    matches = list(_NUMBER.finditer(clause))
    named = _each_named(clause, len(matches))
    for number, match in enumerate(matches):
        between = clause[at : match.start()]
        at = match.end()
        if found and _TO.fullmatch(between):
            continue
        said = _FILLS.sub("", _LEADS.sub("", between))
        indicator = named[number] if named else f"{subject}{said}"
        if found and not said and not named:
            indicator = found[-1].indicator
        value = None if match["value"][0] in _REDACTED else match["value"]
        found.append(Figure(value, match["unit"], indicator[-30:], redacted=value is None))
    return found


def _each_named(clause: str, count: int) -> list[str]:
    """城镇、农村居民收入分别为A和B: what each number is of; empty where they don't pair off."""
    together = _RESPECTIVELY.match(clause)
    if together is None:
        return []
    named = [_LEADS.sub("", name) for name in re.split(r"[、和与及]", together[1])]
    return named if len(named) == count > 1 else []


def _blank(match: re.Match[str]) -> str:
    """Something without a number in the place of a date."""
    return "，" if match[0].endswith("年") else ""
