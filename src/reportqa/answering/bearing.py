"""Which passages speak of a topic, which are merely near, and the sentences that say it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import Embedder
from reportqa.language import words
from reportqa.language.sentences import bare_sentence_spans
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.per_report import InReport
from reportqa.store import StoredPassage

Floats = NDArray[np.float32]

ORDER, ORDER_GAP, NEARNESS, WEAKEST, CONSTANT = 0.140, 0.289, 5.655, 2.752, -2.894
"""A logistic regression over four numbers of a passage: its score in the learned order, the same
less the best of the question's, and of its best sentence the cosine to the topic and how well the
topic's worst met word is met. Fitted by ``training/bearing_fit.py`` on the 70 topics of
train/topics.jsonl, 3,367 judged passages, doubtful ones left out: AUROC 0.931, five-fold."""

CUT = 0.15
"""From this chance on a passage speaks of the topic. Low, as leaving a report out is worse than one
too many: chosen on the dev questions over many reports, 0.88 of whose gold passages are quoted; of
the passages about the 70 topics 0.96 are kept, with a precision of 0.72."""

BESIDE = 1.0
"""A second sentence of a passage is quoted too if its logit is no more than this below the best."""

HOPELESS = -6.0
"""A passage whose order alone comes to less than this is merely near, whatever it says: of 1,016
passages over the cut for 12 topics, none was below."""

LOOKED_AT = 6
"""Of each passage so many sentences, those that meet the topic's words best, are embedded."""

_ENDS = frozenset("。！？；!?;”’」』）)…")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A passage that speaks of a topic: ``spans`` are the sentences that say it, in their order.

    Spans are offsets into the report's text. ``chance`` is 0…1.
    """

    stored: StoredPassage
    spans: tuple[tuple[int, int], ...]
    chance: float


def bearing(
    topic: str,
    terms: Sequence[str],
    gathered: Sequence[InReport],
    late: LateInteraction,
    embedder: Embedder,
) -> list[list[Bearing]]:
    """The passages of each report that speak of a topic, best first; none where it says nothing.

    ``embedder`` must be the bundled one, whose cosines the constants were fitted on.
    """
    order = np.concatenate([np.empty(0, np.float32), *(one.scores for one in gathered)])
    best = float(order.max(initial=-np.inf))
    hopeful = [
        _Hopeful(number, stored, base, sentences(stored.passage.text))
        for number, one in enumerate(gathered)
        for stored, score in zip(one.passages, one.scores.tolist(), strict=True)
        if (base := ORDER * score + ORDER_GAP * (score - best) + CONSTANT) >= HOPELESS
    ]
    speaking: list[list[Bearing]] = [[] for _ in gathered]
    if hopeful:
        logits = _logits(topic, terms, hopeful, late, embedder)
        for one, own in zip(hopeful, logits, strict=True):
            found = _judged(one, own)
            if found.chance >= CUT:
                speaking[one.report].append(found)
    return [sorted(found, key=lambda one: -one.chance) for found in speaking]


@dataclass(frozen=True, slots=True)
class _Hopeful:
    """A passage that may speak of the topic; ``report`` is the number of its report."""

    report: int
    stored: StoredPassage
    base: float
    sentences: list[tuple[int, int]]

    def texts(self) -> list[str]:
        return [self.stored.passage.text[start:end] for start, end in self.sentences]


def _logits(
    topic: str,
    terms: Sequence[str],
    hopeful: Sequence[_Hopeful],
    late: LateInteraction,
    embedder: Embedder,
) -> list[Floats]:
    """What each sentence adds to its passage's logit; minus infinity for one not looked at."""
    texts = [text for one in hopeful for text in one.texts()]
    owner = np.repeat(np.arange(len(hopeful)), [len(one.sentences) for one in hopeful])
    bodies = [late.encode(words.tokenize(text)) for text in texts]
    matches = late.match(terms, bodies, [late.encode([])])
    ranked = np.lexsort((-(matches.weights @ matches.body), owner))
    place = np.arange(len(ranked)) - np.searchsorted(owner, owner)
    looked_at = ranked[place < LOOKED_AT]
    near = embedder.embed_passages([texts[i] for i in looked_at])
    logits = np.full(len(texts), -np.inf, np.float32)
    logits[looked_at] = near @ embedder.embed_queries([topic])[0] * np.float32(NEARNESS)
    logits += np.float32(WEAKEST) * matches.body.min(axis=0)
    return np.split(logits, np.flatnonzero(np.diff(owner)) + 1)


def _judged(one: _Hopeful, logits: Floats) -> Bearing:
    best = float(logits.max())
    chosen = sorted(np.argsort(-logits, kind="stable")[:2].tolist())
    kept = [one.sentences[i] for i in chosen if logits[i] >= best - BESIDE]
    begin = one.stored.passage.start
    spans = tuple((begin + start, begin + end) for start, end in _runs(kept))
    return Bearing(one.stored, spans, 1 / (1 + math.exp(-(one.base + best))))


def _runs(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join neighbours."""
    runs: list[tuple[int, int]] = []
    for start, end in spans:
        if runs and start - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text without the white space around them; none is empty.

    Lines that end without a mark, as headings do, are left out where others are left.
    """
    trimmed = bare_sentence_spans(text)
    ended = [(start, end) for start, end in trimmed if text[end - 1] in _ENDS]
    return ended or trimmed
