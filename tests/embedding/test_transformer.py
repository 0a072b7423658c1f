"""Models by name or folder, through sentence-transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa.embedding import DEFAULT, load
from reportqa.embedding.static import StaticEmbedder
from reportqa.embedding.transformer import TransformerEmbedder, known_prompts
from reportqa.errors import ModelError


def test_a_folder_of_a_static_model_takes_the_light_path(static_folder: Path) -> None:
    assert isinstance(load(str(static_folder)), StaticEmbedder)


def test_the_bundled_model_is_loaded_again_by_the_name_in_its_fingerprint() -> None:
    bundled = load(DEFAULT)
    assert load(bundled.fingerprint.name).fingerprint == bundled.fingerprint


def test_another_folder_is_loaded_again_by_the_name_in_its_fingerprint(static_folder: Path) -> None:
    model = load(str(static_folder))
    assert load(model.fingerprint.name).fingerprint == model.fingerprint


def test_a_transformer_folder_gives_unit_rows(transformer_folder: Path) -> None:
    model = load(str(transformer_folder))
    assert isinstance(model, TransformerEmbedder)
    rows = model.embed_passages(["公园夜间开放", "修桥", "公园夜间开放"])
    assert rows.shape == (3, model.fingerprint.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows[0], rows[2], atol=1e-5)
    assert model.embed_passages([]).shape == (0, model.fingerprint.dimension)


def test_the_family_of_a_folder_decides_its_prompts(transformer_folder: Path) -> None:
    model = load(str(transformer_folder))
    assert model.fingerprint.query_prompt == "为这个句子生成表示以用于检索相关文章："
    query, passage = model.embed_queries(["修桥"])[0], model.embed_passages(["修桥"])[0]
    prompted = model.embed_passages([model.fingerprint.query_prompt + "修桥"])[0]
    np.testing.assert_allclose(query, prompted, atol=1e-5)
    assert float(query @ passage) < 0.9999


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-m3", "", ""),
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("thenlper/gte-base-zh", "", ""),
        ("somebody/unknown", "", ""),
    ],
)
def test_known_families_have_their_prompts(name: str, query: str, passage: str) -> None:
    assert known_prompts(name) == (query, passage)


def test_qwen_is_given_an_instruction_for_questions_alone() -> None:
    query, passage = known_prompts("Qwen/Qwen3-Embedding-0.6B")
    assert query.startswith("Instruct: ")
    assert query.endswith("Query:")
    assert passage == ""


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no/such/folder", "名字不合法"])
def test_a_model_that_is_not_here_is_a_clear_error(name: str) -> None:
    with pytest.raises(ModelError, match="本机没有这个模型"):
        load(name)


def test_a_folder_that_holds_no_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="加载不了"):
        load(str(tmp_path))
