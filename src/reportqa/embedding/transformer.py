"""Any sentence-transformers model, by hub name or folder, with the prompts of its family."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportqa.embedding.base import Fingerprint, Vectors
from reportqa.embedding.static import MAX_CHARACTERS, files_hash
from reportqa.errors import ModelError

# Attention grows with the square of the length; passages have at most some 400 characters.
MAX_TOKENS = 512
BATCH = 32

INSTRUCTION = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
)
# (name, query prompt, passage prompt), first match counts; from the models' own cards.
PROMPTS: tuple[tuple[str, str, str], ...] = (
    (r"bge-m3", "", ""),
    (r"bge-.*-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (r"bge-.*-en", "Represent this sentence for searching relevant passages: ", ""),
    (r"e5-.*-instruct", INSTRUCTION + " ", ""),
    (r"(^|[-/])e5-", "query: ", "passage: "),
    (r"gte-qwen", INSTRUCTION + " ", ""),
    (r"qwen3-embedding", INSTRUCTION, ""),
)


def known_prompts(name: str) -> tuple[str, str]:
    """The query and the passage prompt that the family of ``name`` was trained with, or empty."""
    for pattern, query, passage in PROMPTS:
        if re.search(pattern, name.lower()):
            return query, passage
    return "", ""


class TransformerEmbedder:
    """A sentence-transformers model; torch is imported when one is made.

    ``model`` is a folder or a hub name. Nothing is fetched from the network unless ``download``:
    a hub model must lie in the local cache. Prompts that the model itself declares win over the
    table of families. Raises ``ModelError`` when the model cannot be found or loaded.
    """

    def __init__(self, model: str, *, download: bool = False) -> None:
        folder = model_folder(model, download=download)
        from sentence_transformers import SentenceTransformer  # takes seconds to import

        try:
            self._model: Any = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # each backend raises its own
            raise ModelError(
                f"{model}：sentence-transformers 加载不了（{error}）；请检查模型文件夹"
            ) from error
        self._model.max_seq_length = min(self._model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        query, passage = declared_prompts(self._model.prompts) or known_prompts(model)
        is_hub_name = not Path(model).is_dir()
        self._fingerprint = Fingerprint(
            name=model if is_hub_name else str(folder.resolve()),
            revision=folder.name[:12] if is_hub_name else files_hash(weight_files(folder)),
            dimension=int(self._model.get_embedding_dimension()),
            query_prompt=query,
            passage_prompt=passage,
        )

    @property
    def fingerprint(self) -> Fingerprint:
        """What must agree for vectors to be comparable."""
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 ``(len(texts), dimension)``, rows of unit length."""
        return self._embed(texts, self._fingerprint.query_prompt)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with their context: float32 ``(len(texts), dimension)``, unit rows."""
        return self._embed(texts, self._fingerprint.passage_prompt)

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self._fingerprint.dimension), np.float32)
        vectors = self._model.encode(
            [text[:MAX_CHARACTERS] for text in texts],
            prompt=prompt or None,
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)


def model_folder(model: str, *, download: bool) -> Path:
    """The folder that holds ``model``: itself, or its snapshot in the hub's local cache."""
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=not download))
    except Exception as error:  # offline, unknown, private, not a legal name
        how = "请检查名称和网络" if download else "请给出模型文件夹，或先下载"
        raise ModelError(f"{model}：本机没有这个模型；{how}") from error


def declared_prompts(prompts: dict[str, str]) -> tuple[str, str] | None:
    """The query and the passage prompt that a model declares, ``None`` when it declares neither."""
    query = prompts.get("query") or ""
    passage = prompts.get("passage") or prompts.get("document") or ""
    return (query, passage) if query or passage else None


def weight_files(folder: Path) -> list[Path]:
    """The files that decide a model's vectors: weights, tokenizers and settings."""
    kinds = {".safetensors", ".bin", ".json", ".txt", ".model"}
    return sorted(path for path in folder.rglob("*") if path.suffix in kinds and path.is_file())
