"""The value that a review gives for what was promised: read beside the right subject, converted."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportqa.commitments.encoding import EncodedReview, character_pairs
from reportqa.commitments.features import Sought
from reportqa.commitments.figures import RATES, Figure, comparable
from reportqa.commitments.telling import Stage, stage_told
from reportqa.language.units import same_dimension

_SUBJECTS = re.compile(r"[、和与及]")
_NO_SUBJECT = re.compile(
    r"^(?:同比|比上年|较上年|均|分别|实际|名义|可比|按可比价格计算|预计|总数|总量|达到|达|完成|实现|和|了|约|超过?|为|其中"
    r"|增长|增速|下降|上涨|增加|提高|减少|累计)*$"
)
_MADE_OF_IT = re.compile(
    r"[又再]?(?:新(?:办|建|增|开|设)|增设|增办|开办)(?:[^，、\d]{1,6}(?:村|社区|街道|镇|乡|县|区|市))?"
)
"""Before a bare count (新办沙湾村1处): of what the clause before spoke of."""
_TOTAL = re.compile(r"总数|总量|达到?|突破|增至|发展到|共有|累计")
_NEW = re.compile(r"新增|新培育|净增|新引进|新认定")
_COUNTED = re.compile(r"[^\d，、；。]{2,16}(?=[、，；。和与及]|$)")
_NONE = re.compile(r"未发生|没有发生|零发生|无.{0,6}发生|保持为?零|为零")
FAR_OFF = 12
"""So many times the target is no longer the same thing: of 276 labelled pairs of levels, the six
beyond were all told with another yardstick (train/commitments.jsonl, eval)."""

ADMITTED_WITHIN = 3
"""Clauses after the one that names a work within which its failure is admitted."""

_URBAN, _RURAL = "城镇", "农村"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a clause for a commitment.

    ``value`` is in the target's unit. ``rows`` are the clauses that were read, in order.
    ``redacted`` says that × or xx is printed where the value should stand; ``other`` is a figure
    of another kind or unit, where there is no value. ``undone`` says that the sentence goes on to
    admit that it was not done.
    """

    value: Decimal | None
    rows: tuple[int, ...]
    redacted: bool = False
    other: Figure | None = None
    undone: bool = False


def read(
    sought: Sought, review: EncodedReview, said: Sequence[Sequence[Figure]], row: int
) -> Reading:
    """Read the actual value beside a clause of the review.

    Growth is read for growth and a level for a level, in this clause or in those after it that
    have no subject of their own (“完成地区生产总值145亿元，同比增长7%”). Of several figures the one
    after the subject most like the indicator is taken; where a list of subjects shares a verb
    (城镇和农村…分别增长5%、6%), the one in the same place, and the least where all are meant.
    """
    if not sought.unit or not sought.quantified:
        return _without_value(review, row)
    if sought.value == 0 and _NONE.search(review.statements[row].clause):
        return Reading(Decimal(0), (row,))
    rows = [row, *_following(review, said, row)]
    for at in rows:
        values = _fitting(sought, said[at])
        if not values:
            continue
        passed = tuple(sorted({row, at}))
        return Reading(_choose(sought, review, said, at, values), passed)
    told = [item for at in rows for item in said[at]]
    hidden = any(item.value is None and same_dimension(item.unit, sought.unit) for item in told)
    other = next((item for item in told if item.value is not None), None)
    return replace(_without_value(review, row), redacted=hidden, other=other)


def _without_value(review: EncodedReview, row: int) -> Reading:
    """Read on for an admission that it was not done (“…工程因地质复杂，没有按期建成”)."""
    last = row
    while last + 1 < len(review) and review.sentence_of[last + 1] == review.sentence_of[row]:
        last += 1
    for at in range(row, min(last, row + ADMITTED_WITHIN) + 1):
        if stage_told(review.statements[at].clause) is Stage.UNDONE:
            return Reading(None, tuple(range(row, at + 1)), undone=True)
    return Reading(None, (row,))


def promises_new(sought: Sought) -> bool:
    """Whether new ones are promised, beside those that there are."""
    return bool(_NEW.search(sought.text))


def is_total_for_new(sought: Sought, clause: str, value: Decimal) -> bool:
    """Whether new ones were promised and the review gives how many there are in all."""
    if not promises_new(sought):
        return False
    is_far_off = bool(sought.value) and value > FAR_OFF * Decimal(sought.value or 0)
    return is_far_off or (not _NEW.search(clause) and bool(_TOTAL.search(clause)))


def _following(review: EncodedReview, said: Sequence[Sequence[Figure]], row: int) -> list[int]:
    """The clauses after this one that go on about its subject."""
    found = []
    for at in range(row + 1, min(row + 3, len(review))):
        if review.sentence_of[at] != review.sentence_of[row] or not said[at]:
            break
        clause, first = review.statements[at].clause, said[at][0]
        lead = clause[: first.start].strip()
        is_of_it = _MADE_OF_IT.fullmatch(lead) and first.end == len(clause)
        if not (is_of_it or _NO_SUBJECT.match(lead)):
            break
        found.append(at)
    return found


def _fitting(sought: Sought, held: Sequence[Figure]) -> list[tuple[Figure, Decimal]]:
    found = []
    for item in held:
        value = comparable(item, sought.kind, sought.unit)
        if value is not None:
            found.append((item, value))
    return found


def _choose(
    sought: Sought,
    review: EncodedReview,
    said: Sequence[Sequence[Figure]],
    at: int,
    values: list[tuple[Figure, Decimal]],
) -> Decimal:
    statement = review.statements[at]
    if len(values) == 1:
        return values[0][1]
    lead = statement.before + statement.clause[: values[0][0].start]
    if "分别" in lead or "城乡" in lead:
        shared = _in_list(sought, lead, [value for _, value in values])
        if shared is not None:
            return shared
    # 3个老旧小区、820户: households are told from what else is counted.
    values = [each for each in values if each[0].unit.endswith(sought.unit)] or values
    subjects = _own_subjects(statement.clause, said[at], [item for item, _ in values])
    likeness = [_likeness(sought.indicator or sought.text, subject) for subject in subjects]
    best = max(range(len(values)), key=lambda i: (likeness[i], -i))
    return values[best][1]


def _in_list(sought: Sought, lead: str, values: list[Decimal]) -> Decimal | None:
    """The value in the place of the subject that is meant, the least where all are."""
    subjects = _SUBJECTS.split(re.split(r"分别", lead)[0].rsplit("，", 1)[-1])
    if "城乡" in lead and len(values) == 2:
        subjects = [_URBAN, _RURAL]
    if len(subjects) != len(values):
        return None
    named = sought.indicator + sought.text
    if subjects == [_URBAN, _RURAL]:
        if "城乡" in sought.text and not re.match(r"城镇|农村|农民", sought.indicator):
            return min(values)
        if (_URBAN in named) == (_RURAL in named or "农民" in named):
            return min(values)
        return values[0] if _URBAN in named else values[1]
    likeness = [_likeness(sought.indicator or sought.text, subject) for subject in subjects]
    best = max(range(len(values)), key=lambda i: (likeness[i], -i))
    return values[best]


def _own_subjects(clause: str, held: Sequence[Figure], wanted: Sequence[Figure]) -> list[str]:
    """What each of the figures is of: what stands before it, or what it counts (180个老旧小区)."""
    ends = {item.start: end for item, end in zip(held, [0, *(f.end for f in held)], strict=False)}
    found = []
    for item in wanted:
        before = clause[ends[item.start] : item.start]
        counted = "" if item.unit in RATES else _COUNTED.match(clause, item.end)
        found.append(f"{before}，{counted[0]}" if counted else before)
    return found


def _likeness(wanted: str, subject: str) -> float:
    one, other = character_pairs(wanted), character_pairs(subject)
    return len(one & other) / math.sqrt(max(1, len(one | other)))
