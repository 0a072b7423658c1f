"""What a match means: the verdict, why, and how sure the machine is of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from reportqa.commitments.actual import is_total_for_new
from reportqa.commitments.encoding import EncodedReview, Floats
from reportqa.commitments.features import Sought
from reportqa.commitments.figures import RATES, Figure, Kind
from reportqa.commitments.match import Match
from reportqa.commitments.relative import uncompared
from reportqa.commitments.telling import (
    Stage,
    cues,
    is_only_begun,
    listed_pairs,
    says_done,
    stage_of_promise,
    stage_told,
)
from reportqa.commitments.trees import Judging
from reportqa.commitments.verdict import Judgement, Verdict, compare, is_output
from reportqa.language.numerals import plain

_CLAIMED = re.compile(
    r"超额|如期|按期|全部|全面完成|圆满|(?:任务|目标|指标)[^，。；]{0,6}完成|完成[^，。；]{0,8}(?:任务|目标)|全覆盖"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposed verdict. ``actual`` is in the target's unit; ``confidence`` is 0 to 1.

    ``changed`` says in words where the review measures with another yardstick than the promise.
    """

    judgement: Judgement
    actual: Decimal | None
    confidence: float
    changed: str = ""


def judge(
    sought: Sought,
    match: Match,
    review: EncodedReview,
    judges: Judging,
    *,
    comparator: str,
    target_high: Decimal | None,
    redacted: bool,
) -> Judged:
    """Propose a verdict on one commitment. Nothing is claimed where either side is redacted."""
    if redacted:
        reason = "承诺中的数值为×，无法核对"
        return Judged(Judgement(Verdict.UNVERIFIABLE, reason), None, 1.0)
    if match.row is None or match.reading is None:
        reason = f"查了回顾部分{review.searched}段，没有提到这一事项"
        return Judged(Judgement(Verdict.NOT_REPORTED, reason), None, 1.0 - match.chance)
    reading = match.reading
    clause = review.statements[match.row].clause
    if reading.value is None and reading.redacted:
        reason = "报告中对应的数值为×，无法核对"
        return Judged(Judgement(Verdict.UNVERIFIABLE, reason), None, match.chance)
    if reading.value is not None and sought.value is not None:
        if is_total_for_new(sought, clause, reading.value):
            reason = (
                f"承诺的是新增，报告给出的是总数{plain(reading.value)}{sought.unit}，不能直接比较"
            )
            partly = Judgement(Verdict.PARTLY, reason)
            return Judged(partly, reading.value, 0.7 * match.chance, "新增→总量")
        judgement = compare(
            indicator=sought.indicator,
            quote=sought.text,
            comparator=comparator,
            target=sought.value,
            target_high=target_high,
            unit=sought.unit,
            actual=reading.value,
            is_growth=sought.kind is not Kind.LEVEL,
        )
        nearly = stage_told(clause) is Stage.NEARLY and is_output(sought.text, sought.unit)
        if nearly and judgement.verdict is Verdict.FULFILLED:
            partly = replace(judgement, verdict=Verdict.PARTLY, reason="报告提到，但还没有全部完成")
            return Judged(partly, reading.value, match.chance)
        return Judged(judgement, reading.value, match.chance)
    return _without_value(sought, match, review, judges, reading.other)


def _without_value(
    sought: Sought, match: Match, review: EncodedReview, judges: Judging, other: Figure | None
) -> Judged:
    assert match.row is not None
    statement = review.statements[match.row]
    told = stage_told(statement.clause)
    if match.reading is not None and match.reading.undone:
        reason = "报告承认没有完成"
        return Judged(Judgement(Verdict.NOT_FULFILLED, reason), None, match.chance)
    if sought.quantified and other is not None and (changed := _changed(sought, other)):
        reason = f"{changed}，不能直接比较"
        return Judged(Judgement(Verdict.PARTLY, reason), None, 0.7 * match.chance, changed)
    if sought.quantified:
        return _without_figure(match, told, statement.sentence)
    if whose := uncompared(sought.text, statement.clause):
        alone = Judgement(Verdict.PARTLY, f"承诺的是与{whose}相比，报告没有作这一比较")
        return Judged(alone, None, match.chance)
    if is_only_begun(sought.text, statement.clause):
        begun = Judgement(Verdict.PARTLY, "报告只说已经开工，没有说完成")
        return Judged(begun, None, match.chance)
    if told is Stage.GOING_ON and stage_of_promise(sought.text) is Stage.DONE:
        going_on = Judgement(Verdict.PARTLY, "报告只说正在推进，没有说完成")
        return Judged(going_on, None, match.chance)
    kept = float(judges.is_kept(cues_of(sought, match, review))[0])
    if kept >= 0.5:
        done = "报告称已完成" if says_done(statement.clause) else "报告所述已达到承诺的程度"
        return Judged(Judgement(Verdict.FULFILLED, done), None, match.chance * kept)
    partly = Judgement(Verdict.PARTLY, "报告提到，但没有说全部完成")
    return Judged(partly, None, match.chance * (1 - kept))


def _without_figure(match: Match, told: Stage, sentence: str) -> Judged:
    """A promised number of which the review says only that it was reached, or not even that."""
    if told is Stage.DONE and _CLAIMED.search(sentence):
        claimed = Judgement(Verdict.FULFILLED, "报告称已完成，没有给出数字")
        return Judged(claimed, None, 0.7 * match.chance)
    partly = Judgement(Verdict.PARTLY, "报告提到，但没有给出数字")
    return Judged(partly, None, 0.8 * match.chance)


def cues_of(sought: Sought, match: Match, review: EncodedReview) -> Floats:
    """What tells fulfilled from partly for a match without a value: float32 ``(1, len(CUES))``."""
    assert match.row is not None
    assert match.reading is not None
    statement = review.statements[match.row]
    return cues(
        sought.text,
        statement.clause,
        statement.sentence,
        figures=match.reading.other is not None,
        about=match.chance,
        indicator=match.features["indicator_before"],
        words_sentence=match.features["words_sentence"],
        pairs_sentence=match.features["pairs_sentence"],
        unmet=_unmet(sought.text, review),
        many_years=statement.is_of_many_years,
    )


def _unmet(promise: str, review: EncodedReview) -> float:
    """How little of the least met of the things that a promise lists stands in any one sentence."""
    met = []
    for part in listed_pairs(promise):
        rows = [review.rows[pair] for pair in part if pair in review.rows]
        held = np.maximum.reduceat(review.pairs[rows], review.sentence_starts, axis=1)
        met.append(float(held.sum(axis=0).max()) / len(part) if rows else 0.0)
    return 1.0 - min(met, default=1.0)


def _changed(sought: Sought, other: Figure) -> str:
    """How the yardstick changed between the promise and the review; empty where it did not."""
    if (
        sought.kind is not Kind.LEVEL
        and other.kind is Kind.LEVEL
        and other.unit not in (*RATES, "")
    ):
        return f"承诺的是增速，报告给出的是总量（{plain(other.value)}{other.unit}）"
    if sought.kind is Kind.LEVEL and sought.unit != "%" and other.kind is not Kind.LEVEL:
        return f"承诺的是总量，报告给出的是增速（{plain(other.value)}%）"
    return ""
