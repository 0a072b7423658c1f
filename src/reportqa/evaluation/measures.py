"""Measures of a search over labelled questions, by the formulas of ir-measures (trec_eval)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from reportqa.evaluation.sets import Question
from reportqa.types import Hit

MEASURES = (Success @ 1, Success @ 5, Success @ 10, R @ 10, RR @ 10, nDCG @ 10)
DEPTH = 10
"""Hits that are looked at for each question."""

Retriever = Callable[[str, int], Sequence[Hit]]
"""Gives at most so many hits for a question, best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The measures of one question, by name: ``Success@10``, ``R@10``, ``RR@10``, ``nDCG@10``."""

    question: Question
    values: dict[str, float]


def evaluate(questions: Iterable[Question], retrieve: Retriever) -> list[Judged]:
    """Ask every question that has an answer, and measure what is found.

    Each right quote is one relevant document; the first hit that holds it is where it is found.
    """
    asked = {question.id: question for question in questions if question.gold}
    right = {id: [f"gold {i}" for i in range(len(one.gold))] for id, one in asked.items()}
    found = {id: _documents(one, retrieve(one.question, DEPTH)) for id, one in asked.items()}
    values = measure(right, found)
    return [Judged(question, values[id]) for id, question in asked.items()]


def measure(
    right: Mapping[str, Collection[str]], found: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """The measures of each question by its id, all 0 where nothing right is found.

    ``right`` names the relevant documents, ``found`` those that a search gives, best first.
    """
    qrels = [Qrel(id, document, 1) for id, named in right.items() for document in named]
    run = [
        ScoredDoc(id, document, float(-rank))
        for id, named in found.items()
        for rank, document in enumerate(named)
    ]
    values: dict[str, dict[str, float]] = defaultdict(
        lambda: {str(measure): 0.0 for measure in MEASURES}
    )
    for metric in ir_measures.iter_calc(MEASURES, qrels, run):
        values[metric.query_id][str(metric.measure)] = float(metric.value)
    return {id: values[id] for id in right}


def _documents(question: Question, hits: Sequence[Hit]) -> list[str]:
    """Name each hit by the right quotes that it holds first, or by itself."""
    named: list[str] = []
    left = dict(enumerate(question.gold))
    for hit in hits:
        held = [i for i, gold in left.items() if gold.is_held_by(hit.report.source, hit.text)]
        for index in held:
            del left[index]
        named += [f"gold {index}" for index in held] or [f"passage {hit.passage_id}"]
    return named
