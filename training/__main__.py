"""Make the bundled models: ``python -m training ../shared`` (see ``training/README.md``).

Models that lie in the work folder already are not trained again; delete it to begin anew.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
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
from reportqa.tuning import trees
from reportqa.tuning.candidates import Gatherer
from reportqa.tuning.examples import Example, gather_examples
from training import contrastive, embedding, export, late, measure, queries, reranking
from training.queries import Written

HERE = Path(__file__).resolve().parent
SEED = 0
THREADS = 2
EMBEDDING, LATE, RERANKER = (
    module.BUNDLED_FOLDER.name for module in (reportqa.embedding, late_interaction, rerank)
)

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where everything is learned from: ``whole`` and ``half`` are the files whose queries count.

    The models of ``half`` are there for the trees, which learn from the queries of the other half.
    """

    shared: Path
    work: Path
    written: Written
    whole: frozenset[str]
    half: frozenset[str]


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

    sources = read(arguments.shared, arguments.work, honest=arguments.honest)
    log(f"read {len(sources.written.of_files(sources.whole))} queries to train on")
    train_twice(EMBEDDING, embedding_trainer, sources, log)
    train_twice(LATE, late_trainer, sources, log)
    train_reranker(sources, log)
    for name in (EMBEDDING, LATE, RERANKER):
        shutil.copytree(sources.work / "whole" / name, arguments.out / name, dirs_exist_ok=True)
    print(score(sources.shared, arguments.out, sources.work))


def read(shared: Path, work: Path, *, honest: bool) -> Sources:
    """Read the queries, and choose the files to learn from."""
    written = queries.read(shared)
    files = sorted({passage.file for passage in written.passages})
    if honest:
        files = [file for file in files if file.startswith("more/")]
    return Sources(shared, work, written, frozenset(files), queries.half_of(files, SEED))


Trainer = Callable[[frozenset[str], Path], None]
"""Trains a model on the queries of some files, and writes it to a folder."""


def train_twice(
    name: str, begin: Callable[[Sources, Log], Trainer], sources: Sources, log: Log
) -> None:
    """Train a model on half of the files and on all, unless that was done already."""
    trainer = None
    for part, files in (("half", sources.half), ("whole", sources.whole)):
        folder = sources.work / part / name
        if not folder.exists():
            trainer = trainer or begin(sources, log)
            trainer(files, folder)


def embedding_trainer(sources: Sources, log: Log) -> Trainer:
    """Choose the words of the embedding, and give what trains it on a part of the files."""
    begin = embedding.start(sources.shared, sources.written, sources.whole, SEED)
    log(f"embedding: {len(begin.vectors)} words")

    def train(files: frozenset[str], folder: Path) -> None:
        rows = embedding.train(begin, sources.written, files, contrastive.Settings(), log)
        export.save_static_model(folder, begin.tokenizer, rows)

    return train


def late_trainer(sources: Sources, log: Log) -> Trainer:
    """Choose the words of late interaction, and give what trains it on a part of the files."""
    terms = late.understand_all(sources.written)
    begin = late.start(sources.shared, sources.written, terms, sources.whole, SEED)
    log(f"late interaction: {len(begin.vocabulary)} words")

    def train(files: frozenset[str], folder: Path) -> None:
        model = late.train(begin, sources.written, terms, files, late.Settings(), log)
        export.save_late_interaction(folder, begin, model)

    return train


def train_reranker(sources: Sources, log: Log) -> None:
    """Train the trees with the models of one half on the questions of the other."""
    with threadpoolctl.threadpool_limits(1):
        examples = trees_examples(sources)
    log(f"reranker: {len(examples)} questions with their answer among the candidates")
    booster = trees.boost(examples, seed=SEED)
    trees.save(sources.work / "whole" / RERANKER, trees.to_reranker(booster))
    log("reranker: gain by feature:")
    gains = booster.feature_importance("gain")
    for column in np.argsort(-gains):
        log(f"    {list(FEATURES)[column]:<16} {gains[column] / gains.sum():.3f}")


def trees_examples(sources: Sources) -> list[Example]:
    """What the trees learn from: queries and judgements of the reports that are not in the half."""
    half, unseen = sources.work / "half", sources.whole - sources.half
    folder = sources.work / "library-half"
    with library(folder, half / EMBEDDING, sources.shared, "dev", "more") as both:
        gatherer = Gatherer(both, LateInteraction.load(half / LATE))
        rng = np.random.default_rng(SEED)
        cases = reranking.written_cases(sources.written, unseen, gatherer.ids, rng)
        cases += reranking.judged_cases(
            sources.shared, sources.written, unseen, sources.whole, gatherer.ids
        )
        return [one for one in gather_examples(gatherer, cases) if one is not None]


def library(folder: Path, model: Path, shared: Path, *reports: str) -> Library:
    """A new library of these reports."""
    shutil.rmtree(folder, ignore_errors=True)
    made = Library.open(folder, model=model)
    made.ingest([shared / "reports" / name for name in reports])
    return made


def score(shared: Path, models: Path, work: Path) -> str:
    """The table of scores on ``eval/dev_questions.jsonl`` over ``reports/dev``."""
    with library(work / "library-dev", models / EMBEDDING, shared, "dev") as dev:
        gatherer = Gatherer(dev, LateInteraction.load(models / LATE))
        scorers = {
            "words, place, year": measure.feature("lexical_gap", 0.5, 0.3),
            "embedding, place, year": measure.feature("dense", 0.3, 0.15),
            "late interaction, place, year": measure.feature("late", 0.3, 0.15),
            "reranked": Reranker.load(models / RERANKER).score,
        }
        return measure.by_kind(gatherer, shared / "eval" / "dev_questions.jsonl", scorers)


if __name__ == "__main__":
    main()
