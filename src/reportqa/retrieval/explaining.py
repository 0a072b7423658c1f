"""Why a hit stands where it stands: its scores and ranks, and what made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reportqa.language.words import normalize
from reportqa.retrieval import first_score
from reportqa.retrieval.candidates import OTHER_NAME, Candidates, Floats
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import NEAR, LateInteraction
from reportqa.retrieval.ranking import Described, Ranking
from reportqa.store import StoredPassage
from reportqa.types import Explanation, Mode, Reason, Understood, WordMet

MOST_REASONS = 8
LEAST_GAIN = 0.005
"""A hit is explained by its strongest reasons, and by none that adds or takes less than this."""

MEANINGS: dict[str, str] = {
    "late": "问题各词在本段（含标题）对应得如何",
    "late_gap": "各词对应程度与最好一段的差距",
    "late_rank": "各词对应程度的名次",
    "late_body": "不看标题时各词对应得如何",
    "window": "各词在相邻二十余词内对应得如何",
    "weakest": "对应最差的词对应得如何",
    "second_weakest": "对应次差的词对应得如何",
    "weightiest": "最要紧的词对应得如何",
    "exact": "问题的词原样出现的比重",
    "close": "问题的词有相近词的比重",
    "headings": "各级标题与问题对应得如何",
    "dense": "整段语义与问题的相近程度",
    "dense_gap": "语义相近程度与最好一段的差距",
    "dense_rank": "语义相近程度的名次",
    "lexical": "词语检索得分（BM25）",
    "lexical_gap": "词语检索得分与最好一段之比",
    "lexical_rank": "词语检索的名次",
    "bigrams": "问题中相邻两字原样出现的比重",
    "place": "是问题点名地区的报告",
    "place_missed": "不是问题点名地区的报告",
    "year": "报告年份与问题相符的程度",
    "year_missed": "报告年份与问题不符的程度",
    "role": "属于问题所问的部分",
    "is_review": "讲的是已做的工作",
    "is_plan": "讲的是今后的安排",
    "report_best": "同一报告中另一段对应得如何",
    "neighbour": "前后相邻段落对应得如何",
    "words": "问题的词数",
    "length": "本段的长短",
    "asks_number": "问的是不是数字",
    "numbers": "本段数字的多少",
    "asks_share": "问的是不是比例",
    "shares": "本段百分比的多少",
    "asks_time": "问的是不是时间",
    "times": "本段年、月的多少",
}
"""What each feature of the learned order and each part of a first score is, for people."""


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """Explains the candidates of one search.

    ``gathered`` are those of the first score; ``described`` those that the learned order put in
    their places by ``ranking``, both ``None`` where the first score did. ``judged`` has what a
    cross-encoder found of those that it read, by key.
    """

    understood: Understood
    mode: Mode
    gathered: Candidates
    described: Described | None
    ranking: Ranking | None
    judged: Mapping[int, float]

    def explain(self, stored: StoredPassage) -> Explanation:
        """Say why a candidate got its score; ``stored`` has its words."""
        why = self._without_cross_encoder(stored)
        if stored.key not in self.judged:
            return why
        judged = self.judged[stored.key]
        rank = 1 + sum(other > judged for other in self.judged.values())
        return replace(
            why,
            scores=why.scores | {"cross_encoder": _rounded(judged)},
            ranks=why.ranks | {"cross_encoder": rank},
        )

    def _without_cross_encoder(self, stored: StoredPassage) -> Explanation:
        in_first = np.flatnonzero(self.gathered.keys == stored.key)
        first = first_score.score(self.gathered, self.mode)
        if self.described is None or self.ranking is None:
            row = int(in_first[0])
            return self._by_first_score(row, first, stored)
        found = self.described.found
        row = int(np.searchsorted(found.keys, stored.key))
        features = self.described.features
        late = features[:, list(FEATURES).index("late")]
        learned = self.ranking.trees.score(features)
        ranks = self._ranks(found, row) | {
            "late": _rank(late, float(late[row])),
            "learned": _rank(learned, float(learned[row])),
        }
        if len(in_first):
            ranks["first"] = _rank(first, float(first[in_first[0]]))
        gains = self.ranking.trees.contributions(features, row)
        values = dict(zip(FEATURES, features[row].tolist(), strict=True))
        return Explanation(
            scores=_known(found, row) | {"late": round(float(late[row]), 4)},
            ranks=ranks,
            first_score=_rounded(first[in_first[0]]) if len(in_first) else None,
            learned_score=_rounded(learned[row]),
            named=self._named_in_trees(features, row, self.ranking),
            reasons=_strongest(gains, values),
            words=words_near(self.ranking.describer.late, self.understood, stored),
        )

    def _by_first_score(self, row: int, first: Floats, stored: StoredPassage) -> Explanation:
        parts = first_score.parts(self.gathered, self.mode)
        gains = {name: float(part[row]) for name, part in parts.items()}
        values = {name: float(np.nan_to_num(getattr(self.gathered, name)[row])) for name in parts}
        named = {}
        for name in self._asked():
            weight, fit = first_score.NAMED_WEIGHTS[name], values[name]
            named[name] = _rounded(weight * fit if fit > 0 else -weight)
        return Explanation(
            scores=_known(self.gathered, row),
            ranks=self._ranks(self.gathered, row) | {"first": _rank(first, float(first[row]))},
            first_score=_rounded(first[row]),
            learned_score=None,
            named=named,
            reasons=_strongest(gains, values),
            words=() if self.mode is Mode.DENSE else words_same(self.understood, stored),
        )

    def _asked(self) -> list[str]:
        """Which of place, year and role the question names."""
        asked = {
            "place": bool(self.understood.places),
            "year": bool(self.understood.years),
            "role": self.understood.role is not None,
        }
        return [name for name, is_asked in asked.items() if is_asked]

    def _ranks(self, found: Candidates, row: int) -> dict[str, int]:
        """The rank in each half that brought the candidate up, among all that was gathered."""
        ranks = {}
        for half in ("lexical", "dense"):
            score = float(getattr(found, half)[row])
            if not np.isnan(score):
                ranks[half] = _rank(getattr(self.gathered, half), score)
        return ranks

    def _named_in_trees(self, features: Floats, row: int, ranking: Ranking) -> dict[str, float]:
        """The score beside that of the same passage if it missed what is named, or fitted it."""
        column = {name: at for at, name in enumerate(FEATURES)}
        named = {}
        for name in self._asked():
            pair = np.stack([features[row], features[row]])
            other = 0.0 if pair[0, column[name]] > 0 else 1.0
            pair[1, column[name]] = other
            if f"{name}_missed" in column:
                pair[1, column[f"{name}_missed"]] = 1.0 - other
            as_it_is, otherwise = ranking.trees.score(pair).tolist()
            named[name] = _rounded(as_it_is - otherwise)
        return named


def words_near(
    late: LateInteraction, understood: Understood, stored: StoredPassage
) -> tuple[WordMet, ...]:
    """The nearest word of a passage or its headings for each word of a question."""
    terms, texts = understood.terms, (stored.tokens, stored.context_tokens)
    nearest = late.nearest_in(terms, *texts, understood.expanded)
    return tuple(
        WordMet(term, word, round(cosine, 3)) if cosine >= NEAR else WordMet(term, None, 0.0)
        for term, (word, cosine) in zip(terms, nearest, strict=True)
    )


def words_same(understood: Understood, stored: StoredPassage) -> tuple[WordMet, ...]:
    """Which words of a question, or which other name of each, a passage has."""
    held, text = {*stored.tokens, *stored.context_tokens}, normalize(stored.passage.text)
    met = []
    for name in dict.fromkeys((*understood.terms, *understood.expanded)):
        others = (other for other in understood.expanded.get(name, ()) if other in text)
        if name in held or name in text:
            met.append(WordMet(name, name, 1.0))
        elif (other := next(others, None)) is not None:
            met.append(WordMet(name, other, OTHER_NAME))
        else:
            met.append(WordMet(name, None, 0.0))
    return tuple(met)


def _strongest(gains: dict[str, float], values: dict[str, float]) -> tuple[Reason, ...]:
    names = sorted(gains, key=lambda name: -abs(gains[name]))[:MOST_REASONS]
    return tuple(
        Reason(name, MEANINGS[name], _rounded(values[name]), _rounded(gains[name]))
        for name in names
        if abs(gains[name]) >= LEAST_GAIN
    )


def _known(found: Candidates, row: int) -> dict[str, float]:
    scores = {"lexical": found.lexical[row], "dense": found.dense[row]}
    return {name: _rounded(score) for name, score in scores.items() if not np.isnan(score)}


def _rank(scores: Floats, score: float) -> int:
    return 1 + int(np.count_nonzero(scores > score))


def _rounded(value: float | np.float32) -> float:
    return round(float(value), 4)
