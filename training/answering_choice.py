"""The trees of the span finder: they choose among the spans that its net finds likely.

They learn from spans that nets scored which had not seen the passage: the questions are parted by
passage, and each part is scored by a net that was trained on the others. Each question counts
twice, with its passage and with the sentence of the answer alone, as answers are pointed at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from reportqa.answering.pointing import LIKELY, TREE_PARTS, TREES_FILE, Pointer
from reportqa.answering.span_features import SPAN_FEATURES, describe_spans
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import Reranker
from reportqa.tuning.trees import join, to_reranker
from training.answering_spans import EXACT, Case, fit, pointer_of, vocabulary

PARTS = 3
TREES = 200
"""Of each of two kinds: of those that estimate whether a span is exact, and of its F1."""

GROWTH = {
    "objective": "l2",
    "num_leaves": 12,
    "learning_rate": 0.05,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}

Floats = NDArray[np.float32]
_NAMES = [name.replace(" ", "_") for name in SPAN_FEATURES]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The likely spans of a question: ``features`` ``(n, SPAN_FEATURES)``, ``f1`` ``(n,)``."""

    features: Floats
    f1: Floats


def unseen(
    known: Sequence[Case], late: LateInteraction, seed: int, log: Callable[[str], None]
) -> list[Choice]:
    """What the trees learn from: likely spans by nets that were trained on other passages."""
    texts = sorted({case.text for case in known})
    part = dict(zip(texts, np.random.default_rng(seed).integers(0, PARTS, len(texts)), strict=True))
    choices: list[Choice] = []
    for number in range(PARTS):
        others = [case for case in known if part[case.text] != number]
        words = vocabulary(others)
        pointer = pointer_of(fit(others, words, late, seed, log), words)
        for case in known:
            if part[case.text] == number:
                choices += _choices(case, pointer)
    return choices


def _choices(case: Case, pointer: Pointer) -> Iterator[Choice]:
    sentence = case.seen.sentence[0]
    own = sentence[case.spans[int(case.f1.argmax()), 0]]
    for within in (case.f1 >= 0, sentence[case.spans[:, 0]] == own):
        spans, f1 = case.spans[within], case.f1[within]
        scores = pointer.score(case.asking, case.seen, 0, spans)
        likely = np.argsort(-scores, kind="stable")[:LIKELY]
        described = describe_spans(case.asking, case.seen, 0, spans, scores, likely)
        yield Choice(described, f1[likely])


def grow(choices: Sequence[Choice], seed: int) -> Reranker:
    """Grow the trees: they estimate the chance that a span is exact, plus its F1."""
    f1 = np.concatenate([one.f1 for one in choices])
    features = np.concatenate([one.features for one in choices])
    grown = []
    for wanted in (f1 > EXACT, f1):
        data = lightgbm.Dataset(features, wanted.astype(np.float32), feature_name=_NAMES)
        booster = lightgbm.train({**GROWTH, "seed": seed}, data, TREES)
        grown.append(to_reranker(booster, _NAMES))
    return join(*grown)


def save(folder: Path, trees: Reranker) -> None:
    """Write the trees as ``Pointer`` reads them."""
    arrays = (trees.feature.astype(np.int16), trees.threshold, trees.kept, trees.value)
    named = {"features": "|".join(SPAN_FEATURES)}
    save_file(dict(zip(TREE_PARTS, arrays, strict=True)), folder / TREES_FILE, metadata=named)
