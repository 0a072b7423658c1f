"""Fit how firm a promise without a number is.

``python -m training.firmness ../shared LIBRARY``

LIBRARY holds the reports of ``../shared/reports``. A clause of a plan counts as firm where an
annotator listed it; the annotators listed some thirty of a report, so that many others are firm
too, and only the order of the scores means something. Prints what is kept on places that the
weights were not fitted on, and writes the weights that are fitted on all.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from reportqa.commitments import firmness
from reportqa.commitments.statements import clauses
from reportqa.commitments.targets import targets
from reportqa.library import Library
from reportqa.types import Role, StructuredReport

FILES = (
    "train/commitments.jsonl",
    "eval/dev_commitments.jsonl",
    "eval/dev_commitments_local.jsonl",
    "eval/dev_commitments_town.jsonl",
)
FOLDS = 8
LEAST_COUNT = 12
LEAST_WEIGHT = 0.03
PENALTY = 0.02
"""Of 0.005, 0.01, 0.02, 0.03 and 0.1, by place."""
ROWS_A_REPORT = (40, 80, 125, 150, 200, 250, 300)
SHORTEST, LONGEST = 6, 80


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a plan with the promises that annotators listed there, by their ids."""

    text: str
    source: str
    listed: frozenset[str]


def main() -> None:
    """Fit, print what is kept on unseen places, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--out", type=Path, default=firmness.BUNDLED_FOLDER)
    args = parser.parse_args()
    found = read(args.shared, args.library)
    matrix, names = encode([clause.text for clause in found])
    firm = np.array([bool(clause.listed) for clause in found])
    print(f"{len(found)} clauses, {firm.sum()} listed, {len(names)} features")
    report(found, across_places(matrix, firm, found))
    weights, intercept = fit(matrix, firm)
    write(args.out, names, weights, intercept)


def read(shared: Path, folder: Path) -> list[Clause]:
    """The clauses without a target in the plans of all reports that have labels."""
    rows = [json.loads(line) for file in FILES for line in (shared / file).open(encoding="utf-8")]
    labelled = {row["commitment"]["file"] for row in rows}
    found: list[Clause] = []
    with Library.open(folder, create=False) as library:
        for held in library.reports(limit=1000).reports:
            if held.source in labelled:
                listed = {
                    row["id"]: row["commitment"]["quote"]
                    for row in rows
                    if row["commitment"]["file"] == held.source and not row["quantified"]
                }
                report = library.structured(held.id)
                found += (
                    Clause(
                        text, held.source, frozenset(i for i, q in listed.items() if same(text, q))
                    )
                    for text in plan_clauses(report)
                )
    return found


def plan_clauses(report: StructuredReport) -> Iterator[str]:
    """The clauses of a plan that promise no number."""
    for passage in report.passages:
        if passage.role is Role.PLAN:
            for _, _, spans in clauses(report.text, passage.start, passage.end):
                for start, end in spans:
                    clause = report.text[start:end]
                    if SHORTEST <= len(clause) <= LONGEST and not targets(clause):
                        yield clause


def same(clause: str, quote: str) -> bool:
    """Whether one holds half of the other as one run, and no less than six characters."""
    return holds(clause, quote) or holds(quote, clause)


def holds(text: str, quote: str) -> bool:
    """Whether a text holds half of a quote as one run of characters."""
    need = max(6, -(-len(quote) // 2))
    return any(quote[i : i + need] in text for i in range(max(1, len(quote) - need + 1)))


def encode(texts: Sequence[str]) -> tuple[csr_matrix, list[str]]:
    """Features as a matrix of ones, a row a clause, with the features' names."""
    found = [firmness.features(text) for text in texts]
    counts = Counter(feature for each in found for feature in each)
    names = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    index = {name: i for i, name in enumerate(names)}
    cells = [(row, index[name]) for row, each in enumerate(found) for name in each if name in index]
    rows, columns = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (rows, columns)), (len(texts), len(names))), names


def fit(matrix: csr_matrix, firm: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and intercept of a logistic regression; small weights are 0."""
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=400)
    model.fit(matrix, firm)
    weights = np.where(np.abs(model.coef_[0]) < LEAST_WEIGHT, 0.0, model.coef_[0])
    return weights, float(model.intercept_[0])


def across_places(
    matrix: csr_matrix, firm: NDArray[np.bool_], found: Sequence[Clause]
) -> NDArray[np.float64]:
    """Scores by weights that saw no report of the clause's place; 国务院 by single reports."""
    places = [c.source if c.source.startswith("国务院") else c.source.split("_")[0] for c in found]
    fold_of = {place: i % FOLDS for i, place in enumerate(sorted(set(places)))}
    folds = np.array([fold_of[place] for place in places])
    scores = np.zeros(len(found))
    for fold in range(FOLDS):
        weights, intercept = fit(matrix[folds != fold], firm[folds != fold])
        scores[folds == fold] = matrix[folds == fold] @ weights + intercept
    return scores


def report(found: Sequence[Clause], scores: NDArray[np.float64]) -> None:
    """Print which share of the listed promises stays when so many rows a report are kept."""
    best: dict[str, float] = {}
    for clause, score in zip(found, scores, strict=True):
        for listed in clause.listed:
            best[listed] = max(best.get(listed, -np.inf), float(score))
    ordered = np.sort(scores)[::-1]
    reports = len({clause.source for clause in found})
    for rows in ROWS_A_REPORT:
        least = float(ordered[min(rows * reports, len(ordered) - 1)])
        kept = np.mean([score > least for score in best.values()])
        print(f"{rows:4d} rows a report: least {least:6.2f}, listed promises kept {kept:.3f}")


def write(out: Path, names: Sequence[str], weights: NDArray[np.float64], intercept: float) -> None:
    """Write the features with a weight, one a line, and their weights."""
    out.mkdir(parents=True, exist_ok=True)
    kept = np.flatnonzero(weights).tolist()
    text = "".join(f"{names[i]}\n" for i in kept)
    (out / firmness.FEATURES_FILE).write_text(text, encoding="utf-8", newline="\n")
    tensors = {
        "weights": weights[kept].astype(np.float32),
        "intercept": np.array([intercept], np.float32),
    }
    save_file(tensors, out / firmness.WEIGHTS_FILE)
    print(f"{len(kept)} weights written to {out}")


if __name__ == "__main__":
    main()
