"""Makes the bundled embedding: tokenizer, word vectors, contrastive training, folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from reportqa.language.words import own_words
from training import contrastive, corpus, queries, vectors, vocabulary
from training.contrastive import Epoch, Floats, Ids, Settings, WordBag
from training.negatives import DEPTH, hard_negatives
from training.queries import Written

WORDS = 45_000
DIMENSION = 256
SIF = 1e-3
QUERY_SHARE = 3
"""How often a word of a query counts when the vocabulary is chosen: queries are few."""


@dataclass(frozen=True, slots=True)
class Start:
    """A tokenizer and what all the text says about its words."""

    tokenizer: Tokenizer
    vectors: Floats
    frequencies: NDArray[np.int64]

    def encode(self, texts: Sequence[str]) -> list[Ids]:
        """Word ids of texts; a text without a word is one unknown word."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids or [0], np.int32) for encoding in encodings]


def start(shared: Path, written: Written, files: frozenset[str], seed: int) -> Start:
    """Choose the words and give them vectors by co-occurrence; only queries of ``files`` count."""
    terms = {w for group in corpus.thesaurus(shared) for side in group for w in side}
    short_terms = sorted(term for term in terms if 2 <= len(term) <= 4)
    taught = [*own_words(), *short_terms]
    words = vocabulary.count_words(corpus.paragraphs(shared), taught)
    asked = (written.pairs[i].query for i in written.of_files(files))
    for word, count in vocabulary.count_words(asked, taught).items():
        words[word] += QUERY_SHARE * count
    tokenizer = vocabulary.build(words, WORDS, [term for term in short_terms if words[term]])
    untruncated = Tokenizer.from_str(tokenizer.to_str())
    untruncated.no_truncation()
    texts = list(corpus.paragraphs(shared))
    stream = vectors.flatten(
        [
            np.array(encoding.ids, np.int32)
            for begin in range(0, len(texts), 5000)
            for encoding in untruncated.encode_batch_fast(
                texts[begin : begin + 5000], add_special_tokens=False
            )
        ]
    )
    size = tokenizer.get_vocab_size()
    matrix = vectors.ppmi(vectors.cooccurrence(stream, size))
    return Start(
        tokenizer,
        vectors.word_vectors(matrix, DIMENSION, seed),
        np.bincount(stream[stream != vectors.BOUNDARY], minlength=size),
    )


def train(
    begin: Start,
    written: Written,
    files: frozenset[str],
    settings: Settings,
    log: Callable[[str], None],
) -> Floats:
    """Word vectors with their weights, trained on the queries of ``files``: ``(words, dim)``."""
    chosen = written.of_files(files)
    pool = sorted({written.pairs[i].passage for i in chosen})
    row_of = {passage: row for row, passage in enumerate(pool)}
    bare = begin.encode([written.passages[passage].text for passage in pool])
    full = begin.encode([f"{written.context(p)} {written.passages[p].text}" for p in pool])
    answers = [row_of[written.pairs[i].passage] for i in chosen]
    plain = begin.encode([written.pairs[i].query for i in chosen])
    hard = hard_negatives(plain, answers, bare, len(begin.vectors))

    def sample(rng: np.random.Generator) -> Epoch:
        texts = [queries.with_place_and_year(written, written.pairs[i], rng) for i in chosen]
        picks = hard[np.arange(len(chosen)), rng.integers(DEPTH, size=len(chosen))]
        return Epoch(
            begin.encode(texts),
            [full[row] for row in answers],
            [full[row] for row in picks],
            np.array(answers),
        )

    model = WordBag(*initial(begin, settings.seed))
    contrastive.train(model, sample, settings, log)
    return model.folded()


def initial(begin: Start, seed: int) -> tuple[Floats, Floats]:
    """Vectors and SIF weights to begin with; a word never met gets a small random vector.

    Arora, Liang & Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings" (ICLR 2017).
    """
    rows = begin.vectors.copy()
    unknown = np.linalg.norm(rows, axis=1) < 1e-6
    noise = np.random.default_rng(seed).normal(0, 0.1, (int(unknown.sum()), rows.shape[1]))
    rows[unknown] = noise / np.sqrt(rows.shape[1])
    rows[0] = 0
    share = begin.frequencies / begin.frequencies.sum()
    return rows, (SIF / (SIF + share)).astype(np.float32)
