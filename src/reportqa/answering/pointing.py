"""The span finder: a small convolutional net points at the part of a sentence that answers.

It reads the question and the words around (Chen et al., ACL 2017, for the question met by each
word), by gated convolutions with holes (van den Oord et al., 2016) that the question shifts (FiLM,
Perez et al., AAAI 2018). A span's score is what its first and its last word say for it, what those
within do, and how often answers to questions of the kind are so long. Trained by
``python -m training.answering`` with torch; run here in numpy.
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
from reportqa.answering.kinds import Kind
from reportqa.answering.refusal import BUNDLED_FOLDER
from reportqa.answering.spans import FEATURES, candidates, describe_words
from reportqa.errors import ModelError

NET_FILE = "spans.safetensors"
WORDS_FILE = "words.txt"

KINDS = tuple(Kind)
DILATIONS = (1, 2, 4, 1, 2)
"""How far apart the three words are that each convolution looks at."""

REACH = sum(DILATIONS)
"""So many words to either side of a word bear on what is said of it."""

UNKNOWN = 1
"""The number of a word that is not in the vocabulary; 0 stands for no word."""

LENGTHS = 12
"""Lengths of spans are told apart by half powers of two, up to so many."""


class Pointer:
    """The net's vocabulary and weights, by the names that torch gives them."""

    def __init__(self, words: Sequence[str], weights: Mapping[str, Floats]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, UNKNOWN + 1)}
        self._weights = weights
        self._convolutions = [
            _side_by_side(weights[f"convs.{layer}.weight"]) for layer in range(len(DILATIONS))
        ]
        self._question = _side_by_side(weights["question.weight"])

    @classmethod
    def load(cls, folder: Path = BUNDLED_FOLDER) -> Self:
        """Read a model, by default the bundled one. Raises ``ModelError`` when damaged or older."""
        try:
            words = (folder / WORDS_FILE).read_text("utf-8").split("\n")
            with safe_open(folder / NET_FILE, framework="numpy") as tensors:
                names = tensors.metadata()["features"].split("|")
                stored = list(tensors.keys())
                weights = {name: tensors.get_tensor(name).astype(np.float32) for name in stored}
            weights["words.weight"] *= weights.pop("words.scale")[:, None]
            return cls._checked(folder, names, words, weights)
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise ModelError(
                f"{folder.name}: the span finder cannot be read ({error}); install the package "
                "again"
            ) from error

    @classmethod
    def _checked(
        cls, folder: Path, names: list[str], words: list[str], weights: dict[str, Floats]
    ) -> Self:
        if names != list(FEATURES):
            raise ModelError(f"{folder.name}: trained on other features of words; train it")
        if len(words) + UNKNOWN + 1 != len(weights["words.weight"]):
            raise ValueError("words and vectors differ in number")
        return cls(words, weights)

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
        first, last = spans[int(self.score(asking, seen, row, spans).argmax())].tolist()
        return tokens[first].start, tokens[last].end

    def score(self, asking: Asking, seen: Read, row: int, spans: NDArray[np.int64]) -> Floats:
        """The score of spans of a passage, given as first and last token: ``(len(spans),)``."""
        tokens = seen.tokens[row]
        low = max(int(spans[:, 0].min()) - REACH, 0)
        high = min(int(spans[:, 1].max()) + 1 + REACH, len(tokens))
        words = [token.text for token in tokens[low:high]]
        begins, ends, inner = self._read(
            asking, words, describe_words(asking, seen, row, low, high)
        )
        first, last = spans[:, 0] - low, spans[:, 1] - low
        length = last - first + 1
        summed = np.concatenate([np.zeros(1, np.float32), np.cumsum(inner)])
        within = (summed[last + 1] - summed[first]) / np.sqrt(length)
        usual = self._weights["length"][KINDS.index(asking.asked.kind)]
        total: Floats = begins[first] + ends[last] + within + usual[length_class(length)]
        return total

    def _read(self, asking: Asking, words: Sequence[str], features: Floats) -> Floats:
        """What each word says for beginning, ending and being within the answer: ``(3, words)``."""
        question, passage = self._vectors(asking.words), self._vectors(words)
        heard = np.maximum(_convolve(question, self._question, 1) + self._bias("question"), 0)
        kind = self._weights["kind.weight"][KINDS.index(asking.asked.kind)]
        asked = np.concatenate([heard.max(axis=0), heard.mean(axis=0), kind])
        attention = self._linear("attention", passage) @ self._linear("attention", question).T
        aligned = _softmax(attention / np.float32(4)) @ question
        state = self._linear("input", np.concatenate([passage, features, aligned], axis=1))
        state = np.maximum(state + self._linear("asked", asked), 0)
        for layer, (matrix, dilation) in enumerate(zip(self._convolutions, DILATIONS, strict=True)):
            shift = self._bias(f"convs.{layer}") + self._linear(f"films.{layer}", asked)
            update, gate = np.split(_convolve(state, matrix, dilation) + shift, 2, axis=1)
            state = state + np.tanh(update) / (1 + np.exp(-gate))
        out: Floats = self._linear("output", state).T
        return out

    def _vectors(self, words: Sequence[str]) -> Floats:
        numbers = [self._numbers.get(word, UNKNOWN) for word in words]
        return self._weights["words.weight"][numbers]

    def _bias(self, name: str) -> Floats:
        return self._weights[f"{name}.bias"]

    def _linear(self, name: str, rows: Floats) -> Floats:
        out: Floats = rows @ self._weights[f"{name}.weight"].T + self._bias(name)
        return out


def length_class(length: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class of spans of so many words: twice the binary logarithm, below ``LENGTHS``."""
    return np.minimum((2 * np.log2(length)).astype(np.int64), LENGTHS - 1)


def _side_by_side(weight: Floats) -> Floats:
    """The weights of a convolution, ``(out, in, 3)``, for three words in a row: ``(3 in, out)``."""
    matrix: Floats = weight.transpose(2, 1, 0).reshape(-1, len(weight))
    return matrix


def _convolve(rows: Floats, matrix: Floats, dilation: int) -> Floats:
    """Each row with those ``dilation`` before and after it, zeros beyond the edges."""
    padded = np.pad(rows, ((dilation, dilation), (0, 0)))
    sides = [padded[shift : shift + len(rows)] for shift in (0, dilation, 2 * dilation)]
    out: Floats = np.concatenate(sides, axis=1) @ matrix
    return out


def _softmax(rows: Floats) -> Floats:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    out: Floats = raised / raised.sum(axis=1, keepdims=True)
    return out


@cache
def bundled_pointer() -> Pointer:
    """The bundled span finder, loaded once. Raises ModelError."""
    return Pointer.load()
