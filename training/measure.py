"""Scores on labelled questions, counted as ``shared/tools/score.py`` counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa.evaluation import Gold
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.folding import fold
from reportqa.retrieval.ranking import Described
from reportqa.tuning.candidates import Gatherer
from training.corpus import read_jsonl

Floats = NDArray[np.float32]
Scorer = Callable[[Floats], Floats]
"""From the features of candidates to their scores."""

CUTOFFS = (1, 5, 10)


def by_kind(gatherer: Gatherer, questions: Path, scorers: dict[str, Scorer]) -> str:
    """A Markdown table of success at 1, 5 and 10 for each scorer and kind of question."""
    ranks: dict[str, dict[str, list[int]]] = {name: {} for name in scorers}
    for record in read_jsonl(questions):
        gold: Any = record["gold"]
        if not gold:
            continue
        found = gatherer.find(str(record["question"]))
        right = [
            any(is_right(gatherer, found, row, answer) for answer in gold)
            for row in range(len(found.found.keys))
        ]
        for name, scorer in scorers.items():
            rank = first_right(found, scorer(found.features), right)
            for kind in (str(record["kind"]), "all"):
                ranks[name].setdefault(kind, []).append(rank)
    kinds = list(dict.fromkeys(kind for by in ranks.values() for kind in by))
    lines = [
        "| success@1 / @5 / @10 | " + " | ".join(kinds) + " |",
        "|---" * (len(kinds) + 1) + "|",
    ]
    for name, by in ranks.items():
        cells = [
            " / ".join(f"{np.mean(np.array(by[kind]) <= k):.2f}" for k in CUTOFFS) for kind in kinds
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def feature(name: str, place: float, year: float) -> Scorer:
    """One feature, with place and year preferred by so much."""
    names = list(FEATURES)
    columns = [names.index(n) for n in (name, "place", "year")]

    def scorer(table: Floats) -> Floats:
        total: Floats = table[:, columns] @ np.array([1, place, year], np.float32)
        return total

    return scorer


def first_right(found: Described, scores: Floats, right: list[bool]) -> int:
    """The rank of the first right passage after folding, a large number if there is none."""
    order = np.lexsort((found.found.keys, -scores))[:60]
    groups = fold([found.passages[row].passage.text for row in order], 20)
    ranks = (rank for rank, (member, _) in enumerate(groups, 1) if right[order[member]])
    return next(ranks, 10_000)


def is_right(gatherer: Gatherer, found: Described, row: int, answer: dict[str, str]) -> bool:
    """Whether a candidate is of the answer's file and holds at least half of its quote."""
    stored = found.passages[row]
    source = gatherer.sources[stored.report_id]
    return Gold(answer["file"], answer["quote"]).is_held_by(source, stored.passage.text)
