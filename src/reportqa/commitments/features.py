"""What speaks for a clause of the review being about a commitment, each feature with its reason."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reportqa.commitments.encoding import (
    EncodedReview,
    Floats,
    character_pairs,
    content_words,
    rarity,
)
from reportqa.commitments.figures import Figure, Kind, comparable
from reportqa.embedding.base import Embedder
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.types import Role

CANDIDATES = 20
"""Clauses described for each commitment: the gold clause was among them for 98.8 % of 823
(train/commitments.jsonl and eval, by the first score alone)."""

_BEFORE = np.float32(0.8)
"""What a word that stands only earlier in the sentence counts beside one in the clause."""

_NO_HEADING = np.zeros(0, np.int64)
_FAR = 9.0
_NEW = re.compile(r"新增|新建|新培育|新引进|新开|净增")
_EXCLUSIVE = (
    ("登记", "调查"),
    ("国家级", "省级", "市级", "县级"),
    ("进出口", "出口", "进口"),
    ("城镇", "农村", "居民"),
    ("开工", "建成"),
    ("一期", "二期", "三期", "四期"),
    ("脱硫", "脱硝", "除尘"),
    ("占比", "增速"),
)
"""Words that tell things apart which are else named alike."""

_NAMES = (
    (re.compile(r"国内生产总值|地区生产总值|GDP"), "生产总值"),
    (re.compile(r"规模以上"), "规上"),
    (re.compile(r"农民(?=人均)"), "农村居民"),
    (re.compile(r"能耗强度|单位生产总值能耗"), "能耗"),
    (re.compile(r"总产量?(?!值)"), "产量"),
    (re.compile(r"常住|增速$|增幅$|降幅$|涨幅$"), ""),
)
"""Names that are written in several ways."""
_SAID = 40
"""Characters of the sentence before a clause in which its subject is looked for."""

_DONE = re.compile(
    r"完成|建成|投用|投产|通车|竣工|开工|启动|实现|达到|出台|获批|通过|开通|投运|投入使用|成立|设立"
    r"|举办|落地|全面|圆满|顺利|超额|全部|成功"
)
_ONGOING = re.compile(r"加快|推进|有序|稳步|前期|正在|加紧|积极|持续|抓好")

FEATURES = (
    "words",  # how well the clause's words meet the commitment's
    "words_before",  # the same, with those that the sentence said earlier
    "words_sentence",  # the same, over the whole sentence
    "back",  # how well the commitment's words meet the clause's
    "pairs_back",  # share of the clause's characters that the commitment has too
    "pairs",  # share of the commitment's characters that the clause has
    "pairs_sentence",  # the same, over the whole sentence
    "cosine",  # meaning of the clause
    "cosine_sentence",  # meaning of the sentence
    "indicator",  # words of the indicator alone, in the clause
    "indicator_before",  # the same, with those said earlier
    "run",  # share of the indicator's name that stands there as one run, with what was said earlier
    "same_kind",  # the clause has a figure that could be the actual value
    "growth",  # the clause has a rate of growth
    "level",  # it has figures, and none is a rate of growth
    "distance",  # between the target and the nearest such figure, as |ln ratio|
    "many_years",  # the sentence tells of several years at once
    "term",  # it stands in a part about a term or a five-year plan
    "conflict",  # it says 调查 where the promise says 登记, or the like
    "weakest",  # how well the least met word of the indicator is met, with what was said earlier
    "place",  # how much of the clause comes before its first figure
    "figures",  # how many figures the clause has
    "quantified",  # the commitment has a number
    "done",  # the clause says that something was done
    "ongoing",  # it says that something goes on
    "position",  # in the review, 0 to 1
    "problems",  # it stands under 困难和问题
    "length",  # characters of the clause
    "wants_growth",  # the commitment promises a rate of growth
    "wants_rate",  # it promises a percentage
    "wants_new",  # it promises new ones
    "is_new",  # the clause tells of new ones
    "rank_words",
    "rank_pairs",
    "rank_cosine",
    "behind_words",  # behind the best clause of this review
    "behind_pairs",
    "behind_cosine",
)


_COLUMN = {name: column for column, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Sought:
    """A commitment as matching sees it.

    ``text`` is its own clause, with what the sentence says of it before; ``value`` is the target
    in ``unit``, ``None`` where there is none or it is redacted.
    """

    text: str
    indicator: str
    value: Decimal | None
    unit: str
    kind: Kind
    quantified: bool


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The clauses that may tell a commitment's fate, the likeliest first by the first score.

    ``rows`` int64 ``(k,)`` are rows of the review; ``features`` float32 ``(k, len(FEATURES))``.
    """

    rows: NDArray[np.int64]
    features: Floats


def describe(
    wanted: Sequence[Sought],
    review: EncodedReview,
    said: Sequence[Sequence[Figure]],
    late: LateInteraction,
    embedder: Embedder,
) -> list[Candidates]:
    """Gather and describe the clauses most like each commitment.

    ``said`` are the figures of each clause of the review.
    """
    if not len(review) or not wanted:
        nothing = np.zeros((0, len(FEATURES)), np.float32)
        return [Candidates(np.zeros(0, np.int64), nothing) for _ in wanted]
    told = [content_words(sought.text) or [sought.text] for sought in wanted]
    named = [
        content_words(sought.indicator) or words for sought, words in zip(wanted, told, strict=True)
    ]
    met = _meet({word for words in (*told, *named) for word in words}, review, late)
    vectors = embedder.embed_queries([sought.text for sought in wanted])
    found = []
    for index, sought in enumerate(wanted):
        alike = _words(told[index], named[index], met, review, late)
        alike |= _shared(sought.text, review)
        alike["cosine"] = review.vectors @ vectors[index]
        alike["cosine_sentence"] = review.sentence_vectors @ vectors[index]
        found.append(_candidates(sought, alike, review, said))
    return found


def _candidates(
    sought: Sought,
    alike: dict[str, Floats],
    review: EncodedReview,
    said: Sequence[Sequence[Figure]],
) -> Candidates:
    first = (
        0.5 * alike["words"]
        + 0.3 * alike["words_before"]
        + 0.5 * alike["pairs"]
        + 0.2 * alike["cosine"]
    )
    rows = np.argsort(-first, kind="stable")[:CANDIDATES]
    table = np.zeros((len(rows), len(FEATURES)), np.float32)
    for name in ("words", "pairs", "cosine"):
        order = np.empty(len(review), np.float32)
        order[np.argsort(-alike[name], kind="stable")] = np.arange(len(review))
        alike[f"rank_{name}"] = order
        alike[f"behind_{name}"] = alike[name] - alike[name].max()
    for name, values in alike.items():
        table[:, _COLUMN[name]] = values[rows]
    wants = {
        "quantified": sought.quantified,
        "wants_growth": sought.kind is Kind.GROWTH,
        "wants_rate": sought.unit == "%",
        "wants_new": bool(_NEW.search(sought.text)),
    }
    for name, value in wants.items():
        table[:, _COLUMN[name]] = float(value)
    for place, row in enumerate(rows.tolist()):
        for name, number in _of_clause(sought, review, said, row).items():
            table[place, _COLUMN[name]] = number
    return Candidates(rows, table)


@dataclass(frozen=True, slots=True, eq=False)
class _Met:
    """How words are met by clauses: float32 ``(words, n)``, ``row`` says which word is where.

    ``clause`` is the best in the clause, ``so_far`` in its sentence up to it, ``sentence`` in all
    of its sentence. ``tokens`` ``(words, tokens)`` are the cosines to each word of the review;
    each clause, from ``starts``, is led by an empty one.
    """

    row: dict[str, int]
    clause: Floats
    so_far: Floats
    sentence: Floats
    tokens: Floats
    starts: NDArray[np.int64]


def _meet(words: Iterable[str], review: EncodedReview, late: LateInteraction) -> _Met:
    row = {word: index for index, word in enumerate(sorted(words))}
    matches = late.match(list(row), review.tokens, [_NO_HEADING])
    so_far = matches.body.copy()
    for at in range(1, so_far.shape[1]):
        if review.sentence_of[at] == review.sentence_of[at - 1]:
            np.maximum(so_far[:, at], so_far[:, at - 1], out=so_far[:, at])
    whole = np.maximum.reduceat(matches.body, review.sentence_starts, axis=1)
    return _Met(
        row,
        matches.body,
        so_far,
        whole[:, review.sentence_of],
        matches.at_tokens,
        matches.starts,
    )


def _words(
    told: Sequence[str],
    named: Sequence[str],
    met: _Met,
    review: EncodedReview,
    late: LateInteraction,
) -> dict[str, Floats]:
    """Likeness in words: each float32 ``(n,)``."""
    of_text, of_name = [met.row[w] for w in told], [met.row[w] for w in named]
    weight_text, weight_name = late.weights(told), late.weights(named)
    best = met.tokens[of_text].max(axis=0)
    # Each clause is led by an empty token, which counts for nothing.
    lengths = np.diff(np.append(met.starts, len(best))) - 1
    back = np.add.reduceat(best, met.starts) / np.maximum(lengths, 1)
    text, name = met.clause[of_text], met.clause[of_name]
    name_before = np.maximum(name, _BEFORE * met.so_far[of_name])
    return {
        "words": weight_text @ text,
        "words_before": weight_text @ np.maximum(text, _BEFORE * met.so_far[of_text]),
        "words_sentence": weight_text @ met.sentence[of_text],
        "back": back.astype(np.float32),
        "indicator": weight_name @ name,
        "indicator_before": weight_name @ name_before,
        "weakest": name_before.min(axis=0),
    }


def _shared(text: str, review: EncodedReview) -> dict[str, Floats]:
    """Likeness in pairs of characters, by how rare they are: each float32 ``(n,)``."""
    wanted = character_pairs(text)
    rows = [review.rows[pair] for pair in wanted if pair in review.rows]
    weights, held = review.weights[rows], review.pairs[rows]
    total = float(weights.sum()) + (len(wanted) - len(rows)) * rarity(len(review), 0)
    common = weights @ held
    in_sentence = np.maximum.reduceat(held, review.sentence_starts, axis=1)
    of_sentence = (weights @ in_sentence)[review.sentence_of]
    return {
        "pairs": common / np.float32(max(total, 1e-6)),
        "pairs_back": common / np.maximum(review.own, np.float32(1e-6)),
        "pairs_sentence": of_sentence / np.float32(max(total, 1e-6)),
    }


def _of_clause(
    sought: Sought, review: EncodedReview, said: Sequence[Sequence[Figure]], row: int
) -> dict[str, float]:
    statement = review.statements[row]
    held = said[row]
    fit = [
        value for item in held if (value := comparable(item, sought.kind, sought.unit)) is not None
    ]
    distance = _FAR
    if sought.value and fit:
        distance = min(abs(math.log(max(abs(v), Decimal("1e-9")) / abs(sought.value))) for v in fit)
    growth = any(item.kind is Kind.GROWTH for item in held)
    return {
        "same_kind": float(bool(fit)),
        "run": _run(
            plain_name(sought.indicator), plain_name(statement.before[-_SAID:] + statement.clause)
        ),
        "growth": float(growth),
        "level": float(bool(held) and not growth),
        "distance": min(distance, _FAR),
        "many_years": float(statement.is_of_many_years),
        "term": float(statement.is_of_term),
        "conflict": float(_conflict(sought.text + sought.indicator, statement.clause)),
        "place": held[0].start / len(statement.clause) if held else 1.0,
        "figures": float(len(held)),
        "done": float(bool(_DONE.search(statement.clause))),
        "ongoing": float(bool(_ONGOING.search(statement.clause))),
        "position": row / len(review),
        "problems": float(statement.passage.role is Role.PROBLEMS),
        "length": float(len(statement.clause)),
        "is_new": float(bool(_NEW.search(statement.clause))),
    }


@lru_cache(maxsize=8192)
def plain_name(text: str) -> str:
    """A text with its names as all may write them: 地区生产总值增速 → 生产总值."""
    for pattern, plain in _NAMES:
        text = pattern.sub(plain, text)
    return text


def _run(name: str, text: str) -> float:
    """The longest run of a name's characters that stands in a text, as a share of the name."""
    longest = 0
    for start in range(len(name)):
        while start + longest < len(name) and name[start : start + longest + 1] in text:
            longest += 1
    return longest / max(1, len(name))


def _conflict(promise: str, clause: str) -> bool:
    """Whether a clause has another word of a group than the promise, and not the promise's own."""
    clause = clause.replace("城乡", "城镇农村")
    return any(
        wanted and told and wanted != told and wanted not in clause
        for wanted, told in zip(_telling_apart(promise), _telling_apart(clause), strict=True)
    )


@lru_cache(maxsize=8192)
def _telling_apart(text: str) -> tuple[str, ...]:
    """The first word of each group of ``_EXCLUSIVE`` that a text has, empty where it has none."""
    text = text.replace("农民", "农村")
    return tuple(next((word for word in group if word in text), "") for group in _EXCLUSIVE)
