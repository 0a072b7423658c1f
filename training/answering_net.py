"""The net of the span finder in torch, as ``reportqa.answering.pointing`` runs it in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from reportqa.answering.pointing import DILATIONS, KINDS, LENGTHS
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
        self.question = nn.Conv1d(width, HEARD, 3, padding=1)
        self.attention = nn.Linear(width, ATTENDED)
        self.input = nn.Linear(2 * width + len(FEATURES), CHANNELS)
        self.asked = nn.Linear(condition, CHANNELS)
        self.convs = nn.ModuleList(
            nn.Conv1d(CHANNELS, 2 * CHANNELS, 3, padding=far, dilation=far) for far in DILATIONS
        )
        self.films = nn.ModuleList(nn.Linear(condition, 2 * CHANNELS) for _ in DILATIONS)
        self.output = nn.Linear(CHANNELS, 3)
        self.length = nn.Parameter(torch.zeros(len(KINDS), LENGTHS))
        self.drop = nn.Dropout(DROPPED)

    def forward(self, batch: Batch) -> Tensor:
        """The score of each span, ``NOTHING`` for padding: ``(n, spans)``."""
        question = self.drop(self.words(batch.questions))
        passage = self.drop(self.words(batch.passages))
        blank = (batch.questions == 0)[:, None]
        heard = functional.relu(self.question(question.transpose(1, 2))).masked_fill(blank, 0)
        mean = heard.sum(2) / (~blank).sum(2)
        asked = torch.cat([heard.amax(2), mean, self.kind(batch.kinds)], 1)
        met = self.attention(passage) @ self.attention(question).transpose(1, 2) / 4
        aligned = met.masked_fill(blank, NOTHING).softmax(2) @ question
        state = self.input(torch.cat([passage, batch.features, aligned], 2))
        state = functional.relu(state + self.asked(asked)[:, None]).transpose(1, 2)
        real = (batch.passages != 0)[:, None].float()
        for conv, film in zip(self.convs, self.films, strict=True):
            moved = conv(self.drop(state) * real) + film(asked)[:, :, None]
            update, gate = moved.chunk(2, 1)
            state = state + update.tanh() * gate.sigmoid()
        begins, ends, inner = self.output(self.drop(state.transpose(1, 2))).unbind(2)
        first, last = batch.spans.unbind(2)
        summed = functional.pad(inner.cumsum(1), (1, 0))
        length = (last - first + 1).float()
        within = (summed.gather(1, last + 1) - summed.gather(1, first)) / length.sqrt()
        classes = (2 * torch.log2(length)).long().clamp(max=LENGTHS - 1)
        usual = self.length[batch.kinds].gather(1, classes)
        total: Tensor = begins.gather(1, first) + ends.gather(1, last) + within + usual
        return total.masked_fill(~batch.real, NOTHING)
