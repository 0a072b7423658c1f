"""How sure a figure is, and whether a difference is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from reportqa.evaluation.measures import Judged

Floats = NDArray[np.float64]

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

    ``low`` to ``high`` is the 95 % interval of the difference by the bootstrap over questions. The
    p-value is two-sided, of the paired permutation test that swaps the two ways question by
    question (the randomisation test of Smucker, Allan and Carterette, CIKM 2007).
    """

    difference: float
    low: float
    high: float
    p_value: float


def interval(judged: Sequence[Judged], measure: str) -> Interval:
    """Average a measure over questions; the same questions always give the same interval."""
    return mean_of([item.values[measure] for item in judged])


def mean_of(values: Sequence[float] | Floats) -> Interval:
    """The mean of one value a question, with its interval."""
    array = np.asarray(values, np.float64)
    mean = float(array.mean())
    if len(array) < 2 or np.all(array == array[0]):
        return Interval(mean, mean, mean, len(array))
    found = stats.bootstrap(
        (array,),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high), len(array))


def compare(one: Sequence[Judged], other: Sequence[Judged], measure: str) -> Comparison:
    """Test whether ``one`` does better or worse than ``other``; both answer the same questions."""
    first = np.array([item.values[measure] for item in one])
    second = np.array([item.values[measure] for item in other])
    if np.array_equal(first, second):
        return Comparison(0.0, 0.0, 0.0, 1.0)
    result = stats.permutation_test(
        (first, second),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    between = mean_of(first - second)
    return Comparison(between.mean, between.low, between.high, float(result.pvalue))
