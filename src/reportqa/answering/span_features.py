"""What is known of the spans that a net found likely, for choosing among them once more.

The net weighs words; here spans are seen whole: what share of the chances of all spans begins,
ends or lies where a span does, what stands at its edges, and what of the question is met beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.features import Asking, Floats, Ids, Read, is_number, is_year
from reportqa.answering.fitting import fitting
from reportqa.answering.kinds import KINDS

SPAN_FEATURES: dict[str, str] = {
    "gap": "the net's score less the best span's",
    "rank": "its place by that score, from 0",
    "chance": "its chance among all spans",
    "begins": "the chance of all spans that begin where it does",
    "ends": "of all that end where it does",
    "clause begins": "of all that begin in the clause where it begins",
    "sentence begins": "in the sentence where it begins",
    "first covered": "of all that hold its first word",
    "last covered": "its last word",
    "before covered": "the word before it",
    "after covered": "the word after it",
    "covered": "the mean of that over its words",
    "caught": "the share of that over the passage which its words have",
    "expected": "the F1 that it is expected to have, by the chances of the likely spans",
    "kind": "the kind of answer asked for, by its place among the kinds",
    "questions": "how many asking words the question has",
    "parts": "how many words that join or set apart",
    "asked length": "characters of the question",
    "words": "words of the span",
    "characters": "its characters",
    "clauses": "commas and semicolons in it",
    "items": "enumeration commas in it",
    "numbers": "numbers in it",
    "fits": "numbers of the kind and unit asked for",
    "ends fitting": "its last word ends such a number",
    "first": "the class of its first word",
    "last": "of its last",
    "before": "of the word before it",
    "before that": "of the one before that",
    "after": "of the word after it",
    "after that": "of the one after that",
    "first length": "characters of its first word",
    "last length": "of its last",
    "from clause": "words from its clause's begin",
    "to clause": "words to the end of the clause that it ends in",
    "from sentence": "words from its sentence's begin",
    "to sentence": "words to its end",
    "position": "where it begins in the passage, 0 to 1",
    "met": "how well it meets the question",
    "met left": "how well the four words before it do",
    "met further left": "the eight words before it",
    "met right": "the four words after it",
    "met further right": "the eight words after it",
    "met clauses": "its clauses",
    "met sentence": "its sentence",
    "first near": "how near its first word is to any of the question",
    "last near": "its last",
    "before near": "the word before it",
    "after near": "the word after it",
    "focus": "how near any of its words is to those next to the asking word",
    "focus before": "the word before it",
    "focus after": "the word after it",
}

_ASKING = re.compile(r"多少|几|哪|什么|啥|怎|谁|何|吗|咋")
_PARTS = re.compile(r"各|分别|和|与|[、,]")

_CLASSES = tuple(
    frozenset(words.split(" "))
    for words in (
        "。 ! ? \n",
        "; :",
        ",",
        "、",
        "“ 《 ( 「 ‘",
        "” 》 ) 」 ’",
        "左右 以上 以下 以内 多 余 以前 之前 前 内 上下",
        "和 及 与 以及 或 并 并且 同时 而 但",
        "的 地 得 了 着 过 等 被 把 将 对 为 在 从 向 以 按 由 使 让",
        "达 达到 是 到 共 约 近 超 超过 突破 完成 实现 增长 下降 提高 增加 减少 新增",
        "推进 加强 建设 开展 实施 保持 坚持 继续 努力 进一步 全面 大力 积极 加快 深入",
    )
)
_STOP, _COMMA, _ITEM = 1, 2, 3
_YEAR, _NUMBER, _MARK, _CHARACTER, _WORD, _NOTHING = range(len(_CLASSES), len(_CLASSES) + 6)


@lru_cache(maxsize=20_000)
def class_of(word: str) -> int:
    """The class of a word at the edge of a span: a mark, a number, a verb of growth, …"""
    for number, words in enumerate(_CLASSES):
        if word in words:
            return number
    if is_year(word):
        return _YEAR
    if is_number(word):
        return _NUMBER
    if not word[0].isalnum():
        return _MARK
    return _CHARACTER if len(word) == 1 else _WORD


def describe_spans(
    asking: Asking, seen: Read, row: int, spans: Ids, scores: Floats, likely: Ids
) -> Floats:
    """The features of likely spans of a passage: ``(len(likely), SPAN_FEATURES)``.

    ``spans`` ``(n, 2)`` are all that were scored, first and last token, ``scores`` ``(n,)`` what
    the net says of them, ``likely`` indices of them, best first.
    """
    tokens = seen.tokens[row]
    count = len(tokens)
    cosines = seen.cosines[row, :count]
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    first, last = spans[likely, 0], spans[likely, 1]
    length = last - first + 1

    begins = np.bincount(spans[:, 0], chances, count)
    ends = np.bincount(spans[:, 1], chances, count)
    covered = np.cumsum(begins) - np.concatenate([[0.0], np.cumsum(ends)[:-1]])
    covered_around = _around(covered, 1, 0)
    covered_by = _total(covered, first, last)
    clause, sentence = seen.clause[row, :count], seen.sentence[row, :count]
    starts = np.array([token.start for token in tokens])[first]
    stops = np.array([token.end for token in tokens])[last]
    lengths = np.array([len(token.text) for token in tokens])
    classes = np.array([class_of(token.text) for token in tokens])
    classes_around = _around(classes, 2, _NOTHING)
    fits = fitting(asking.asked, tokens)
    near = cosines.max(axis=1)
    near_around = _around(near, 1, 0)
    nothing = np.zeros(count, np.float32)
    focus = cosines[:, list(asking.focus)].max(axis=1) if asking.focus else nothing
    focus_around = _around(focus, 1, 0)
    question = "".join(asking.words)
    clause_begin = np.searchsorted(clause, clause[first])
    clause_end = np.searchsorted(clause, clause[last], "right")
    sentence_begin = np.searchsorted(sentence, sentence[first])
    sentence_end = np.searchsorted(sentence, sentence[first], "right")

    def met(low: Ids, high: Ids) -> Floats:
        return _best(cosines, low, high) @ seen.weights

    columns = (
        scores[likely] - scores.max(),
        np.arange(len(likely)),
        chances[likely],
        begins[first],
        ends[last],
        np.bincount(clause, begins)[clause[first]],
        np.bincount(sentence, begins)[sentence[first]],
        covered[first],
        covered[last],
        covered_around[first],
        covered_around[last + 2],
        covered_by / length,
        covered_by / covered.sum(),
        _expected(starts, stops, chances[likely]),
        KINDS.index(asking.asked.kind),
        len(_ASKING.findall(question)),
        len(_PARTS.findall(question)),
        len(question),
        length,
        stops - starts,
        _total((classes == _STOP) | (classes == _COMMA), first, last),
        _total(classes == _ITEM, first, last),
        _total((classes == _NUMBER) | (classes == _YEAR), first, last),
        _total(fits, first, last),
        fits[last],
        classes[first],
        classes[last],
        classes_around[first + 1],
        classes_around[first],
        classes_around[last + 3],
        classes_around[last + 4],
        lengths[first],
        lengths[last],
        first - clause_begin,
        clause_end - 1 - last,
        first - sentence_begin,
        sentence_end - 1 - last,
        first / count,
        met(first, last + 1),
        met(np.maximum(first - 4, 0), first),
        met(np.maximum(first - 8, 0), first),
        met(last + 1, np.minimum(last + 5, count)),
        met(last + 1, np.minimum(last + 9, count)),
        met(clause_begin, clause_end),
        met(sentence_begin, sentence_end),
        near[first],
        near[last],
        near_around[first],
        near_around[last + 2],
        _best(focus[:, None], first, last + 1)[:, 0],
        focus_around[first],
        focus_around[last + 2],
    )
    out = np.empty((len(likely), len(SPAN_FEATURES)), np.float32)
    for number, column in enumerate(columns):
        out[:, number] = column
    return out


def _around(values: NDArray[Any], far: int, nothing: int) -> NDArray[Any]:
    """Values with so many of ``nothing`` on both sides; faster than ``np.pad`` on short rows."""
    edge = np.full(far, nothing, values.dtype)
    return np.concatenate([edge, values, edge])


def _expected(starts: Ids, stops: Ids, chances: NDArray[np.floating]) -> NDArray[np.floating]:
    """The F1 in characters that each span is expected to have, one of them being the answer."""
    shared = np.minimum(stops[:, None], stops) - np.maximum(starts[:, None], starts)
    sizes = stops - starts
    f1 = 2 * np.maximum(shared, 0) / (sizes[:, None] + sizes)
    expected: NDArray[np.floating] = f1 @ (chances / chances.sum())
    return expected


def _total(values: NDArray[np.generic], first: Ids, last: Ids) -> NDArray[np.float64]:
    """The sum of values over each span."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    total: NDArray[np.float64] = summed[last + 1] - summed[first]
    return total


def _best(cosines: Floats, low: Ids, high: Ids) -> Floats:
    """The best cosines over words ``low`` to ``high``, 0 where there are none: ``(n, words)``."""
    padded = np.concatenate([cosines, np.zeros((1, cosines.shape[1]), cosines.dtype)])
    best = np.maximum.reduceat(padded, np.stack([low, high], axis=1).ravel(), axis=0)[::2]
    best[high <= low] = 0
    return np.asarray(best, np.float32)
