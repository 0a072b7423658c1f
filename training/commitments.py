"""Train the judges of commitments.

``PYTHONPATH=tests python -m training.commitments ../shared LIBRARY``

LIBRARY holds the reports of ``../shared/reports`` and of ``corpus``. Prints what they reach on
places that they were not trained on, and writes the model that is trained on all.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from corpus_tables import planted_commitments
from reportqa import embedding
from reportqa.commitments import trees
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.encoding import EncodedReview, encode
from reportqa.commitments.extract import extract
from reportqa.commitments.features import FEATURES, Candidates, Sought, describe
from reportqa.commitments.figures import Figure, figures
from reportqa.commitments.judge import Judged, cues_of, judge
from reportqa.commitments.match import Match, assign
from reportqa.commitments.seeking import sought, sought_of
from reportqa.commitments.telling import CUES
from reportqa.language.places import level_of
from reportqa.library import Library
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.rerank import ALL_LEAVES, MOST_LEAVES
from reportqa.tuning.trees import flatten_tree, rounded_down

FILES = (
    "train/commitments.jsonl",
    "eval/dev_commitments_local.jsonl",
    "eval/dev_commitments.jsonl",
)
FOLDS = 6
ABOUT = {"num_leaves": 8, "min_data_in_leaf": 30, "rounds": 200}
KEPT = {"num_leaves": 4, "min_data_in_leaf": 15, "rounds": 80}
SHARED_OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 2,
    "seed": 0,
    "verbose": -1,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two consecutive reports: all that the first promises, described against the second.

    ``described`` are the candidates of each of ``wanted``; ``labelled`` says which label is about
    which of them, ``None`` where the program finds no such commitment.
    """

    place: str
    review: EncodedReview
    commitments: list[Commitment]
    wanted: list[Sought]
    described: list[Candidates]
    labelled: list[tuple[Row, int | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """Clauses described for one label, and which of them tell its fate."""

    features: NDArray[np.float32]
    tells: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A label beside what the program says of it; ``None`` where it finds no such commitment."""

    row: Row
    level: str
    judged: Judged | None
    clause: str


@dataclass(frozen=True, slots=True, eq=False)
class Boosted:
    """Judges while they are trained: the same questions, answered by LightGBM itself."""

    about: lightgbm.Booster
    kept: lightgbm.Booster | None = None

    def is_about(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """See ``Judges.is_about``."""
        if not len(features):
            return np.zeros(0, np.float32)
        return np.asarray(self.about.predict(features), np.float32)

    def is_kept(self, cues: NDArray[np.float32]) -> NDArray[np.float32]:
        """See ``Judges.is_kept``."""
        assert self.kept is not None
        return np.asarray(self.kept.predict(cues), np.float32)


def main() -> None:
    """Measure by cross-validation over places, then train on all and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--out", type=Path, default=trees.BUNDLED_FOLDER)
    arguments = parser.parse_args()
    late, embedder = LateInteraction.load(), embedding.load()
    rows = [row for file in FILES for row in read(arguments.shared / file)] + planted()
    with Library.open(arguments.library, create=False) as library:
        pairs = pairs_of(library, rows, late, embedder)
    examples = {id(pair): examples_of(pair, late, embedder) for pair in pairs}
    folds = folds_of([pair.place for pair in pairs])
    told: list[Told] = []
    for fold in range(FOLDS):
        seen = [pair for pair, own in zip(pairs, folds, strict=True) if own != fold]
        boosted = train(seen, [e for pair in seen for e in examples[id(pair)]])
        for pair in (p for p, own in zip(pairs, folds, strict=True) if own == fold):
            told += judged(pair, boosted)
    show("all", told)
    for level in sorted({each.level for each in told}):
        show(level, [each for each in told if each.level == level])
    every = [example for pair in pairs for example in examples[id(pair)]]
    save(arguments.out, train(pairs, every))


def read(file: Path) -> list[Row]:
    """The labelled commitments of one file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def planted() -> list[Row]:
    """The promises planted in the sample corpus, as labels: the only ones of townships."""
    return [
        {
            "id": row.id,
            "pair": [row.made_in, row.checked_in],
            "commitment": {"file": f"{row.place}_{row.made_in}.txt", "quote": row.commitment},
            "indicator": row.indicator,
            "comparator": row.comparator,
            "target": None if row.target is None else str(row.target),
            "unit": row.unit,
            "quantified": row.target is not None,
            "evidence": [{"quote": row.evidence}] if row.evidence else [],
            "actual": None if row.actual is None else str(row.actual),
            "verdict": row.outcome,
            "note": row.note,
        }
        for row in planted_commitments()
    ]


def pairs_of(
    library: Library, rows: Sequence[Row], late: LateInteraction, embedder: embedding.Embedder
) -> list[Pair]:
    """The pairs of reports that labels are about, each read and described as a ledger does."""
    ids = {
        report.source.rsplit("/", 1)[-1].rsplit(".", 1)[0]: report.id
        for report in library.reports(limit=10_000).reports
    }
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        made = row["commitment"]["file"].rsplit(".", 1)[0]
        groups.setdefault((made, row["pair"][1]), []).append(row)
    pairs = []
    for (made, year), labels in groups.items():
        place = made.rsplit("_", 1)[0]
        review = encode(library.structured(ids[f"{place}_{year}"]), late, embedder)
        made_report = library.structured(ids[made])
        made_text = made_report.text
        commitments = extract(made_report)
        wanted = [sought_of(commitment, made_text) for commitment in commitments]
        said = [figures(statement.clause) for statement in review.statements]
        described = describe(wanted, review, said, late, embedder)
        labelled = [(row, index_of(row, commitments)) for row in labels]
        pairs.append(Pair(place, review, commitments, wanted, described, labelled))
    return pairs


def index_of(row: Row, commitments: Sequence[Commitment]) -> int | None:
    """Which commitment a label is about: of those in its quote the one with its target."""
    quote, target = plain(row["commitment"]["quote"]), number(row["target"])
    near = [i for i, c in enumerate(commitments) if overlaps(plain(c.citation.quote), quote)]
    exact = [i for i in near if target is not None and commitments[i].target == target]
    if len(exact) > 1:
        named = row["indicator"]
        exact.sort(key=lambda i: -len(set(commitments[i].indicator) & set(named)))
    return next(iter(exact or near), None)


def overlaps(one: str, other: str) -> bool:
    """Whether either quote holds half of the other as one run, as ``tools/score.py`` has it."""
    return _holds(one, other) or _holds(other, one)


def _holds(text: str, quote: str) -> bool:
    need = max(6, -(-len(quote) // 2))
    if len(quote) <= need:
        return quote in text
    return any(quote[i : i + need] in text for i in range(len(quote) - need + 1))


def examples_of(pair: Pair, late: LateInteraction, embedder: embedding.Embedder) -> list[Example]:
    """What a pair teaches: each label as the program reads it, and as the labeller put it."""
    said = [figures(statement.clause) for statement in pair.review.statements]
    rows = [row for row, _ in pair.labelled]
    put = describe([wanted_of(row) for row in rows], pair.review, said, late, embedder)
    found = []
    for (row, index), candidates in zip(pair.labelled, put, strict=True):
        tells = telling(row, pair.review, said)
        found.append(Example(candidates.features, tells[candidates.rows]))
        if index is not None:
            own = pair.described[index]
            found.append(Example(own.features, tells[own.rows]))
    return found


def wanted_of(row: Row) -> Sought:
    """What is looked for, as the labels have it: the clause of the quote that holds the target."""
    quote, target = row["commitment"]["quote"], row["target"]
    clause = quote
    if target:
        parts = re.split(r"[，；,;。]", quote)
        named = [p for p in parts if target in unicodedata.normalize("NFKC", p)]
        clause = named[0] if named else quote
    return sought(
        clause, row["indicator"], number(target), row["unit"] or "", quantified=row["quantified"]
    )


def telling(
    row: Row, review: EncodedReview, said: Sequence[Sequence[Figure]]
) -> NDArray[np.float64]:
    """One for each clause of the gold evidence, only for that with the actual value if given."""
    marks = np.zeros(len(review))
    for evidence in row["evidence"]:
        quote = plain(evidence["quote"])
        for index, statement in enumerate(review.statements):
            clause = plain(statement.clause)
            if (len(clause) >= 4 and clause in quote) or quote in clause:
                marks[index] = 1
    actual = number(row["actual"])
    if actual is not None:
        scales = (Decimal(1), Decimal(10) ** 4, Decimal(10) ** 8, Decimal("1e-4"))
        values = {abs(actual) * scale for scale in scales}
        holding = [
            index
            for index in np.flatnonzero(marks).tolist()
            if any(f.value is not None and abs(f.value) in values for f in said[index])
        ]
        if holding:
            marks[:] = 0
            marks[holding] = 1
    return marks


def train(pairs: Sequence[Pair], examples: Sequence[Example]) -> Boosted:
    """Train both judges; the second on what the first finds for promises without a number."""
    about = boost(
        np.vstack([example.features for example in examples]),
        np.concatenate([example.tells for example in examples]),
        **ABOUT,
    )
    cues, kept = [], []
    for pair in pairs:
        matches = matched(pair, Boosted(about))
        for row, index in pair.labelled:
            if index is None or row["quantified"] or matches[index].row is None:
                continue
            if row["verdict"] in ("fulfilled", "partly"):
                cues.append(cues_of(pair.wanted[index], matches[index], pair.review)[0])
                kept.append(row["verdict"] == "fulfilled")
    return Boosted(about, boost(np.array(cues), np.array(kept, float), **KEPT))


def boost(features: NDArray[Any], labels: NDArray[Any], *, rounds: int, **options: int) -> Any:
    """Train small trees with the log loss."""
    data = lightgbm.Dataset(features, labels)
    return lightgbm.train(SHARED_OPTIONS | options, data, rounds)


def matched(pair: Pair, boosted: Boosted) -> list[Match]:
    """Match all commitments of a pair together, as a ledger does."""
    chances = [boosted.is_about(candidates.features) for candidates in pair.described]
    return assign(pair.wanted, pair.review, pair.described, chances)


def judged(pair: Pair, boosted: Boosted) -> list[Told]:
    """Match and judge the labelled commitments of a pair."""
    matches = matched(pair, boosted)
    level = str(level_of(pair.place))
    found = []
    for row, index in pair.labelled:
        if index is None:
            found.append(Told(row, level, None, ""))
            continue
        commitment, match = pair.commitments[index], matches[index]
        verdict = judge(
            pair.wanted[index],
            match,
            pair.review,
            boosted,
            comparator=commitment.comparator,
            target_high=commitment.target_high,
            redacted=commitment.redacted,
        )
        clause = "" if match.row is None else pair.review.statements[match.row].clause
        found.append(Told(row, level, verdict, clause))
    return found


def show(name: str, told: Sequence[Told]) -> None:
    """Print the shares of right verdicts, evidence and actual values."""
    verdicts = [
        each.judged is not None and str(each.judged.judgement.verdict) == each.row["verdict"]
        for each in told
    ]
    evidence = [
        bool(each.clause)
        and any(overlaps(plain(each.clause), plain(e["quote"])) for e in each.row["evidence"])
        for each in told
        if each.row["evidence"]
    ]
    actual = [
        each.judged is not None
        and each.judged.actual is not None
        and abs(each.judged.actual) == abs(value)
        for each in told
        if (value := number(each.row["actual"])) is not None
        and each.row["quantified"]
        and "unit_mismatch" not in each.row["note"]
    ]
    shares = (float(np.mean(right)) for right in (verdicts, evidence, actual))
    print(name, len(told), "verdict {:.3f} evidence {:.3f} actual {:.3f}".format(*shares))


def folds_of(places: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each case; all cases of a place are in one."""
    names = sorted(set(places))
    np.random.RandomState(0).shuffle(names)
    return np.array([names.index(place) % FOLDS for place in places])


def save(folder: Path, boosted: Boosted) -> None:
    """Write both judges as arrays that ``Reranker`` evaluates at once."""
    folder.mkdir(parents=True, exist_ok=True)
    assert boosted.kept is not None
    tensors = {
        f"{name}.{part}": array
        for name, booster in (("about", boosted.about), ("kept", boosted.kept))
        for part, array in arrays(booster).items()
    }
    named = {"about": ",".join(FEATURES), "kept": ",".join(CUES)}
    save_file(tensors, folder / trees.MODEL_FILE, metadata=named)


def arrays(booster: lightgbm.Booster) -> dict[str, NDArray[Any]]:
    """The trees of a booster, padded to the same number of nodes."""
    flat = [flatten_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    shape = (len(flat), max(len(tree.feature) for tree in flat))
    feature, threshold = np.zeros(shape, np.int16), np.full(shape, np.inf, np.float32)
    kept = np.full(shape, ALL_LEAVES, np.uint16)
    value = np.zeros((len(flat), MOST_LEAVES), np.float32)
    for row, tree in enumerate(flat):
        feature[row, : len(tree.feature)] = tree.feature
        threshold[row, : len(tree.feature)] = rounded_down(tree.threshold)
        kept[row, : len(tree.feature)] = tree.kept
        value[row, : len(tree.value)] = tree.value
    return {"feature": feature, "threshold": threshold, "kept": kept, "value": value}


def plain(text: str) -> str:
    """Half width and without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def number(value: str | None) -> Decimal | None:
    """A plain number, ``None`` for anything else."""
    try:
        return Decimal(value) if value else None
    except InvalidOperation:
        return None


if __name__ == "__main__":
    main()
