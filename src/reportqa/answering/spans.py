"""The part of a sentence that answers: spans of words, and what speaks for each.

A span lies within a sentence. It ends within the clause that it begins in, or at the end of one of
the next clauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.features import Asking, Floats, Read, is_number, is_year
from reportqa.answering.fitting import fitting
from reportqa.answering.kinds import Kind
from reportqa.answering.tokens import Token

LONGEST = 36
"""Words of the longest span."""

FURTHER = 5
"""So many clauses beyond the first may a span take in."""

AROUND = 4
"""Words to either side of a span that are looked at for those of the question."""

KINDS = tuple(Kind)
_OPENING = frozenset("“《(「")
_CLOSING = frozenset("”》)」")
_ENDING = frozenset("。!?\n")
_BREAKS = frozenset(",;:。!?\n")
_APART = frozenset(",;:。!?、)》”\n")
_ROUGHLY = frozenset(("约", "近", "超", "超过", "达", "达到", "不到", "共", "为", "至", "到"))
_MORE = frozenset(("左右", "以上", "以内", "多", "余", "以下"))

FEATURES: dict[str, str] = {
    **{f"asks {kind.value}": f"the question asks for {kind.value}" for kind in KINDS},
    "words": "number of words in the span",
    "characters": "number of characters in it",
    "clauses": "commas within it",
    "items": "enumeration commas within it",
    "begins clause": "its first word begins a clause",
    "begins item": "its first word follows an enumeration comma",
    "ends clause": "its last word ends a clause",
    "ends item": "an enumeration comma follows it",
    "ends sentence": "its last word ends a sentence",
    "quoted": "it stands whole in quotation marks",
    "opens alone": "a mark opens in it and does not close, or closes and did not open",
    "number first": "its first word is a number",
    "numbers": "numbers in it",
    "years": "years in it",
    "fits last": "its last word ends a number of the kind asked for",
    "fits": "words in it that do",
    "after number": "a number stands before it",
    "roughly first": "its first word is 约, 近, 超过 or the like",
    "roughly before": "such a word stands before it",
    "more last": "its last word is 左右, 以上 or the like",
    "more after": "such a word stands after it",
    "one character first": "its first word is one character",
    "one character last": "its last word is one character",
    "position": "where it begins in the passage, 0 to 1",
    "asked inside": "how well it meets the question itself",
    "asked in clause": "how well the clauses that it touches meet it",
    "asked in sentence": "how well its sentence does",
    "sentence gap": "the same, less that of the best sentence",
    "asked outside": "how well its sentence meets the question without it",
    "asked before": "how well the words right before it do",
    "asked after": "how well the words right after it do",
    "focus inside": "how well it meets the words next to the asking word",
    "focus before": "how well the words right before it do",
    "focus after": "how well the words right after it do",
    "first word": "how near its first word is to one of the question",
    "last word": "how near its last word is",
    "word before": "how near the word before it is",
    "word after": "how near the word after it is",
    "starts": "how often its first word begins an answer",
    "ends": "how often its last word ends one",
    "precedes": "how often the word before it stands before one",
    "follows": "how often the word after it stands after one",
}

Habit = tuple[float, ...]
"""Of a word, the log odds that it begins, ends, precedes and follows an answer."""

NO_HABIT: Habit = (0.0, 0.0, 0.0, 0.0)

EDGE = ""
"""Stands for the word beyond the passage's first or last."""


def candidates(tokens: Sequence[Token]) -> NDArray[np.int64]:
    """All spans that may answer, as first and last token: ``(n, 2)``."""
    text = [token.text for token in tokens]
    is_mark = [not word[0].isalnum() for word in text]
    ends_clause = [i + 1 == len(text) or text[i + 1] in _APART for i in range(len(text))]
    found = []
    for first, word in enumerate(text):
        if is_mark[first] and word not in _OPENING:
            continue
        passed = 0
        for last in range(first, min(first + LONGEST, len(text))):
            if text[last] in _ENDING:
                break
            if is_mark[last]:
                if text[last] in _CLOSING and (not passed or ends_clause[last]):
                    found.append((first, last))
                elif text[last] not in _OPENING | _CLOSING | {"、"}:
                    passed += 1
                    if passed > FURTHER:
                        break
                continue
            if not passed or ends_clause[last]:
                found.append((first, last))
    return np.array(found, np.int64).reshape(-1, 2)


def describe_spans(
    asking: Asking, seen: Read, row: int, spans: NDArray[np.int64], habits: Mapping[str, Habit]
) -> Floats:
    """The features of spans of one passage: float32 ``(len(spans), len(FEATURES))``."""
    tokens = seen.tokens[row]
    text = [token.text for token in tokens]
    first, last = spans[:, 0], spans[:, 1]
    cosines = seen.cosines[row, : len(tokens)]
    sentence = seen.sentence[row, : len(tokens)]
    columns = _shape(asking, tokens, sentence, first, last)
    clause = seen.clause[row, : len(tokens)]
    columns |= _matching(asking, seen.weights, cosines, clause, sentence, first, last)
    padded = [EDGE, *text, EDGE]
    known = np.array([habits.get(word, NO_HABIT) for word in padded], np.float32)
    columns["starts"], columns["ends"] = known[first + 1, 0], known[last + 1, 1]
    columns["precedes"], columns["follows"] = known[first, 2], known[last + 2, 3]
    table = np.zeros((len(spans), len(FEATURES)), np.float32)
    for column, name in enumerate(FEATURES):
        table[:, column] = columns.get(name, name == f"asks {asking.asked.kind.value}")
    return table


@lru_cache(maxsize=20_000)
def _traits(word: str) -> tuple[bool, ...]:
    """What a word is by itself, in the order in which ``_shape`` takes it."""
    return (
        word in {",", ";", ":"},
        word == "、",
        is_number(word),
        is_year(word),
        word in _ROUGHLY,
        word in _MORE,
        len(word) == 1 and word.isalnum(),
        word in _OPENING,
        word in _CLOSING,
        word in _BREAKS,
    )


def _shape(
    asking: Asking,
    tokens: Sequence[Token],
    sentence: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> dict[str, NDArray[Any]]:
    text = [token.text for token in tokens]
    starts = np.array([token.start for token in tokens])
    ends = np.array([token.end for token in tokens])

    traits = np.array([_traits(word) for word in text], np.float32).T
    comma, item, number, year, roughly, more, single, opening, closing, breaks = traits

    def inside(marked: Floats) -> Floats:
        sums = np.concatenate([np.zeros(1, np.float32), np.cumsum(marked, dtype=np.float32)])
        return np.asarray(sums[last + 1] - sums[first], np.float32)

    fits = fitting(asking.asked, tokens).astype(np.float32)
    sentence_start = np.concatenate([[1.0], sentence[1:] != sentence[:-1]]).astype(np.float32)
    sentence_end = np.concatenate([sentence[1:] != sentence[:-1], [1.0]]).astype(np.float32)

    def ahead(marked: Floats, at_edge: float = 0.0) -> Floats:
        return np.concatenate([[at_edge], marked]).astype(np.float32)[first]

    def behind(marked: Floats, at_edge: float = 0.0) -> Floats:
        return np.concatenate([marked, [at_edge]]).astype(np.float32)[last + 1]

    return {
        "words": last - first + 1,
        "characters": ends[last] - starts[first],
        "clauses": inside(comma),
        "items": inside(item),
        "begins clause": np.maximum(ahead(breaks, 1.0), sentence_start[first]),
        "begins item": ahead(item),
        "ends clause": np.maximum(behind(breaks, 1.0), sentence_end[last]),
        "ends item": behind(item),
        "ends sentence": np.maximum(sentence_end[last], behind(sentence_end)),
        "quoted": ahead(opening) * behind(closing),
        "opens alone": inside(opening) != inside(closing),
        "number first": number[first],
        "numbers": inside(number),
        "years": inside(year),
        "fits last": fits[last],
        "fits": inside(fits),
        "after number": ahead(number),
        "roughly first": roughly[first],
        "roughly before": ahead(roughly),
        "more last": more[last],
        "more after": behind(more),
        "one character first": single[first],
        "one character last": single[last],
        "position": first / len(tokens),
    }


def _matching(
    asking: Asking,
    weights: Floats,
    cosines: Floats,
    clause: NDArray[np.int64],
    sentence: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> dict[str, NDArray[Any]]:
    longest, words = len(cosines), cosines.shape[1]
    # Running maxima from each first token on: the best cosine of each word within a span.
    within = np.zeros((len(first), words), np.float32)
    for start in np.unique(first).tolist():
        rows = np.flatnonzero(first == start)
        run = np.maximum.accumulate(cosines[start : start + LONGEST], axis=0)
        within[rows] = run[last[rows] - start]
    ahead = np.zeros((longest + 1, words), np.float32)
    behind = np.zeros((longest + 1, words), np.float32)
    for reach in range(1, AROUND + 1):
        ahead[reach:] = np.maximum(ahead[reach:], cosines[: longest + 1 - reach])
        behind[: longest + 1 - reach] = np.maximum(
            behind[: longest + 1 - reach], cosines[reach - 1 :]
        )
    before, after = ahead[first], behind[last + 1]
    met_clause = _by_run(cosines, clause)
    met_sentence = _by_run(cosines, sentence)
    touched = np.maximum(met_clause[first], met_clause[last])
    outside = np.zeros_like(within)
    for number in np.unique(sentence).tolist():
        own = np.flatnonzero(sentence == number)
        low, high = int(own[0]), int(own[-1]) + 1
        up = np.maximum.accumulate(cosines[low:high], axis=0)
        down = np.maximum.accumulate(cosines[low:high][::-1], axis=0)[::-1]
        up = np.concatenate([np.zeros((1, words), np.float32), up])
        down = np.concatenate([down, np.zeros((1, words), np.float32)])
        rows = np.flatnonzero((first >= low) & (first < high))
        outside[rows] = np.maximum(up[first[rows] - low], down[last[rows] + 1 - low])
    focus = list(asking.focus) or list(range(words))
    nearest = np.concatenate([cosines.max(axis=1), [0.0]])
    by_sentence = met_sentence @ weights
    return {
        "asked inside": within @ weights,
        "asked in clause": touched @ weights,
        "asked in sentence": by_sentence[first],
        "sentence gap": by_sentence[first] - by_sentence.max(),
        "asked outside": outside @ weights,
        "asked before": before @ weights,
        "asked after": after @ weights,
        "focus inside": within[:, focus].mean(axis=1),
        "focus before": before[:, focus].mean(axis=1),
        "focus after": after[:, focus].mean(axis=1),
        "first word": nearest[first],
        "last word": nearest[last],
        "word before": nearest[first - 1],
        "word after": nearest[last + 1],
    }


def _by_run(cosines: Floats, run: NDArray[np.int64]) -> Floats:
    """The best cosines of the run that each token stands in."""
    starts = np.searchsorted(run, np.arange(int(run.max()) + 1))
    best: Floats = np.maximum.reduceat(cosines, starts, axis=0)[run]
    return best
