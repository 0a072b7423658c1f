"""The whole catalog as it stands at one revision: what the views and the table are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from reportqa.store.records import Keys, State, TableRow, WordRow
from reportqa.store.rows import REPORT, among, passage_of, report_of
from reportqa.store.schema import passages, reports
from reportqa.store.state import read_state
from reportqa.types import Passage, Report

_CHUNK = 4096


class Scan:
    """Reads within one transaction, so that all of them see the same revision."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self) -> State:
        """Which library this is and where it stands."""
        return read_state(self._connection)

    def keys(self) -> Keys:
        """The keys of all passages, rising."""
        query = select(passages.c.key).order_by(passages.c.key)
        return np.fromiter(self._connection.execute(query).scalars(), np.int64)

    def vectors(self, keys: Keys) -> NDArray[np.float32]:
        """The embeddings of these passages: float32 ``(len(keys), dimension)``, unit rows.

        They are kept as float16, which is undone here: each row is made of unit length again.
        """
        model = self.state().model
        rows = np.empty((len(keys), model.dimension if model else 0), np.float32)
        for first, chunk in _chunks(keys):
            query = (
                select(passages.c.embedding)
                .where(among(passages.c.key, chunk))
                .order_by(passages.c.key)
            )
            blobs = b"".join(self._connection.execute(query).scalars())
            rows[first : first + len(chunk)] = np.frombuffer(blobs, np.float16).reshape(
                len(chunk), -1
            )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows

    def words(self, keys: Keys) -> Iterator[WordRow]:
        """What the word view holds of these passages."""
        columns = [passages.c[name] for name in WordRow._fields]
        for _, chunk in _chunks(keys):
            query = select(*columns).where(among(passages.c.key, chunk)).order_by(passages.c.key)
            yield from (WordRow(*row) for row in self._connection.execute(query))

    def table(self) -> Iterator[TableRow]:
        """What filters need of every passage, in no order: an index alone answers it."""
        columns = [passages.c[name] for name in TableRow._fields]
        return (TableRow(*row) for row in self._connection.execute(select(*columns)).all())

    def reports(self) -> tuple[Report, ...]:
        """All reports, by id."""
        rows = self._connection.execute(select(*REPORT).order_by(reports.c.id))
        return tuple(map(report_of, rows))

    def passages(self) -> Iterator[tuple[Report, list[tuple[int, Passage]]]]:
        """Each report with its passages and their keys."""
        for report in self.reports():
            rows = self._connection.execute(
                select(passages)
                .where(passages.c.report_id == report.id)
                .order_by(passages.c["index"])
            )
            yield report, [(row.key, passage_of(row)) for row in rows]


def _chunks(keys: Keys) -> Iterator[tuple[int, Sequence[int]]]:
    for first in range(0, len(keys), _CHUNK):
        yield first, keys[first : first + _CHUNK].tolist()
