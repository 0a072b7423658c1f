"""The net of the span finder in torch, as ``reportqa.answering.pointing`` runs it in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from reportqa.answering.kinds import KINDS
from reportqa.answering.pointing import DILATIONS, LENGTHS, PAIRED
from reportqa.answering.spans import FEATURES

HEARD, KIND, ATTENDED, CHANNELS = 32, 16, 32, 64
DROPPED = 0.25

NOTHING = -1e4
"""The score of what is only padding."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Questions with their passages, padded with zeros.

    ``questions`` ``(n, words)`` and ``passages`` ``(n, words)`` are numbers of words, ``features``
    ``(n, words, FEATURES)``, ``kinds`` ``(n,)``, ``spans`` ``(n, spans, 2)`` first and last words,
    ``f1`` ``(n, spans)``, ``real`` ``(n, spans)`` what is no padding.
    """

    questions: Tensor
    passages: Tensor
    features: Tensor
    kinds: Tensor
    spans: Tensor
    f1: Tensor
    real: Tensor


class Dropout(nn.Module):  # type: ignore[misc]  # torch is seen without its types
    """Drops the same channels at all words of a text (Gal and Ghahramani, 2016)."""

    def forward(self, rows: Tensor) -> Tensor:
        """Drop channels of ``(n, words, channels)`` while training."""
        if not self.training:
            return rows
        kept = torch.rand(len(rows), 1, rows.shape[2]) >= DROPPED
        dropped: Tensor = rows * (kept / (1 - DROPPED))
        return dropped


class Net(nn.Module):  # type: ignore[misc]  # torch is seen without its types
    """Scores of spans; its parts have the names that the package reads them by."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        width = vectors.shape[1]
        condition = 2 * HEARD + KIND
        self.words = nn.Embedding.from_pretrained(
            torch.tensor(vectors), freeze=False, padding_idx=0
        )
        self.kind = nn.Embedding(len(KINDS), KIND)
        self.question = nn.Linear(3 * width, HEARD)
        self.attention = nn.Linear(width, ATTENDED)
        self.input = nn.Linear(2 * width + len(FEATURES), CHANNELS)
        self.asked = nn.Linear(condition, CHANNELS)
        self.convs = nn.ModuleList(nn.Linear(3 * CHANNELS, 2 * CHANNELS) for _ in DILATIONS)
        self.films = nn.ModuleList(nn.Linear(condition, 2 * CHANNELS) for _ in DILATIONS)
        self.output = nn.Linear(CHANNELS, 3 + 2 * PAIRED)
        self.length = nn.Parameter(torch.zeros(len(KINDS), LENGTHS))
        self.drop = Dropout()

    def forward(self, batch: Batch) -> Tensor:
        """The score of each span, ``NOTHING`` for padding: ``(n, spans)``."""
        question = self.drop(self.words(batch.questions))
        passage = self.drop(self.words(batch.passages))
        blank = batch.questions == 0
        heard = functional.relu(self.question(_beside(question, 1)))
        heard = heard.masked_fill(blank[:, :, None], 0)
        mean = heard.sum(1) / (~blank).sum(1)[:, None]
        asked = torch.cat([heard.amax(1), mean, self.kind(batch.kinds)], 1)
        met = self.attention(passage) @ self.attention(question).transpose(1, 2) / 4
        aligned = met.masked_fill(blank[:, None], NOTHING).softmax(2) @ question
        state = self.input(torch.cat([passage, batch.features, aligned], 2))
        state = functional.relu(state + self.asked(asked)[:, None])
        real = (batch.passages != 0)[:, :, None].float()
        for conv, film, far in zip(self.convs, self.films, DILATIONS, strict=True):
            moved = conv(_beside(self.drop(state) * real, far)) + film(asked)[:, None]
            update, gate = moved.chunk(2, 2)
            state = state + update.tanh() * gate.sigmoid()
        said = self.output(self.drop(state))
        begins, ends, inner = said[:, :, :3].unbind(2)
        opening, closing = said[:, :, 3:].chunk(2, 2)
        first, last = batch.spans.unbind(2)
        summed = functional.pad(inner.cumsum(1), (1, 0))
        length = (last - first + 1).float()
        within = (summed.gather(1, last + 1) - summed.gather(1, first)) / length.sqrt()
        pairs = opening @ closing.transpose(1, 2) / PAIRED**0.5
        paired = pairs.flatten(1).gather(1, first * pairs.shape[2] + last)
        classes = (2 * torch.log2(length)).long().clamp(max=LENGTHS - 1)
        usual = self.length[batch.kinds].gather(1, classes)
        total: Tensor = begins.gather(1, first) + ends.gather(1, last) + within + paired + usual
        return total.masked_fill(~batch.real, NOTHING)


def _beside(rows: Tensor, far: int) -> Tensor:
    """The three words that a convolution with holes looks at, side by side, for each word.

    A matrix product over them is twice as fast as torch's own convolution on a processor.
    """
    padded = functional.pad(rows, (0, 0, far, far))
    return torch.cat([padded[:, : -2 * far], rows, padded[:, 2 * far :]], 2)
