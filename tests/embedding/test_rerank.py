"""Features of candidates, and trees over them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from reportqa.errors import ModelError
from reportqa.retrieval.candidates import Candidates
from reportqa.retrieval.encoding import Encoded
from reportqa.retrieval.features import FEATURES, describe
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import ALL_LEAVES, MODEL_FILE, MOST_LEAVES, Reranker
from reportqa.store import StoredPassage
from reportqa.types import Passage, Role, Understood

NAMES = list(FEATURES)


def stored(index: int, text: str, tokens: str, role: Role, report: str) -> StoredPassage:
    passage = Passage(index, 0, len(text), text, role, 0, ())
    return StoredPassage(index, report, passage, tokens, "", None)


PASSAGES = [
    stored(0, "全镇公园夜间开放，占87.3%。", "全镇 公园 夜间 开放 占 87.3%", Role.REVIEW, "a"),
    stored(1, "公园将增加三处。", "公园 将 增加 三处", Role.PLAN, "a"),
    stored(2, "由于旱情，粮食减产。", "由于 旱情 粮食 减产", Role.PROBLEMS, "b"),
]


@pytest.fixture
def table() -> dict[str, list[float]]:
    """The features of the three passages for one question, by name."""
    words = ["公园", "夜间", "开放", "增加"]
    late = LateInteraction(
        words,
        np.eye(4, dtype=np.int8) * 100,
        np.ones(4, np.float32),
        np.zeros((4, 2), np.uint16),
        np.zeros((4, 2), np.uint8),
        0.5,
    )
    asked = ("公园", "夜间", "开放")
    understood = Understood(places=("雪乡镇",), years=(), role=Role.REVIEW, phrases=(), terms=asked)
    bodies = [late.encode(stored.tokens) for stored in PASSAGES]
    matches = late.match(asked, bodies, [late.encode(()) for _ in PASSAGES])
    found = Candidates(
        np.arange(3),
        floats(9, 3, np.nan),
        floats(0.8, 0.6, 0.1),
        floats(1, 1, 0),
        floats(0, 0, 0),
        floats(1, 0, 0),
    )
    encoded = Encoded.of_each(PASSAGES, late)
    features = describe("雪乡镇夜间开放的公园占多少比例", understood, matches, found, encoded)
    assert features.dtype == np.float32
    assert not np.isnan(features).any()
    return {name: features[:, column].tolist() for column, name in enumerate(NAMES)}


def test_words_met_are_seen(table: dict[str, list[float]]) -> None:
    assert table["late"] == pytest.approx([1, 1 / 3, 0])
    assert table["weakest"] == pytest.approx([1, 0, 0])
    assert table["exact"] == pytest.approx([1, 1 / 3, 0])
    assert table["bigrams"] == pytest.approx([1, 1 / 5, 0])


def test_ranks_and_gaps_are_taken_among_the_candidates(table: dict[str, list[float]]) -> None:
    assert table["dense_rank"] == pytest.approx(np.log([1, 2, 3]))
    assert table["dense_gap"] == pytest.approx([0, -0.2, -0.7])
    assert table["lexical_gap"] == pytest.approx([1, 1 / 3, 0])


def test_the_kind_of_answer_is_looked_for(table: dict[str, list[float]]) -> None:
    assert table["asks_share"] == [1, 1, 1]
    assert table["shares"] == pytest.approx([np.log(2), 0, 0])
    assert table["numbers"] == pytest.approx([np.log(2), 0, 0])


def test_place_role_and_neighbours_are_seen(table: dict[str, list[float]]) -> None:
    assert table["place_missed"] == [0, 0, 1]
    assert table["is_plan"] == [0, 1, 0]
    assert table["neighbour"] == pytest.approx([1 / 3, 1, 0])
    assert table["report_best"] == pytest.approx([1 / 3, 1, 0])


@pytest.fixture
def trees() -> Reranker:
    """Two trees: late ≤ 0.5 ? −1 : (place ≤ 0.5 ? 1 : 2), and a single leaf of 10."""
    feature = np.array([[NAMES.index("late"), NAMES.index("place")], [0, 0]])
    threshold = np.array([[0.5, 0.5], [np.inf, np.inf]], np.float32)
    kept = np.array([[0b110, ALL_LEAVES & ~0b010], [ALL_LEAVES] * 2], np.uint16)
    value = np.zeros((2, MOST_LEAVES), np.float32)
    value[0, :3], value[1, 0] = (-1, 1, 2), 10
    return Reranker(feature, threshold, kept, value)


def floats(*values: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def candidates(*rows: tuple[float, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    features = np.zeros((len(rows), len(NAMES)), np.float32)
    features[:, NAMES.index("late")] = [late for late, _ in rows]
    features[:, NAMES.index("place")] = [place for _, place in rows]
    return features


def test_each_candidate_falls_to_its_leaf_of_every_tree(trees: Reranker) -> None:
    scores = trees.score(candidates((0.2, 1), (0.5, 0), (0.9, 0), (0.9, 1)))
    assert scores.tolist() == [9, 9, 11, 12]


def test_contributions_name_what_lifted_a_candidate(trees: Reranker) -> None:
    features = candidates((0.9, 1), (0.9, 0), (0.9, 0))
    gains = trees.contributions(features, 0)
    assert gains["place"] == pytest.approx(1)
    assert all(gain == 0 for name, gain in gains.items() if name != "place")


def save(folder: Path, names: list[str]) -> None:
    save_file(
        {
            "feature": np.zeros((1, 1), np.int16),
            "threshold": np.full((1, 1), np.inf, np.float32),
            "kept": np.full((1, 1), ALL_LEAVES, np.uint16),
            "value": np.ones((1, MOST_LEAVES), np.float32),
        },
        folder / MODEL_FILE,
        metadata={"features": ",".join(names)},
    )


def test_saved_trees_are_read(tmp_path: Path) -> None:
    save(tmp_path, NAMES)
    assert Reranker.load(tmp_path).score(candidates((1, 1))).tolist() == [1]


def test_trees_over_other_features_are_refused(tmp_path: Path) -> None:
    save(tmp_path, NAMES[1:])
    with pytest.raises(ModelError, match="不是为这个版本训练的"):
        Reranker.load(tmp_path)


def test_missing_trees_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="读不出来"):
        Reranker.load(tmp_path)
