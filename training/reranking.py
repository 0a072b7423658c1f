"""The reranker: LambdaMART over the features of candidates that word vectors had not seen pairs of.

The models that gather and describe the candidates are trained on half of the reports, the trees on
queries of the other half, so that the trees meet the models as a stranger's question will.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.ranking import Described
from training.candidates import Gatherer
from training.corpus import Extract, extract, read_jsonl
from training.queries import Written, with_place_and_year

Floats = NDArray[np.float32]

QUERIES = 3000
NAMED = 0.5
TREES, LEAVES = 250, 8
TWIN = 0.55
"""A passage that shares more than this of the answer's character pairs is neither right nor wrong:
it may be the same sentence of another year."""
UNJUDGED = 20
"""Of a judged question, candidates up to this rank that nobody graded are left out: they may
answer it too."""
RIGHT = 2


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the passages whose grade is known, as (extract, grade 0 to 2).

    ``graded`` says that the grades are a reader's; otherwise the question was written from the
    one passage given.
    """

    question: str
    answers: list[tuple[Extract, int]]
    graded: bool


@dataclass(frozen=True, slots=True)
class Examples:
    """Candidates of many questions: ``features`` ``(n, len(FEATURES))``, ``grades`` ``(n,)``, and
    ``sizes``, the number of candidates of each question."""

    features: Floats
    grades: NDArray[np.int64]
    sizes: NDArray[np.int64]


def written_cases(written: Written, files: frozenset[str], rng: np.random.Generator) -> list[Case]:
    """Some of the queries written for ``files``, place or year put into half of them."""
    chosen = rng.permutation(written.of_files(files))[:QUERIES].tolist()
    cases = []
    for pair in (written.pairs[i] for i in chosen):
        question = with_place_and_year(written, pair, rng, NAMED)
        cases.append(Case(question, [(written.passages[pair.passage], RIGHT)], graded=False))
    return cases


def judged_cases(
    shared: Path, written: Written, files: frozenset[str], known: frozenset[str]
) -> list[Case]:
    """The graded questions written from a passage of ``files``, all their passages of ``known``."""
    queries: dict[Extract, list[str]] = {}
    for pair in written.pairs:
        queries.setdefault(written.passages[pair.passage], []).append(pair.query)
    cases = []
    for record in read_jsonl(shared / "train" / "judged.jsonl"):
        question, rows = str(record["question"]), record["passages"]
        assert isinstance(rows, list)
        answers = [(extract(row), int(row["grade"])) for row in rows]
        sources = {
            one.file for one, _ in answers if any(q in question for q in queries.get(one, []))
        }
        if sources and sources <= files and all(one.file in known for one, _ in answers):
            cases.append(Case(question, answers, graded=True))
    return cases


def examples(gatherer: Gatherer, cases: Sequence[Case], log: Callable[[str], None]) -> Examples:
    """Gather and describe the candidates of each case; one whose answer is missed is left out."""
    spans = spans_of(gatherer)
    features, grades = [], []
    for number, case in enumerate(cases, 1):
        found = gatherer.find(case.question)
        grade = np.full(len(found.found.keys), -1, np.int64)
        for one, value in case.answers:
            keys = holding(spans[Path(one.file).name], one.start, one.end)
            np.maximum(grade, np.where(np.isin(found.found.keys, keys), value, -1), out=grade)
        if grade.max() == RIGHT:
            unsure = may_answer(case, found) & (grade < 0)
            features.append(found.features[~unsure])
            grades.append(np.maximum(grade[~unsure], 0))
        if number % 500 == 0:
            log(f"reranker: {number} of {len(cases)} questions, {len(grades)} with their answer")
    return Examples(
        np.concatenate(features), np.concatenate(grades), np.array([len(one) for one in grades])
    )


def may_answer(case: Case, found: Described) -> NDArray[np.bool_]:
    """Which candidates without a grade might answer all the same."""
    if case.graded:
        late: Floats = found.features[:, list(FEATURES).index("late")]
        return np.asarray(late >= np.sort(late)[-UNJUDGED:][0])
    text = case.answers[0][0].text
    own = {text[i : i + 2] for i in range(len(text) - 1)}
    shared = [sum(pair in stored.passage.text for pair in own) for stored in found.passages]
    return np.array(shared) > TWIN * len(own)


def fit(judged: Examples, seed: int) -> lightgbm.Booster:
    """Train the trees."""
    parameters = {
        "objective": "lambdarank",
        "num_leaves": LEAVES,
        "learning_rate": 0.08,
        "min_data_in_leaf": 50,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "lambdarank_truncation_level": 10,
        "label_gain": [0, 1, 3],
        "num_threads": 2,
        "deterministic": True,
        "seed": seed,
        "verbose": -1,
    }
    data = lightgbm.Dataset(
        judged.features, judged.grades, group=judged.sizes, feature_name=list(FEATURES)
    )
    return lightgbm.train(parameters, data, TREES)


def spans_of(gatherer: Gatherer) -> dict[str, list[tuple[int, int, int]]]:
    """The passages of each source as (start, end, key), in the order of the text."""
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for key, stored in gatherer.passages.items():
        passage = stored.passage
        source = gatherer.sources[stored.report_id]
        spans.setdefault(source, []).append((passage.start, passage.end, key))
    return {source: sorted(rows) for source, rows in spans.items()}


def holding(spans: list[tuple[int, int, int]], start: int, end: int) -> list[int]:
    """The keys of the passages that hold at least half of ``start``…``end``."""
    first = bisect.bisect_left(spans, (start - 2000,))
    return [
        key
        for begin, stop, key in spans[first:]
        if min(end, stop) - max(start, begin) >= 0.5 * (end - start)
    ]
