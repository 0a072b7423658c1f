"""The confidence: a logistic model over the signs of an answer, learned from twins.

Twin questions are put to the library through its own search, the one that is answered and the one
that is not; and the answered one once more as if its report were not there, where it names a place
or year, since then no other report will do. The logit so learned is set on the scale of the
labelled questions (Platt, 1999) and cut there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from reportqa.answering.asking import READ
from reportqa.answering.reading import read_hits
from reportqa.answering.refusal import SIGNS, signs
from reportqa.evaluation import Question
from reportqa.library import Library
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.types import Hit, SearchResult
from training.answering_data import Extract, Twins

WEIGHT = 0.3
"""Inverse of the penalty on the weights of the scaled signs (scikit-learn's C)."""

TWINS = 800
"""So many pairs are asked to learn from."""

SEARCHED = 2 * READ
REFUSED_AT_MOST = 0.12
"""The threshold is set so that this share of the answerable questions is refused."""

FOLDS, REPEATS = 10, 5

Signs = Mapping[str, float | None]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """The signs of one question put to a library; ``pair`` is the index of its twins.

    ``setting`` is ``twins``, ``withheld`` or ``labelled``.
    """

    signs: Signs
    answers: bool
    setting: str
    pair: int


def ask_twins(
    library: Library, late: LateInteraction, twins: Sequence[Twins], log: Callable[[str], None]
) -> list[Asked]:
    """Put both questions of each pair to a library that holds all reports."""
    asked: list[Asked] = []
    for pair, one in enumerate(twins):
        asked += _ask_pair(library, late, one, pair)
        if (pair + 1) % 500 == 0:
            log(f"confidence: {pair + 1} of {len(twins)} twins asked")
    return asked


def ask_labelled(
    library: Library, late: LateInteraction, questions: Sequence[Question]
) -> list[Asked]:
    """Put labelled questions to the library that they were written for."""
    asked = []
    for number, question in enumerate(questions):
        found = library.search(question.question, k=READ)
        if (seen := _signs(late, found, found.hits)) is not None:
            asked.append(Asked(seen, bool(question.gold), "labelled", number))
    return asked


def _ask_pair(library: Library, late: LateInteraction, twins: Twins, pair: int) -> Iterator[Asked]:
    found = library.search(twins.unanswerable, k=READ)
    if (seen := _signs(late, found, found.hits)) is not None:
        yield Asked(seen, False, "twins", pair)
    found = library.search(twins.answerable, k=SEARCHED)
    first = found.hits[:READ]
    if any(_holds(hit, twins.passage) for hit in first):
        seen = _signs(late, found, first)
        if seen is not None:
            yield Asked(seen, True, "twins", pair)
    if found.understood.places or found.understood.years:
        others = [hit for hit in found.hits if hit.report.source != twins.passage.source]
        seen = _signs(late, found, others[:READ])
        if seen is not None:
            yield Asked(seen, False, "withheld", pair)


def _holds(hit: Hit, passage: Extract) -> bool:
    return (
        hit.report.source == passage.source and hit.start < passage.end and passage.start < hit.end
    )


def _signs(late: LateInteraction, found: SearchResult, hits: Sequence[Hit]) -> Signs | None:
    read = read_hits(found.query, found.understood, hits, late)
    return None if read is None else signs(read)


def fit(asked: Sequence[Asked]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights and means of the signs; one that was not asked for stands at the mean of answers."""
    answers = np.array([one.answers for one in asked])
    means = {
        name: float(
            np.mean([v for one in asked if one.answers and (v := one.signs[name]) is not None])
        )
        for name in SIGNS
    }
    table = _table(asked, means)
    scale = table.std(axis=0)
    model = LogisticRegression(C=WEIGHT, max_iter=2000).fit(table / scale, answers)
    weights = model.coef_[0] / scale
    return dict(zip(SIGNS, weights.tolist(), strict=True)), means


def logits(
    asked: Sequence[Asked], weights: Mapping[str, float], means: Mapping[str, float]
) -> Floats:
    """The logit of each question, but for an intercept: ``(n,)``."""
    total: Floats = _table(asked, means) @ np.array([weights[name] for name in SIGNS])
    return total


def _table(asked: Sequence[Asked], means: Mapping[str, float]) -> Floats:
    """Signs less their means, 0 where one was not asked for: ``(n, len(SIGNS))``."""
    return np.array(
        [
            [0.0 if (v := one.signs[name]) is None else v - means[name] for name in SIGNS]
            for one in asked
        ]
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logit's slope and intercept, and the confidence below which a question is refused."""

    slope: float
    intercept: float
    threshold: float

    def of(self, raw: Floats) -> Floats:
        """Logits as confidences, 0 to 1."""
        out: Floats = 1 / (1 + np.exp(-(self.intercept + self.slope * raw)))
        return out


def calibrate(raw: Floats, answers: NDArray[np.bool_]) -> Calibration:
    """Fit slope and intercept by the labelled questions, and cut where few answers are lost."""
    model = LogisticRegression(C=1e3).fit(raw[:, None], answers)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    confidences = Calibration(slope, intercept, 0.0).of(raw)
    return Calibration(slope, intercept, float(np.quantile(confidences[answers], REFUSED_AT_MOST)))


def cross_validated(raw: Floats, answers: NDArray[np.bool_], seed: int) -> dict[str, float]:
    """Refusals and the Brier score with calibration and threshold from the other folds."""
    refused, wrongly, brier = [], [], []
    for repeat in range(REPEATS):
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed + repeat)
        for known, unseen in folds.split(raw, answers):
            made = calibrate(raw[known], answers[known])
            confidences = made.of(raw[unseen])
            is_refused = confidences < made.threshold
            refused += is_refused[~answers[unseen]].tolist()
            wrongly += is_refused[answers[unseen]].tolist()
            brier += ((confidences - answers[unseen]) ** 2).tolist()
    return {
        "unanswerable refused": float(np.mean(refused)),
        "answerable wrongly refused": float(np.mean(wrongly)),
        "Brier score": float(np.mean(brier)),
    }


def in_order(asked: Sequence[Asked], raw: Floats) -> tuple[float, int]:
    """The share of twins whose answered question scores higher, and how many pairs there are."""
    by_pair: dict[int, dict[bool, float]] = {}
    for one, value in zip(asked, raw.tolist(), strict=True):
        if one.setting == "twins":
            by_pair.setdefault(one.pair, {})[one.answers] = value
    pairs = [both for both in by_pair.values() if len(both) == 2]
    return float(np.mean([both[True] > both[False] for both in pairs])), len(pairs)


def auroc(raw: Floats, answers: NDArray[np.bool_]) -> float:
    """The chance that an answerable question scores higher than an unanswerable one."""
    higher = raw[answers][:, None] > raw[~answers]
    equal = raw[answers][:, None] == raw[~answers]
    return float(np.mean(higher + 0.5 * equal))
