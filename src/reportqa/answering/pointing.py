"""The span finder: a small convolutional net and trees point at the part that answers.

The net reads the question and the words around (Chen et al., ACL 2017, for the question met by each
word), by gated convolutions with holes (van den Oord et al., 2016) that the question shifts (FiLM,
Perez et al., AAAI 2018). A span's score is what its first and its last word say for it, what those
within do, how its two ends go together, and how often answers to questions of the kind are so long.
Of the spans that it finds likely, boosted trees choose one by what is known of them as a whole.
Trained by ``python -m training.answering`` with torch and LightGBM; run here in numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from reportqa.answering.features import Asking, Floats, Read
from reportqa.answering.kinds import KINDS
from reportqa.answering.refusal import BUNDLED_FOLDER
from reportqa.answering.span_features import SPAN_FEATURES, describe_spans
from reportqa.answering.spans import FEATURES, candidates, describe_words
from reportqa.errors import ModelError
from reportqa.retrieval.rerank import Reranker

NET_FILE = "spans.safetensors"
WORDS_FILE = "words.txt"
TREES_FILE = "choice.safetensors"
TREE_PARTS = ("feature", "threshold", "kept", "value")

LIKELY = 20
"""So many spans, those that the net scores best, are weighed by the trees."""

DILATIONS = (1, 2, 4, 1, 2)
"""How far apart the three words are that each convolution looks at."""

REACH = sum(DILATIONS)
"""So many words to either side of a word bear on what is said of it."""

PAIRED = 16
"""Dimensions in which the first and the last word of a span are held against each other."""

UNKNOWN = 1
"""The number of a word that is not in the vocabulary; 0 stands for no word."""

LENGTHS = 12
"""Lengths of spans are told apart by half powers of two, up to so many."""


class Pointer:
    """The net's vocabulary and weights, by the names that torch gives them, and the trees."""

    def __init__(
        self, words: Sequence[str], weights: Mapping[str, Floats], trees: Reranker | None
    ) -> None:
        """Without trees, the net's best span is the answer."""
        self._numbers = {word: number for number, word in enumerate(words, UNKNOWN + 1)}
        self._weights = weights
        self._trees = trees

    @classmethod
    def load(cls, folder: Path = BUNDLED_FOLDER) -> Self:
        """Read a model, by default the bundled one. Raises ``ModelError`` when damaged or older."""
        try:
            words = (folder / WORDS_FILE).read_text("utf-8").split("\n")
            with safe_open(folder / NET_FILE, framework="numpy") as tensors:
                names = tensors.metadata()["features"]
                stored = list(tensors.keys())
                weights = {name: tensors.get_tensor(name).astype(np.float32) for name in stored}
            weights["words.weight"] *= weights.pop("words.scale")[:, None]
            if len(words) + UNKNOWN + 1 != len(weights["words.weight"]):
                raise ValueError("words and vectors differ in number")
            with safe_open(folder / TREES_FILE, framework="numpy") as tensors:
                seen_whole = tensors.metadata()["features"]
                feature, threshold, kept, value = map(tensors.get_tensor, TREE_PARTS)
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise ModelError.damaged(folder.name, "答案定位模型", error) from error
        if (names, seen_whole) != ("|".join(FEATURES), "|".join(SPAN_FEATURES)):
            raise ModelError.outdated(folder.name, "答案定位模型")
        return cls(words, weights, Reranker(feature.astype(np.int64), threshold, kept, value))

    def point(
        self, asking: Asking, seen: Read, row: int, within: tuple[int, int] | None = None
    ) -> tuple[int, int] | None:
        """The span of passage ``row`` that answers, in characters of it, half-open.

        ``within`` limits it to these characters. ``None`` where there is none to choose from.
        """
        tokens = seen.tokens[row]
        start, end = within or (0, tokens[-1].end)
        inside = [i for i, token in enumerate(tokens) if start <= token.start < end]
        spans = candidates(tokens[inside[0] : inside[-1] + 1]) + inside[0]
        if not len(spans):
            return None
        scores = self.score(asking, seen, row, spans)
        likely = np.argsort(-scores, kind="stable")[:LIKELY]
        best = int(likely[0])
        if self._trees is not None:
            described = describe_spans(asking, seen, row, spans, scores, likely)
            best = int(likely[self._trees.score(described).argmax()])
        first, last = spans[best].tolist()
        return tokens[first].start, tokens[last].end

    def score(self, asking: Asking, seen: Read, row: int, spans: NDArray[np.int64]) -> Floats:
        """The score of spans of a passage, given as first and last token: ``(len(spans),)``."""
        tokens = seen.tokens[row]
        low = max(int(spans[:, 0].min()) - REACH, 0)
        high = min(int(spans[:, 1].max()) + 1 + REACH, len(tokens))
        words = [token.text for token in tokens[low:high]]
        said = self._read(asking, words, describe_words(asking, seen, row, low, high))
        begins, ends, inner = said[:3]
        opening, closing = np.split(said[3:], 2)
        first, last = spans[:, 0] - low, spans[:, 1] - low
        length = last - first + 1
        summed = np.concatenate([np.zeros(1, np.float32), np.cumsum(inner)])
        within = (summed[last + 1] - summed[first]) / np.sqrt(length)
        usual = self._weights["length"][KINDS.index(asking.asked.kind)]
        paired = (opening.T @ closing)[first, last] / np.float32(np.sqrt(PAIRED))
        total: Floats = begins[first] + ends[last] + within + paired + usual[length_class(length)]
        return total

    def _read(self, asking: Asking, words: Sequence[str], features: Floats) -> Floats:
        """What each word says for beginning, ending and being within: ``(3 + 2 PAIRED, words)``.

        The rest are vectors of the word as the first of a span, and as the last.
        """
        question, passage = self._vectors(asking.words), self._vectors(words)
        heard = np.maximum(self._linear("question", _beside(question, 1)), 0)
        kind = self._weights["kind.weight"][KINDS.index(asking.asked.kind)]
        asked = np.concatenate([heard.max(axis=0), heard.mean(axis=0), kind])
        attention = self._linear("attention", passage) @ self._linear("attention", question).T
        aligned = _softmax(attention / np.float32(4)) @ question
        state = self._linear("input", np.concatenate([passage, features, aligned], axis=1))
        state = np.maximum(state + self._linear("asked", asked), 0)
        for layer, dilation in enumerate(DILATIONS):
            shift = self._linear(f"films.{layer}", asked)
            moved = self._linear(f"convs.{layer}", _beside(state, dilation)) + shift
            update, gate = np.split(moved, 2, axis=1)
            state = state + np.tanh(update) / (1 + np.exp(-gate))
        out: Floats = self._linear("output", state).T
        return out

    def _vectors(self, words: Sequence[str]) -> Floats:
        numbers = [self._numbers.get(word, UNKNOWN) for word in words]
        return self._weights["words.weight"][numbers]

    def _linear(self, name: str, rows: Floats) -> Floats:
        out: Floats = rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return out


def length_class(length: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class of spans of so many words: twice the binary logarithm, below ``LENGTHS``."""
    return np.minimum((2 * np.log2(length)).astype(np.int64), LENGTHS - 1)


def _beside(rows: Floats, far: int) -> Floats:
    """Each row after the one ``far`` before it and before the one ``far`` behind, or zeros."""
    edge = np.zeros((far, rows.shape[1]), rows.dtype)
    padded = np.concatenate([edge, rows, edge])
    return np.concatenate([padded[: -2 * far], rows, padded[2 * far :]], axis=1)


def _softmax(rows: Floats) -> Floats:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    out: Floats = raised / raised.sum(axis=1, keepdims=True)
    return out


@cache
def bundled_pointer() -> Pointer:
    """The bundled span finder, loaded once. Raises ModelError."""
    return Pointer.load()
