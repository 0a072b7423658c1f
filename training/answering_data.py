"""What answering learns from: questions, passages, and whether the one answers the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.corpus import read_jsonl

KEPT_SPANS, KEPT_TWINS = 500, 400
"""Questions with a span, and pairs of twins, that nothing is trained on."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage of a report as the labels give it; ``file`` is ``dev/…`` or ``more/…``."""

    file: str
    start: int
    end: int
    quote: str

    @property
    def source(self) -> str:
        """The file's name, as the library knows the report."""
        return Path(self.file).name


@dataclass(frozen=True, slots=True)
class Spanned:
    """A question and its answer, in characters of the passage's quote, half-open."""

    question: str
    passage: Extract
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Twins:
    """Two questions on the matter of one passage, which answers only one of them."""

    passage: Extract
    answerable: str
    unanswerable: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """Training labels, and those kept out of it: no passage is in both."""

    spans: list[Spanned]
    twins: list[Twins]
    kept_spans: list[Spanned]
    kept_twins: list[Twins]


def read(shared: Path, seed: int) -> Labelled:
    """Read spans and twins, and keep some passages out with all that is asked about them."""
    spans, twins = list(_spans(shared)), list(_twins(shared))
    rng = np.random.default_rng(seed)
    kept_spans = _some([one.passage for one in spans], KEPT_SPANS, rng)
    kept_twins = _some([one.passage for one in twins], KEPT_TWINS, rng)
    kept = kept_spans | kept_twins
    return Labelled(
        [one for one in spans if one.passage not in kept],
        [one for one in twins if one.passage not in kept],
        [one for one in spans if one.passage in kept_spans][:KEPT_SPANS],
        [one for one in twins if one.passage in kept_twins][:KEPT_TWINS],
    )


def _some(passages: Iterable[Extract], count: int, rng: np.random.Generator) -> set[Extract]:
    different = list(dict.fromkeys(passages))
    return {different[i] for i in rng.permutation(len(different))[:count]}


def _spans(shared: Path) -> Iterable[Spanned]:
    for row in read_jsonl(shared / "train" / "spans.jsonl"):
        passage, answer = _extract(row), row["answer"]
        if isinstance(answer, dict):
            start, end = (int(answer[side]) - passage.start for side in ("start", "end"))
            yield Spanned(str(row["question"]), passage, start, end)


def _twins(shared: Path) -> Iterable[Twins]:
    for row in read_jsonl(shared / "train" / "near_misses.jsonl"):
        yield Twins(_extract(row), str(row["answerable"]), str(row["unanswerable"]))


def _extract(row: dict[str, object]) -> Extract:
    start, end = row["start"], row["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return Extract(str(row["file"]), start, end, str(row["quote"]))
