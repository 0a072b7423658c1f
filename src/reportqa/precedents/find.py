"""From a topic to every report that planned or did it, oldest first."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportqa.citations import cite
from reportqa.embedding.base import Embedder
from reportqa.errors import QueryError
from reportqa.language.places import official
from reportqa.precedents.earliest import earliest_of, since
from reportqa.precedents.judging import Judge, Judged
from reportqa.precedents.lineage import joined, numbered, steps
from reportqa.precedents.precedent import Precedent, Precedents
from reportqa.precedents.shared_names import named
from reportqa.precedents.wording import names
from reportqa.retrieval.per_report import best_in_each
from reportqa.retrieval.ranking import Ranking
from reportqa.retrieval.understanding import understand
from reportqa.store import Catalog, Snapshot
from reportqa.types import Filters, Level, Report, Role

EACH = 6
"""Passages of each report that are judged."""

CUT, SHARE = 0.65, 0.65
"""From this chance on a sentence is about the topic, or from this share of what the best of the
``BEST`` best reports have on average: a topic in everyday words is met less surely by all of them
(training/README.md)."""

BEST = 5

DOUBTFUL = 0.3
"""From this chance on a report that has nothing better is named as doubtful."""

QUOTED = 3
"""Sentences of a report that are shown at most."""

BESIDE = 0.1
"""A second sentence of one half is shown where its chance is no more than this below the best."""

_LEVELS = list(Level)


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """Finds precedents in a library; for many threads. ``embedder`` is the library's own."""

    catalog: Catalog
    embedder: Embedder
    ranking: Ranking
    judge: Judge

    def find(
        self,
        snapshot: Snapshot,
        topic: str,
        *,
        filters: Filters | None = None,
    ) -> Precedents:
        """Find every report that planned or did it, among those that filters leave.

        A place or a year in the topic belongs to its name (疏解北京非首都功能) and limits nothing.
        Raises ``QueryError`` for a topic that cannot be searched.
        """
        started = time.perf_counter()
        reports = snapshot.table.reports
        filters = filters or Filters()
        notes = []
        if filters.place and not reports.named(filters.place):
            notes.append(f"资料库中没有“{official(filters.place)}”的报告。")
        if not reports:
            notes = ["资料库是空的：请先导入报告（reportqa ingest 文件夹）。"]
        understood = understand(topic, reports, snapshot.lexicon)
        searched = replace(understood, places=(), years=(), role=None)
        if not searched.terms:
            raise QueryError("没有可查的词语：请写明要查的做法或政策。")
        gathered = (
            best_in_each(
                snapshot,
                self.catalog,
                self.embedder,
                self.ranking,
                topic,
                filters,
                each=EACH,
                understood=searched,
            )
            if reports
            else []
        )
        judged, is_present = self.judge.judge(topic, searched, gathered)
        found: list[Precedent] = []
        doubtful: list[Precedent] = []
        cut = cut_of(of_report[0].chance for of_report in judged if of_report)
        by_name = named(
            [one.report for one in gathered],
            judged,
            cut,
            lambda names: self.judge.nearness(topic, names),
        )
        for one, of_report, bearing in zip(gathered, judged, by_name, strict=True):
            if not is_present:
                near = [kept for kept in of_report[:1] if kept.chance >= cut]
                doubtful += [_precedent(one.report, kept) for kept in near]
            elif of_report and of_report[0].chance >= cut:
                found += [_precedent(one.report, kept) for kept in _shown(of_report, cut)]
            elif bearing is not None:
                found.append(_precedent(one.report, bearing))
            elif of_report and of_report[0].chance >= DOUBTFUL:
                doubtful.append(_precedent(one.report, of_report[0]))
        ordered = numbered(sorted(found, key=_age))
        other_names = snapshot.lexicon.other_names(topic, of_genre=True)
        known = {name for one, others in other_names.items() for name in (one, *others)}
        earliest = earliest_of(topic, ordered)
        if gathered and not ordered:
            notes.append("查过的报告都未提及；存疑的只是最相近的。")
        return Precedents(
            topic=topic,
            filters=filters,
            searched=len(gathered),
            earliest=earliest,
            precedents=tuple(ordered),
            doubtful=tuple(sorted(doubtful, key=_age)),
            kept=tuple(joined(ordered)),
            steps=tuple(steps(since(earliest, ordered))),
            names=tuple(names(topic, ordered, self.judge, known)),
            took_ms=(time.perf_counter() - started) * 1000,
            notes=tuple(notes),
        )


def cut_of(chances: Iterable[float]) -> float:
    """From which chance on a sentence is about the topic. ``chances`` are the reports' best."""
    best = sorted(chances, reverse=True)[:BEST]
    return min(CUT, SHARE * sum(best) / len(best)) if best else CUT


def _shown(judged: Sequence[Judged], cut: float) -> list[Judged]:
    """The best sentence of each half that says it, and others as good, in the order of the text."""
    likely = [one for one in judged if one.chance >= cut]
    best: dict[Role, Judged] = {}
    for one in likely:
        best.setdefault(one.stored.passage.role, one)
    others = [
        one
        for one in likely
        if one not in best.values() and one.chance >= best[one.stored.passage.role].chance - BESIDE
    ]
    return sorted([*best.values(), *others][:QUOTED], key=lambda one: one.start)


def _precedent(report: Report, judged: Judged) -> Precedent:
    return Precedent(cite(judged.stored, report, judged.start, judged.end), round(judged.chance, 4))


def _age(precedent: Precedent) -> tuple[int, str, int, str, int]:
    """By year, day, level from the top, report, and place in the text; unknown years come last."""
    report = precedent.report
    level = len(_LEVELS) if report.level is None else _LEVELS.index(report.level)
    return (
        report.delivered_year or 9999,
        report.delivered_on or "",
        level,
        report.id,
        precedent.citation.start,
    )
