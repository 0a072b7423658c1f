"""The written queries as models are trained on them: with context, place and year put in."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reportqa.language import places
from reportqa.structure import context, parse
from reportqa.types import Document, Passage, Role, StructuredReport
from training import corpus
from training.corpus import Extract, Pair

NAMED = 0.3
"""Share of the queries that get the place, the year or both put before them."""

_HAS_YEAR = re.compile(r"\d{4}|[〇零一二三四五六七八九]{4}")


@dataclass(frozen=True, slots=True)
class Written:
    """The passages and queries of ``pairs.jsonl``, and the reports that they come from.

    ``reports`` is keyed by ``dev/…`` or ``more/…``; ``located`` goes with
    ``passages``: the passage of the library's own cutting that each begins in.
    """

    passages: list[Extract]
    pairs: list[Pair]
    reports: dict[str, StructuredReport]
    located: list[Passage]

    def context(self, passage: int) -> str:
        """What the library embeds before this passage: place, year, headings."""
        report = self.reports[self.passages[passage].file].report
        return context(report, self.located[passage])

    def of_files(self, files: frozenset[str]) -> list[int]:
        """The pairs whose passages are of these files."""
        return [i for i, pair in enumerate(self.pairs) if self.passages[pair.passage].file in files]


def read(shared: Path) -> Written:
    """Read the queries, and the structure of all reports."""
    passages, pairs = corpus.written_pairs(shared)
    reports = {
        f"{path.parent.name}/{path.name}": parse(
            Document(path.name, path.read_text("utf-8")), origin=path.name
        )
        for path in corpus.report_files(shared, "dev", "more")
    }
    starts = {file: [p.start for p in report.passages] for file, report in reports.items()}
    located = []
    for extract in passages:
        row = bisect.bisect_right(starts[extract.file], extract.start) - 1
        located.append(reports[extract.file].passages[max(row, 0)])
    return Written(passages, pairs, reports, located)


def half_of(files: Sequence[str], seed: int) -> frozenset[str]:
    """A random half of the files."""
    order = np.random.default_rng(seed).permutation(len(files))
    return frozenset(files[i] for i in order[: len(files) // 2])


def with_place_and_year(
    written: Written, pair: Pair, rng: np.random.Generator, share: float = NAMED
) -> str:
    """The query, in ``share`` of the cases with its report's place or year put before it."""
    query = pair.query
    if rng.random() >= share:
        return query
    report = written.reports[written.passages[pair.passage].file].report
    name = report.place or ""
    short = places.stem(name)
    if name == places.COUNTRY or (short and short in query):
        name = ""
    elif rng.random() < 0.6 and len(short) >= 2:
        name = short
    role = written.located[pair.passage].role
    told = {Role.REVIEW: report.review_year, Role.PLAN: report.plan_year}.get(role)
    year = told if told and rng.random() < 0.6 else report.delivered_year
    when = f"{year}年" if year and not _HAS_YEAR.search(query) else ""
    which = rng.random()
    return (name if which < 0.7 else "") + (when if which > 0.3 else "") + query
