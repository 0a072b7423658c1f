"""What the bundled trees learn from: written queries and graded judgements, as cases.

The models that gather and describe the candidates are trained on half of the reports, the trees on
queries of the other half, so that the trees meet the models as a stranger's question will.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from reportqa.tuning.examples import RIGHT, Case, Graded
from training.corpus import Extract, extract, read_jsonl
from training.queries import Written, with_place_and_year

QUERIES = 3000
NAMED = 0.5


def written_cases(
    written: Written,
    files: frozenset[str],
    ids: Mapping[str, str],
    rng: np.random.Generator,
    queries: int = QUERIES,
) -> list[Case]:
    """Some of the queries written for ``files``, place or year put into half of them.

    ``ids`` gives the id of the report in a file of this name.
    """
    chosen = rng.permutation(written.of_files(files))[:queries].tolist()
    cases = []
    for pair in (written.pairs[i] for i in chosen):
        question = with_place_and_year(written, pair, rng, NAMED)
        cases.append(Case(question, (graded(written.passages[pair.passage], RIGHT, ids),)))
    return cases


def judged_cases(
    shared: Path,
    written: Written,
    files: frozenset[str],
    known: frozenset[str],
    ids: Mapping[str, str],
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
            found = tuple(graded(one, grade, ids) for one, grade in answers)
            cases.append(Case(question, found, judged=True))
    return cases


def graded(one: Extract, grade: int, ids: Mapping[str, str]) -> Graded:
    """An extract as the trees learn from it."""
    return Graded(ids[Path(one.file).name], one.start, one.end, one.text, grade)
