"""What every peer of the benchmark offers, and what all are given alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from reportqa import embedding
from reportqa.embedding.base import Vectors
from reportqa.language import words

HALF = 100
"""So many passages of each half are fused, where a peer lets one say: as many as reportqa takes."""

BATCH = 1024
"""So many passages are embedded together, where a peer leaves that to its user; reportqa's too."""


class Passage(NamedTuple):
    """A passage as reportqa cut it: its public id, and its context and words as it embeds them."""

    id: str
    text: str


class Asked(NamedTuple):
    """A question, and the ids of the passages that answer it; none where that is not known."""

    question: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A folder with what all peers are given: reports, their passages, and questions."""

    folder: Path

    @property
    def reports(self) -> Path:
        """The folder of the reports as files, which reportqa reads itself."""
        return self.folder / "reports"

    @property
    def passages_file(self) -> Path:
        """The passages as JSON Lines."""
        return self.folder / "passages.jsonl"

    @property
    def questions_file(self) -> Path:
        """The questions as JSON Lines."""
        return self.folder / "questions.jsonl"

    def passages(self) -> Iterator[Passage]:
        """All passages, one after the other."""
        with self.passages_file.open(encoding="utf-8") as file:
            for line in file:
                yield Passage(*json.loads(line))

    def questions(self) -> list[Asked]:
        """All questions."""
        lines = self.questions_file.read_text("utf-8").splitlines()
        return [Asked(question, tuple(right)) for question, right in map(json.loads, lines)]


class Peer(Protocol):
    """Something that finds passages. It is made with an empty folder that it may write to."""

    def ingest(self, material: Material) -> None:
        """Take in all passages, and be ready to search."""
        ...

    def search(self, query: str, k: int) -> list[str]:
        """The ids of the ``k`` passages that fit a query best, best first."""
        ...


def batches(passages: Iterator[Passage]) -> Iterator[list[Passage]]:
    """The passages in lists of ``BATCH``."""
    batch: list[Passage] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def embed_passages(texts: Sequence[str]) -> Vectors:
    """The bundled model's vectors: float32 ``(len(texts), dimension)``, rows of unit length."""
    return _model().embed_passages(texts)


def embed_query(text: str) -> Vectors:
    """The bundled model's vector of a question: float32 ``(dimension,)``."""
    vector: Vectors = _model().embed_queries([text])[0]
    return vector


def cut(text: str) -> list[str]:
    """The words of a text as reportqa cuts them, for all: Chinese needs a segmenter."""
    return words.tokenize(text)


@cache
def _model() -> embedding.Embedder:
    return embedding.bundled()
