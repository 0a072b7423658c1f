"""The models in the package, as they are shipped."""

from __future__ import annotations

import pytest

from reportqa import embedding
from reportqa.language import words
from reportqa.retrieval import late_interaction, rerank
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import Reranker


@pytest.fixture(scope="module")
def late() -> LateInteraction:
    return LateInteraction.load()


def test_all_bundled_models_together_are_small() -> None:
    models = embedding.BUNDLED_FOLDER.parent
    sizes = [path.stat().st_size for path in models.rglob("*") if path.is_file()]
    assert sum(sizes) <= 40_000_000


@pytest.mark.parametrize("module", [embedding, late_interaction, rerank])
def test_each_bundled_model_has_a_card(module: object) -> None:
    card = vars(module)["BUNDLED_FOLDER"] / "README.md"
    assert "## Limits" in card.read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "near"),
    [("厕所", "旱厕"), ("欠薪", "拖欠"), ("彩礼", "移风易俗"), ("化债", "债务")],
)
def test_words_of_one_matter_are_near(late: LateInteraction, word: str, near: str) -> None:
    assert near in late.nearest(word, floor=0.3)


def test_a_paraphrase_scores_above_a_passage_that_shares_only_common_words(
    late: LateInteraction,
) -> None:
    asked = ["工钱", "拖欠", "政府", "管"]
    right = words.tokenize("根治欠薪，保障农民工劳动报酬按时足额支付。")
    wrong = words.tokenize("加强政府自身建设，管好用好财政资金。")
    scores = late.match(asked, [late.encode(right), late.encode(wrong)], [late.encode(())] * 2)
    assert scores.scores[0] > scores.scores[1]


def test_the_bundled_trees_are_over_the_features_of_this_version() -> None:
    trees = Reranker.load()
    assert trees.feature.max() < len(FEATURES)
