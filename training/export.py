"""Writes trained models as the folders that the package reads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from reportqa.retrieval.late_interaction import VOCABULARY_FILE, WEIGHTS_FILE
from training import late, vocabulary

NEIGHBOURS = 24

MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "0_StaticEmbedding",
        "type": "sentence_transformers.models.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]
SETTINGS = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def save_static_model(folder: Path, tokenizer: Tokenizer, rows: NDArray[np.float32]) -> None:
    """Write the model with float16 vectors, scaled so that the longest row has length one."""
    (folder / "0_StaticEmbedding").mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    write_json(folder / "modules.json", MODULES)
    write_json(folder / "config_sentence_transformers.json", SETTINGS)
    write_json(folder / "1_Normalize" / "config.json", {})
    vocabulary.save(tokenizer, folder / "0_StaticEmbedding" / "tokenizer.json")
    scaled = rows / np.linalg.norm(rows, axis=1).max()
    save_file(
        {"embedding.weight": scaled.astype(np.float16)},
        folder / "0_StaticEmbedding" / "model.safetensors",
    )


def write_json(path: Path, value: object) -> None:
    """Write ``value`` as readable JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def save_late_interaction(folder: Path, begin: late.Start, model: late.MaxSim) -> None:
    """Write vocabulary, int8 vectors, weights and, for each word, its nearest indexed words."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = late.unit(model.vectors.detach().numpy())
    neighbours, similarities = nearest(rows, begin.indexed)
    save_file(
        {
            "vectors": quantised(rows),
            "weights": model.log_weights.detach().exp().numpy(),
            "neighbours": neighbours.astype(np.uint16),
            "similarities": np.clip(np.round(similarities * 255), 0, 255).astype(np.uint8),
        },
        folder / WEIGHTS_FILE,
        metadata={"heading_discount": f"{model.log_discount.exp().item():.4f}"},
    )
    (folder / VOCABULARY_FILE).write_text("\n".join(begin.vocabulary), "utf-8")


def quantised(rows: NDArray[np.float32]) -> NDArray[np.int8]:
    """Each row scaled to the range of int8; the direction is kept."""
    peaks = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9)
    steps: NDArray[np.int8] = np.round(rows / peaks * 127).astype(np.int8)
    return steps


def nearest(
    rows: NDArray[np.float32], indexed: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``NEIGHBOURS`` nearest of the first ``indexed`` words, itself left out, with cosines."""
    columns = np.ascontiguousarray(rows[:indexed].T)
    found = np.zeros((len(rows), NEIGHBOURS), np.int64)
    cosines = np.zeros((len(rows), NEIGHBOURS), np.float32)
    for begin in range(0, len(rows), 2000):
        scores = rows[begin : begin + 2000] @ columns
        own = np.arange(begin, min(begin + len(scores), indexed))
        scores[own - begin, own] = -1
        top = np.argpartition(-scores, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        near = np.take_along_axis(scores, top, axis=1)
        order = np.argsort(-near, axis=1)
        found[begin : begin + 2000] = np.take_along_axis(top, order, axis=1)
        cosines[begin : begin + 2000] = np.take_along_axis(near, order, axis=1)
    return found, cosines
