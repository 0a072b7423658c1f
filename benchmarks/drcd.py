"""Search on a public set, DRCD, beside plain BM25: ``python -m benchmarks.drcd ../shared``.

The development part of DRCD (Shao et al., "DRCD: a Chinese Machine Reading Comprehension Dataset",
2018) asks 3,524 questions about 1,000 paragraphs of the Chinese Wikipedia. Each paragraph becomes a
report of its own, in a file of its own, and is found where a passage of it is; text and questions
are converted from Traditional to Simplified Chinese first.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import bm25s
import jieba
from opencc import OpenCC

from reportqa import Library, Mode
from reportqa.evaluation import Judged, Question, compare, interval, measure

DEPTH = 10
HITS = 30
"""Enough for ten different paragraphs: a long one may be several passages."""
NAMES = ("Success@1", "Success@10", "RR@10")
BASELINE = "BM25 over jieba words (bm25s)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the number of the paragraph that answers it."""

    id: str
    question: str
    paragraph: int


Searcher = Callable[[str], Sequence[int]]
"""The numbers of the paragraphs that a question finds, best first, at most ``DEPTH``."""


def main() -> None:
    """Index, ask with each way, and print one table."""
    paragraphs, asked = read(Path(sys.argv[1]) / "train" / "drcd_dev.json")
    judged: dict[str, list[Judged]] = {}
    judged[BASELINE] = judge(asked, plain_bm25(paragraphs))
    with (
        tempfile.TemporaryDirectory() as scratch,
        Library.open(Path(scratch) / "library") as library,
    ):
        library.ingest([write(paragraphs, Path(scratch) / "reports")])
        for mode in (Mode.LEXICAL, Mode.DENSE, Mode.HYBRID):
            judged[f"reportqa, {mode}"] = judge(asked, searcher(library, mode))
    print(
        f"DRCD dev: {len(asked)} questions, {len(paragraphs)} paragraphs", table(judged), sep="\n\n"
    )


def read(path: Path) -> tuple[list[str], list[Asked]]:
    """The different paragraphs, and the questions, in Simplified Chinese."""
    simplified = OpenCC("t2s").convert
    numbers: dict[str, int] = {}
    asked = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = " ".join(simplified(paragraph["context"]).split())
            number = numbers.setdefault(text, len(numbers))
            asked += [
                Asked(str(one["id"]), simplified(one["question"]), number)
                for one in paragraph["qas"]
            ]
    return list(numbers), asked


def write(paragraphs: Sequence[str], folder: Path) -> Path:
    """Write each paragraph to a file of its own, named by its number."""
    folder.mkdir()
    for number, text in enumerate(paragraphs):
        (folder / f"{number}.txt").write_text(text + "\n", "utf-8")
    return folder


def searcher(library: Library, mode: Mode) -> Searcher:
    """The library's own search, its hits told by paragraph."""

    def search(question: str) -> list[int]:
        hits = library.search(question, k=HITS, mode=mode).hits
        return first(int(PurePath(hit.report.source).stem) for hit in hits)

    return search


def plain_bm25(paragraphs: Sequence[str]) -> Searcher:
    """BM25 with its usual weights over the words that jieba cuts: what people build first."""
    cut = jieba.Tokenizer().lcut  # its own dictionary, which nothing was added to
    index = bm25s.BM25()
    index.index([cut(text) for text in paragraphs], show_progress=False)

    def search(question: str) -> list[int]:
        rows, scores = index.retrieve([cut(question)], k=DEPTH, show_progress=False)
        return [row for row, score in zip(rows[0].tolist(), scores[0], strict=True) if score > 0]

    return search


def first(numbers: Iterable[int]) -> list[int]:
    """The first ``DEPTH`` different ones."""
    return list(dict.fromkeys(numbers))[:DEPTH]


def judge(asked: Sequence[Asked], search: Searcher) -> list[Judged]:
    """The measures of each question."""
    right = {one.id: [str(one.paragraph)] for one in asked}
    found = {one.id: [str(number) for number in search(one.question)] for one in asked}
    values = measure(right, found)
    return [Judged(Question(one.id, "all", one.question, ()), values[one.id]) for one in asked]


def table(judged: dict[str, list[Judged]]) -> str:
    """A Markdown table; each paragraph being one document, success is recall."""
    lines = [
        f"| | {' | '.join(NAMES)} | {NAMES[-1]} beside BM25 |",
        "|---" * (len(NAMES) + 2) + "|",
    ]
    for way, rows in judged.items():
        figures = [interval(rows, name) for name in NAMES]
        cells = [f"{one.mean:.3f} ({one.low:.3f} to {one.high:.3f})" for one in figures]
        other = compare(rows, judged[BASELINE], NAMES[-1])
        cells.append("" if way == BASELINE else f"{other.difference:+.3f}, p = {other.p_value:.4f}")
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
