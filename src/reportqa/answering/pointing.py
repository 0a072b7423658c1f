"""The span finder: learned trees point at the part of a sentence that answers.

Trained by ``python -m training.answering``; the trees are those of the reranker, over other
features.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from safetensors import SafetensorError, safe_open

from reportqa.answering.features import Asking, Read
from reportqa.answering.refusal import BUNDLED_FOLDER
from reportqa.answering.spans import FEATURES, Habit, candidates, describe_spans
from reportqa.errors import ModelError
from reportqa.retrieval.rerank import Reranker

SPANS_FILE = "spans.safetensors"
WORDS_FILE = "words.txt"


class Pointer:
    """Trees over the features of spans, and the habits of words that some features rest on."""

    def __init__(self, trees: Reranker, habits: Mapping[str, Habit]) -> None:
        self._trees = trees
        self._habits = habits

    @classmethod
    def load(cls, folder: Path = BUNDLED_FOLDER) -> Self:
        """Read a model, by default the bundled one. Raises ``ModelError`` when damaged or older."""
        try:
            words = (folder / WORDS_FILE).read_text("utf-8").split("\n")
            with safe_open(folder / SPANS_FILE, framework="numpy") as tensors:
                names = tensors.metadata()["features"].split("|")
                habits = tensors.get_tensor("habits").astype(np.float32).tolist()
                parts = [tensors.get_tensor(n) for n in ("feature", "threshold", "kept", "value")]
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise ModelError(
                f"{folder.name}: the span finder cannot be read ({error}); install the package "
                "again"
            ) from error
        if names != list(FEATURES):
            raise ModelError(f"{folder.name}: trained on other features of spans; train it")
        trees = Reranker(parts[0].astype(np.int64), parts[1], parts[2], parts[3])
        return cls(trees, {w: tuple(h) for w, h in zip(words, habits, strict=True)})

    def point(
        self, asking: Asking, seen: Read, row: int, within: tuple[int, int] | None = None
    ) -> tuple[int, int] | None:
        """The span of passage ``row`` that answers, in characters of it, half-open.

        ``within`` limits it to these characters. ``None`` where there is none to choose from.
        """
        tokens = seen.tokens[row]
        start, end = within or (0, tokens[-1].end)
        inside = [i for i, token in enumerate(tokens) if start <= token.start < end]
        low, high = inside[0], inside[-1] + 1
        spans = candidates(tokens[low:high]) + low
        if not len(spans):
            return None
        scores = self._trees.score(describe_spans(asking, seen, row, spans, self._habits))
        first, last = spans[int(scores.argmax())].tolist()
        return tokens[first].start, tokens[last].end


@cache
def bundled_pointer() -> Pointer:
    """The bundled span finder, loaded once. Raises ModelError."""
    return Pointer.load()
