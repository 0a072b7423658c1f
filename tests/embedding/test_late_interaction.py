"""Words of a question meet their nearest words of a passage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from reportqa.errors import ModelError
from reportqa.retrieval.late_interaction import (
    VOCABULARY_FILE,
    WEIGHTS_FILE,
    LateInteraction,
    Matches,
)

VOCABULARY = ["公园", "绿地", "厕所", "旱厕", "增加", "公", "园"]
VECTORS = np.array(
    [[100, 0, 0], [90, 40, 0], [0, 0, 100], [0, 30, 95], [0, 100, 0], [80, 0, 50], [80, 0, -50]],
    np.int8,
)
WEIGHTS = np.array([3, 3, 3, 3, 1, 2, 2], np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_file(
        {
            "vectors": VECTORS,
            "weights": WEIGHTS,
            "neighbours": np.array([[1, 4]] * 7, np.uint16),
            "similarities": np.array([[230, 51]] * 7, np.uint8),
        },
        tmp_path / WEIGHTS_FILE,
        metadata={"heading_discount": "0.5"},
    )
    (tmp_path / VOCABULARY_FILE).write_text("\n".join(VOCABULARY), "utf-8")
    return tmp_path


@pytest.fixture
def late(folder: Path) -> LateInteraction:
    return LateInteraction.load(folder)


def met(
    late: LateInteraction,
    words: list[str],
    bodies: list[list[str]],
    headings: list[list[str]] | None = None,
) -> Matches:
    above = headings or [[] for _ in bodies]
    return late.match(words, [late.encode(b) for b in bodies], [late.encode(h) for h in above])


def test_a_passage_with_a_nearer_word_scores_higher(late: LateInteraction) -> None:
    bodies = [["绿地", "增加"], ["旱厕", "增加"], ["公园", "增加"]]
    scores = met(late, ["公园"], bodies).scores
    assert scores[2] == pytest.approx(1)
    assert scores[2] > scores[0] > scores[1]


def test_each_word_is_met_by_its_own_best_word(late: LateInteraction) -> None:
    matches = met(late, ["公园", "厕所"], [["厕所", "公园"], ["公园"]])
    np.testing.assert_allclose(matches.body, [[1, 1], [1, 0]], atol=1e-6)
    np.testing.assert_allclose(matches.scores, [1, 0.5], atol=1e-6)


def test_a_word_counts_by_its_weight(late: LateInteraction) -> None:
    np.testing.assert_allclose(late.weights(["公园", "增加"]), [0.75, 0.25])
    scores = met(late, ["公园", "增加"], [["公园"], ["增加"]]).scores
    np.testing.assert_allclose(scores, [0.75, 0.25], atol=1e-6)


def test_a_heading_counts_less_than_the_text(late: LateInteraction) -> None:
    matches = met(late, ["公园"], [["增加"], ["公园"]], [["公园"], []])
    np.testing.assert_allclose(matches.scores, [0.5, 1], atol=1e-6)


def test_an_unknown_word_is_understood_by_its_characters(late: LateInteraction) -> None:
    matches = met(late, ["园公"], [["公园"], ["旱厕"]])
    assert matches.scores[0] == pytest.approx(1, abs=1e-6)
    assert matches.scores[1] < 0.4


def test_a_word_without_a_known_character_still_meets_itself(late: LateInteraction) -> None:
    matches = met(late, ["5g"], [["5g", "公园"], ["公园"], []], [[], ["5g"], []])
    np.testing.assert_allclose(matches.scores, [1, 0.5, 0], atol=1e-6)


def test_a_group_holds_the_word_and_its_near_words_with_their_share(late: LateInteraction) -> None:
    group, other = late.groups(["公园", "增加"])
    assert group == pytest.approx({"公园": 0.75, "绿地": 0.75 * 230 / 255})
    assert other == pytest.approx({"增加": 0.25, "绿地": 0.25 * 230 / 255})


def test_an_unknown_word_has_no_near_words_but_itself(late: LateInteraction) -> None:
    assert late.nearest("园公", floor=0.5) == {"园公": 1.0}


def test_words_below_the_floor_are_not_near(late: LateInteraction) -> None:
    assert set(late.nearest("公园", floor=0.15)) == {"公园", "绿地", "增加"}
    assert set(late.nearest("公园", floor=0.5)) == {"公园", "绿地"}


@pytest.mark.parametrize("name", [WEIGHTS_FILE, VOCABULARY_FILE])
def test_a_missing_file_is_a_clear_error(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match="读不出来"):
        LateInteraction.load(folder)
