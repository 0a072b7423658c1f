"""The commitments of a plan: one for each number promised, and for each thing to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportqa.citations import cite_within
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.events import is_checkable, is_event
from reportqa.commitments.horizon import begins_term, headings_say_term, is_later, is_of_term
from reportqa.commitments.indicators import deed
from reportqa.commitments.statements import clauses
from reportqa.commitments.targets import Target, targets
from reportqa.commitments.terms import binding, deadline
from reportqa.types import Citation, Passage, Role, StructuredReport

_HISTORY = re.compile(
    r"(?<![由从比较])(?:去年|上年)(?!结转|预算|水平|的?(?:\d[\d.]*\S{1,4}?)?(?:增|提|扩))|以来|周年|已(?:经)?(?:达|建|完成|有|设立|成立)|目前"
    r"|因素|翘尾|高校毕业生将?高?达"
)
_LAST_YEAR = re.compile(r"过去的?一年|一年来|回顾")
_AHEAD = re.compile(r"今年|新的一年|今后|明年|要|将|力争|确保|推进|实施|加快|\n")
_EXPLAINED = re.compile(
    r"主要是(?:综合)?(?:考虑|由于|因为)|综合考虑了|兼顾了|(?:认真|反复)(?:比较|权衡)|(?:着重|需要)说明|按\d{4}年价格"
)
"""A sentence that gives reasons for a target: the promise itself stands elsewhere."""

_TELLING = 16
"""Characters that tell a place in a report: 地区生产总值增长5% alone stands in many."""

_NEXT_OF_LIST = re.compile(r"[；;]\s*[^，；。,;\n]{2,40}")


def extract(report: StructuredReport) -> list[Commitment]:
    """List the commitments of a report's plan in the order of its text.

    What is promised for a whole term, and numbers that only tell of the past, are left out.
    """
    found: list[Commitment] = []
    plan_year = report.report.plan_year
    of_term, section = False, -1
    for passage in report.passages:
        if passage.role is Role.PLAN:
            if passage.section_index != section:
                section = passage.section_index
                of_term = headings_say_term(passage.path, plan_year)
            said = begins_term(passage.text, plan_year)
            of_term = of_term if said is None else said
            if not of_term:
                found += _of_passage(report, passage)
    return found


def _of_passage(report: StructuredReport, passage: Passage) -> Iterator[Commitment]:
    plan_year = report.report.plan_year
    looks_back, aims = False, ""
    for first, last, spans in clauses(report.text, passage.start, passage.end):
        sentence = report.text[first:last]
        looks_back = _looks_back(sentence, looks_back)
        if report.text[max(0, first - 1)] not in "；;":
            aims = ""
        aims = sentence if binding(sentence) else aims
        if looks_back or _EXPLAINED.search(sentence) or is_of_term(sentence[:20], plan_year):
            continue
        carried, was_history = "", False
        for order, (start, end) in enumerate(spans):
            clause = report.text[start:end]
            was_history = _tells_of_past(clause, was_history)
            if was_history or is_later(clause, plan_year) or is_of_term(clause, plan_year):
                continue
            promised = targets(clause, carried)
            if promised:
                carried = promised[-1].indicator
                citation = cite_within(
                    report, passage, *_telling(report.text, spans, order, passage.end)
                )
                yield from _quantified(clause, start, promised, citation, binding(aims))
            elif is_event(clause):
                yield _event(clause, cite_within(report, passage, start, end), binding(aims))


def _looks_back(sentence: str, before: bool) -> bool:
    """Whether a sentence tells of the year before, or goes on with one that did."""
    if _LAST_YEAR.search(sentence):
        return True
    return before and not _AHEAD.search(sentence)


def _telling(text: str, spans: Sequence[tuple[int, int]], order: int, last: int) -> tuple[int, int]:
    """The span to quote for a number: a short clause at the head of a list goes with the next.

    ``last`` is where the passage ends.
    """
    start, end = spans[order]
    is_head = not order or text[spans[order - 1][1] : start].strip() in ("：", ":")
    follows = text[max(0, start - 3) : start].rstrip()[-1:] in ("；", ";")
    if is_head and not follows and end - start < _TELLING:
        if order + 1 < len(spans):
            end = spans[order + 1][1]
        elif after := _NEXT_OF_LIST.match(text, end, last):
            end = after.end()
    return start, end


def _tells_of_past(clause: str, before: bool) -> bool:
    """Whether a clause tells of the past; 其中… goes on with what the one before told of."""
    return bool(_HISTORY.search(clause)) or (before and clause.startswith("其中"))


def _quantified(
    clause: str, start: int, promised: Sequence[Target], citation: Citation, bound: str
) -> list[Commitment]:
    return [
        Commitment(
            id=f"{citation.report.id}-{start}-{order}",
            citation=citation,
            text=target.text,
            indicator=target.indicator,
            comparator=target.comparator.value,
            target=target.quantity.value,
            target_high=target.quantity.high,
            unit="百分点" if target.quantity.unit == "个百分点" else target.quantity.unit,
            quantified=True,
            redacted=target.quantity.redacted,
            binding=bound,
            deadline=deadline(clause),
        )
        for order, target in enumerate(promised, 1)
    ]


def _event(clause: str, citation: Citation, bound: str) -> Commitment:
    return Commitment(
        id=f"{citation.report.id}-{citation.start}-0",
        citation=citation,
        text=clause,
        indicator=deed(clause) or clause,
        comparator="none",
        target=None,
        target_high=None,
        unit="",
        quantified=False,
        redacted=False,
        checkable=is_checkable(clause),
        binding=bound,
        deadline=deadline(clause),
    )
