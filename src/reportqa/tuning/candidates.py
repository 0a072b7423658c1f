"""Candidates and their features, as the library's own search gathers and describes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportqa.library import Library
from reportqa.retrieval.candidates import gather, prepare
from reportqa.retrieval.first_score import score
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.ranking import Described, Describer
from reportqa.retrieval.understanding import understand
from reportqa.store.records import Keys
from reportqa.types import Mode


class Gatherer:
    """Gathers and describes the candidates of questions to one library.

    ``sources`` gives the file name of a report's id, ``ids`` the id of a file name.
    """

    def __init__(self, library: Library, late: LateInteraction) -> None:
        self._library = library
        self._snapshot = library.snapshot()
        self.describer = Describer(late)
        reports = self._snapshot.table.reports
        self._rows = {report.id: row for row, report in enumerate(reports)}
        self.sources = {report.id: report.source for report in reports}
        self.ids = {report.source: report.id for report in reports}

    def find(self, question: str) -> Described:
        """The candidates of a question, in the order of their keys, with their features."""
        table = self._snapshot.table
        understood = understand(question, table.reports, self._snapshot.lexicon)
        vector: NDArray[np.float32] = self._library.embedder.embed_queries([question])[0]
        query = prepare(table, question, understood, vector=vector)
        found = gather(self._snapshot, query, Mode.HYBRID)
        first = score(found, Mode.HYBRID)
        late = self.describer.by_late(self._snapshot, query)
        catalog = self._library.catalog
        return self.describer.describe(self._snapshot, catalog, query, found, first, late)

    def holding(self, report_id: str, start: int, end: int) -> Keys:
        """The keys of a report's passages that hold at least half of ``start``…``end``."""
        table = self._snapshot.table
        of_report = table.report == self._rows.get(report_id, len(self._rows))
        shared = np.minimum(end, table.end) - np.maximum(start, table.start)
        keys: Keys = table.keys[of_report & (shared >= 0.5 * (end - start))]
        return keys
