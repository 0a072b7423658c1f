"""The light path: static word vectors without torch, for models that are a table of vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from reportqa.embedding.base import Fingerprint, Vectors, to_unit_length
from reportqa.embedding.mapped import map_tensors
from reportqa.embedding.pieces import ids_in
from reportqa.errors import ModelError

STATIC_MODULE = "StaticEmbedding"
NORMALIZE_MODULE = "Normalize"
# Texts are cut before they are tokenised, so that a file pasted as a question costs no memory.
MAX_CHARACTERS = 4096
BATCH = 256


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Where the parts of a sentence-transformers static model lie."""

    tokenizer: Path
    weights: Path
    settings: Path


def static_files(folder: Path) -> StaticFiles | None:
    """The parts of ``folder`` if it is a static model with nothing after it but normalisation."""
    modules = read_json(folder / "modules.json", default=[])
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    if kinds not in ([STATIC_MODULE], [STATIC_MODULE, NORMALIZE_MODULE]):
        return None
    part = folder / modules[0].get("path", "")
    return StaticFiles(
        part / "tokenizer.json",
        part / "model.safetensors",
        folder / "config_sentence_transformers.json",
    )


def read_json(path: Path, default: Any) -> Any:
    """The value in a JSON file, ``default`` when there is no such file."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return default
    except ValueError as error:
        raise ModelError(f"{path.name}：不是 JSON（{error}）；请重新复制模型") from error


def files_hash(paths: Iterable[Path]) -> str:
    """Twelve hex digits of SHA-256 over the contents of ``paths``, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]


class StaticEmbedder:
    """A text is the mean of its words' vectors, brought to unit length.

    Reads the folder format of sentence-transformers (``modules.json`` with a ``StaticEmbedding``
    and, if any, a ``Normalize``) and gives the same vectors as that library, for texts of up to
    ``MAX_CHARACTERS`` characters; longer ones are cut. A text without a single known word gets a
    row of zeros. Raises ``ModelError`` for a folder that is no such model or is damaged.
    """

    def __init__(self, folder: Path, name: str | None = None) -> None:
        files = static_files(folder)
        if files is None:
            raise ModelError(f"{folder.name}：不是静态向量模型（见 modules.json）；请换一个模型")
        self._files = files
        self._folder = folder
        try:
            with ThreadPoolExecutor(1) as beside:
                summed = beside.submit(files_hash, [files.tokenizer, files.weights])
                self._stored = map_tensors(files.weights).by_name["embedding.weight"]
                # Until the whole of the tokenizer is loaded, which most processes never need.
                self._described: dict[str, Any] | None = json.loads(files.tokenizer.read_bytes())
                revision = summed.result()
        except (OSError, ValueError, KeyError) as error:
            raise self._damaged(error) from error
        prompts = read_json(files.settings, default={}).get("prompts", {})
        self._fingerprint = Fingerprint(
            name=name or folder.name,
            revision=revision,
            dimension=int(self._stored.shape[1]),
            query_prompt=prompts.get("query") or "",
            passage_prompt=prompts.get("passage") or prompts.get("document") or "",
        )

    @property
    def fingerprint(self) -> Fingerprint:
        """What must agree for vectors to be comparable."""
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 ``(len(texts), dimension)``, rows of unit length."""
        prompt = self._fingerprint.query_prompt
        described, self._described = self._described, None
        if described is not None and len(texts) == 1:
            try:
                ids = ids_in(described, (prompt + texts[0])[:MAX_CHARACTERS])
            except Exception as error:  # tokenizers raises bare Exception for every fault
                raise self._damaged(error) from error
            if ids is not None:
                return to_unit_length(
                    self._stored[ids].sum(axis=0, dtype=np.float32, keepdims=True)
                )
        return self._embed(texts, prompt, self._stored)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with their context: float32 ``(len(texts), dimension)``, unit rows."""
        return self._embed(texts, self._fingerprint.passage_prompt, self._wide)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        try:
            return Tokenizer.from_file(str(self._files.tokenizer))
        except Exception as error:  # bare, as above
            raise self._damaged(error) from error

    @cached_property
    def _wide(self) -> Vectors:
        """The word vectors as float32: three times as fast for many texts, slow to make for one."""
        return self._stored.astype(np.float32)

    def _embed(self, texts: Sequence[str], prompt: str, vectors: NDArray[np.floating]) -> Vectors:
        sums = np.zeros((len(texts), self._fingerprint.dimension), np.float32)
        for begin in range(0, len(texts), BATCH):
            cut = [(prompt + text)[:MAX_CHARACTERS] for text in texts[begin : begin + BATCH]]
            encodings = self._tokenizer.encode_batch_fast(cut, add_special_tokens=False)
            for row, encoding in enumerate(encodings, begin):
                sums[row] = vectors[encoding.ids].sum(axis=0, dtype=np.float32)
        return to_unit_length(sums)

    def _damaged(self, error: Exception) -> ModelError:
        return ModelError(f"{self._folder.name}：模型读不出来（{error}）；请重新复制或训练")
