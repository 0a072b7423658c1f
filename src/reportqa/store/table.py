"""Where each passage stands, in arrays: filters and quoted phrases are answered from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from reportqa.store.records import Keys
from reportqa.store.scan import Scan
from reportqa.types import Filters, Report, Role

ROLES = tuple(Role)
_GONE = -1


class Selection(NamedTuple):
    """What filters leave: the ids of the reports, and ``allowed``, bool ``(len(table.keys),)``."""

    report_ids: tuple[str, ...]
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PassageTable:
    """Row ``i`` of every array is the passage ``keys[i]``.

    ``report`` is an index into ``reports``, or -1 for a passage removed since the views were
    made; ``role`` an index into ``ROLES``; ``start`` and ``end`` offsets into the report's text.
    """

    keys: Keys
    report: NDArray[np.int32]
    role: NDArray[np.int8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    reports: tuple[Report, ...]

    @classmethod
    def of(cls, scan: Scan, keys: Keys) -> Self:
        """The table of these passages, rows in the same order."""
        reports = scan.reports()
        ordinal = {report.id: index for index, report in enumerate(reports)}
        code = {role.value: index for index, role in enumerate(ROLES)}
        rows = [
            (row.key, ordinal[row.report_id], code[row.role], row.start, row.end)
            for row in scan.table()
        ]
        live = np.array(rows, np.int64).reshape(-1, 5)
        live = live[np.argsort(live[:, 0])]
        place = np.searchsorted(live[:, 0], keys)
        found = place < len(live)
        found[found] = live[place[found], 0] == keys[found]
        columns = np.full((len(keys), 4), _GONE, np.int64)
        columns[found] = live[place[found], 1:]
        return cls(
            keys,
            columns[:, 0].astype(np.int32),
            columns[:, 1].astype(np.int8),
            columns[:, 2].astype(np.int32),
            columns[:, 3].astype(np.int32),
            reports,
        )

    def select(self, filters: Filters) -> Selection | None:
        """The reports and passages that filters leave; ``None`` when they leave everything."""
        if filters == Filters() and not np.any(self.report == _GONE):
            return None
        chosen = np.array([_matches(report, filters) for report in self.reports] + [False])
        allowed = chosen[self.report]
        if filters.role is not None:
            allowed &= self.role == ROLES.index(filters.role)
        ids = tuple(report.id for report, is_in in zip(self.reports, chosen, strict=False) if is_in)
        return Selection(ids, allowed)

    def shown_to(self, readable: Collection[str]) -> PassageTable:
        """The same rows, as whoever may read these collections sees them.

        Passages of other collections are as if removed, and their reports are not listed.
        """
        is_shown = [one.collection is None or one.collection in readable for one in self.reports]
        ordinal = np.append(np.cumsum(is_shown) - 1, _GONE)
        ordinal[:-1][~np.array(is_shown, np.bool_)] = _GONE
        left = tuple(one for one, shown in zip(self.reports, is_shown, strict=True) if shown)
        return replace(self, report=ordinal[self.report].astype(np.int32), reports=left)

    def covering(self, spans: Iterable[tuple[str, int, int]]) -> Keys:
        """The keys of the passages that share a character with any span, rising.

        A span is ``(report id, start, end)``.
        """
        ordinal = {report.id: index for index, report in enumerate(self.reports)}
        by_report: dict[int, list[tuple[int, int]]] = {}
        for report_id, start, end in spans:
            if report_id in ordinal:
                by_report.setdefault(ordinal[report_id], []).append((start, end))
        hit = np.zeros(len(self.keys), np.bool_)
        for report, pairs in by_report.items():
            rows = np.flatnonzero(self.report == report)
            starts, ends = np.array(pairs).T
            # Passages of a report do not overlap, so both their starts and their ends rise.
            first = np.searchsorted(self.end[rows], starts, side="right")
            last = np.searchsorted(self.start[rows], ends, side="left")
            edges = np.zeros(len(rows) + 1, np.int64)
            np.add.at(edges, first, 1)
            np.add.at(edges, np.maximum(first, last), -1)
            hit[rows] = np.cumsum(edges[:-1]) > 0
        return self.keys[hit]


def _matches(report: Report, filters: Filters) -> bool:
    year = report.delivered_year
    return (
        filters.report_id in (None, report.id)
        and filters.place in (None, report.place)
        and filters.level in (None, report.level)
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
    )
