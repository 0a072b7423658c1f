"""How sure a figure is, and whether a difference is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from reportqa.evaluation.measures import Judged

RESAMPLES = 9999
SEED = 20260101


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval by the percentile bootstrap over questions."""

    mean: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean difference of two ways over the same questions, and its p-value.

    The p-value is two-sided, of the paired permutation test that swaps the two ways question by
    question (the randomisation test of Smucker, Allan and Carterette, CIKM 2007).
    """

    difference: float
    p_value: float


def interval(judged: Sequence[Judged], measure: str) -> Interval:
    """Average a measure over questions; the same questions always give the same interval."""
    values = np.array([item.values[measure] for item in judged])
    mean = float(values.mean())
    if len(values) < 2 or np.all(values == values[0]):
        return Interval(mean, mean, mean, len(values))
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high), len(values))


def compare(one: Sequence[Judged], other: Sequence[Judged], measure: str) -> Comparison:
    """Test whether ``one`` does better or worse than ``other``; both answer the same questions."""
    first = np.array([item.values[measure] for item in one])
    second = np.array([item.values[measure] for item in other])
    if np.array_equal(first, second):
        return Comparison(0.0, 1.0)
    result = stats.permutation_test(
        (first, second),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return Comparison(float(result.statistic), float(result.pvalue))
