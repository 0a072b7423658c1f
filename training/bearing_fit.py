"""Fit the cut between what speaks of a topic and what is merely near (``answering/bearing.py``).

    python -m training.bearing_fit ../shared LIBRARY

``LIBRARY`` holds reports/dev and reports/more. Prints the constants and what they are worth on
topics that they were not fitted on, five-fold by topic.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportqa import Library
from reportqa.answering.bearing import CUT, sentences
from reportqa.language import words
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.per_report import best_in_each
from reportqa.retrieval.ranking import bundled_late, bundled_ranking
from reportqa.retrieval.understanding import understand
from reportqa.types import Filters

COLUMNS = ("ORDER", "ORDER_GAP", "NEARNESS", "WEAKEST")
EACH = 3
REGULARISED = 0.3
FOLDS = 5

Floats = NDArray[np.float64]


def main() -> None:
    """Read the judged topics, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("library", type=Path)
    given = parser.parse_args()
    lines = (given.shared / "train" / "topics.jsonl").read_text("utf-8").splitlines()
    rows: list[list[float]] = []
    labels: list[bool] = []
    topics: list[int] = []
    with Library.open(given.library, create=False) as library:
        for number, topic in enumerate(map(json.loads, lines)):
            for row, label in judged(library, topic, bundled_late()):
                rows.append(row)
                labels.append(label)
                topics.append(number)
    report(np.array(rows), np.array(labels), np.array(topics))


def judged(
    library: Library, topic: Mapping[str, Any], late: LateInteraction
) -> list[tuple[list[float], bool]]:
    """The four numbers of each judged passage among the best of its report; doubtful ones out."""
    graded = [(item, kind) for kind in ("about", "other") for item in topic[kind]]
    spans: dict[str, list[tuple[int, int, bool]]] = {}
    for item, kind in graded:
        name = PurePath(item["file"]).name
        spans.setdefault(name, []).append((item["start"], item["end"], kind == "about"))
    snapshot = library.snapshot()
    text = topic["topic"]
    terms = understand(text, snapshot.table.reports).terms
    asked = library.embedder.embed_queries([text])[0]
    gathered = best_in_each(
        snapshot, library.catalog, library.embedder, bundled_ranking(), text, Filters(), each=EACH
    )
    best = max(float(one.scores.max(initial=-np.inf)) for one in gathered)
    found = []
    for one in gathered:
        for stored, order in zip(one.passages, one.scores.tolist(), strict=True):
            passage = stored.passage
            label = _label(spans.get(one.report.source, ()), passage.start, passage.end)
            if label is None:
                continue
            own = [passage.text[start:end] for start, end in sentences(passage.text)]
            near = library.embedder.embed_passages(own) @ asked
            bodies = [late.encode(words.tokenize(sentence)) for sentence in own]
            matches = late.match(terms, bodies, [late.encode([])])
            at = int((near + matches.weights @ matches.body).argmax())
            weakest = float(matches.body[:, at].min())
            found.append(([order, order - best, float(near[at]), weakest], label))
    return found


def report(rows: Floats, labels: NDArray[np.bool_], topics: NDArray[np.int64]) -> None:
    """Print figures by cross-validation, and the constants fitted on all topics."""
    from sklearn.metrics import f1_score, roc_auc_score
    from sklearn.model_selection import GroupKFold

    chances = np.zeros(len(labels))
    for train, test in GroupKFold(FOLDS).split(rows, labels, topics):
        weights, constant = _fitted(rows[train], labels[train])
        chances[test] = 1 / (1 + np.exp(-(rows[test] @ weights + constant)))
    cuts = np.linspace(0.05, 0.9, 60)
    best = max((float(f1_score(labels, chances > cut)), float(cut)) for cut in cuts)
    print(f"{len(labels)} passages, {labels.mean():.2f} about their topic")
    print(f"AUROC {roc_auc_score(labels, chances):.3f}, F1 {best[0]:.3f} at {best[1]:.2f}")
    kept = chances >= CUT
    print(f"at {CUT}: recall {kept[labels].mean():.3f}, precision {labels[kept].mean():.3f}")
    weights, constant = _fitted(rows, labels)
    for name, weight in zip((*COLUMNS, "CONSTANT"), (*weights, constant), strict=True):
        print(f"{name} = {weight:.3f}")


def _fitted(rows: Floats, labels: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Weights and constant of a logistic regression over columns of unit variance."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    model = LogisticRegression(C=REGULARISED, max_iter=2000).fit((rows - mean) / spread, labels)
    weights: Floats = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _label(spans: Sequence[tuple[int, int, bool]], start: int, end: int) -> bool | None:
    """How the passage that shares most of its text with a judged one was judged."""
    for begin, stop, label in spans:
        shared = min(stop, end) - max(begin, start)
        if shared > 0.5 * min(stop - begin, end - start):
            return label
    return None


if __name__ == "__main__":
    main()
