"""Candidates and their features, as the library's own search gathers and describes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportqa.library import Library
from reportqa.retrieval.candidates import gather, prepare
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.ranking import Described, Describer
from reportqa.retrieval.search import score
from reportqa.retrieval.understanding import understand
from reportqa.types import Mode


class Gatherer:
    """Gathers and describes the candidates of questions to one library."""

    def __init__(self, library: Library, late: LateInteraction) -> None:
        self._library = library
        self._describer = Describer(late)
        self._snapshot = library.snapshot()
        keys = self._snapshot.table.keys.tolist()
        self.passages = {stored.key: stored for stored in library.catalog.passages(keys)}
        self.sources = {report.id: report.source for report in self._snapshot.table.reports}

    def find(self, question: str) -> Described:
        """The candidates of a question, in the order of their keys, with their features."""
        table = self._snapshot.table
        understood = understand(question, table.reports)
        vector: NDArray[np.float32] = self._library.embedder.embed_queries([question])[0]
        query = prepare(table, question, understood, vector=vector)
        found = gather(self._snapshot, query, Mode.HYBRID)
        first = score(found, Mode.HYBRID)
        return self._describer.describe(self._snapshot, self._library.catalog, query, found, first)
