"""Promises that are measured by another figure: incomes that grow with the economy (…同步).

Such a promise stands in nearly every report, and next to none says of itself whether it was kept:
the growth of incomes and that of the economy, which a review gives far from each other, tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportqa.commitments.commitment import Commitment
from reportqa.commitments.encoding import EncodedReview
from reportqa.commitments.figures import RATES, Kind, figures
from reportqa.commitments.statements import Statement
from reportqa.commitments.verdict import GROWTH_TOLERANCE, Judgement, Verdict
from reportqa.language.numerals import plain
from reportqa.language.years import of_several_years

_ECONOMY = r"(?:国民)?(?:经济|(?:国内|地区)?生产总值|GDP)"
_WITH = re.compile(rf"收入[^，。；]{{0,12}}[与和同][^，。；]{{0,4}}{_ECONOMY}[^，。；]{{0,6}}同步")
_FASTER = re.compile(rf"收入[^，。；]{{0,12}}(?:快于|高于|超过|跑赢){_ECONOMY}")
_RULE = re.compile(r"机制|制度|办法")
"""A rule by which wages follow the economy is made or not; no rate tells it."""

_SAYS_SO = re.compile(
    rf"收入[^，。；]{{0,16}}(?:(?:快于|高于|超过|跑赢){_ECONOMY}|[与和同]{_ECONOMY}[^，。；]{{0,4}}同步)"
)
_INCOME = re.compile(r"(?:居民|农民)[^，。；]{0,8}收入")
_OF_A_PART = re.compile(r"城镇|农村|农民|城乡")
_PRODUCT = re.compile(r"生产总值|GDP")
_PART_OF_PRODUCT = re.compile(r"占|比重|能耗|每万元|单位|人均(?:国内|地区)?生产总值")

_BESIDE = re.compile(r"[、和与及\s]*")

MOST_AHEAD = 20
"""Incomes that grew by so many percentage points more than the economy grew in several years."""

SURE = 0.95
"""How sure a verdict is that rests on two growths: all twelve of the labelled promises of this kind
that a review settles were judged as people judged them (train/commitments.jsonl, eval), 0.95 by the
rule of succession."""

_ABOVE_AVERAGE = re.compile(r"(?:高于|快于|低于|优于|好于)(?P<whose>全国|全省|全区|全市)")


@dataclass(frozen=True, slots=True)
class Compared:
    """What two growths tell of a promise; ``rows`` are the clauses that give them, if any does."""

    judgement: Judgement
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Growth:
    row: int
    rates: tuple[Decimal, ...]
    is_of_a_part: bool


def against_economy(commitment: Commitment, review: EncodedReview) -> Compared | None:
    """Hold the growth of incomes against that of the economy, for a promise that does so.

    ``None`` for any other. Where the review has no growth of all incomes, those of town and country
    must both keep up; where it gives none for the year, what it says in words counts.
    """
    promise = commitment.citation.quote
    is_faster = bool(_FASTER.search(promise))
    if commitment.quantified or _RULE.search(promise) or not (is_faster or _WITH.search(promise)):
        return None
    economy = next(_growths(review, _PRODUCT, but=_PART_OF_PRODUCT), None)
    product = economy.rates[0] if economy else None
    incomes = [
        growth
        for growth in _growths(review, _INCOME)
        if product is None or max(growth.rates) <= product + MOST_AHEAD
    ]
    told = [growth for growth in incomes if not growth.is_of_a_part][:1] or incomes[:2]
    if not told:
        return _claimed(review)
    rates = [rate for growth in told for rate in growth.rates]
    reason = f"居民收入增长{'、'.join(map(_percent, rates))}"
    rows = tuple(growth.row for growth in told)
    if economy is None or product is None:
        unsaid = f"{reason}，报告没有给出生产总值的增速"
        return Compared(Judgement(Verdict.PARTLY, unsaid), rows)
    floor = product if is_faster else product - GROWTH_TOLERANCE
    keeping_up = [rate > floor or (rate == floor and not is_faster) for rate in rates]
    verdict = Verdict.PARTLY if any(keeping_up) else Verdict.NOT_FULFILLED
    if all(keeping_up):
        verdict = Verdict.FULFILLED
    reason = f"{reason}，生产总值增长{_percent(product)}"
    return Compared(Judgement(verdict, reason), (*rows, economy.row))


def _claimed(review: EncodedReview) -> Compared:
    """What a review says in words, which gives no growth of incomes for the year."""
    for row, statement in enumerate(review.statements):
        if _SAYS_SO.search(statement.clause) and _is_of_the_year(statement, of_all=True):
            return Compared(Judgement(Verdict.FULFILLED, "报告称已达到，没有给出数字"), (row,))
    reason = f"查了回顾部分{review.searched}段，没有给出这一年居民收入的增速"
    return Compared(Judgement(Verdict.NOT_REPORTED, reason), ())


def uncompared(promise: str, clause: str) -> str:
    """With whom a promise compares itself, where the clause of the review compares with nobody.

    Empty where it does, and for a promise that is no such comparison.
    """
    found = _ABOVE_AVERAGE.search(promise)
    return found["whose"] if found and found["whose"] not in clause else ""


def _growths(
    review: EncodedReview, subject: re.Pattern[str], but: re.Pattern[str] | None = None
) -> Iterator[_Growth]:
    """The clauses that give the growth of something in the year, in order, ``but`` for some."""
    for row, statement in enumerate(review.statements):
        clause = statement.clause
        named = subject.search(clause)
        if not named or not _is_of_the_year(statement):
            continue
        if but is not None and but.search(clause):
            continue
        rates = _rates_after(clause, named.end())
        if not rates and row + 1 < len(review):
            following = review.statements[row + 1].clause
            is_of_it = review.sentence_of[row + 1] == review.sentence_of[row]
            if is_of_it and re.match(r"\s*(?:同比|比上年|较上年|实际|分别)?增长", following):
                rates, row = _rates_after(following, 0), row + 1
        if rates:
            yield _Growth(row, rates, bool(_OF_A_PART.search(clause)))


def _is_of_the_year(statement: Statement, *, of_all: bool = False) -> bool:
    """Whether a clause tells of one year, and with ``of_all`` not of town or country alone."""
    if of_all and _OF_A_PART.search(statement.clause) and "城乡" not in statement.clause:
        return False
    return not of_several_years(statement.with_lead)


def _rates_after(clause: str, start: int) -> tuple[Decimal, ...]:
    """The first rate of growth from a place on, and those that stand beside it (4.5%、5.7%)."""
    rates: list[Decimal] = []
    end = start
    for figure in figures(clause):
        is_rate = figure.kind is Kind.GROWTH and figure.unit in RATES
        if figure.start < start or not is_rate or figure.value is None:
            continue
        if rates and not _BESIDE.fullmatch(clause, end, figure.start):
            break
        rates.append(figure.value)
        end = figure.end
    return tuple(rates)


def _percent(rate: Decimal) -> str:
    return f"{plain(rate)}%"
