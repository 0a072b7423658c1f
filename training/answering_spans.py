"""The net of the span finder: it ranks the spans of a passage as the answer to a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import nn

from reportqa.answering.features import Asking, Read, read_passages, read_question
from reportqa.answering.kinds import KINDS
from reportqa.answering.pointing import NET_FILE, UNKNOWN, WORDS_FILE, Pointer
from reportqa.answering.spans import FEATURES, candidates, describe_words
from reportqa.answering.tokens import tokens_of
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import Reranker
from reportqa.retrieval.understanding import understand
from reportqa.types import Report
from training.answering_data import Spanned
from training.answering_net import Batch, Net

VOCABULARY, WIDTH = 14_000, 40
"""Words that the net knows, those that are met twice at least; dimensions of their vectors."""

EPOCHS, BATCH = 6, 32
RATE, DECAY = 2.5e-3, 0.02
AVERAGED = 0.01
"""From the second epoch on, each step's weights count for so much in the running mean, the net."""

WORD_RATE = 1e-3
HIDDEN = 0.05
"""So many words of the passages are hidden from the net while it learns."""

NEAR_F1, SHARPNESS = 0.6, 12.0
"""A span is learned from where its F1 is higher; its weight falls by e for each 1/12 below 1."""

EXACT = 0.999

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question with its passage; ``words`` and ``features`` are the passage's, ``spans``
    ``(n, 2)`` first and last words, ``f1`` ``(n,)`` how near each is to the answer."""

    asking: Asking
    seen: Read
    text: str
    words: list[str]
    features: Floats
    spans: NDArray[np.int64]
    f1: Floats
    answer: tuple[int, int]


def cases(
    labelled: Sequence[Spanned], reports: Sequence[Report], late: LateInteraction
) -> list[Case]:
    """Cut and describe the passages, and measure each span against the answer."""
    made = []
    for one in labelled:
        asking = read_question(one.question, understand(one.question, reports).terms)
        text, answer = one.passage.quote, (one.start, one.end)
        tokens = tokens_of(text)
        spans = candidates(tokens)
        if not asking.terms or not len(spans):
            continue
        seen = read_passages(asking, [text], late)
        features = describe_words(asking, seen, 0, 0, len(tokens))
        starts = np.array([tokens[i].start for i in spans[:, 0]])
        ends = np.array([tokens[i].end for i in spans[:, 1]])
        f1 = overlap(starts, ends, answer)
        words = [token.text for token in tokens]
        made.append(Case(asking, seen, text, words, features, spans, f1, answer))
    return made


def overlap(starts: NDArray[np.int64], ends: NDArray[np.int64], answer: tuple[int, int]) -> Floats:
    """F1 of spans to an answer, in characters: float32 ``(n,)``."""
    shared = np.minimum(ends, answer[1]) - np.maximum(starts, answer[0])
    total: Floats = (2 * np.maximum(shared, 0) / (ends - starts + answer[1] - answer[0])).astype(
        np.float32
    )
    return total


def vocabulary(known: Sequence[Case]) -> list[str]:
    """The words of questions and passages, most frequent first."""
    counts: Counter[str] = Counter()
    for case in known:
        counts.update(case.words)
        counts.update(case.asking.words)
    return [word for word, count in counts.most_common(VOCABULARY) if count > 1]


def first_vectors(words: Sequence[str], late: LateInteraction) -> Floats:
    """The principal components of word vectors, led by two zeros: ``(len(words) + 2, WIDTH)``."""
    vectors = late.vectors(words)
    vectors = vectors - vectors.mean(axis=0)
    components = np.linalg.svd(vectors, full_matrices=False)[2][:WIDTH]
    zeros = np.zeros((UNKNOWN + 1, WIDTH), np.float32)
    # Three times, so that each dimension varies about as much as the features do.
    return np.concatenate([zeros, 3 * vectors @ components.T]).astype(np.float32)


def fit(
    known: Sequence[Case],
    words: Sequence[str],
    late: LateInteraction,
    seed: int,
    log: Callable[[str], None],
) -> Net:
    """Train the net on the cases whose answer is among their spans."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(first_vectors(words, late))
    numbers = {word: number for number, word in enumerate(words, UNKNOWN + 1)}
    learned = [case for case in known if case.f1.max() > EXACT]
    rest = [value for name, value in net.named_parameters() if name != "words.weight"]
    optimizer = torch.optim.AdamW(
        [{"params": [net.words.weight], "weight_decay": 0.0}, {"params": rest}],
        lr=RATE,
        weight_decay=DECAY,
    )
    steps = EPOCHS * (len(learned) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [WORD_RATE, RATE], total_steps=steps, pct_start=0.15
    )
    mean: dict[str, torch.Tensor] = {}
    for epoch in range(EPOCHS):
        losses = []
        for chosen in _batches(learned, rng):
            batch = batch_of([learned[i] for i in chosen], numbers)
            is_hidden = (torch.rand(batch.passages.shape) < HIDDEN) & (batch.passages != 0)
            batch.passages[is_hidden] = UNKNOWN
            is_near = (batch.f1 > NEAR_F1) & batch.real
            near = torch.where(is_near, (batch.f1 - 1) * SHARPNESS, -torch.inf)
            loss = -(near.softmax(1) * net(batch).log_softmax(1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if epoch:
                for name, value in net.state_dict().items():
                    mean.setdefault(name, value.clone()).lerp_(value, AVERAGED)
        log(f"spans: epoch {epoch + 1} of {EPOCHS}, loss {np.mean(losses):.3f}")
    net.load_state_dict(mean)
    net.eval()
    return net


def batch_of(some: Sequence[Case], numbers: dict[str, int]) -> Batch:
    """Lay cases side by side."""

    def padded(rows: Sequence[NDArray[np.generic]]) -> torch.Tensor:
        return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)

    def numbered(words: Sequence[str]) -> NDArray[np.int64]:
        return np.array([numbers.get(word, UNKNOWN) for word in words])

    f1 = padded([case.f1 for case in some])
    sizes = torch.tensor([len(case.f1) for case in some])
    return Batch(
        padded([numbered(case.asking.words) for case in some]),
        padded([numbered(case.words) for case in some]),
        padded([case.features for case in some]),
        torch.tensor([KINDS.index(case.asking.asked.kind) for case in some]),
        padded([case.spans for case in some]),
        f1,
        torch.arange(f1.shape[1]) < sizes[:, None],
    )


def save(folder: Path, net: Net, words: Sequence[str]) -> None:
    """Write the net in half precision, the vectors of its words in bytes."""
    weights = {name: value.numpy() for name, value in net.state_dict().items()}
    vectors = weights.pop("words.weight")
    scale = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127
    tensors = {name: value.astype(np.float16) for name, value in weights.items()}
    tensors["words.weight"] = np.rint(vectors / scale[:, None]).astype(np.int8)
    tensors["words.scale"] = scale.astype(np.float16)
    save_file(tensors, folder / NET_FILE, metadata={"features": "|".join(FEATURES)})
    (folder / WORDS_FILE).write_text("\n".join(words), "utf-8")


def pointer_of(net: Net, words: Sequence[str], trees: Reranker | None = None) -> Pointer:
    """A span finder as the package runs it."""
    weights = {name: value.numpy() for name, value in net.state_dict().items()}
    return Pointer(words, weights, trees)


def measure(kept: Sequence[Case], pointer: Pointer) -> tuple[float, float]:
    """Share of exact answers, and mean F1 in characters, of the span that is pointed at."""
    found = []
    for case in kept:
        span = pointer.point(case.asking, case.seen, 0)
        assert span is not None
        found.append(float(overlap(np.array([span[0]]), np.array([span[1]]), case.answer)[0]))
    return float(np.mean(np.array(found) > EXACT)), float(np.mean(found))


def _batches(learned: Sequence[Case], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """All cases in batches of passages about as long as each other, in a new order."""
    order = rng.permutation(len(learned))
    chosen = []
    for begin in range(0, len(order), 20 * BATCH):
        some = order[begin : begin + 20 * BATCH]
        some = some[np.argsort([len(learned[i].words) for i in some], kind="stable")]
        chosen += [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
    return [chosen[i] for i in rng.permutation(len(chosen))]
