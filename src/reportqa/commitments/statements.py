"""What the review of a report says, clause by clause: where the fate of a commitment is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.language.sentences import sentence_spans
from reportqa.types import Passage, Role, StructuredReport

_SEGMENT_END = re.compile(r"[；;]+")
_COMMA = re.compile(r"[，,：:](?!\d{3}(?!\d))")
_OPENING, _CLOSING = "（(《“〔[【‘", "）)》”〕]】’"

_MANY_YEARS = re.compile(
    r"五年来|五年间|(?<![\d.])[五5]年(?:中|里|内|累计|共|工作|，)|过去[五5]年|四年来|三年来|连续|十年"
    r"|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|以来|规划|收官)?|本届政府|这届政府|任期"
    r"|20\d\d(?:年)?(?:—|－|-|至|到)20?\d\d年"
)
_ONE_YEAR = re.compile(r"(?:19|20)\d\d年(?!至|到|—|－|-)|过去一年|一年来|去年|上年|这一年|全年")
_PER_YEAR_OF_MANY = re.compile(r"年平?均(?!浓度|值|气温|降水)|累计|[五四三]年")

_LEAD = 40
"""Characters before a clause that are read with it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause of a review, in offsets of the report's text: ``text[start:end] == clause``.

    ``sentence_start`` and ``sentence_end`` bound what stands with it between full stops or
    semicolons; ``before`` is what of that precedes the clause. ``is_of_many_years`` says that its
    sentence tells of several years at once, ``is_of_term`` that it stands in a part about a term or
    a five-year plan, not about the one year.
    """

    clause: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    passage: Passage
    is_of_many_years: bool
    is_of_term: bool

    @property
    def before(self) -> str:
        """The part of the sentence that precedes the clause."""
        return self.sentence[: self.start - self.sentence_start]

    @property
    def with_lead(self) -> str:
        """The clause with what its sentence says shortly before, which may tell of which years."""
        return self.before[-_LEAD:] + self.clause


def statements(report: StructuredReport) -> list[Statement]:
    """The clauses of a report's review in their order, with those under 困难和问题.

    A report without a review is taken whole, but for its plan.
    """
    told = {Role.REVIEW, Role.PROBLEMS}
    if not any(passage.role is Role.REVIEW for passage in report.passages):
        told = set(Role) - {Role.PLAN}
    found: list[Statement] = []
    of_term = False
    for passage in report.passages:
        if passage.role in told:
            of_term = _is_of_term(passage, of_term)
            found += _of_passage(report.text, passage, of_term)
    return found


def is_of_many_years(text: str) -> bool:
    """Whether a text tells of several years at once: 五年来, “十四五”期间, 年均, 累计."""
    return bool(_MANY_YEARS.search(text) or _PER_YEAR_OF_MANY.search(text))


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Cut a passage into what stands between full stops or semicolons, and that into clauses.

    Gives the start and end of each sentence with the spans of its clauses, without their marks.
    """
    for first, last in sentence_spans(text, start, end):
        for begin, stop in _split(_SEGMENT_END, text, first, last):
            spans = [_bare(text, a, b) for a, b in _split(_COMMA, text, begin, stop)]
            yield begin, stop, [(a, b) for a, b in spans if b - a >= 2]


def _of_passage(text: str, passage: Passage, of_term: bool) -> Iterator[Statement]:
    for begin, stop, inner in clauses(text, passage.start, passage.end):
        sentence = text[begin:stop]
        many = is_of_many_years(sentence)
        for a, b in inner:
            yield Statement(text[a:b], a, b, sentence, begin, stop, passage, many, of_term)


def _is_of_term(passage: Passage, before: bool) -> bool:
    """Whether a passage tells of a whole term; one that does not say goes on as the one before."""
    for told in (passage.text[:40], *(passage.path[-1:])):
        one, many = _ONE_YEAR.search(told), _MANY_YEARS.search(told)
        if many and not (one and one.start() < many.start()):
            return True
        if one:
            return False
    return before


def _split(mark: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at marks that don't stand within brackets or quotation marks."""
    depth, last, at = 0, start, start
    while at < end:
        char = text[at]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif not depth and (found := mark.match(text, at, end)):
            yield last, found.end()
            last = at = found.end()
            continue
        at += 1
    if last < end:
        yield last, end


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the mark and the white space at the ends."""
    while start < end and (text[start].isspace() or text[start] in "　—"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "，,：:；;。！!？?"):
        end -= 1
    return start, end
