"""Where each passage stands, in arrays: filters and quoted phrases are answered from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from reportqa.store.records import ROLES, Keys, changed, places_in
from reportqa.store.scan import Scan
from reportqa.store.shelf import Shelf
from reportqa.types import Filters

_GONE = -1


@dataclass(frozen=True, eq=False)
class Selection:
    """What filters leave.

    ``reports`` is bool ``(len(table.reports),)`` and may have reports without any passage that is
    left; ``allowed`` is bool ``(len(table.keys),)``.
    """

    shelf: Shelf
    reports: NDArray[np.bool_]
    allowed: NDArray[np.bool_]

    @cached_property
    def report_ids(self) -> tuple[str, ...]:
        """The ids of the reports."""
        return tuple(self.shelf[ordinal].id for ordinal in np.flatnonzero(self.reports))

    @cached_property
    def size(self) -> int:
        """The number of passages."""
        return int(np.count_nonzero(self.allowed))


@dataclass(frozen=True, eq=False)
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
    reports: Shelf

    @classmethod
    def of(cls, scan: Scan, keys: Keys, before: PassageTable | None = None) -> Self:
        """The table of these passages, rows in the same order.

        Of what the table ``before`` has, only what may have changed is read again.
        """
        shelf = Shelf(scan.reports())
        if before is not None:
            fresh, is_lost = changed(before.keys, keys)
            rows = scan.table(shelf.ordinals, after=int(before.keys[-1]) if len(before.keys) else 0)
            if not is_lost and len(rows) == len(fresh) and scan.size == before.live + len(fresh):
                moved = np.array(
                    [shelf.ordinals.get(one.id, _GONE) for one in before.reports] + [_GONE]
                )
                was = [moved[before.report], before.role, before.start, before.end]
                joined = (np.concatenate(pair) for pair in zip(was, rows[:, 1:].T, strict=True))
                return cls._of_columns(keys, joined, shelf)
        live = scan.table(shelf.ordinals)
        found, places = places_in(live[:, 0], keys)
        columns = np.full((len(keys), 4), _GONE, np.int64)
        columns[found] = live[places, 1:]
        return cls._of_columns(keys, columns.T, shelf)

    @classmethod
    def _of_columns(cls, keys: Keys, columns: Iterable[NDArray[Any]], shelf: Shelf) -> Self:
        report, role, start, end = columns
        return cls(
            keys,
            report.astype(np.int32),
            role.astype(np.int8),
            start.astype(np.int32),
            end.astype(np.int32),
            shelf,
        )

    @cached_property
    def live(self) -> int:
        """How many of its passages have not been removed."""
        return int(np.count_nonzero(self.report != _GONE))

    def select(self, filters: Filters) -> Selection | None:
        """The reports and passages that filters leave; ``None`` when they leave everything."""
        if filters == Filters() and self.live == len(self.keys):
            return None
        selection = self.of_reports(self.reports.matching(filters))
        if filters.role is not None:
            selection = replace(
                selection, allowed=selection.allowed & (self.role == ROLES.index(filters.role))
            )
        return selection

    def of_reports(self, chosen: NDArray[np.bool_], within: Selection | None = None) -> Selection:
        """Some reports, bool ``(len(reports),)``, as far as a selection has them."""
        allowed = np.append(chosen, False)[self.report]
        if within is not None:
            chosen = chosen & within.reports
            allowed &= within.allowed
        return Selection(self.reports, chosen, allowed)

    def only(self, allowed: NDArray[np.bool_]) -> Selection:
        """Some passages, bool ``(len(keys),)``, and the reports that they are of."""
        chosen = np.zeros(len(self.reports) + 1, np.bool_)
        chosen[self.report[allowed]] = True
        return Selection(self.reports, chosen[:-1], allowed)

    def shown_to(self, readable: Collection[str]) -> PassageTable:
        """The same rows, as whoever may read these collections sees them.

        Passages of other collections are as if removed, and their reports are not listed.
        """
        is_shown = [one.collection is None or one.collection in readable for one in self.reports]
        ordinal = np.append(np.cumsum(is_shown) - 1, _GONE)
        ordinal[:-1][~np.array(is_shown, np.bool_)] = _GONE
        left = Shelf(one for one, shown in zip(self.reports, is_shown, strict=True) if shown)
        return replace(self, report=ordinal[self.report].astype(np.int32), reports=left)

    def covering(self, spans: Iterable[tuple[str, int, int]]) -> Keys:
        """The keys of the passages that share a character with any span, rising.

        A span is ``(report id, start, end)``.
        """
        ordinal = self.reports.ordinals
        by_report: dict[int, list[tuple[int, int]]] = {}
        for report_id, start, end in spans:
            if report_id in ordinal:
                by_report.setdefault(ordinal[report_id], []).append((start, end))
        hit = np.zeros(len(self.keys), np.bool_)
        for report, pairs in by_report.items():
            rows = self._rows_of(report)
            starts, ends = np.array(pairs).T
            # Passages of a report do not overlap, so both their starts and their ends rise.
            first = np.searchsorted(self.end[rows], starts, side="right")
            last = np.searchsorted(self.start[rows], ends, side="left")
            edges = np.zeros(len(rows) + 1, np.int64)
            np.add.at(edges, first, 1)
            np.add.at(edges, np.maximum(first, last), -1)
            hit[rows] = np.cumsum(edges[:-1]) > 0
        return self.keys[hit]

    def _rows_of(self, report: int) -> NDArray[np.int64]:
        """The rows of a report, rising."""
        order, ordered = self._by_report
        first, last = np.searchsorted(ordered, [report, report + 1])
        return order[first:last]

    @cached_property
    def _by_report(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """All rows by their report, and the reports so ordered."""
        order = np.argsort(self.report, kind="stable")
        return order, self.report[order]
