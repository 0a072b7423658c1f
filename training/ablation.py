"""What each family of features is worth: the trees grown without it, on questions kept back.

    python -m training ../shared --honest --out OUT --work WORK
    python -m training.ablation ../shared WORK

The models in WORK have seen no pair of ``reports/dev``. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from reportqa.evaluation import mean_of, read_questions
from reportqa.library import Library
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.tuning.candidates import Gatherer
from reportqa.tuning.examples import RIGHT, Case, Example, Graded, gather_examples
from reportqa.tuning.trees import boost, to_reranker
from training import reranking
from training.__main__ import EMBEDDING, LATE, library, read, trees_examples

FAMILIES: dict[str, tuple[str, ...]] = {
    "late interaction": ("late", "late_gap", "late_rank", "late_body"),
    "best run of words": ("window",),
    "weakest and weightiest word": ("weakest", "second_weakest", "weightiest"),
    "same or near words": ("exact", "close"),
    "headings": ("headings",),
    "embedding": ("dense", "dense_gap", "dense_rank"),
    "BM25": ("lexical", "lexical_gap", "lexical_rank"),
    "pairs of characters": ("bigrams",),
    "place": ("place", "place_missed"),
    "year": ("year", "year_missed"),
    "role": ("role", "is_review", "is_plan"),
    "neighbours, the report's best": ("neighbour", "report_best"),
    "lengths": ("words", "length"),
    "kind of answer": (
        "asks_number",
        "numbers",
        "asks_share",
        "shares",
        "asks_time",
        "times",
    ),
}
SEEDS = (0, 1, 2)
"""Two seeds differ by about as much as a small family does."""
WRITTEN = 1500
CUTOFFS = (1, 10)

Ranks = NDArray[np.float64]


def main() -> None:
    """Gather examples, grow trees without each family, and print what they reach."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    arguments = parser.parse_args()
    sources = read(arguments.shared, arguments.work, honest=True)
    with threadpoolctl.threadpool_limits(1):
        learned = trees_examples(sources)
        models = arguments.work / "whole"
        with library(
            arguments.work / "library-dev", models / EMBEDDING, arguments.shared, "dev"
        ) as dev:
            gatherer = Gatherer(dev, LateInteraction.load(models / LATE))
            files = frozenset(
                passage.file
                for passage in sources.written.passages
                if passage.file.startswith("dev/")
            )
            rng = np.random.default_rng(SEEDS[0])
            kept_back = {
                "labelled": labelled_cases(dev, gatherer, arguments.shared),
                "written": reranking.written_cases(
                    sources.written, files, gatherer.ids, rng, WRITTEN
                ),
            }
            asked = {name: gather_examples(gatherer, cases) for name, cases in kept_back.items()}
    print(table(learned, asked))


def labelled_cases(dev: Library, gatherer: Gatherer, shared: Path) -> list[Case]:
    """The labelled questions of ``eval/`` that have an answer."""
    cases = []
    for question in read_questions(shared / "eval" / "dev_questions.jsonl"):
        answers = []
        for gold in question.gold:
            report_id = gatherer.ids[f"{Path(gold.file).stem}.txt"]
            start = dev.text(report_id).index(gold.quote)
            answers.append(Graded(report_id, start, start + len(gold.quote), gold.quote))
        if answers:
            cases.append(Case(question.question, tuple(answers)))
    return cases


def table(learned: Sequence[Example], asked: dict[str, list[Example | None]]) -> str:
    """Success with all features, and how it changes without each family, with 95 % intervals."""
    names = [f"{name} @{k}" for name in asked for k in CUTOFFS]
    lines = [f"| left out | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    whole = successes(learned, asked, tuple(FEATURES))
    lines.append(f"| nothing | {' | '.join(f'{values.mean():.3f}' for values in whole)} |")
    for family, columns in FAMILIES.items():
        rest = tuple(name for name in FEATURES if name not in columns)
        changes = [
            mean_of(without - values)
            for without, values in zip(successes(learned, asked, rest), whole, strict=True)
        ]
        cells = [f"{one.mean:+.3f} ({one.low:+.3f} to {one.high:+.3f})" for one in changes]
        lines.append(f"| {family} | {' | '.join(cells)} |")
    return "\n".join(lines)


def successes(
    learned: Sequence[Example], asked: dict[str, list[Example | None]], columns: Sequence[str]
) -> list[Ranks]:
    """For each set and cutoff, the share of the seeds whose trees succeed at each question."""
    grown = [to_reranker(boost(learned, seed=seed, columns=columns)) for seed in SEEDS]
    found = []
    for questions in asked.values():
        ranks = np.array(
            [
                [np.inf if one is None else rank(trees.score(one.features), one) for trees in grown]
                for one in questions
            ]
        )
        found += [(ranks <= k).mean(axis=1) for k in CUTOFFS]
    return found


def rank(scores: NDArray[np.float32], one: Example) -> int:
    """The rank of the first right candidate, from 1."""
    order = np.argsort(-scores, kind="stable")
    return int(np.argmax(one.grades[order] == RIGHT)) + 1


if __name__ == "__main__":
    main()
