"""Make the bundled models: ``python -m training ../shared`` (see ``training/README.md``).

Models that lie in the work folder already are not trained again; delete it to begin anew.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
import threadpoolctl
import torch

import reportqa.embedding
from reportqa.library import Library
from reportqa.retrieval import late_interaction, rerank
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import Reranker
from training import contrastive, embedding, export, late, measure, queries, reranking
from training.candidates import Gatherer
from training.queries import Written

HERE = Path(__file__).resolve().parent
SEED = 0
THREADS = 2
EMBEDDING, LATE, RERANKER = (
    module.BUNDLED_FOLDER.name for module in (reportqa.embedding, late_interaction, rerank)
)

Log = Callable[[str], None]


def main() -> None:
    """Train the embedding, late interaction and the reranker, and score them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder of reports, texts and queries")
    parser.add_argument("--out", type=Path, default=reportqa.embedding.BUNDLED_FOLDER.parent)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument(
        "--honest",
        action="store_true",
        help="leave all pairs of reports/dev out, so that the questions about them are unseen",
    )
    arguments = parser.parse_args()
    began = time.perf_counter()
    torch.set_num_threads(THREADS)
    numba.set_num_threads(THREADS)

    def log(message: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {message}", flush=True)

    shared, work = arguments.shared, arguments.work
    written = queries.read(shared)
    files = sorted({p.file for p in written.passages})
    if arguments.honest:
        files = [file for file in files if file.startswith("more/")]
    whole, half = frozenset(files), queries.half_of(files, SEED)
    log(f"read {len(written.pairs)} queries, {len(written.of_files(whole))} of them to train on")
    parts = {work / "half": half, work / "whole": whole}
    train_embeddings(shared, written, whole, parts, log)
    train_late(shared, written, whole, parts, log)
    train_reranker(shared, written, whole, half, work, log)
    for name in (EMBEDDING, LATE, RERANKER):
        shutil.copytree(work / "whole" / name, arguments.out / name, dirs_exist_ok=True)
    print(score(shared, arguments.out, work))


def train_embeddings(
    shared: Path,
    written: Written,
    whole: frozenset[str],
    parts: dict[Path, frozenset[str]],
    log: Log,
) -> None:
    """Train an embedding on each part of the reports, unless that was done already."""
    missing = {folder: part for folder, part in parts.items() if not (folder / EMBEDDING).exists()}
    if not missing:
        return
    begin = embedding.start(shared, written, whole, SEED)
    log(f"embedding: {len(begin.vectors)} words")
    for folder, part in missing.items():
        rows = embedding.train(begin, written, part, contrastive.Settings(), log)
        export.save_static_model(folder / EMBEDDING, begin.tokenizer, rows)


def train_late(
    shared: Path,
    written: Written,
    whole: frozenset[str],
    parts: dict[Path, frozenset[str]],
    log: Log,
) -> None:
    """Train late interaction on each part of the reports, unless that was done already."""
    missing = {folder: part for folder, part in parts.items() if not (folder / LATE).exists()}
    if not missing:
        return
    terms = late.understand_all(written)
    begin = late.start(shared, written, terms, whole, SEED)
    log(f"late: {len(begin.vocabulary)} words")
    for folder, part in missing.items():
        model = late.train(begin, written, terms, part, late.Settings(), log)
        export.save_late_interaction(folder / LATE, begin, model)


def train_reranker(
    shared: Path,
    written: Written,
    whole: frozenset[str],
    half: frozenset[str],
    work: Path,
    log: Log,
) -> None:
    """Train the trees with the models of one half on the questions of the other."""
    with (
        threadpoolctl.threadpool_limits(1),
        library(work / "library-half", work / "half" / EMBEDDING, shared, "dev", "more") as both,
    ):
        gatherer = Gatherer(both, LateInteraction.load(work / "half" / LATE))
        unseen = whole - half
        cases = reranking.written_cases(written, unseen, np.random.default_rng(SEED))
        cases += reranking.judged_cases(shared, written, unseen, whole)
        examples = reranking.examples(gatherer, cases, log)
    booster = reranking.fit(examples, SEED)
    export.save_reranker(work / "whole" / RERANKER, booster)
    ours = Reranker.load(work / "whole" / RERANKER).score(examples.features[:1000])
    np.testing.assert_allclose(ours, booster.predict(examples.features[:1000]), atol=1e-3)
    log("reranker: the trees in numpy score as LightGBM's do; gain by feature:")
    gains = booster.feature_importance("gain")
    for column in np.argsort(-gains):
        log(f"    {list(FEATURES)[column]:<16} {gains[column] / gains.sum():.3f}")


def library(folder: Path, model: Path, shared: Path, *reports: str) -> Library:
    """A new library of these reports."""
    shutil.rmtree(folder, ignore_errors=True)
    made = Library.open(folder, model=model)
    made.ingest([shared / "reports" / name for name in reports])
    return made


def score(shared: Path, models: Path, work: Path) -> str:
    """The table of scores on ``eval/dev_questions.jsonl`` over ``reports/dev``."""
    trees = Reranker.load(models / RERANKER)
    with library(work / "library-dev", models / EMBEDDING, shared, "dev") as dev:
        gatherer = Gatherer(dev, LateInteraction.load(models / LATE))
        scorers = {
            "words, place, year": measure.feature("lexical_gap", 0.5, 0.3),
            "embedding, place, year": measure.feature("dense", 0.3, 0.15),
            "late interaction, place, year": measure.feature("late", 0.3, 0.15),
            "reranked": trees.score,
        }
        return measure.by_kind(gatherer, shared / "eval" / "dev_questions.jsonl", scorers)


if __name__ == "__main__":
    main()
