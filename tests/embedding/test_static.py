"""The light path gives what sentence-transformers gives, and says what is wrong with a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from benchmarks.queries import QUERIES

from reportqa.embedding import BUNDLED_FOLDER, load
from reportqa.embedding.static import MAX_CHARACTERS, StaticEmbedder, static_files
from reportqa.errors import ModelError

TEXTS = [
    "全市公园夜间开放，新修道路三条。",
    "２０２４年新增５Ｇ基站1,200个，增长87.3%；R&D经费占比2.6％",
    "雪乡镇 2023年 一、工作回顾 修桥补路，群众出行更方便。" * 8,
    "a",
]


def test_the_bundled_model_gives_the_same_vectors_through_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(BUNDLED_FOLDER), device="cpu", local_files_only=True)
    ours = load()
    np.testing.assert_allclose(
        ours.embed_passages(TEXTS), theirs.encode_document(TEXTS), rtol=0, atol=1e-3
    )
    np.testing.assert_allclose(
        ours.embed_queries(TEXTS), theirs.encode_query(TEXTS), rtol=0, atol=1e-3
    )


def test_prompts_are_applied_as_sentence_transformers_applies_them(static_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(static_folder), device="cpu", local_files_only=True)
    ours = StaticEmbedder(static_folder)
    query, passage = ours.embed_queries(["公园"])[0], ours.embed_passages(["公园"])[0]
    assert float(query @ passage) < 0.999
    np.testing.assert_allclose(query, theirs.encode_query("公园"), rtol=0, atol=2e-3)
    np.testing.assert_allclose(passage, theirs.encode_document("公园"), rtol=0, atol=2e-3)


def test_the_default_path_imports_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from reportqa.embedding import load; load().embed_queries(['公园夜间开放']); "
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rows_have_unit_length_and_keep_their_order() -> None:
    model = load()
    many = [f"第{i}段：{text}" for i in range(200) for text in TEXTS]
    rows = model.embed_passages(many)
    assert rows.shape == (800, model.fingerprint.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows[417], model.embed_passages([many[417]])[0], atol=1e-6)


def test_a_paraphrase_is_nearer_than_another_matter() -> None:
    model = load()
    question = model.embed_queries(["老百姓看病贵怎么解决"])[0]
    same, other = model.embed_passages(
        ["深化医药卫生体制改革，药品集中采购降价，减轻群众就医负担。", "完成造林绿化面积三万亩。"]
    )
    assert question @ same > question @ other + 0.1


def test_a_text_without_a_known_word_is_a_row_of_zeros(static_folder: Path) -> None:
    rows = StaticEmbedder(static_folder).embed_passages(["", "？？", "公园"])
    assert not rows[:2].any()
    assert np.linalg.norm(rows[2]) == pytest.approx(1)


def test_no_texts_give_no_rows() -> None:
    model = load()
    assert model.embed_queries([]).shape == (0, model.fingerprint.dimension)


def test_a_very_long_text_is_cut(static_folder: Path) -> None:
    model = StaticEmbedder(static_folder)
    cut, long = model.embed_passages(
        ["公园" * (MAX_CHARACTERS // 2), "公园" * 100_000 + "道路" * 9]
    )
    np.testing.assert_array_equal(cut, long)


def test_the_revision_changes_with_the_weights(static_folder: Path) -> None:
    before = StaticEmbedder(static_folder).fingerprint
    weights = static_folder / "0_StaticEmbedding" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    after = StaticEmbedder(static_folder).fingerprint
    assert (before.name, before.dimension) == (after.name, after.dimension)
    assert before.revision != after.revision


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_damaged_file_is_named_with_its_model(static_folder: Path, name: str) -> None:
    (static_folder / "0_StaticEmbedding" / name).write_bytes(b"rubbish")
    with pytest.raises(ModelError, match="小模型"):
        StaticEmbedder(static_folder)


@pytest.mark.parametrize("text", [*QUERIES, *TEXTS, "", "？？", "鱻𠮷龘 ☃ PM2.5 1,200.5", "a b"])
def test_the_first_question_is_cut_as_all_others(text: str) -> None:
    fresh, asked = load(), load()
    asked.embed_queries(["公园", "食堂"])
    np.testing.assert_array_equal(fresh.embed_queries([text]), asked.embed_queries([text]))


def test_modules_that_are_not_json_are_a_model_error(static_folder: Path) -> None:
    (static_folder / "modules.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match=r"modules\.json"):
        StaticEmbedder(static_folder)


def test_a_folder_without_modules_is_no_static_model(tmp_path: Path) -> None:
    assert static_files(tmp_path) is None
    with pytest.raises(ModelError, match="不是静态向量模型"):
        StaticEmbedder(tmp_path)


def test_the_bundled_model_is_small_and_has_a_card() -> None:
    sizes = [path.stat().st_size for path in BUNDLED_FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) <= 30_000_000
    assert (BUNDLED_FOLDER / "README.md").is_file()
