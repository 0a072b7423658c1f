"""Which clauses of the next report's review tell what became of which commitment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from reportqa.commitments.actual import FAR_OFF, Reading, promises_new, read
from reportqa.commitments.encoding import EncodedReview, Floats
from reportqa.commitments.events import is_deed
from reportqa.commitments.features import FEATURES, Candidates, Sought, describe
from reportqa.commitments.figures import RATES, Kind, figures
from reportqa.commitments.namesakes import is_another_indicator
from reportqa.commitments.trees import Judging
from reportqa.commitments.verdict import is_flow
from reportqa.embedding.base import Embedder
from reportqa.language.years import of_several_years
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.types import Role

ABOUT = 0.25
"""The least chance at which a clause is taken as evidence: where reported and not reported are told
apart best, cross-validated by place (train/commitments.jsonl and eval/dev_commitments*)."""

ADMITTED = 0.02
"""The least chance for a clause that admits a failure, where no clause of the review is closer to a
promised deed: what went wrong is told in other words than what was promised. Of the 20,500 clauses
taken as commitments in reports/dev, reports/more and corpus it adds four, one no promise at all."""

MOST_OF_A_YEAR = Decimal("2.5")
"""In a part about a whole term, so many times what was promised for a year is the term's sum."""

NEAREST = 3
"""Clauses shown beside a commitment that the review does not mention."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """What the review says of one commitment.

    ``row`` is the clause that tells, ``None`` where none does; ``chance`` that it is about the
    commitment. ``nearest`` are the rows that came closest, the best first. ``features`` is the
    row's of ``FEATURES``.
    """

    chance: float
    nearest: tuple[int, ...]
    row: int | None = None
    reading: Reading | None = None
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Holds promises against an encoded review, with the models that judge likeness."""

    late: LateInteraction
    embedder: Embedder
    judges: Judging

    def match(self, wanted: Sequence[Sought], review: EncodedReview) -> list[Match]:
        """Find what the review says of each commitment."""
        said = [figures(statement.clause) for statement in review.statements]
        described = describe(wanted, review, said, self.late, self.embedder)
        chances = [self.judges.is_about(candidates.features) for candidates in described]
        return assign(wanted, review, described, chances)


def assign(
    wanted: Sequence[Sought],
    review: EncodedReview,
    described: Sequence[Candidates],
    chances: Sequence[Floats],
) -> list[Match]:
    """Give each commitment the clause that likeliest tells its fate, if one is likely enough.

    One figure answers one commitment: where two want it, the likelier gets it and the other its
    next best clause, but for a promise that a plan makes twice, with one target. A clause without a
    figure may answer many, as where a report sums up (“各项任务如期完成”). ``chances`` are those of
    each commitment's candidates.
    """
    said = [figures(statement.clause) for statement in review.statements]
    taken: dict[tuple[int, Decimal], tuple[Decimal | None, str]] = {}
    found: dict[int, Match] = {}
    for index in sorted(range(len(wanted)), key=lambda i: -float(chances[i].max(initial=0.0))):
        candidates, chance = described[index], chances[index]
        best_first = np.argsort(-chance, kind="stable")
        nearest = tuple(int(row) for row in candidates.rows[best_first][:NEAREST])
        found[index] = Match(float(chance.max(initial=0.0)), nearest)
        for place in best_first.tolist():
            row = int(candidates.rows[place])
            if chance[place] < ADMITTED:
                break
            reading = read(wanted[index], review, said, row)
            values = dict(zip(FEATURES, candidates.features[place].tolist(), strict=True))
            if chance[place] < ABOUT and not (
                row == nearest[0] and _is_admitted(wanted[index], reading, values)
            ):
                break
            if _is_of_other_span(wanted[index], review, row, reading):
                continue
            if reading.value is not None and is_another_indicator(
                wanted[index].indicator, review.statements[row].clause
            ):
                continue
            if _is_worry(review, row, reading) or _is_far_off(wanted[index], reading):
                continue
            if reading.value is not None:
                claim = (reading.rows[-1], reading.value)
                promised = (wanted[index].value, wanted[index].unit)
                if taken.setdefault(claim, promised) != promised:
                    continue
            found[index] = Match(float(chance[place]), nearest, row, reading, values)
            break
    return [found[index] for index in range(len(wanted))]


def _is_admitted(sought: Sought, reading: Reading, values: Mapping[str, float]) -> bool:
    """Whether the clause that meets a promised deed's words best admits that it was not done."""
    is_own = reading.undone and len(reading.rows) == 1
    return is_own and is_deed(sought.text) and not values["rank_words"]


def _is_worry(review: EncodedReview, row: int, reading: Reading) -> bool:
    """Whether a clause under 困难和问题 only complains: it has no value and admits no failure."""
    is_problem = review.statements[row].passage.role is Role.PROBLEMS
    return is_problem and reading.value is None and not reading.undone


def _is_far_off(sought: Sought, reading: Reading) -> bool:
    """Whether a level is so far above the target that it must be of something else.

    Where new ones are promised, it is their total.
    """
    if sought.kind is not Kind.LEVEL or sought.unit in RATES or promises_new(sought):
        return False
    return bool(reading.value and sought.value and reading.value > FAR_OFF * sought.value)


def _is_of_other_span(sought: Sought, review: EncodedReview, row: int, reading: Reading) -> bool:
    """Whether a clause sums or averages years of which the promise means one.

    A sum that is below what was promised for the year tells of the year too.
    """
    told, wanted = reading.value, sought.value
    if sought.kind is Kind.LEVEL and told is not None and wanted is not None and told < wanted:
        return False
    statement = review.statements[row]
    words = statement.with_lead
    if not sought.quantified or of_several_years(sought.text):
        return False
    is_of_several = of_several_years(words)
    if is_of_several and (sought.kind is not Kind.LEVEL or _sums_up(words)):
        return True
    if sought.kind is not Kind.LEVEL or told is None or not wanted or not is_flow(sought.text):
        return False
    many = statement.is_of_term or is_of_several
    return many and told > MOST_OF_A_YEAR * wanted


def _sums_up(told: str) -> bool:
    return bool(re.search(r"年均(?!浓度|值)|累计|(?<![\d.])[五5]年(?:来|间|共|累计|里)", told))
