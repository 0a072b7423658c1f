"""Fits what tells a sentence about a topic from one merely near (``precedents/judging.py``).

``python -m training.topics SHARED LIBRARY SAMPLE`` prints what the weights are worth on topics they
were not fitted on, and writes those fitted on all. SHARED is the folder with train/topics.jsonl,
LIBRARY one over all its reports, SAMPLE one over the sample corpus. Beside the 70 judged topics it
reads the same topics in other words, and topics that nobody did, in the sample corpus or anywhere.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reportqa import Library
from reportqa.precedents.find import EACH, cut_of
from reportqa.precedents.judging import (
    ALONE,
    MODEL_FILE,
    Described,
    Floats,
    Judge,
    Weighing,
    among,
    of_topic,
)
from reportqa.retrieval.per_report import InReport, best_in_each
from reportqa.retrieval.ranking import bundled_late, bundled_ranking
from reportqa.retrieval.understanding import understand
from reportqa.types import Filters

HERE = Path(__file__).resolve().parent
OTHER_WORDS = HERE / "topics_in_other_words.tsv"
NOT_DONE = HERE / "topics_not_done.tsv"

FOLDS = 7
ROUNDS = 3
"""A passage stands for its best sentence; which that is, the fit of the round before tells."""

PENALTY = 0.3
NEAREST = 3
"""Of a topic that nobody did, the best sentences of so many reports are examples of what is not."""

CUTS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7)


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic put to a library, and which of the sentences belong to each judged passage.

    ``number`` is shared by a topic and its twin in other words; a passage is about the topic or
    not, and an empty array of rows means that it was never brought up.
    """

    number: int
    is_twin: bool
    described: Described
    passages: list[tuple[bool, NDArray[np.int64]]]


class Example(NamedTuple):
    """A judged passage: ``rows`` are its sentences' features, ``(sentences, features)``."""

    is_about: bool
    rows: Floats


class Fit(NamedTuple):
    """The weighing of sentences by themselves and among the others."""

    alone: Weighing
    among: Weighing

    def chances(self, described: Described) -> Floats:
        """The chance of each sentence, as the library gives it."""
        alone = self.alone.chances(described.features[:, : len(ALONE)])
        return self.among.chances(among(described, alone))


def describe(library: Library, judge: Judge, topic: str) -> tuple[Described, list[InReport]]:
    """A topic's best sentences of every report, as a search for precedents describes them."""
    snapshot = library.snapshot()
    understood = replace(understand(topic, snapshot.table.reports), places=(), years=(), role=None)
    gathered = best_in_each(
        snapshot,
        library.catalog,
        library.embedder,
        bundled_ranking(),
        topic,
        Filters(),
        each=EACH,
        understood=understood,
    )
    return judge.describe(topic, understood, gathered), gathered


def judged_topics(shared: Path, library: Library) -> Iterator[Topic]:
    """Every judged topic and its twin, the doubtful passages left out."""
    judge = Judge(bundled_late(), library.embedder)
    twins = dict(line.split("\t") for line in OTHER_WORDS.read_text("utf-8").splitlines())
    lines = (shared / "train" / "topics.jsonl").read_text("utf-8").splitlines()
    for number, row in enumerate(map(json.loads, lines)):
        for is_twin, topic in enumerate((row["topic"], twins[row["id"]])):
            described, gathered = describe(library, judge, topic)
            passages = [
                (grade == "about", _rows(described, gathered, passage))
                for grade in ("about", "other")
                for passage in row[grade]
            ]
            yield Topic(number, bool(is_twin), described, passages)


def not_done(library: Library, kinds: Sequence[str]) -> Iterator[Described]:
    """Topics that no report of the library speaks of."""
    judge = Judge(bundled_late(), library.embedder)
    for line in NOT_DONE.read_text("utf-8").splitlines():
        kind, topic = line.split("\t")
        if kind in kinds:
            yield describe(library, judge, topic)[0]


def _rows(
    described: Described, gathered: list[InReport], passage: dict[str, Any]
) -> NDArray[np.int64]:
    source = Path(passage["file"]).name
    return np.flatnonzero(
        [
            gathered[report].report.source == source
            and sentence.start < passage["end"]
            and sentence.end > passage["start"]
            for sentence, (report, _) in zip(described.sentences, described.owners, strict=True)
        ]
    )


def fit(topics: Sequence[Topic], absent: Sequence[Described]) -> Fit:
    """Fit sentences by themselves, then among the others."""
    alone = weigh(
        list(_examples((topic, topic.described.features[:, : len(ALONE)]) for topic in topics)),
        np.concatenate([_nearest(described)[:, : len(ALONE)] for described in absent]),
    )

    def with_likeness(topic: Topic) -> Floats:
        return among(topic.described, alone.chances(topic.described.features[:, : len(ALONE)]))

    examples = list(_examples((topic, with_likeness(topic)) for topic in topics))
    return Fit(alone, weigh(examples, np.empty((0, examples[0].rows.shape[1]), np.float32)))


def _examples(features: Iterable[tuple[Topic, Floats]]) -> Iterator[Example]:
    for topic, rows in features:
        for is_about, of_passage in topic.passages:
            if len(of_passage):
                yield Example(is_about, rows[of_passage])


def _nearest(described: Described) -> Floats:
    """The best sentences of the reports that come nearest."""
    order = np.argsort(-described.features[:, 0], kind="stable")
    _, first = np.unique(described.in_report[order], return_index=True)
    rows: Floats = described.features[order[np.sort(first)[:NEAREST]]]
    return rows


def weigh(examples: Sequence[Example], absent: Floats) -> Weighing:
    """Fit on the best sentence of each passage, and on those of topics that nobody did."""
    labels = np.array([one.is_about for one in examples] + [False] * len(absent))
    picked = np.stack([one.rows[one.rows[:, 0].argmax()] for one in examples])
    for _ in range(ROUNDS):
        found = _logistic(np.concatenate([picked, absent]), labels)
        picked = np.stack([one.rows[found.chances(one.rows).argmax()] for one in examples])
    return found


def _logistic(rows: Floats, labels: NDArray[np.bool_]) -> Weighing:
    from sklearn.linear_model import LogisticRegression

    means, deviations = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=PENALTY, max_iter=3000)
    model.fit((rows - means) / deviations, labels)
    weights = np.asarray(model.coef_[0] / deviations, np.float32)
    return Weighing(np.asarray(means, np.float32), weights, float(model.intercept_[0]))


def presence(topics: Sequence[Topic], absent: Sequence[Described], alone: Weighing) -> Weighing:
    """Fit what tells whether any report speaks of a topic."""
    described = [*(topic.described for topic in topics), *absent]
    rows = [of_topic(one, alone.chances(one.features[:, : len(ALONE)])) for one in described]
    return _logistic(np.stack(rows), np.arange(len(rows)) < len(topics))


def measure(topics: Sequence[Topic], absent: Sequence[Described]) -> None:
    """Print average precision, and precision, recall and F1 at cuts, folds cut between topics.

    A passage about the topic that never came to be judged counts as missed.
    """
    from sklearn.metrics import average_precision_score

    folds = np.random.RandomState(0).permutation(1 + max(one.number for one in topics)) % FOLDS
    scored: dict[bool, list[tuple[NDArray[np.bool_], Floats]]] = {False: [], True: []}
    cuts: dict[bool, list[float]] = {False: [], True: []}
    for fold in range(FOLDS):
        model = fit([one for one in topics if folds[one.number] != fold], absent)
        for topic in topics:
            if folds[topic.number] == fold:
                chances = model.chances(topic.described)
                best = [chances[rows].max(initial=0.0) for _, rows in topic.passages]
                labels = np.array([is_about for is_about, _ in topic.passages])
                scored[topic.is_twin].append((labels, np.array(best, np.float32)))
                of_reports = np.zeros(1 + topic.described.in_report.max(), np.float32)
                np.maximum.at(of_reports, topic.described.in_report, chances)
                cuts[topic.is_twin].append(cut_of(of_reports.tolist()))
    for is_twin, of_topics in scored.items():
        precisions = [average_precision_score(*one) for one in of_topics]
        named = "in other words" if is_twin else "as judged"
        print(f"{len(of_topics)} topics {named}: average precision {np.mean(precisions):.3f}")
        labels = np.concatenate([one for one, _ in of_topics])
        scores = np.concatenate([one for _, one in of_topics])
        own = np.repeat(cuts[is_twin], [len(one) for one, _ in of_topics])
        for name, cut in [(f"{cut:.2f}", cut) for cut in CUTS] + [("each topic's own", own)]:
            found = scores >= cut
            hits = (found & labels).sum()
            precision, recall = hits / found.sum(), hits / labels.sum()
            both = 2 * precision * recall / (precision + recall)
            print(f"  {name}: precision {precision:.3f}, recall {recall:.3f}, F1 {both:.3f}")


def main(shared: Path, folder: Path, sample: Path) -> None:
    """Measure by cross-validation, then fit on all topics and write the weights."""
    with Library.open(folder, create=False) as library:
        topics = list(judged_topics(shared, library))
        absent = list(not_done(library, ("any",)))
    with Library.open(sample, create=False) as library:
        absent += not_done(library, ("any", "corpus"))
    measure(topics, absent)
    write(topics, absent)


def write(topics: Sequence[Topic], absent: Sequence[Described]) -> None:
    """Fit on all topics and write the weights into the package."""
    model = fit(topics, absent)
    weighings = {**model._asdict(), "present": presence(topics, absent, model.alone)}
    written = {
        name: {
            "means": [round(float(value), 5) for value in one.means],
            "weights": [round(float(value), 5) for value in one.weights],
            "constant": round(one.constant, 5),
        }
        for name, one in weighings.items()
    }
    MODEL_FILE.parent.mkdir(exist_ok=True)
    MODEL_FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
