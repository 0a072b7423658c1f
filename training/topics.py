"""Fits what tells a sentence about a topic from one merely near (``precedents/judging.py``).

``python -m training.topics SHARED LIBRARY`` prints the constants and their cross-validated worth:
SHARED is the folder with train/topics.jsonl, LIBRARY one over all its reports.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportqa import Library
from reportqa.precedents.find import EACH
from reportqa.precedents.judging import NAMES, Described, Floats, Judge
from reportqa.retrieval.per_report import InReport, best_in_each
from reportqa.retrieval.ranking import bundled_late, bundled_ranking
from reportqa.retrieval.understanding import understand
from reportqa.types import Filters

FOLDS = 7
ROUNDS = 2
"""A passage stands for its best sentence; which that is, the fit of the round before tells."""


class Example(NamedTuple):
    """A judged passage: ``rows`` are its sentences' features, ``(sentences, len(NAMES))``."""

    topic: int
    is_about: bool
    rows: Floats


class Fit(NamedTuple):
    """A logistic regression over standardised features."""

    means: Floats
    weights: Floats
    constant: float

    def chances(self, rows: Floats) -> Floats:
        """The chance of each row."""
        logits = (rows - self.means) @ self.weights + self.constant
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def examples(shared: Path, library: Library) -> Iterator[Example]:
    """The judged passages of every topic, the doubtful ones left out."""
    snapshot, judge = library.snapshot(), Judge(bundled_late(), library.embedder)
    lines = (shared / "train" / "topics.jsonl").read_text("utf-8").splitlines()
    for number, row in enumerate(map(json.loads, lines)):
        understood = understand(row["topic"], snapshot.table.reports)
        understood = replace(understood, places=(), years=())
        gathered = best_in_each(
            snapshot,
            library.catalog,
            library.embedder,
            bundled_ranking(),
            row["topic"],
            Filters(),
            each=EACH,
            understood=understood,
        )
        described = judge.describe(row["topic"], understood, gathered)
        for grade in ("about", "other"):
            for passage in row[grade]:
                rows = _rows(described, gathered, passage)
                if rows.any():
                    yield Example(number, grade == "about", described.features[rows])
                elif grade == "about":
                    yield Example(number, True, np.full((1, len(NAMES)), np.nan, np.float32))


def _rows(
    described: Described, gathered: list[InReport], passage: dict[str, Any]
) -> NDArray[np.bool_]:
    source = Path(passage["file"]).name
    return np.array(
        [
            gathered[report].report.source == source
            and sentence.start < passage["end"]
            and sentence.end > passage["start"]
            for sentence, (report, _) in zip(described.sentences, described.owners, strict=True)
        ]
    )


def fit(train: list[Example]) -> Fit:
    """Fit on the best sentence of each passage."""
    from sklearn.linear_model import LogisticRegression

    train = [one for one in train if not np.isnan(one.rows).any()]
    labels = [one.is_about for one in train]
    picked = np.stack([one.rows[one.rows[:, 0].argmax()] for one in train])
    for _ in range(ROUNDS):
        means, deviations = picked.mean(axis=0), picked.std(axis=0) + 1e-9
        model = LogisticRegression(C=0.3, max_iter=3000)
        model.fit((picked - means) / deviations, labels)
        found = Fit(means, model.coef_[0] / deviations, float(model.intercept_[0]))
        picked = np.stack([one.rows[found.chances(one.rows).argmax()] for one in train])
    return found


def measure(data: list[Example]) -> tuple[float, list[tuple[float, float, float, float]]]:
    """Mean average precision, and ``(cut, precision, recall, F1)``, folds cut between topics.

    A passage about the topic that never came to be judged counts as missed.
    """
    from sklearn.metrics import average_precision_score

    topics = np.array([one.topic for one in data])
    labels = np.array([one.is_about for one in data])
    folds = np.random.RandomState(0).permutation(topics.max() + 1) % FOLDS
    scores = np.zeros(len(data))
    for fold in range(FOLDS):
        model = fit([one for one in data if folds[one.topic] != fold])
        for row in np.flatnonzero(folds[topics] == fold):
            scores[row] = np.nan_to_num(model.chances(data[row].rows).max(), nan=0.0)
    precisions = [
        average_precision_score(labels[topics == topic], scores[topics == topic])
        for topic in range(topics.max() + 1)
    ]
    rows = []
    for cut in np.arange(0.2, 0.75, 0.05):
        hits = (scores >= cut) & labels
        precision, recall = hits.sum() / (scores >= cut).sum(), hits.sum() / labels.sum()
        rows.append((cut, precision, recall, 2 * precision * recall / (precision + recall)))
    return float(np.mean(precisions)), rows


def main(shared: Path, folder: Path) -> None:
    """Measure by cross-validation, then fit on all topics and print the constants."""
    with Library.open(folder, create=False) as library:
        data = list(examples(shared, library))
    mean, rows = measure(data)
    print(f"{len(data)} passages; mean average precision {mean:.3f}")
    for cut, precision, recall, both in rows:
        print(f"cut {cut:.2f}: precision {precision:.3f}, recall {recall:.3f}, F1 {both:.3f}")
    model = fit(data)
    for name, average, weight in zip(NAMES, model.means, model.weights, strict=True):
        print(f'    "{name}": ({average:.4f}, {weight:.4f}),')
    print(f"CONSTANT = {model.constant:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
