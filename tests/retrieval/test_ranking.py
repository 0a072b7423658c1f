"""Scoring candidates by two rankings, and folding what says the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.retrieval.candidates import Candidates
from reportqa.retrieval.first_score import parts, relative, score
from reportqa.retrieval.folding import fold
from reportqa.types import Mode


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def candidates(**known: tuple[float, ...]) -> Candidates:
    columns = {name: np.zeros(3, np.float32) for name in ("place", "year", "role")}
    columns |= {name: floats(*values) for name, values in known.items()}
    return Candidates(keys=np.arange(3), **columns)


def test_the_best_score_becomes_one_and_a_missing_one_nothing() -> None:
    assert relative(floats(2.0, 4.0, np.nan), 0.0).tolist() == [0.5, 1.0, 0.0]


def test_equal_scores_all_count_as_the_best() -> None:
    assert relative(floats(3.0, 3.0)).tolist() == [1.0, 1.0]


def test_no_score_at_all_is_no_evidence() -> None:
    assert relative(floats(np.nan, np.nan)).tolist() == [0.0, 0.0]


def test_a_passage_that_both_halves_rank_first_wins() -> None:
    found = candidates(lexical=(9.0, 5.0, np.nan), dense=(0.8, 0.2, 0.7))
    assert int(score(found, Mode.HYBRID).argmax()) == 0


@pytest.mark.parametrize("mode", list(Mode))
def test_the_parts_of_a_first_score_add_up_to_it(mode: Mode) -> None:
    found = candidates(lexical=(9.0, 5.0, np.nan), dense=(0.8, 0.2, 0.7), place=(0, 1, 0))
    total = sum(parts(found, mode).values())
    assert score(found, mode) == pytest.approx(total)


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=30))
def test_scaling_keeps_the_order_and_stays_between_nought_and_one(values: list[float]) -> None:
    scaled = relative(np.array(values, np.float32))
    assert scaled.min() >= 0
    assert scaled.max() <= 1
    order = np.argsort(np.array(values, np.float32), kind="stable")
    assert (np.diff(scaled[order]) >= 0).all()


BOILERPLATE = (
    "坚持党建引领，持续深化政府自身建设，严格落实各项规定，驰而不息纠治形式主义、官僚主义。"
)


def test_the_same_boilerplate_is_one_hit_with_a_count() -> None:
    texts = [
        BOILERPLATE,
        "新建公园十二座。",
        BOILERPLATE.replace("，", "、"),
        BOILERPLATE + "请监督。",
    ]
    assert fold(texts, 10) == [(0, [2, 3]), (1, [])]


def test_the_same_sentence_with_other_figures_is_another_hit() -> None:
    one = "城镇新增就业12万人，城镇调查失业率5.1%，居民人均可支配收入增长6.3%。"
    other = "城镇新增就业9.8万人，城镇调查失业率5.4%，居民人均可支配收入增长4.9%。"
    assert fold([one, other], 10) == [(0, []), (1, [])]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_folding_stops_when_enough_hits_are_found(most: int) -> None:
    texts = [f"第{i}件实事：{'甲乙丙丁戊己'[i] * 9}" for i in range(6)]
    assert len(fold(texts, most)) == most


def test_very_short_texts_fold_without_error() -> None:
    assert fold(["", "", "一", "一"], 10) == [(0, [1]), (2, [3])]
