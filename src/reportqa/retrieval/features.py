"""What speaks for a passage as the answer to a question, as numbers for the learned reranker.

``FEATURES`` names and explains each column; ``describe`` computes them for all candidates of one
question at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportqa.language import words
from reportqa.retrieval.candidates import Candidates
from reportqa.retrieval.encoding import Encoded
from reportqa.retrieval.late_interaction import Matches
from reportqa.types import Role, Understood

Floats = NDArray[np.float32]

FEATURES: dict[str, str] = {
    "late": "late interaction: weighted mean of how well each question word is met",
    "late_gap": "late, less the best among the candidates",
    "late_rank": "log of the rank by late interaction",
    "late_body": "late, headings left out",
    "window": "late within the best run of some 24 words",
    "weakest": "how well the question word that is met worst is met",
    "second_weakest": "the same for the next to worst",
    "weightiest": "how well the question word that says most is met",
    "exact": "share of the question's weight that is met by the same word",
    "close": "share of the question's weight that is met by a near word",
    "headings": "how well the headings alone meet the question",
    "dense": "cosine of the embeddings",
    "dense_gap": "dense, less the best among the candidates",
    "dense_rank": "log of the rank by dense",
    "lexical": "BM25 score, 0 when the words did not bring the passage up",
    "lexical_gap": "lexical as a share of the best",
    "lexical_rank": "log of the rank by lexical",
    "bigrams": "share of the question's pairs of neighbouring characters that the passage has",
    "place": "the report's place is named in the question",
    "place_missed": "the question names a place, and the report is of another",
    "year": "how well the report fits the years named",
    "year_missed": "the question names a year, and the report does not fit",
    "role": "the passage's role is asked for",
    "is_review": "the passage tells of what was done",
    "is_plan": "the passage tells of what is planned",
    "report_best": "late of the best other candidate of the same report",
    "neighbour": "late of the better of the passages before and after, 0 if not a candidate",
    "words": "number of words in the question",
    "length": "log of the number of words in the passage",
    "asks_number": "the question asks for a number",
    "numbers": "log of the numbers in the passage",
    "asks_share": "the question asks for a share or a rate",
    "shares": "log of the percentages in the passage",
    "asks_time": "the question asks when",
    "times": "log of the years and months in the passage",
}

_BLOCK = 12
"""The best run of words is two neighbouring blocks of this many."""

_CLOSE = 0.6

_ASKS_NUMBER = re.compile(r"多少|几|多[大高长远快重深]|百分之|占比|比例|[数率额量价]$|规模")
_ASKS_SHARE = re.compile(
    r"占比|比例|百分之几|占.{0,6}(?:多少|几)|率|几个点|[增涨降几].{0,4}(?:多少|几|成)"
)
_ASKS_TIME = re.compile(r"哪一?年|什么时候|啥时候|何时|几月|哪天|哪个月|时间")


def describe(
    question: str,
    understood: Understood,
    matches: Matches,
    found: Candidates,
    passages: Sequence[Encoded],
) -> Floats:
    """The features of every candidate: float32 ``(len(passages), len(FEATURES))``, none NaN.

    ``matches`` and ``found`` are of ``passages``, in the same order.
    """
    texts = [item.stored.passage.text for item in passages]
    best, late = matches.best, matches.scores
    ordered = np.sort(best, axis=0)
    lexical = np.nan_to_num(found.lexical, nan=0.0)
    roles = [item.stored.passage.role for item in passages]
    columns = {
        "late": late,
        "late_gap": late - late.max(),
        "late_rank": _log_rank(late),
        "late_body": matches.weights @ matches.body,
        "window": _best_window(matches),
        "weakest": ordered[0],
        "second_weakest": ordered[min(1, len(ordered) - 1)],
        "weightiest": best[int(matches.weights.argmax())],
        "exact": matches.weights @ (best > 0.999),
        "close": matches.weights @ (best > _CLOSE),
        "headings": matches.weights @ matches.heading,
        "dense": found.dense,
        "dense_gap": found.dense - found.dense.max(),
        "dense_rank": _log_rank(found.dense),
        "lexical": lexical,
        "lexical_gap": lexical / max(float(lexical.max()), 1e-9),
        "lexical_rank": _log_rank(lexical),
        "bigrams": _shared_bigrams("".join(understood.terms), texts),
        "place": found.place,
        "place_missed": bool(understood.places) * (1 - found.place),
        "year": found.year,
        "year_missed": bool(understood.years) * (1 - found.year),
        "role": found.role,
        "is_review": [role is Role.REVIEW for role in roles],
        "is_plan": [role is Role.PLAN for role in roles],
        "report_best": _best_other_of_report(late, passages),
        "neighbour": _neighbours(late, passages),
        "words": len(matches.weights),
        "length": np.log(np.diff(matches.starts, append=matches.at_tokens.shape[1])),
        "asks_number": bool(_ASKS_NUMBER.search(question)),
        "numbers": np.log1p([item.numbers for item in passages]),
        "asks_share": bool(_ASKS_SHARE.search(question)),
        "shares": np.log1p([item.shares for item in passages]),
        "asks_time": bool(_ASKS_TIME.search(question)),
        "times": np.log1p([item.times for item in passages]),
    }
    table = np.empty((len(passages), len(FEATURES)), np.float32)
    for column, name in enumerate(FEATURES):
        table[:, column] = columns[name]
    return table


def _log_rank(scores: Floats) -> Floats:
    """Logarithm of the rank, from 0 for the best."""
    ranks = np.empty(len(scores), np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    logs: Floats = np.log(ranks)
    return logs


def _shared_bigrams(asked: str, texts: Sequence[str]) -> list[float]:
    wanted = words.pairs(asked)
    if not wanted:
        return [0.0] * len(texts)
    return [sum(map(text.__contains__, wanted)) / len(wanted) for text in texts]


def _best_window(matches: Matches) -> Floats:
    """The score of the best two neighbouring blocks of each passage."""
    lengths = np.diff(matches.starts, append=matches.at_tokens.shape[1])
    counts = -(-lengths // _BLOCK)
    first = np.cumsum(counts) - counts
    inside = np.arange(int(counts.sum())) - np.repeat(first, counts)
    met = np.maximum.reduceat(
        matches.at_tokens, np.repeat(matches.starts, counts) + inside * _BLOCK, axis=1
    )
    block = np.arange(met.shape[1])
    following = np.where(inside == np.repeat(counts, counts) - 1, block, block + 1)
    scores = matches.weights @ np.maximum(met, met[:, following])
    window: Floats = np.maximum.reduceat(scores, first)
    return window


def _best_other_of_report(late: Floats, passages: Sequence[Encoded]) -> list[float]:
    first: dict[str, float] = {}
    second: dict[str, float] = {}
    reports = [item.stored.report_id for item in passages]
    scored = list(zip(reports, late.tolist(), strict=True))
    for report, score in scored:
        best = first.get(report, 0.0)
        if score > best:
            first[report], second[report] = score, best
        else:
            second[report] = max(score, second.get(report, 0.0))
    return [
        second[report] if score == first.get(report) else first.get(report, 0.0)
        for report, score in scored
    ]


def _neighbours(late: Floats, passages: Sequence[Encoded]) -> list[float]:
    places = [(item.stored.report_id, item.stored.passage.index) for item in passages]
    at = dict(zip(places, late.tolist(), strict=True))
    return [
        max(at.get((report, index - 1), 0.0), at.get((report, index + 1), 0.0))
        for report, index in places
    ]
