"""Late interaction: word vectors and weights trained so that MaxSim ranks the answer first.

The words are those of the library's index of words, so that the index can serve the model. The
loss is InfoNCE over the batch's passages and one hard negative for each query.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from reportqa.language import words
from reportqa.retrieval.understanding import understand
from training import corpus, vectors
from training.negatives import DEPTH, hard_negatives
from training.queries import Written

WORDS = 45_000
DIMENSION = 192
QUERY_SHARE = 3
LONGEST_BODY, LONGEST_HEADING = 110, 20
NUMERAL = re.compile(r"[\d.%]+$")

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned; ``training/README.md`` has the table of what was tried."""

    epochs: int = 2
    batch: int = 256
    vector_rate: float = 2e-3
    weight_rate: float = 2e-2
    temperature: float = 0.05
    dropout: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """The vocabulary, with vectors by co-occurrence and weights by inverse frequency.

    The first ``indexed`` words occur in the texts, the others in queries and thesaurus alone.
    """

    vocabulary: list[str]
    indexed: int
    vectors: Floats
    weights: Floats

    def encode(self, texts: Sequence[Sequence[str]], longest: int) -> list[Ids]:
        """Ids of the different known words of each text, at least one id."""
        ids = {word: index for index, word in enumerate(self.vocabulary)}
        encoded = []
        for text in texts:
            known = [ids[word] for word in dict.fromkeys(text) if word in ids]
            encoded.append(np.array(known[:longest] or [0], np.int64))
        return encoded


def understand_all(written: Written) -> list[tuple[str, ...]]:
    """The terms of every query, as the library understands it among all reports."""
    reports = [structured.report for structured in written.reports.values()]
    return [understand(pair.query, reports).terms for pair in written.pairs]


def start(
    shared: Path, written: Written, terms: Sequence[Sequence[str]], files: frozenset[str], seed: int
) -> Start:
    """Choose the words and give them vectors; only queries of ``files`` count."""
    texts = [words.tokenize(text) for text in corpus.paragraphs(shared)]
    counts = Counter(word for text in texts for word in text if not NUMERAL.match(word))
    wanted = Counter(
        term for i in written.of_files(files) for term in terms[i] if not NUMERAL.match(term)
    )
    frequent = Counter({word: n for word, n in counts.items() if n >= 5})
    for word, count in wanted.items():
        if counts[word]:
            frequent[word] += QUERY_SHARE * count
    chosen = dict.fromkeys(word for word, _ in frequent.most_common(WORDS))
    characters = {char for word in counts for char in word if "一" <= char <= "鿿"}
    chosen |= dict.fromkeys(sorted(char for char in characters if counts[char] >= 2))
    indexed = len(chosen)
    typed = {
        w
        for group in corpus.thesaurus(shared)
        for side in group
        for t in side
        for w in words.tokenize(t)
        if not NUMERAL.match(w)
    }
    chosen |= dict.fromkeys(sorted(word for word, count in wanted.items() if count >= 2))
    chosen |= dict.fromkeys(sorted(typed))
    vocabulary = list(chosen)

    ids = {word: index for index, word in enumerate(vocabulary)}
    encoded = [np.array([ids[w] for w in text if w in ids], np.int32) for text in texts]
    matrix = vectors.ppmi(vectors.cooccurrence(vectors.flatten(encoded), len(vocabulary)))
    rows = vectors.word_vectors(matrix, DIMENSION, seed)
    for index in np.flatnonzero(np.linalg.norm(rows, axis=1) < 1e-6):
        known = [ids[char] for char in vocabulary[index] if char in ids]
        rows[index] = rows[known].sum(axis=0) if known else 0
    frequency = np.zeros(len(vocabulary))
    for text in encoded:
        frequency[np.unique(text)] += 1
    frequency[indexed:] = np.maximum(frequency[indexed:], 5)
    weights = np.log((len(encoded) + 1) / (frequency + 1)).astype(np.float32)
    return Start(vocabulary, indexed, unit(rows), weights)


class MaxSim:
    """Word vectors, log weights and the discount of headings that are learned."""

    def __init__(self, begin: Start) -> None:
        self.vectors = torch.from_numpy(begin.vectors.copy()).requires_grad_()
        self.log_weights = torch.from_numpy(np.log(begin.weights)).requires_grad_()
        self.log_discount = torch.zeros(()).requires_grad_()

    def scores(
        self, queries: Sequence[Ids], bodies: Sequence[Ids], headings: Sequence[Ids], dropout: float
    ) -> torch.Tensor:
        """The score of every passage for every query: ``(len(queries), len(bodies))``."""
        asked, asked_rows = np.unique(np.concatenate(queries), return_inverse=True)
        texts = [np.concatenate(both) for both in zip(bodies, headings, strict=True)]
        present, tokens = np.unique(np.concatenate(texts), return_inverse=True)
        starts = np.cumsum([0, *map(len, texts)])
        in_heading = np.concatenate(
            [
                np.repeat([False, True], [len(body), len(heading)])
                for body, heading in zip(bodies, headings, strict=True)
            ]
        )
        discount = self.log_discount.exp()
        cosines = (
            functional.normalize(self.vectors[asked], dim=1)
            @ functional.normalize(self.vectors[present], dim=1).T
        )
        factor = np.where(in_heading, discount.item(), 1.0).astype(np.float32)
        if dropout:
            factor *= np.random.random(len(factor)) >= dropout
        # Which token is best is found without gradients; the gradient flows through it alone.
        best = best_tokens(cosines.detach().numpy(), tokens, starts, factor)
        met = cosines.gather(1, torch.from_numpy(tokens[best]))
        met = met * torch.where(torch.from_numpy(in_heading[best]), discount, 1.0)
        rows = torch.from_numpy(np.repeat(np.arange(len(queries)), [len(q) for q in queries]))
        columns = torch.from_numpy(asked_rows)
        weights = torch.zeros(len(queries), len(asked)).index_put(
            (rows, columns), self.log_weights[asked].exp()[columns]
        )
        if dropout:
            weights = weights * (torch.rand_like(weights) >= dropout)
        return (weights @ met) / (weights.sum(dim=1, keepdim=True) + 1e-6)


@numba.njit(parallel=True, fastmath=True)  # type: ignore[untyped-decorator]
def best_tokens(cosines: Floats, tokens: Ids, starts: Ids, factor: Floats) -> Ids:
    """For each word and passage the position of the token that meets the word best."""
    found = np.empty((cosines.shape[0], len(starts) - 1), np.int64)
    for word in numba.prange(cosines.shape[0]):
        for passage in range(len(starts) - 1):
            best, best_at = -np.inf, starts[passage]
            for at in range(starts[passage], starts[passage + 1]):
                value = cosines[word, tokens[at]] * factor[at]
                if value > best:
                    best, best_at = value, at
            found[word, passage] = best_at
    return found


def train(
    begin: Start,
    written: Written,
    terms: Sequence[Sequence[str]],
    files: frozenset[str],
    settings: Settings,
    log: Callable[[str], None],
) -> MaxSim:
    """Train on the queries of ``files``."""
    chosen = np.array(written.of_files(files))
    pool = sorted({written.pairs[i].passage for i in chosen})
    row_of = {passage: row for row, passage in enumerate(pool)}
    bodies = begin.encode([words.tokenize(written.passages[p].text) for p in pool], LONGEST_BODY)
    headings = begin.encode(
        [words.tokenize(" ".join(written.located[p].path)) for p in pool], LONGEST_HEADING
    )
    queries = begin.encode([terms[i] for i in chosen], LONGEST_BODY)
    answers = np.array([row_of[written.pairs[i].passage] for i in chosen])
    as_bags = [body.astype(np.int32) for body in bodies]
    hard = hard_negatives(
        [q.astype(np.int32) for q in queries], answers.tolist(), as_bags, len(begin.vocabulary)
    )

    torch.manual_seed(settings.seed)
    np.random.seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    model = MaxSim(begin)
    rates = [settings.vector_rate, settings.weight_rate, settings.weight_rate]
    parameters = [model.vectors, model.log_weights, model.log_discount]
    optimiser = torch.optim.Adam(
        [{"params": [p], "lr": rate} for p, rate in zip(parameters, rates, strict=True)]
    )
    begins = range(0, len(chosen) - settings.batch + 1, settings.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rates, total_steps=settings.epochs * len(begins) + 1, pct_start=0.1
    )
    for number in range(settings.epochs):
        order = rng.permutation(len(chosen))
        losses = []
        for first in begins:
            rows = order[first : first + settings.batch]
            right = answers[rows]
            candidates = np.concatenate([right, hard[rows, rng.integers(DEPTH, size=len(rows))]])
            scores = model.scores(
                [queries[row] for row in rows],
                [bodies[row] for row in candidates],
                [headings[row] for row in candidates],
                settings.dropout,
            )
            same = torch.from_numpy(right[:, None] == candidates[None, :])
            same[:, : len(rows)].fill_diagonal_(False)
            masked = (scores / settings.temperature).masked_fill(same, -1e4)
            loss = functional.cross_entropy(masked, torch.arange(len(rows)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        log(
            f"late interaction: epoch {number + 1} of {settings.epochs}, loss {np.mean(losses):.3f}"
        )
    return model


def unit(rows: Floats) -> Floats:
    """Rows of unit length, or zero."""
    units = np.zeros_like(rows)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    np.divide(rows, lengths, out=units, where=lengths > 1e-6)
    return units
