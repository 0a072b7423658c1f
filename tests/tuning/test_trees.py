"""Growing trees, and scoring with them in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.rerank import Reranker
from reportqa.tuning.examples import RIGHT, Example
from reportqa.tuning.trees import Growth, boost, join, rounded_down, save, to_reranker

SMALL = Growth(trees=12, leaves=6, rate=0.2, least_in_leaf=5)
TELLING = list(FEATURES).index("late")


def questions(seed: int, column: int = TELLING, count: int = 40) -> list[Example]:
    """Questions of twenty candidates each, the one with most in ``column`` being right."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        features = rng.random((20, len(FEATURES)), np.float32)
        grades = np.where(np.arange(20) == features[:, column].argmax(), RIGHT, 0)
        found.append(Example(features, grades))
    return found


def first_is_right(trees: Reranker, examples: list[Example]) -> float:
    """Share of the questions whose best candidate is right."""
    return float(np.mean([one.grades[trees.score(one.features).argmax()] for one in examples])) / 2


@pytest.fixture(scope="module")
def learned() -> list[Example]:
    return questions(0)


def test_trees_in_numpy_score_as_lightgbm_does(learned: list[Example]) -> None:
    booster = boost(learned, SMALL)
    features = np.concatenate([one.features for one in questions(1)])
    np.testing.assert_allclose(
        to_reranker(booster).score(features), booster.predict(features), atol=1e-5
    )


def test_trees_find_what_speaks_for_the_answer(learned: list[Example]) -> None:
    assert first_is_right(to_reranker(boost(learned, SMALL)), questions(1)) > 0.6


def test_the_same_questions_grow_the_same_trees(learned: list[Example]) -> None:
    one, other = (to_reranker(boost(learned, SMALL, seed=3)) for _ in range(2))
    np.testing.assert_array_equal(one.threshold, other.threshold)
    np.testing.assert_array_equal(one.value, other.value)


def test_a_feature_that_is_left_out_is_not_looked_at(learned: list[Example]) -> None:
    columns = [name for name in FEATURES if name != "late"]
    trees = to_reranker(boost(learned, SMALL, columns=columns))
    assert TELLING not in trees.feature[np.isfinite(trees.threshold)]
    assert first_is_right(trees, questions(1)) < 0.4


def test_trees_on_top_mend_what_those_below_get_wrong(learned: list[Example]) -> None:
    wrong = to_reranker(boost(questions(0, column=TELLING + 1), SMALL))
    mended = join(wrong, to_reranker(boost(learned, SMALL, begin=wrong)))
    assert first_is_right(mended, questions(1)) > first_is_right(wrong, questions(1)) + 0.3


def test_joined_trees_add_their_scores(learned: list[Example]) -> None:
    one = to_reranker(boost(learned, SMALL))
    other = to_reranker(boost(learned, Growth(trees=3, leaves=3, rate=0.1, least_in_leaf=5)))
    features = learned[0].features
    np.testing.assert_allclose(
        join(one, other).score(features), one.score(features) + other.score(features), atol=1e-5
    )


def test_trees_are_read_back_as_they_were_written(tmp_path: Path, learned: list[Example]) -> None:
    trees = to_reranker(boost(learned, SMALL))
    save(tmp_path, trees, {"grown_on": "nothing"})
    features = learned[0].features
    np.testing.assert_array_equal(Reranker.load(tmp_path).score(features), trees.score(features))
    assert [path.name for path in tmp_path.iterdir()] == ["trees.safetensors"]


def test_a_threshold_between_two_float32_keeps_both_on_their_sides() -> None:
    low = np.float32(0.1)
    high = np.nextafter(low, np.float32(1))
    (rounded,) = rounded_down([(float(low) + float(high)) / 2])
    assert low <= rounded < high
