"""Which sentences speak of a topic, and which are merely near."""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Embedder, Vectors
from reportqa.errors import ModelError
from reportqa.language import words
from reportqa.language.sentences import bare_sentence_spans
from reportqa.language.thesaurus import bundled_thesaurus
from reportqa.precedents.names_meant import NamesMeant, met_by_names
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import SAME_MATTER, LateInteraction
from reportqa.retrieval.numbering import Ids
from reportqa.retrieval.per_report import InReport
from reportqa.store import StoredPassage
from reportqa.types import Understood

Floats = NDArray[np.float32]

MODEL_FILE = Path(__file__).resolve().parent.parent / "models/reportqa-zh-precedents/judge.json"
"""The weights, made by ``training/topics.py``, which says what they were fitted on."""

PRESENT = 0.35
"""Below this chance no report speaks of the topic. All 28 topics that reports speak of (sample
corpus, dev precedents) lie above; of 37 made up, five have rows, and one of the five is told of
there after all."""

NAMED_BY = 3
"""So many of the best reports must bear a name near the topic, or all where there are fewer."""

SURE_ALONE = 0.8
"""From this chance by itself one sentence shows that the topic is spoken of, and so does one that
has the topic word for word: in a small library no others can agree with it. Where only such
sentences show it, the others are worth no more than they are by themselves."""

READ = 2
"""Of each passage so many sentences are judged, those that meet the topic's words best or bear a
name near it."""

LIKE = 10
"""The topic's own sentences: the best of this many reports, whose mean shows how it is said."""

AGREEING = 5
"""The best sentences of this many reports, which agree where they are about one matter."""

REMEMBERED = 40_000
"""Sentences kept in memory with their vectors, some 1.5 KB each; the oldest go first."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence of a passage: ``start``/``end`` are offsets into the report's text, ``plain`` is
    its text as words are compared (``language.words.normalize``)."""

    start: int
    end: int
    text: str
    plain: str
    ids: Ids


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A sentence with the passage it stands in and the ``chance``, 0…1, that it is meant."""

    stored: StoredPassage
    start: int
    end: int
    text: str
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Sentences of all reports with what speaks for them.

    ``features`` is float32 ``(len(sentences), len(NAMES))``, ``vectors`` their unit vectors,
    ``topic`` that of the topic. ``owners`` holds for each the indices of its report and of its
    passage within that.
    """

    sentences: list[Sentence]
    owners: list[tuple[int, int]]
    features: Floats
    vectors: Vectors
    topic: Vectors

    @property
    def in_report(self) -> NDArray[np.int64]:
        """The index of each sentence's report."""
        return np.array([report for report, _ in self.owners], np.int64)


FEATURES_OF_SENTENCES: dict[str, str] = {
    "near": "cosine of the sentence to the topic",
    "weakest": "how well the topic's word that is met worst is met in the sentence",
    "weightiest": "how well the topic's word that says most is met in the sentence",
    "close": "share of the topic's weight that is met by a near word in the sentence",
    "bigrams": "share of the topic's pairs of neighbouring characters in the sentence",
    "passage": "late interaction of the passage with its headings",
    "body": "late interaction of the passage without",
    "words": "words in the topic",
    "called": "how near the topic is to a name that the sentence bears",
    "order": "the passage's score in the learned order",
    "order_gap": "the same less the topic's best",
}
NAMES = tuple(FEATURES_OF_SENTENCES)
ALONE = NAMES[:9]
"""What a sentence and a topic tell by themselves, whatever else the library holds."""

FEATURES_OF_TOPICS: dict[str, str] = {
    "alone": "log odds of the sentence that is likeliest by itself",
    "near": "the best cosine of a sentence to the topic",
    "passage": "the best late interaction of a passage",
    "order": "the best score in the learned order",
    "agreeing": "mean cosine between the likeliest sentences of different reports",
    "called": "how near the topic is to a name that the likeliest sentences of three reports bear",
}
_BIGRAMS, _CALLED = NAMES.index("bigrams"), NAMES.index("called")
_LATE, _BODY = (list(FEATURES).index(name) for name in ("late", "late_body"))


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """A logistic regression: float32 ``means`` and ``weights``, one a feature."""

    means: Floats
    weights: Floats
    constant: float

    def chances(self, rows: Floats) -> Floats:
        """The chance of each row: ``(n, features)`` → float32 ``(n,)``, strictly within 0…1."""
        logits = (rows - self.means) @ self.weights + np.float32(self.constant)
        bounded = np.clip(logits, -_MOST_SURE, _MOST_SURE)
        return np.asarray(1 / (1 + np.exp(-bounded)), np.float32)


_MOST_SURE = 12.0
"""Log odds beyond this say nothing more, and their chances would round to 0 or 1."""


@dataclass(frozen=True, slots=True)
class Judging:
    """``alone`` weighs a sentence by ``ALONE``; ``among`` by ``NAMES`` and its likeness to what is
    likely by itself; ``present`` a topic by ``FEATURES_OF_TOPICS``."""

    alone: Weighing
    among: Weighing
    present: Weighing


@cache
def bundled_judging() -> Judging:
    """The bundled weights, read once. Raises ``ModelError`` where they are damaged."""
    try:
        read = json.loads(MODEL_FILE.read_text("utf-8"))
        return Judging(
            **{
                name: Weighing(
                    np.array(read[name]["means"], np.float32),
                    np.array(read[name]["weights"], np.float32),
                    float(read[name]["constant"]),
                )
                for name in ("alone", "among", "present")
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError.damaged(MODEL_FILE.parent.name, "先例判断模型", error) from error


class Judge:
    """Judges sentences of one library; keeps what it has read of them, for many threads.

    ``embedder`` must be the bundled one, whose cosines the weights were fitted on. ``folder`` is
    the library's, which keeps the vectors of names.
    """

    def __init__(
        self, late: LateInteraction, embedder: Embedder, folder: Path | None = None
    ) -> None:
        self._late = late
        self._embedder = embedder
        self._folder = folder
        self._sentences: OrderedDict[int, list[Sentence]] = OrderedDict()
        self._vectors: OrderedDict[tuple[int, int], Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def judge(
        self, topic: str, understood: Understood, gathered: Sequence[InReport]
    ) -> tuple[list[list[Judged]], bool]:
        """The sentences of each report with their chances, best first.

        Beside them, whether any report speaks of the topic at all: chances rest in part on what is
        best among these reports, and some sentence always is.
        """
        described = self.describe(topic, understood, gathered)
        weighing = bundled_judging()
        alone = weighing.alone.chances(described.features[:, : len(ALONE)])
        chances = weighing.among.chances(among(described, alone))
        is_present = False
        if len(alone):
            is_present = (
                float(weighing.present.chances(of_topic(described, alone)[None])[0]) >= PRESENT
            )
            if not is_present:
                is_sure = (alone >= SURE_ALONE) | (described.features[:, _BIGRAMS] >= 1.0)
                chances = np.where(is_sure, chances, np.minimum(chances, alone))
                is_present = bool(is_sure.any())
        judged: list[list[Judged]] = [[] for _ in gathered]
        for sentence, (report, passage), chance in zip(
            described.sentences, described.owners, chances.tolist(), strict=True
        ):
            stored = gathered[report].passages[passage]
            judged[report].append(
                Judged(stored, sentence.start, sentence.end, sentence.text, chance)
            )
        for of_report in judged:
            of_report.sort(key=lambda one: -one.chance)
        return judged, is_present

    def describe(
        self, topic: str, understood: Understood, gathered: Sequence[InReport]
    ) -> Described:
        """The best sentences of each passage, with what speaks for them."""
        owners = [(r, p) for r, one in enumerate(gathered) for p in range(len(one.passages))]
        read = [self._read(gathered[r].passages[p]) for r, p in owners]
        asked = self._embedder.embed_queries([topic])[0]
        if not owners:
            none = np.empty((0, len(asked)), np.float32)
            features = np.empty((0, len(NAMES)), np.float32)
            return Described([], [], features, none, asked)
        matches = self._late.match(
            understood.terms,
            [sentence.ids for of_passage in read for sentence in of_passage],
            [np.empty(0, np.int64)],
        )
        flat = [
            (owner, sentence)
            for owner, of_passage in zip(owners, read, strict=True)
            for sentence in of_passage
        ]
        by_names = met_by_names(topic, understood.terms, [sentence.plain for _, sentence in flat])
        all_met = np.maximum(matches.body, SAME_MATTER * by_names)
        all_called = self._names_meant.called(asked, [sentence.plain for _, sentence in flat])
        telling = matches.weights @ all_met + all_met.min(axis=0) + all_called
        first = _best_of_each([len(of_passage) for of_passage in read], telling)
        chosen = [flat[row] for row in first]
        met = all_met[:, first]
        vectors = self._embed([(gathered[r].passages[p].key, s) for (r, p), s in chosen])
        order = np.array([gathered[r].scores[p] for (r, p), _ in chosen], np.float32)
        passage = np.array([gathered[r].features[p, [_LATE, _BODY]] for (r, p), _ in chosen])
        wanted = words.pairs(topic)
        columns = (
            vectors @ asked,
            met.min(axis=0),
            met[int(matches.weights.argmax())],
            matches.weights @ (met > 0.6),
            [sum(pair in s.text for pair in wanted) / max(1, len(wanted)) for _, s in chosen],
            passage[:, 0],
            passage[:, 1],
            np.full(len(chosen), len(understood.terms)),
            all_called[first],
            order,
            order - order.max(),
        )
        return Described(
            [sentence for _, sentence in chosen],
            [owner for owner, _ in chosen],
            np.stack([np.asarray(column, np.float32) for column in columns], axis=1),
            vectors,
            asked,
        )

    @cached_property
    def _names_meant(self) -> NamesMeant:
        return NamesMeant(bundled_thesaurus(), self._embedder, self._folder)

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
            Sentence(
                start + a,
                start + b,
                text,
                words.normalize(text),
                self._late.encode(words.tokenize(text)),
            )
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


def among(described: Described, alone: Floats) -> Floats:
    """Features with the likeness to how the topic is said: float32 ``(n, len(NAMES) + 1)``.

    ``alone`` are the chances of the sentences by themselves. How it is said is the topic's own
    vector and, by their chances, those of the best sentences of the best reports (Rocchio's
    relevance feedback): where no sentence is likely by itself, it stays the topic's.
    """
    best = _best_of_reports(described, alone, LIKE)
    said = described.topic + alone[best] @ described.vectors[best] / LIKE
    like = described.vectors @ (said / max(float(np.linalg.norm(said)), 1e-9))
    return np.column_stack([described.features, like])


def of_topic(described: Described, alone: Floats) -> Floats:
    """What tells whether any report speaks of the topic: float32 ``(len(FEATURES_OF_TOPICS),)``."""
    best = _best_of_reports(described, alone, AGREEING)
    cosines = described.vectors[best] @ described.vectors[best].T
    pairs = len(best) * (len(best) - 1)
    agreeing = (float(cosines.sum()) - len(best)) / pairs if pairs else 0.0
    likeliest = float(alone.max())
    tops = [
        float(described.features[:, NAMES.index(name)].max())
        for name in ("near", "passage", "order")
    ]
    likeliest_rows = _best_of_reports(described, alone, LIKE)
    named = np.sort(described.features[likeliest_rows, _CALLED])[::-1]
    called = float(named[min(NAMED_BY, len(named)) - 1])
    return np.array([math.log(likeliest / (1 - likeliest)), *tops, agreeing, called], np.float32)


def _best_of_reports(described: Described, scores: Floats, most: int) -> NDArray[np.int64]:
    """The best sentences of the best reports, one each."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(described.in_report[order], return_index=True)
    best: NDArray[np.int64] = order[np.sort(first)[:most]]
    return best


def _best_of_each(counts: Sequence[int], scores: Floats) -> list[int]:
    """The rows of the ``READ`` best scores of each passage, in their order."""
    chosen, at = [], 0
    for count in counts:
        best = np.argsort(-scores[at : at + count], kind="stable")[:READ]
        chosen += sorted((at + best).tolist())
        at += count
    return chosen
