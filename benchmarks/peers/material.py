"""Makes what all peers are given: ``python -m benchmarks.peers.material FOLDER SIZE [SHARED]``.

With the real reports, those that the labelled questions are about come first and the others after
them; sentences are recombined of the others alone, so that none that answers is met twice. Without,
the sample corpus and the questions of its README serve, and all is recombined of it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from benchmarks.peers.base import Asked, Material, Passage
from benchmarks.peers.recombined import recombined_files
from corpus_tables import planted_questions
from reportqa import reading, structure
from reportqa.evaluation import Gold, read_questions
from reportqa.types import StructuredReport

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def prepare(material: Material, size: int, shared: Path | None) -> None:
    """Write reports until they hold ``size`` passages or a few more, the passages, and questions.

    A report that another doubles is left out, as reportqa does. ``shared`` has ``reports/dev``,
    ``reports/more`` and ``eval/dev_questions.jsonl``.
    """
    asked, given, recombined = _sources(shared)
    material.reports.mkdir(parents=True)
    answers: dict[str, list[str]] = {question: [] for question, _ in asked}
    ids: set[str] = set()
    passages = 0
    with material.passages_file.open("w", encoding="utf-8") as file:
        for path in _files(material.reports, given, recombined):
            structured = structure.parse(reading.read(path), origin=str(path))
            if structured.report.id in ids or not structured.passages:
                path.unlink()
                continue
            ids.add(structured.report.id)
            for passage in _passages(structured):
                file.write(json.dumps(passage, ensure_ascii=False) + "\n")
            passages += len(structured.passages)
            for question, gold in asked:
                answers[question] += _right(structured, gold)
            if passages >= size:
                break
    with material.questions_file.open("w", encoding="utf-8") as file:
        for question, right in answers.items():
            if right:
                file.write(json.dumps(Asked(question, tuple(right)), ensure_ascii=False) + "\n")


Questions = list[tuple[str, tuple[Gold, ...]]]


def _sources(shared: Path | None) -> tuple[Questions, list[Path], list[Path]]:
    """The questions, the reports in order, and those whose sentences may be used again."""
    if shared is None:
        corpus = [path for path in sorted(CORPUS.iterdir()) if path.name != "README.md"]
        planted = [
            (one.question, tuple(Gold(file, quote) for file, quote in one.answers))
            for one in planted_questions()
        ]
        return planted, corpus, corpus
    questions = read_questions(shared / "eval" / "dev_questions.jsonl")
    asked_of = sorted((shared / "reports" / "dev").glob("*.txt"))
    others = sorted((shared / "reports" / "more").glob("*.txt"))
    return [(one.question, one.gold) for one in questions], [*asked_of, *others], others


def _files(folder: Path, given: Sequence[Path], recombined: Sequence[Path]) -> Iterator[Path]:
    """The given reports, then made ones, each as a file in a folder."""
    for path in given:
        yield Path(shutil.copyfile(path, folder / path.name))
    yield from recombined_files(recombined, folder)


def _passages(structured: StructuredReport) -> Iterator[Passage]:
    report = structured.report
    for passage in structured.passages:
        yield Passage(f"{report.id}-{passage.index}", structure.in_context(report, passage))


def _right(structured: StructuredReport, gold: Sequence[Gold]) -> list[str]:
    report = structured.report
    # Most questions are about another file, which is told without looking at a passage.
    here = [one for one in gold if PurePath(one.file).stem == PurePath(report.source).stem]
    return [
        f"{report.id}-{passage.index}"
        for passage in structured.passages
        if any(one.is_held_by(report.source, passage.text) for one in here)
    ]


if __name__ == "__main__":
    folder, size, *shared = sys.argv[1:]
    prepare(Material(Path(folder)), int(size), Path(shared[0]) if shared else None)
