"""Tuning a library's order of candidates on an office's own questions.

The bundled trees stay as they are; a few small ones are grown on top of them, by what they still
get wrong. So little data is enough, and the worst that it can do is small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding import BUNDLED_FOLDER
from reportqa.errors import ModelError
from reportqa.evaluation import Comparison, Gold, Judged, Question, compare, evaluate
from reportqa.library import Library
from reportqa.retrieval.own_trees import GROWN_ON, bundled_trees_hash, own_folder
from reportqa.retrieval.ranking import Ranking, bundled_late, bundled_trees
from reportqa.retrieval.rerank import Reranker
from reportqa.retrieval.search import search
from reportqa.tuning.candidates import Gatherer
from reportqa.tuning.examples import Case, Example, gather_examples
from reportqa.tuning.trees import Growth, boost, join, save, to_reranker
from reportqa.types import Filters, Hit, Mode

FOLDS = 5
FEWEST = 50
"""With fewer questions no difference that is worth having could be told from chance."""
MEASURE = "RR@10"
CHANCE = 0.05
SEED = 0
OWN = Growth(trees=60, leaves=4, rate=0.02, least_in_leaf=50)
"""Of the trees grown on top (docs/tuning.md)."""

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """What tuning came to.

    ``before`` and ``after`` are the same questions judged with the library's trees as bundled and
    with trees that had not seen them (cross-validation); ``reached`` are the questions with a
    right passage among the candidates, which alone can be learned from. ``trees`` learned from
    all of them.
    """

    before: tuple[Judged, ...]
    after: tuple[Judged, ...]
    reached: int
    trees: Reranker

    @property
    def comparison(self) -> Comparison:
        """After beside before, by the reciprocal rank of the first right hit."""
        return compare(self.after, self.before, MEASURE)

    @property
    def is_better(self) -> bool:
        """Whether the order became better, and by more than chance."""
        found = self.comparison
        return found.difference > 0 and found.p_value < CHANCE


def tune(library: Library, cases: Sequence[Case], tick: Tick = lambda: None) -> Tuned:
    """Grow trees on the questions of a library, and measure them on questions they had not seen.

    ``tick`` is called twice for each question. Raises ModelError for too few questions, for a
    library with another embedding model than the bundled, which the learned order is not for,
    and where LightGBM is not installed.
    """
    name = library.embedder.fingerprint.name
    if name != BUNDLED_FOLDER.name:
        raise ModelError(
            f"{library.folder}：向量由 {name} 算出，而只有随软件附带的模型的排序可以调整；"
            f"请先运行 `reportqa reindex --model bundled --library {library.folder}`"
        )
    gatherer = Gatherer(library, bundled_late())
    examples = gather_examples(gatherer, cases, tick)
    reached = [one for one in examples if one is not None]
    if len(reached) < FEWEST:
        raise ModelError(
            f"{len(cases)} 个问题中只有 {len(reached)} 个的答案在候选之中；"
            f"请至少收集 {FEWEST} 个这样的问题，最好有几百个"
        )
    base = bundled_trees()
    before: list[Judged] = []
    after: list[Judged] = []
    folds = fold_of(cases)
    for fold in range(FOLDS):
        seen = [
            one for one, f in zip(examples, folds, strict=True) if one is not None and f != fold
        ]
        asked = [as_question(gatherer, i, cases[i]) for i in np.flatnonzero(folds == fold).tolist()]
        for trees, judged in ((base, before), (grown(base, seen), after)):
            retrieve = partial(_retrieve, library, Ranking(gatherer.describer, trees))
            judged += evaluate(asked, retrieve)
        for _ in asked:
            tick()
    return Tuned(tuple(before), tuple(after), len(reached), grown(base, reached))


def install(library: Library, tuned: Tuned) -> None:
    """Keep the tuned trees in the library's folder; searches use them once it is opened anew."""
    save(own_folder(library.folder), tuned.trees, {GROWN_ON: bundled_trees_hash()})


def grown(base: Reranker, examples: Sequence[Example], growth: Growth = OWN) -> Reranker:
    """``base`` with trees on top that learn from examples."""
    return join(base, to_reranker(boost(examples, growth, seed=SEED, begin=base)))


def fold_of(cases: Sequence[Case]) -> NDArray[np.int64]:
    """The fold of each question, 0 to ``FOLDS`` - 1; questions that share an answer share it."""
    groups: dict[tuple[str, int], int] = {}
    order = np.random.default_rng(SEED).permutation(len(cases))
    folds = np.zeros(len(cases), np.int64)
    for place, row in enumerate(order.tolist()):
        keys = [(answer.report_id, answer.start) for answer in cases[row].answers]
        known = [groups[key] for key in keys if key in groups]
        folds[row] = known[0] if known else place % FOLDS
        groups |= dict.fromkeys(keys, int(folds[row]))
    return folds


def as_question(gatherer: Gatherer, number: int, case: Case) -> Question:
    """A case as `reportqa evaluate` judges it."""
    gold = tuple(Gold(gatherer.sources[one.report_id], one.text) for one in case.answers)
    return Question(str(number), "all", case.question, gold)


def _retrieve(library: Library, ranking: Ranking, question: str, k: int) -> Sequence[Hit]:
    return search(
        library.snapshot(),
        library.catalog,
        library.embedder,
        question,
        k=k,
        mode=Mode.HYBRID,
        filters=Filters(),
        ranking=ranking,
    ).hits
