"""Embedding models on disk, made small: another one to change to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split

from reportqa.embedding import BUNDLED_FOLDER


def shorter_model(folder: Path, dimension: int = 64) -> Path:
    """Copy the bundled model into a new folder, with the first dimensions of its vectors only."""
    shutil.copytree(BUNDLED_FOLDER, folder)
    [weights] = folder.rglob("*.safetensors")
    vectors = load_file(weights)["embedding.weight"][:, :dimension]
    save_file({"embedding.weight": np.ascontiguousarray(vectors)}, weights)
    return folder


def character_model(folder: Path, text: str, seed: int, dimension: int = 32) -> Path:
    """Make a model in a new folder that knows the characters of a text, by random vectors."""
    part = folder / "0_StaticEmbedding"
    part.mkdir(parents=True)
    characters = sorted({*text})
    tokenizer = Tokenizer(WordLevel({c: row for row, c in enumerate(characters)}, characters[0]))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    tokenizer.save(str(part / "tokenizer.json"))
    vectors = np.random.default_rng(seed).standard_normal((len(characters), dimension))
    save_file({"embedding.weight": vectors.astype(np.float16)}, part / "model.safetensors")
    modules = [{"type": "sentence_transformers.models.StaticEmbedding", "path": part.name}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return folder
