"""A cross-encoder that reads the first hits again: a real one, untrained, made on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa import Library, Mode
from reportqa.errors import ModelError
from reportqa.retrieval.cross_encoder import READ, CrossEncoder, reordered

QUERY = "农村公路建设"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with one score a pair."""
    pytest.importorskip("torch", reason="a cross-encoder runs on torch, which is not installed")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    made = tmp_path_factory.mktemp("cross") / "小精排"
    made.mkdir()
    characters = dict.fromkeys("农村公路建设养老服务老人吃饭食堂年县镇乡市村")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (made / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=512, initializer_range=0.5,
    )  # fmt: skip
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(made)
    BertTokenizer(str(made / "vocab.txt")).save_pretrained(made)
    return made


@pytest.fixture(scope="module")
def read_again(library: Library, folder: Path) -> Library:
    return Library.open(library.folder, reranker=str(folder))


def test_the_first_hits_stand_in_the_order_of_the_cross_encoder(read_again: Library) -> None:
    hits = read_again.search(QUERY, k=10, explain=True).hits
    judged = [hit.explanation.scores["cross_encoder"] for hit in hits if hit.explanation]
    assert len(judged) == 10
    assert judged == sorted(judged, reverse=True)
    assert [hit.explanation.ranks["cross_encoder"] for hit in hits[:1] if hit.explanation] == [1]


def test_only_the_first_are_read_and_they_are_the_same_passages(
    library: Library, read_again: Library
) -> None:
    plain = [hit.passage_id for hit in library.search(QUERY, k=40).hits]
    told = [hit.passage_id for hit in read_again.search(QUERY, k=40).hits]
    assert set(plain[:READ]) == set(told[:READ])
    assert plain[:READ] != told[:READ]
    assert plain[READ:] == told[READ:]


@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.DENSE])
def test_one_half_alone_is_not_read_again(
    library: Library, read_again: Library, mode: Mode
) -> None:
    plain, told = (one.search(QUERY, mode=mode).hits for one in (library, read_again))
    assert [hit.passage_id for hit in plain] == [hit.passage_id for hit in told]


def test_scores_change_hands_and_keep_their_scale() -> None:
    scores = np.array([5, 1, 4, 3], np.float32)
    changed = reordered(scores, np.array([0, 2, 3]), np.array([0.1, 0.9, 0.5], np.float32))
    assert changed.tolist() == [3, 1, 5, 4]


def test_a_cross_encoder_that_is_not_there_is_named_with_what_to_do(library: Library) -> None:
    with (
        Library.open(library.folder, reranker="nobody/no-such-model") as opened,
        pytest.raises(ModelError, match="nobody/no-such-model：本机没有这个模型"),
    ):
        opened.search(QUERY)


def test_a_folder_without_a_cross_encoder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="不能作为精排模型加载"):
        CrossEncoder(str(tmp_path))
