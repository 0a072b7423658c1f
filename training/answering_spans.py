"""The span finder: trees that rank the spans of a passage as the answer to a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

from reportqa.answering.features import Asking, read_passages, read_question
from reportqa.answering.pointing import Pointer
from reportqa.answering.spans import EDGE, FEATURES, Habit, candidates, describe_spans
from reportqa.answering.tokens import Token, tokens_of
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.understanding import understand
from reportqa.types import Report
from training.answering_data import Spanned

TREES, LEAVES = 200, 16
FOLDS = 4
NEGATIVES = 60
"""Spans of a passage that are trained on beside those that touch the answer."""

TOUCHING = 40
LABELS = (0.4, 0.6, 0.8, 0.999)
"""A span's grade is how many of these its F1 to the answer reaches, in characters."""

KEPT_WORDS = 4000
SMOOTHING = 5.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question with its passage cut into words; ``spans`` ``(n, 2)``, ``f1`` ``(n,)``."""

    asking: Asking
    tokens: tuple[Token, ...]
    spans: NDArray[np.int64]
    f1: Floats
    answer: tuple[int, int]


def cases(labelled: Sequence[Spanned], reports: Sequence[Report]) -> list[Case]:
    """Cut the passages, and measure each span against the answer."""
    made = []
    for one in labelled:
        asking = read_question(one.question, understand(one.question, reports).terms)
        tokens = tokens_of(one.passage.quote)
        spans = candidates(tokens)
        starts = np.array([tokens[i].start for i in spans[:, 0]])
        ends = np.array([tokens[i].end for i in spans[:, 1]])
        answer = (one.start, one.end)
        made.append(Case(asking, tokens, spans, overlap(starts, ends, answer), answer))
    return made


def overlap(starts: NDArray[np.int64], ends: NDArray[np.int64], answer: tuple[int, int]) -> Floats:
    """F1 of spans to an answer, in characters: float32 ``(n,)``."""
    shared = np.minimum(ends, answer[1]) - np.maximum(starts, answer[0])
    total: Floats = (2 * np.maximum(shared, 0) / (ends - starts + answer[1] - answer[0])).astype(
        np.float32
    )
    return total


def habits_of(known: Sequence[Case]) -> dict[str, Habit]:
    """How often words begin, end, precede and follow answers, as log odds against the rest."""
    counts: Counter[str] = Counter()
    roles: list[Counter[str]] = [Counter() for _ in range(4)]
    for case in known:
        if not len(case.f1) or case.f1.max() < LABELS[-1]:
            continue
        first, last = case.spans[int(case.f1.argmax())].tolist()
        padded = [EDGE, *(token.text for token in case.tokens), EDGE]
        counts.update(padded)
        for role, place in enumerate((first + 1, last + 1, first, last + 2)):
            roles[role][padded[place]] += 1
    answers = sum(roles[0].values())
    every = sum(counts.values())
    base = answers / every
    common = [word for word, _ in counts.most_common(KEPT_WORDS)]
    return {
        word: tuple(
            float(np.log((role[word] + SMOOTHING * base) / (counts[word] + SMOOTHING) / base))
            for role in roles
        )
        for word in common
    }


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Spans of many passages: ``features`` ``(n, len(FEATURES))``, ``grades`` ``(n,)``, and
    ``sizes``, the number of spans of each passage."""

    features: Floats
    grades: NDArray[np.int64]
    sizes: NDArray[np.int64]


def examples(
    known: Sequence[Case], late: LateInteraction, seed: int, log: Callable[[str], None]
) -> Examples:
    """Describe spans, with habits that are always those of other passages."""
    rng = np.random.default_rng(seed)
    fold = rng.integers(0, FOLDS, len(known))
    features, labels, sizes = [], [], []
    for number in range(FOLDS):
        others = habits_of([one for one, f in zip(known, fold, strict=True) if f != number])
        for case in (one for one, f in zip(known, fold, strict=True) if f == number):
            if not len(case.f1) or case.f1.max() < LABELS[0] or not case.asking.terms:
                continue
            rows = _chosen(case.f1, rng)
            seen = read_passages(case.asking, [case.tokens], late)
            features.append(describe_spans(case.asking, seen, 0, case.spans[rows], others))
            labels.append(np.searchsorted(LABELS, case.f1[rows], side="right"))
            sizes.append(len(rows))
        log(f"spans: {len(sizes)} of {len(known)} passages described")
    return Examples(np.concatenate(features), np.concatenate(labels), np.array(sizes))


def fit(graded: Examples, seed: int) -> lightgbm.Booster:
    """Train the trees."""
    data = lightgbm.Dataset(
        graded.features,
        graded.grades,
        group=graded.sizes,
        feature_name=[name.replace(" ", "_") for name in FEATURES],
    )
    parameters = {
        "objective": "lambdarank",
        "num_leaves": LEAVES,
        "learning_rate": 0.1,
        "min_data_in_leaf": 50,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "lambdarank_truncation_level": 5,
        "label_gain": [0, 1, 2, 4, 10],
        "num_threads": 2,
        "deterministic": True,
        "seed": seed,
        "verbose": -1,
    }
    return lightgbm.train(parameters, data, TREES)


def measure(kept: Sequence[Case], late: LateInteraction, pointer: Pointer) -> tuple[float, float]:
    """Share of exact answers, and mean F1 in characters, of the best span of each passage."""
    found = []
    for case in kept:
        seen = read_passages(case.asking, [case.tokens], late)
        span = pointer.point(case.asking, seen, 0)
        assert span is not None
        found.append(float(overlap(np.array([span[0]]), np.array([span[1]]), case.answer)[0]))
    return float(np.mean(np.array(found) > LABELS[-1])), float(np.mean(found))


def _chosen(f1: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Spans to train on: the best, some that touch the answer, and some of the rest."""
    order = np.argsort(-f1, kind="stable")
    touching, rest = order[f1[order] > 0], order[f1[order] <= 0]
    best = touching[: TOUCHING // 2]
    more = rng.permutation(touching[TOUCHING // 2 :])[: TOUCHING // 2]
    return np.concatenate([best, more, rng.permutation(rest)[:NEGATIVES]])
