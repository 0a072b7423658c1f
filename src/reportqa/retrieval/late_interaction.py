"""Late interaction over static word vectors: each question word meets its best passage word.

The score of a passage is the mean over the question's words, weighted by how much each says, of
the cosine to the nearest word of the passage: ColBERT's MaxSim (Khattab & Zaharia, SIGIR 2020)
with vectors that don't depend on the sentence. For that reason an index of words can serve it:
a question's word becomes one group with its nearest words of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import to_unit_length
from reportqa.embedding.mapped import map_tensors
from reportqa.errors import ModelError
from reportqa.retrieval.numbering import NOTHING, Ids, Numbering

Floats = NDArray[np.float32]

BUNDLED_FOLDER = Path(__file__).resolve().parent.parent / "models" / "reportqa-zh-late"
WEIGHTS_FILE = "late.safetensors"
VOCABULARY_FILE = "vocabulary.txt"
GROUPED, NEAR = 6, 0.5
"""Beside each word of a question so many of its nearest words are looked for, of so high a cosine
at least (docs/tuning.md)."""

SAME_MATTER = 0.9
"""The cosine of two words that a library's own synonyms give as names of one thing: nearer than
nearly all that is learned, and less than the word itself."""

ASKED_LATELY = 256
"""Questions whose words' numbers are kept."""

OtherNames = Mapping[str, Sequence[str]]
NO_NAMES: OtherNames = {}

FIRST_CHINESE = "㐀"


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """How the words of a question are met: all float32.

    ``weights`` is ``(words,)``, adding up to 1. ``at_tokens`` is ``(words, tokens)``, the cosine
    of each word to each token of all passages' texts, one passage after the other, each led by an
    empty token; ``starts`` ``(passages,)`` says where each begins. ``body`` and ``heading`` are
    ``(words, passages)``, the best cosine in a passage's text and, discounted, in its headings.
    """

    weights: Floats
    at_tokens: Floats
    starts: Ids
    body: Floats
    heading: Floats

    @property
    def best(self) -> Floats:
        """The best of body and heading: ``(words, passages)``."""
        return np.maximum(self.body, self.heading)

    @property
    def scores(self) -> Floats:
        """The score of each passage, 0 to 1: ``(passages,)``."""
        total: Floats = self.weights @ self.best
        return total


class LateInteraction:
    """Word vectors, word weights and nearest words, trained together (``training/late.py``).

    A word outside the vocabulary gets the mean of its characters' vectors and the weight of a
    rare word; one without a Chinese character in the vocabulary meets only itself.
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        vectors: NDArray[np.int8],
        weights: Floats,
        neighbours: NDArray[np.uint16],
        similarities: NDArray[np.uint8],
        heading_discount: float,
    ) -> None:
        self._vocabulary = vocabulary
        self._numbers = Numbering(vocabulary)
        # A question's words are numbered several times while it is answered.
        self._asked = lru_cache(ASKED_LATELY)(self._numbers.of)
        self._vectors = vectors
        self._weights = weights
        self._neighbours = neighbours
        self._similarities = similarities
        self._discount = heading_discount
        self._known_lengths = np.zeros(len(vocabulary), np.float32)

    @classmethod
    def load(cls, folder: Path = BUNDLED_FOLDER) -> Self:
        """Read a model, by default the bundled one. Raises ``ModelError`` when it is damaged."""
        try:
            vocabulary = (folder / VOCABULARY_FILE).read_text("utf-8").split("\n")
            tensors, said = map_tensors(folder / WEIGHTS_FILE)
            return cls(
                vocabulary,
                tensors["vectors"],
                tensors["weights"].astype(np.float32),
                tensors["neighbours"],
                tensors["similarities"],
                float(said["heading_discount"]),
            )
        except (OSError, KeyError, ValueError) as error:
            raise ModelError.damaged(folder.name, "词向量模型", error) from error

    def weights(self, words: Sequence[str]) -> Floats:
        """How much each word says, adding up to 1: float32 ``(len(words),)``."""
        ids = self._asked(tuple(words))
        raw = self._weights[np.maximum(ids, 0)]
        raw[ids < 0] = self._rare_weight
        return raw / max(float(raw.sum()), 1e-9)

    def groups(
        self, words: Sequence[str], other_names: OtherNames = NO_NAMES
    ) -> list[dict[str, float]]:
        """Each word with its nearest words and their share of its weight, for an index of words.

        A group counts once, with its best word. At most ``GROUPED`` words nearer than ``NEAR`` are
        taken beside the word itself, and those that ``other_names`` gives for it.
        """
        groups = []
        numbers = self._asked(tuple(words)).tolist()
        for word, number, weight in zip(words, numbers, self.weights(words).tolist(), strict=True):
            near = sorted(self._near(word, number, NEAR).items(), key=itemgetter(1), reverse=True)
            group = dict.fromkeys(other_names.get(word, ()), SAME_MATTER * weight)
            groups.append(group | {other: weight * cosine for other, cosine in near[: GROUPED + 1]})
        return groups

    def nearest(self, word: str, floor: float = 0.35) -> dict[str, float]:
        """The word itself and its nearest words of the vocabulary, with their cosines.

        A word outside the vocabulary has none but itself.
        """
        return self._near(word, int(self._asked((word,))[0]), floor)

    def _near(self, word: str, number: int, floor: float) -> dict[str, float]:
        found = {word: 1.0}
        if number > NOTHING:
            near = zip(
                self._neighbours[number].tolist(), self._similarities[number].tolist(), strict=True
            )
            found |= {
                self._vocabulary[i]: cosine / 255 for i, cosine in near if cosine >= floor * 255
            }
        return found

    def encode(self, tokens: Iterable[str]) -> Ids:
        """Numbers of words, which don't depend on the question and may be kept: ``(tokens,)``.

        A word outside the vocabulary has a negative number, always the same.
        """
        return self._numbers.of(tokens)

    def encode_each(self, texts: Sequence[str]) -> list[Ids]:
        """The same for texts whose words are divided by single spaces."""
        return self._numbers.of_each(texts)

    def match(
        self,
        words: Sequence[str],
        bodies: Sequence[Ids],
        headings: Sequence[Ids],
        other_names: OtherNames = NO_NAMES,
    ) -> Matches:
        """Meet the words of a question with those of passages and of their headings, encoded.

        A word meets what ``other_names`` gives for it with a cosine of ``SAME_MATTER``.
        """
        lead = np.array([NOTHING])
        tokens = np.concatenate([part for text in (*bodies, *headings) for part in (lead, text)])
        starts = np.cumsum([0, *(len(text) + 1 for text in (*bodies, *headings)[:-1])])
        # The last place stands for all words outside the vocabulary.
        places = np.where(tokens >= 0, tokens, len(self._vocabulary))
        is_present = np.zeros(len(self._vocabulary) + 1, np.bool_)
        is_present[places] = True
        present = np.flatnonzero(is_present[:-1])
        column = np.zeros(len(is_present), np.int64)
        column[present] = np.arange(1, len(present) + 1)
        rows = self._vectors[present].astype(np.float32)
        # A row for each word of the passages: what one token takes lies side by side in memory.
        cosines = np.zeros((len(present) + 1, len(words)), np.float32)
        np.matmul(rows, self.vectors(words).T, out=cosines[1:])
        cosines[1:] /= self._lengths(present)[:, None]
        by_token = cosines[column[places]]
        numbers = self._asked(tuple(words)).tolist()
        for row, (word, number) in enumerate(zip(words, numbers, strict=True)):
            if number < NOTHING:
                by_token[tokens == number, row] = 1.0
            if others := other_names.get(word):
                same = np.isin(tokens, self.encode(others))
                by_token[same, row] = np.maximum(by_token[same, row], SAME_MATTER)
        at_tokens = by_token.T
        best = np.maximum.reduceat(by_token, starts, axis=0).T
        body_tokens = starts[len(bodies)]
        return Matches(
            self.weights(words),
            at_tokens[:, :body_tokens],
            starts[: len(bodies)],
            best[:, : len(bodies)],
            best[:, len(bodies) :] * np.float32(self._discount),
        )

    def nearest_in(
        self,
        words: Sequence[str],
        body: Sequence[str],
        headings: Sequence[str],
        other_names: OtherNames = NO_NAMES,
    ) -> list[tuple[str, float]]:
        """The best word of a text or of its headings for each word of a question.

        With its cosine, discounted for one that stands in the headings; an empty word where the
        text has none.
        """
        tokens = [*body, *headings]
        if not tokens or not words:
            return [("", 0.0)] * len(words)
        matches = self.match(words, [self.encode(tokens)], [self.encode(())], other_names)
        met = matches.at_tokens[:, 1:].copy()
        met[:, len(body) :] *= np.float32(self._discount)
        best = met.argmax(axis=1)
        return [
            (tokens[at], min(float(cosines[at]), 1.0))
            for at, cosines in zip(best, met, strict=True)
        ]

    def vectors(self, words: Sequence[str]) -> Floats:
        """Unit vectors of words, zeros where nothing is known: ``(words, dimension)``."""
        ids = self._asked(tuple(words))
        rows = self._vectors[np.maximum(ids, 0)].astype(np.float32)
        for row in np.flatnonzero(ids < 0).tolist():
            rows[row] = self._from_characters(words[row])
        return to_unit_length(rows)

    def _lengths(self, ids: Ids) -> Floats:
        """The lengths of the vectors of words, measured when they are first met."""
        unmet = ids[self._known_lengths[ids] == 0]
        if len(unmet):
            rows = self._vectors[unmet].astype(np.float32)
            self._known_lengths[unmet] = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        lengths: Floats = self._known_lengths[ids]
        return lengths

    def _from_characters(self, word: str) -> Floats | float:
        """The sum of the characters' vectors, 0 for a word without a known Chinese character."""
        ids = self.encode(char for char in word if char > FIRST_CHINESE)
        ids = ids[ids > NOTHING]
        if not len(ids):
            return 0.0
        total: Floats = self._vectors[ids].sum(axis=0, dtype=np.float32)
        return total

    @cached_property
    def _rare_weight(self) -> float:
        return float(np.quantile(self._weights, 0.75))
