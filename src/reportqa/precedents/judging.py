"""Which sentences speak of a topic, and which are merely near."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Embedder, Vectors
from reportqa.language import words
from reportqa.language.sentences import bare_sentence_spans
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import Ids, LateInteraction
from reportqa.retrieval.per_report import InReport
from reportqa.store import StoredPassage
from reportqa.types import Understood

Floats = NDArray[np.float32]

WEIGHED: dict[str, tuple[float, float]] = {
    "near": (0.4971, 2.2623),
    "weakest": (0.6017, 2.9921),
    "weightiest": (0.7817, 1.9761),
    "close": (0.7237, 1.7965),
    "bigrams": (0.4587, 1.3810),
    "passage": (0.8215, -4.8521),
    "body": (0.8213, -4.7471),
    "order": (-1.1389, 0.4077),
    "order_gap": (-4.5051, 0.2043),
    "like": (0.5788, 4.1676),
    "words": (3.5061, 0.2094),
}
"""What speaks for a sentence → its mean in training, and the weight of the distance from it."""

CONSTANT = 0.0093
"""A logistic regression, fitted by ``training/topics.py`` on the 70 topics of train/topics.jsonl
(3,617 judged passages, doubtful ones left out). Cross-validated by topic, seven-fold: mean average
precision 0.936, F1 0.884 at a cut of 0.4 (precision 0.853, recall 0.917)."""

PRESENT = 1.5
"""Below this presence no report speaks of the topic. The least of 28 topics that reports speak of
(sample corpus, dev precedents) is 1.54; of 37 made up that hardly any does, 27 lie below."""

READ = 2
"""Of each passage so many sentences are judged, those that meet the topic's words best."""

LIKE = 10
"""The topic's own sentences: the best of this many reports, whose mean shows how it is said."""

REMEMBERED = 40_000
"""Sentences kept in memory with their vectors, some 1.5 KB each; the oldest go first."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence of a passage: ``start``/``end`` are offsets into the report's text."""

    start: int
    end: int
    text: str
    ids: Ids


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A sentence with the passage it stands in and the ``chance``, 0…1, that it is meant."""

    stored: StoredPassage
    start: int
    end: int
    chance: float

    @property
    def text(self) -> str:
        """The sentence itself."""
        passage = self.stored.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Sentences of all reports with what speaks for them.

    ``features`` is float32 ``(len(sentences), len(NAMES))``; ``owners`` holds for each the indices
    of its report and of its passage within that.
    """

    sentences: list[Sentence]
    owners: list[tuple[int, int]]
    features: Floats


FEATURES_OF_SENTENCES: dict[str, str] = {
    "near": "cosine of the sentence to the topic",
    "weakest": "how well the topic's word that is met worst is met in the sentence",
    "weightiest": "how well the topic's word that says most is met in the sentence",
    "close": "share of the topic's weight that is met by a near word in the sentence",
    "bigrams": "share of the topic's pairs of neighbouring characters in the sentence",
    "passage": "late interaction of the passage with its headings",
    "body": "late interaction of the passage without",
    "order": "the passage's score in the learned order",
    "order_gap": "the same less the topic's best",
    "like": "cosine to the mean of the topic's own sentences",
    "words": "words in the topic",
}
NAMES = tuple(FEATURES_OF_SENTENCES)
_PRESENCE = [NAMES.index(name) for name in ("near", "passage", "order")]
_LATE, _BODY = (list(FEATURES).index(name) for name in ("late", "late_body"))


class Judge:
    """Judges sentences of one library; keeps what it has read of them, for many threads.

    ``embedder`` must be the bundled one, whose cosines the weights were fitted on.
    """

    def __init__(self, late: LateInteraction, embedder: Embedder) -> None:
        self._late = late
        self._embedder = embedder
        self._sentences: OrderedDict[int, list[Sentence]] = OrderedDict()
        self._vectors: OrderedDict[tuple[int, int], Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def judge(
        self, topic: str, understood: Understood, gathered: Sequence[InReport]
    ) -> tuple[list[list[Judged]], bool]:
        """The sentences of each report with their chances, best first.

        Beside them, whether any report speaks of the topic at all: chances rest on what is best
        among these reports, and some sentence always is.
        """
        described = self.describe(topic, understood, gathered)
        chances = chances_of(described.features)
        judged: list[list[Judged]] = [[] for _ in gathered]
        for sentence, (report, passage), chance in zip(
            described.sentences, described.owners, chances.tolist(), strict=True
        ):
            stored = gathered[report].passages[passage]
            judged[report].append(Judged(stored, sentence.start, sentence.end, chance))
        for of_report in judged:
            of_report.sort(key=lambda one: -one.chance)
        return judged, presence(described.features) >= PRESENT

    def describe(
        self, topic: str, understood: Understood, gathered: Sequence[InReport]
    ) -> Described:
        """The best sentences of each passage, with what speaks for them."""
        owners = [(r, p) for r, one in enumerate(gathered) for p in range(len(one.passages))]
        read = [self._read(gathered[r].passages[p]) for r, p in owners]
        if not owners:
            return Described([], [], np.empty((0, len(NAMES)), np.float32))
        matches = self._late.match(
            understood.terms,
            [sentence.ids for of_passage in read for sentence in of_passage],
            [np.empty(0, np.int64)],
        )
        first = _best_of_each(
            [len(of_passage) for of_passage in read], matches.body, matches.weights
        )
        flat = [
            (owner, sentence)
            for owner, of_passage in zip(owners, read, strict=True)
            for sentence in of_passage
        ]
        chosen = [flat[row] for row in first]
        met = matches.body[:, first]
        vectors = self._embed([(gathered[r].passages[p].key, s) for (r, p), s in chosen])
        near = vectors @ self._embedder.embed_queries([topic])[0]
        in_report = np.array([r for (r, _), _ in chosen])
        order = np.array([gathered[r].scores[p] for (r, p), _ in chosen], np.float32)
        passage = np.array([gathered[r].features[p, [_LATE, _BODY]] for (r, p), _ in chosen])
        wanted = words.pairs(topic)
        columns = (
            near,
            met.min(axis=0),
            met[int(matches.weights.argmax())],
            matches.weights @ (met > 0.6),
            [sum(pair in s.text for pair in wanted) / max(1, len(wanted)) for _, s in chosen],
            passage[:, 0],
            passage[:, 1],
            order,
            order - order.max(),
            vectors @ _way_of_saying(vectors, near + 0.5 * (matches.weights @ met), in_report),
            np.full(len(chosen), len(understood.terms)),
        )
        return Described(
            [sentence for _, sentence in chosen],
            [owner for owner, _ in chosen],
            np.stack([np.asarray(column, np.float32) for column in columns], axis=1),
        )

    def nearness(self, topic: str, names: Sequence[str]) -> dict[str, float]:
        """The cosine of each of some names to a topic."""
        if not names:
            return {}
        near = self._embedder.embed_passages(names) @ self._embedder.embed_queries([topic])[0]
        return dict(zip(names, near.tolist(), strict=True))

    def _read(self, stored: StoredPassage) -> list[Sentence]:
        with self._lock:
            if stored.key in self._sentences:
                return self._sentences[stored.key]
        start = stored.passage.start
        read = [
            Sentence(start + a, start + b, text, self._late.encode(words.tokenize(text)))
            for a, b in bare_sentence_spans(stored.passage.text)
            if (text := stored.passage.text[a:b])
        ]
        with self._lock:
            self._sentences[stored.key] = read
            while len(self._sentences) > REMEMBERED // 4:
                self._sentences.popitem(last=False)
        return read

    def _embed(self, wanted: Sequence[tuple[int, Sentence]]) -> Vectors:
        """Unit vectors of sentences, each told by its passage's key: ``(len(wanted), dim)``."""
        names = [(key, sentence.start) for key, sentence in wanted]
        with self._lock:
            held = {name: self._vectors[name] for name in names if name in self._vectors}
        missing = {n: s.text for n, (_, s) in zip(names, wanted, strict=True) if n not in held}
        if missing:
            rows = self._embedder.embed_passages(list(missing.values()))
            fresh = dict(zip(missing, rows, strict=True))
            held |= fresh
            with self._lock:
                self._vectors |= fresh
                while len(self._vectors) > REMEMBERED:
                    self._vectors.popitem(last=False)
        return np.stack([held[name] for name in names])


def chances_of(features: Floats) -> Floats:
    """The chance of each sentence to be meant: ``(n, len(NAMES))`` → float32 ``(n,)``."""
    means, weights = np.array([WEIGHED[name] for name in NAMES], np.float32).T
    logits = (features - means) @ weights + np.float32(CONSTANT)
    chances: Floats = 1 / (1 + np.exp(-logits))
    return chances


def presence(features: Floats) -> float:
    """How near the reports come to a topic at best: cosine, late interaction, learned order."""
    if not len(features):
        return 0.0
    near, late, order = features[:, _PRESENCE].max(axis=0).tolist()
    return float(near + late + 0.2 * order)


def _best_of_each(counts: Sequence[int], met: Floats, weights: Floats) -> list[int]:
    """The columns of the ``READ`` best met sentences of each passage, in their order."""
    scores = weights @ met + met.min(axis=0)
    chosen, at = [], 0
    for count in counts:
        best = np.argsort(-scores[at : at + count], kind="stable")[:READ]
        chosen += sorted((at + best).tolist())
        at += count
    return chosen


def _way_of_saying(vectors: Vectors, scores: Floats, in_report: NDArray[np.int64]) -> Floats:
    """The direction of the best sentences of the best reports: pseudo relevance feedback."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(in_report[order], return_index=True)
    mean = vectors[order[np.sort(first)[:LIKE]]].mean(axis=0)
    unit: Floats = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return unit
