"""Small models of both kinds, made on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WORDS = ("<unk>", "公园", "夜间", "开放", "道路", "修", "桥", "公", "园", "a")
DIMENSION = 8


@pytest.fixture
def static_folder(tmp_path: Path) -> Path:
    """A static model of ten words, with prompts, in the folder format of sentence-transformers."""
    folder = tmp_path / "小模型"
    part = folder / "0_StaticEmbedding"
    part.mkdir(parents=True)
    kinds = ("StaticEmbedding", "Normalize")
    modules = [
        {
            "idx": i,
            "name": str(i),
            "path": f"{i}_{kind}",
            "type": f"sentence_transformers.models.{kind}",
        }
        for i, kind in enumerate(kinds)
    ]
    (folder / "1_Normalize").mkdir()
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "修", "document": ""}}), "utf-8"
    )
    tokenizer = Tokenizer(models.Unigram([(word, -1.0 - i) for i, word in enumerate(WORDS)], 0))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(part / "tokenizer.json"))
    vectors = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSION))
    vectors[0] = 0
    save_file({"embedding.weight": vectors.astype(np.float16)}, part / "model.safetensors")
    return folder


@pytest.fixture(scope="session")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained BERT of one layer, in the folder format of sentence-transformers."""
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("transformer") / "bge-tiny-zh"
    bare = folder.parent / "bare"
    bare.mkdir()
    characters = "公园夜间开放道路修桥为这个句子生成表示以用于检索相关文章："
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(characters)]
    (bare / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=600,
    )
    BertModel(config).save_pretrained(bare)
    BertTokenizer(str(bare / "vocab.txt")).save_pretrained(bare)
    word_model = models.Transformer(str(bare))
    model = SentenceTransformer(modules=[word_model, models.Pooling(16)], device="cpu")
    model.save(str(folder))
    return folder
