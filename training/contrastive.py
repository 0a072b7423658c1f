"""The single-vector embedding: word vectors and weights trained so that a query nears its answer.

A text is the weighted sum of its words' vectors, brought to unit length. The loss is InfoNCE: each
query must pick its passage among all passages of the batch and one hard negative for each query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned; ``training/README.md`` has the table of what was tried."""

    epochs: int = 6
    batch: int = 1024
    vector_rate: float = 2e-3
    weight_rate: float = 2e-2
    temperature: float = 0.05
    dropout: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Epoch:
    """Queries with their passages and one hard negative each.

    Passages of one group never count as negatives of each other's queries.
    """

    queries: Sequence[Ids]
    passages: Sequence[Ids]
    negatives: Sequence[Ids]
    groups: NDArray[np.int64]


class WordBag:
    """Word vectors and log weights that are learned."""

    def __init__(self, vectors: Floats, weights: Floats) -> None:
        self.vectors = torch.from_numpy(vectors.copy()).requires_grad_()
        self.log_weights = torch.from_numpy(np.log(weights)).requires_grad_()

    def embed(self, texts: Sequence[Ids], dropout: float = 0.0) -> torch.Tensor:
        """Unit vectors of ``texts``: ``(len(texts), dimension)``."""
        ids = torch.from_numpy(np.concatenate(texts).astype(np.int64))
        offsets = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])]))
        weights = self.log_weights[ids].exp()
        if dropout:
            weights = weights * (torch.rand(len(ids)) >= dropout)
        bags = functional.embedding_bag(
            ids, self.vectors, offsets, mode="sum", per_sample_weights=weights
        )
        return functional.normalize(bags, dim=1)

    def folded(self) -> Floats:
        """Vectors times weights: the plain mean of these rows has the direction of the bag."""
        rows: Floats = (self.vectors * self.log_weights.exp()[:, None]).detach().numpy()
        return rows


def train(
    model: WordBag,
    sample: Callable[[np.random.Generator], Epoch],
    settings: Settings,
    log: Callable[[str], None],
) -> None:
    """Train ``model`` in place; ``sample`` gives what an epoch is trained on."""
    rng = np.random.default_rng(settings.seed)
    torch.manual_seed(settings.seed)
    rates = [settings.vector_rate, settings.weight_rate]
    parameters = [model.vectors, model.log_weights]
    optimiser = torch.optim.Adam(
        [{"params": [p], "lr": rate} for p, rate in zip(parameters, rates, strict=True)]
    )
    schedule = None
    for number in range(settings.epochs):
        epoch = sample(rng)
        order = rng.permutation(len(epoch.queries))
        begins = range(0, len(order) - settings.batch + 1, settings.batch)
        schedule = schedule or torch.optim.lr_scheduler.OneCycleLR(
            optimiser, rates, total_steps=settings.epochs * len(begins) + 1, pct_start=0.1
        )
        losses = []
        for begin in begins:
            loss = step_loss(model, epoch, order[begin : begin + settings.batch], settings)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        log(f"embedding: epoch {number + 1} of {settings.epochs}, loss {np.mean(losses):.3f}")


def step_loss(
    model: WordBag, epoch: Epoch, rows: NDArray[np.int64], settings: Settings
) -> torch.Tensor:
    """InfoNCE over the batch's passages and hard negatives."""
    asked = model.embed([epoch.queries[i] for i in rows], settings.dropout)
    candidates = [epoch.passages[i] for i in rows] + [epoch.negatives[i] for i in rows]
    scores = asked @ model.embed(candidates, settings.dropout).T / settings.temperature
    groups = torch.from_numpy(epoch.groups[rows])
    same = groups[:, None] == groups[None, :]
    same.fill_diagonal_(False)
    others = torch.zeros_like(same)
    masked = scores.masked_fill(torch.cat([same, others], dim=1), -torch.inf)
    return functional.cross_entropy(masked, torch.arange(len(rows)))
