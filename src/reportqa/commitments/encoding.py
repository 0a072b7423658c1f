"""A review's clauses as vectors, words and pairs of characters, to hold promises against."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.commitments.statements import Statement, statements
from reportqa.embedding.base import Embedder
from reportqa.language import words
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.numbering import Ids
from reportqa.types import StructuredReport

Floats = NDArray[np.float32]

_LETTERS = re.compile(r"[^\u3400-\u9fffa-z]")
_NUMBER = re.compile(r"\d")
_EMPTY_WORDS = frozenset(
    word
    for line in (
        "年 全年 今年 年内 全省 全市 全县 全区 全镇 全乡 个 家 万 亿 元 亿元",
        "以上 左右 以内 不低于 超过 突破",
        "达到 增长 完成 力争 确保 实现 争取 努力 保持 稳定 推动 推进 加快 新增 继续 增速 提高",
        "和 的 在 与 等 将 要 至 到 从 把 对 用 再",
    )
    for word in line.split()
)
"""Words of promises that say how much or how surely, not what."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedReview:
    """The clauses of a report's review, ``n`` of them, in order.

    ``tokens`` numbers each clause's words for late interaction. ``vectors`` and
    ``sentence_vectors`` are float32 ``(n, dimension)``, unit rows. ``pairs`` is float32 ``(len(
    rows), n)``, one where the clause holds that pair of characters, ``rows`` says which;
    ``weights`` is how rare each pair is in this review, ``own`` ``(n,)`` the sum over a clause.
    ``sentence_starts`` are the clauses at which a sentence begins, ``sentence_of`` ``(n,)`` counts
    sentences; ``searched`` is how many passages the clauses stand in.
    """

    statements: list[Statement]
    tokens: list[Ids]
    vectors: Floats
    sentence_vectors: Floats
    rows: dict[str, int]
    pairs: Floats
    weights: Floats
    own: Floats
    sentence_starts: NDArray[np.int64]
    sentence_of: NDArray[np.int64]
    searched: int

    def __len__(self) -> int:
        return len(self.statements)


def encode(report: StructuredReport, late: LateInteraction, embedder: Embedder) -> EncodedReview:
    """Encode the review part of a report."""
    told = statements(report)
    clauses = [item.clause for item in told]
    begins = [
        row
        for row, item in enumerate(told)
        if row == 0 or told[row - 1].sentence_start != item.sentence_start
    ]
    starts = np.array(begins, np.int64)
    sentence_of = np.zeros(len(told), np.int64)
    sentence_of[starts[1:]] = 1
    sentence_of = np.cumsum(sentence_of)
    held = [character_pairs(clause) for clause in clauses]
    counts = Counter(pair for each in held for pair in each)
    rows = {pair: row for row, pair in enumerate(counts)}
    matrix = np.zeros((len(rows), len(told)), np.float32)
    for column, each in enumerate(held):
        matrix[[rows[pair] for pair in each], column] = 1.0
    weights = np.array([rarity(len(told), counts[pair]) for pair in rows], np.float32)
    by_sentence = embedder.embed_passages([told[row].sentence for row in begins])
    return EncodedReview(
        statements=told,
        tokens=[late.encode(words.tokenize(clause)) for clause in clauses],
        vectors=embedder.embed_passages(clauses),
        sentence_vectors=by_sentence[sentence_of] if told else by_sentence,
        rows=rows,
        pairs=matrix,
        weights=weights,
        own=weights @ matrix,
        sentence_starts=starts,
        sentence_of=sentence_of,
        searched=len({item.passage.index for item in told}),
    )


def rarity(clauses: int, holding: int) -> float:
    """How much a pair of characters says that ``holding`` of ``clauses`` hold."""
    return math.log((clauses + 1) / (holding + 0.5))


def character_pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters or letters, across marks and digits."""
    return words.pairs(_LETTERS.sub("", words.normalize(text)))


def content_words(text: str) -> list[str]:
    """The words of a promise that say what it is about; all of its words where none does."""
    cut = words.cut(text)
    return _telling(cut) or cut[:8]


def _telling(cut: Iterable[str]) -> list[str]:
    return [word for word in cut if word not in _EMPTY_WORDS and not _NUMBER.search(word)]
