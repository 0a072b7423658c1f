"""Make the model of answers: ``python -m training.answering ../shared`` (after ``training``).

Two parts are learned. The *span finder* is a small convolutional net that ranks the spans of a
passage, and trees that choose among its best, on the questions with a verbatim answer. The
*confidence* is a logistic model over signs that the asked-for detail is there, on twin questions
put to a library of all reports, and on the answered ones once more with their report withheld; it
is calibrated on the labelled questions over ``reports/dev``.

The span finder meets word vectors that were trained on half of the reports (``work/half``, as
``python -m training`` leaves them), and questions about the other half count as a stranger's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path

import numpy as np

import reportqa.embedding
from reportqa.answering.pointing import TREES_FILE, Pointer
from reportqa.answering.refusal import BUNDLED_FOLDER, CONFIDENCE_FILE, SIGNS
from reportqa.evaluation import read_questions
from reportqa.library import Library
from reportqa.retrieval import late_interaction
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.ranking import bundled_late
from training import answering_choice, answering_data, answering_spans
from training import answering_confidence as confidence

HERE = Path(__file__).resolve().parent
SEED = 0


def main() -> None:
    """Train both parts, write them, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder of reports and labels")
    parser.add_argument("--out", type=Path, default=BUNDLED_FOLDER)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    arguments = parser.parse_args()
    began = time.perf_counter()

    def log(message: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {message}", flush=True)

    shared, out = arguments.shared, arguments.out
    out.mkdir(parents=True, exist_ok=True)
    labelled = answering_data.read(shared, SEED)
    library = _library(arguments.work / "answering-all", shared, "dev", "more")
    half = LateInteraction.load(arguments.work / "half" / late_interaction.BUNDLED_FOLDER.name)
    reports = library.snapshot().table.reports

    spans = arguments.work / "answering-spans"
    if not (spans / TREES_FILE).exists():
        spans.mkdir(parents=True, exist_ok=True)
        known = answering_spans.cases(labelled.spans, reports, half)
        words = answering_spans.vocabulary(known)
        log(f"spans: {len(known)} questions, {len(words)} words")
        answering_spans.save(spans, answering_spans.fit(known, words, half, SEED, log), words)
        choices = answering_choice.unseen(known, half, SEED, log)
        answering_choice.save(spans, answering_choice.grow(choices, SEED))
    shutil.copytree(spans, out, dirs_exist_ok=True)
    pointer = Pointer.load(out)
    for name, late in (("half", half), ("bundled", bundled_late())):
        kept = answering_spans.cases(labelled.kept_spans, reports, late)
        exact, f1 = answering_spans.measure(kept, pointer)
        log(f"spans of {len(kept)} kept questions, {name} vectors: exact {exact:.3f}, F1 {f1:.3f}")

    asked = confidence.ask_twins(library, bundled_late(), labelled.twins[: confidence.TWINS], log)
    weights, means = confidence.fit(asked)
    held = confidence.ask_twins(library, bundled_late(), labelled.kept_twins, log)
    order, pairs = confidence.in_order(held, confidence.logits(held, weights, means))
    log(f"of {pairs} kept twins, {order:.3f} in the right order")
    dev = _library(arguments.work / "answering-dev", shared, "dev")
    questions = read_questions(shared / "eval" / "dev_questions.jsonl")
    judged = confidence.ask_labelled(dev, bundled_late(), questions)
    raw = confidence.logits(judged, weights, means)
    answers = np.array([one.answers for one in judged])
    log(f"labelled questions: AUROC {confidence.auroc(raw, answers):.3f}")
    for name, value in confidence.cross_validated(raw, answers, SEED).items():
        log(f"    {name}, cross-validated: {value:.3f}")
    save_confidence(out, weights, means, confidence.calibrate(raw, answers))


def save_confidence(
    folder: Path,
    weights: dict[str, float],
    means: dict[str, float],
    calibration: confidence.Calibration,
) -> None:
    """Write the confidence, its slope put into the weights."""
    model = {
        "intercept": round(calibration.intercept, 4),
        "weights": {name: round(weights[name] * calibration.slope, 4) for name in SIGNS},
        "means": {name: round(means[name], 4) for name in SIGNS},
        "threshold": round(calibration.threshold, 3),
    }
    (folder / CONFIDENCE_FILE).write_text(json.dumps(model, indent=2) + "\n", "utf-8")


def _library(folder: Path, shared: Path, *reports: str) -> Library:
    made = Library.open(folder, model=reportqa.embedding.BUNDLED_FOLDER)
    made.ingest([shared / "reports" / name for name in reports])
    return made


if __name__ == "__main__":
    main()
