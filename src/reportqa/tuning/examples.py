"""What the trees learn from: the candidates of questions whose answer is known, with grades."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportqa.language import words
from reportqa.retrieval.features import FEATURES
from reportqa.retrieval.ranking import Described
from reportqa.tuning.candidates import Gatherer

Floats = NDArray[np.float32]

RIGHT = 2
"""The grade of a passage that answers; 1 is the same matter without the answer, 0 another."""
TWIN = 0.55
"""A passage that shares more than this of the answer's character pairs is neither right nor wrong:
it may be the same sentence of another year."""
UNJUDGED = 20
"""Of a judged question, candidates up to this rank that nobody graded are left out: they may
answer it too."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A run of a report's text, ``start``…``end`` in characters, and its grade, 0 to ``RIGHT``."""

    report_id: str
    start: int
    end: int
    text: str
    grade: int = RIGHT


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the text whose grade is known.

    ``judged`` says that a reader graded what a search ranked first; otherwise the question was
    written, or asked, for the answers given.
    """

    question: str
    answers: tuple[Graded, ...]
    judged: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The candidates of one question: ``features`` float32 ``(n, len(FEATURES))``, ``grades``
    int64 ``(n,)``, of which one at least is ``RIGHT``."""

    features: Floats
    grades: NDArray[np.int64]


def gather_examples(
    gatherer: Gatherer, cases: Sequence[Case], tick: Callable[[], None] = lambda: None
) -> list[Example | None]:
    """The examples that cases give; ``None`` where no candidate is right. ``tick`` after each."""
    found = []
    for case in cases:
        found.append(example(case, gatherer, gatherer.find(case.question)))
        tick()
    return found


def example(case: Case, gatherer: Gatherer, found: Described) -> Example | None:
    """Grade the candidates of one question; ``None`` where none is right."""
    grades = np.full(len(found.found.keys), -1, np.int64)
    for answer in case.answers:
        keys = gatherer.holding(answer.report_id, answer.start, answer.end)
        np.maximum(grades, np.where(np.isin(found.found.keys, keys), answer.grade, -1), out=grades)
    if grades.max(initial=-1) < RIGHT:
        return None
    kept = (grades >= 0) | ~_may_answer(case, found)
    return Example(found.features[kept], np.maximum(grades[kept], 0))


def _may_answer(case: Case, found: Described) -> NDArray[np.bool_]:
    """Which candidates might answer though nobody said so."""
    if case.judged:
        late: Floats = found.features[:, list(FEATURES).index("late")]
        return np.asarray(late >= np.sort(late)[-UNJUDGED:][0])
    alike = np.zeros(len(found.passages), np.bool_)
    for answer in case.answers:
        own = words.pairs(answer.text)
        shared = [sum(pair in stored.passage.text for pair in own) for stored in found.passages]
        alike |= np.array(shared) > TWIN * len(own)
    return alike
