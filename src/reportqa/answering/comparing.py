"""A topic held against every report in scope: what each says of it, and which say nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from reportqa.answering.answer import Figure
from reportqa.answering.bearing import Bearing, bearing
from reportqa.answering.comparison import Comparison, Row
from reportqa.answering.measured import measured
from reportqa.answering.naming import by_name, name_in
from reportqa.answering.reports_meant import half_meant, reports_meant
from reportqa.answering.scope import scope_of
from reportqa.answering.spanning import Over, Spanning, spanning, topic_of, without_scope
from reportqa.citations import cite
from reportqa.embedding.base import Embedder
from reportqa.language.places import official
from reportqa.language.years import find_years
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.per_report import best_in_each
from reportqa.retrieval.ranking import Ranking
from reportqa.retrieval.understanding import understand, unknown_places
from reportqa.store import Catalog, Snapshot
from reportqa.store.shelf import Shelf
from reportqa.types import Citation, Filters, Report, Role

EACH = 4
"""Passages of each report that are judged."""

SUREST = 0.4
"""Where no report is surer than this, none speaks of the topic. Of the dev questions over many
reports the least sure is 0.46; of twenty topics that the sample corpus does not hold, 13 are
below."""

FIRM = 0.65
"""From this chance on a passage speaks of a topic that has a name, without saying the name."""

UNSAID = 0.3
"""The same for a short topic that could be a name and that no report says."""

MEASURED = 2
"""Figures are read from so many quotes of a report, the best ones."""

RELATIVE = 0.3
"""A passage is shown beside the best of its report if its chance is at least this share of it."""

_OF_A_TERM = re.compile(
    r"十[一二三四五六]五[”\"]?(?:时期|期间|规划|发展|以来|目标)|(?:过去|今后|未来)[五5]年|[五5]年(?:来|间|回顾|工作)"
)
"""Headings over what is of several years, if they name none: 一、“十四五”时期回顾, and neither
一、“十四五”时期和2025年工作回顾 nor 推动“十五五”开好局."""

FEW, SURER = 3, 0.1
"""A place that a question over years names is part of its topic (北京承办的大会) where it
has fewer reports than these, and others are surer by this."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparer:
    """Compares the reports of a library; for many threads.

    ``embedder`` is the library's, ``bundled`` the one that the cut was fitted with.
    """

    catalog: Catalog
    embedder: Embedder
    bundled: Embedder
    ranking: Ranking
    late: LateInteraction

    def compare(
        self,
        snapshot: Snapshot,
        question: str,
        *,
        places: Collection[str] = (),
        years: Collection[int] = (),
        filters: Filters | None = None,
    ) -> Comparison:
        """Find what every report of some places and years says of a topic.

        ``question`` is the topic, or a question over many reports, which names it. Places and
        years default to those that it names, none meaning all; where none of the reports of a
        place that it names says anything, the name is taken for a part of the topic. Raises
        ``QueryError`` for what cannot be searched.
        """
        started = time.perf_counter()
        filters = filters or Filters()
        reports = Shelf.of(self._held(snapshot))
        understood = understand(question, reports, snapshot.lexicon)
        asked = read_over_many(question, reports)
        named = tuple(places) or understood.places
        meant = tuple(years) or (asked.years if asked else understood.years)
        half = filters.role or half_meant(question, understood.role, meant)
        missing = [name for name in named if not reports.named(name)]
        if not places:
            missing += unknown_places(question, understood)
        notes = [f"资料库中没有“{official(name)}”的报告。" for name in dict.fromkeys(missing)]

        def over(names: Collection[str]) -> tuple[Report, ...]:
            level = asked.level if asked else None
            return reports_meant(
                reports, filters, places=names, years=meant, level=level, half=half
            )

        topic = without_scope(topic_of(question), named, meant)
        chosen = over(named)
        if asked and asked.most and asked.over is Over.PLACES and not meant:
            chosen = _latest_of_each(chosen)
        rows = self._rows(snapshot, topic, chosen, filters, half)
        is_doubtful = not rows or (
            asked is not None and asked.over is Over.YEARS and len(chosen) < FEW
        )
        if named and not places and is_doubtful:
            of_all = self._rows(snapshot, topic_of(question), over(()), filters, half)
            if _surest(of_all) > _surest(rows) + SURER:
                rows, chosen, named = of_all, over(()), ()
        if not reports:
            notes = ["资料库是空的：请先导入报告（reportqa ingest 文件夹）。"]
        elif not chosen:
            notes.append("没有符合所问地区、年份的报告：请放宽范围。")
        name = name_in(topic, understand(topic, reports)) if rows else None
        if name is not None and not any(name in c.quote for row in rows for c in row.passages):
            notes.append(f"没有报告原样写到“{name}”，以下按意思相近列出。")
        said = {row.report.id for row in rows}
        return Comparison(
            topic=topic,
            understood=replace(understood, places=named, years=meant),
            scope=scope_of(chosen),
            rows=rows,
            unmentioned=tuple(report for report in chosen if report.id not in said),
            took_ms=(time.perf_counter() - started) * 1000,
            half=half,
            notes=tuple(notes),
        )

    def _held(self, snapshot: Snapshot) -> tuple[Report, ...]:
        """The reports of a snapshot, without those that were removed since it was made."""
        reports = snapshot.table.reports
        if self.catalog.revision() == snapshot.revision:
            return reports
        with self.catalog.scan() as scan:
            left = {report.id for report in scan.reports()}
        return tuple(report for report in reports if report.id in left)

    def _rows(
        self,
        snapshot: Snapshot,
        topic: str,
        chosen: Sequence[Report],
        filters: Filters,
        half: Role | None,
    ) -> tuple[Row, ...]:
        if not chosen:
            return ()
        # Its places and years have chosen the reports; none is to be preferred among those.
        understood = understand(topic, snapshot.table.reports, snapshot.lexicon)
        searched = replace(understood, places=(), years=(), role=half)
        gathered = best_in_each(
            snapshot,
            self.catalog,
            self.embedder,
            self.ranking,
            topic,
            Filters(role=filters.role),
            each=EACH,
            among={report.id for report in chosen},
            understood=searched,
        )
        judged = bearing(topic, searched.terms, gathered, self.late, self.bundled)
        name = name_in(topic, understood)
        named = None
        if name is not None:
            ids = [report.id for report in chosen]
            named = by_name(name, snapshot, self.catalog, ids, filters.role)
        rows = {
            one.report.id: row
            for one, of_report in zip(gathered, judged, strict=True)
            if (row := _row(one.report, of_report, half, named)) is not None
        }
        if _surest(list(rows.values())) < SUREST:
            return ()
        return tuple(
            self._with_figures(rows[report.id], searched.terms)
            for report in chosen
            if report.id in rows
        )

    def _with_figures(self, row: Row, terms: Sequence[str]) -> Row:
        read = [self._measured(one, terms) for one in row.passages[:MEASURED]]
        unread = [()] * (len(row.passages) - len(read))
        return replace(row, measured=(*read, *unread))

    def _measured(self, citation: Citation, terms: Sequence[str]) -> tuple[Figure, ...]:
        found = measured(citation.quote, terms, self.late)
        if any(_OF_A_TERM.search(one) and not find_years(one) for one in citation.section):
            found = tuple(replace(figure, of_several_years=True) for figure in found)
        return found


def read_over_many(question: str, reports: Sequence[Report]) -> Spanning | None:
    """Read a question as one over many of these reports; ``None`` where it is not."""
    understood = understand(question, reports)
    return spanning(
        question,
        understood,
        missing=unknown_places(question, understood),
        latest=int(Shelf.of(reports).delivered.max(initial=0)) if reports else None,
    )


def _row(
    report: Report,
    judged: Sequence[Bearing],
    half: Role | None,
    named: Mapping[str, Sequence[Bearing]] | None,
) -> Row | None:
    """What a report says, in the half that was asked for where it says it there.

    ``named`` are the passages that say the topic by its name, by report, if it is a name.
    """
    kept = list(judged)
    if named == {}:
        kept = [found for found in judged if found.chance >= UNSAID]
    elif named is not None:
        certain = list(named.get(report.id, ()))
        keys = {found.stored.key for found in certain}
        others = [f for f in judged if f.chance >= FIRM and f.stored.key not in keys]
        kept = certain + others
    kept = _of_half(kept, half)
    kept = [found for found in kept if found.chance >= kept[0].chance * RELATIVE][:EACH]
    if not kept:
        return None
    citations = tuple(
        cite(found.stored, report, start, end) for found in kept for start, end in found.spans
    )
    return Row(report, citations, (), kept[0].chance)


def _of_half(judged: Sequence[Bearing], half: Role | None) -> list[Bearing]:
    """Those of the half that was asked for; without any, those of no half.

    What was done is no answer to what is planned, but a plan may tell what was done till then.
    """
    own = [found for found in judged if found.stored.passage.role is half]
    if half is Role.PLAN and not own:
        own = [found for found in judged if found.stored.passage.role is not Role.REVIEW]
    return own or ([] if half is Role.PLAN else list(judged))


def _latest_of_each(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The last report of each place, in the order of the reports."""
    by_year = sorted(reports, key=lambda one: one.delivered_year or 0)
    last = {report.place: report for report in by_year}
    return tuple(report for report in reports if report is last[report.place])


def _surest(rows: Sequence[Row]) -> float:
    return max((row.chance for row in rows), default=0.0)
