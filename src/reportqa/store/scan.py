"""The whole catalog as it stands at one revision: what the views and the table are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from reportqa.store.records import ROLES, HalfVectors, Keys, State, WordRow
from reportqa.store.rows import COUNT, EVERY_REPORT, among, passage_of, report_as_read
from reportqa.store.schema import passages
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

    @cached_property
    def size(self) -> int:
        """The number of passages."""
        return int(self._connection.execute(COUNT).scalar_one())

    def keys(self, before: Keys | None = None) -> Keys:
        """The keys of all passages, rising; ``before`` are those of an earlier time, if known."""
        known = np.empty(0, np.int64) if before is None else before
        last = int(known[-1]) if len(known) else 0
        fresh = np.fromiter(
            chain.from_iterable(
                self._raw('SELECT "key" FROM passages WHERE "key" > ? ORDER BY "key"', last)
            ),
            np.int64,
        )
        if len(known) and self.size != len(known) + len(fresh):
            return self.keys()
        return np.concatenate([known, fresh])

    def vectors(self, keys: Keys) -> NDArray[np.float32]:
        """The embeddings of these passages: float32 ``(len(keys), dimension)``, unit rows.

        They are kept as float16, which is undone here: each row is made of unit length again.
        """
        rows = np.empty((len(keys), self.dimension()), np.float32)
        for first, part in self.vectors_in_parts(keys):
            rows[first : first + len(part)] = part
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows

    def vectors_in_parts(self, keys: Keys) -> Iterator[tuple[int, HalfVectors]]:
        """The embeddings as they are kept, some at a time, each with the number of its first."""
        for first, chunk in _chunks(keys):
            query = (
                select(passages.c.embedding)
                .where(among(passages.c.key, chunk))
                .order_by(passages.c.key)
            )
            blobs = b"".join(self._connection.execute(query).scalars())
            yield first, np.frombuffer(blobs, np.float16).reshape(len(chunk), -1)

    def dimension(self) -> int:
        """The length of an embedding, 0 while there is none."""
        model = self.state().model
        return model.dimension if model else 0

    def words(self, keys: Keys) -> Iterator[WordRow]:
        """What the word view holds of these passages."""
        columns = [passages.c[name] for name in WordRow._fields]
        for _, chunk in _chunks(keys):
            query = select(*columns).where(among(passages.c.key, chunk)).order_by(passages.c.key)
            yield from (WordRow(*row) for row in self._connection.execute(query))

    def table(self, ordinals: Mapping[str, int], after: int = 0) -> NDArray[np.int64]:
        """What filters need of every passage whose key is above ``after``, by rising key.

        Rows are ``(key, report, role, start, end)``: the report by the ordinal of its id, the role
        as in ``ROLES``.
        """
        found = self._raw(
            'SELECT "key", report_id, role, start, "end" FROM passages WHERE "key" > ?', after
        )
        code = {role.value: index for index, role in enumerate(ROLES)}
        flat = chain.from_iterable(
            (key, ordinals[report_id], code[role], start, end)
            for key, report_id, role, start, end in map(tuple, found)
        )
        rows = np.fromiter(flat, np.int64).reshape(-1, 5)
        return rows[np.argsort(rows[:, 0])]

    def reports(self) -> tuple[Report, ...]:
        """All reports, by id."""
        return tuple(map(report_as_read, map(tuple, self._raw(EVERY_REPORT))))

    def passages(self) -> Iterator[tuple[Report, list[tuple[int, Passage]]]]:
        """Each report with its passages and their keys."""
        for report in self.reports():
            rows = self._connection.execute(
                select(passages)
                .where(passages.c.report_id == report.id)
                .order_by(passages.c["index"])
            )
            yield report, [(row.key, passage_of(row)) for row in rows]

    def _raw(self, statement: str, *values: int) -> Iterator[Row[Any]]:
        """Rows as SQLite gives them, which a million of them are read faster by."""
        return iter(self._connection.exec_driver_sql(statement, values))


def _chunks(keys: Keys) -> Iterator[tuple[int, Sequence[int]]]:
    for first in range(0, len(keys), _CHUNK):
        yield first, keys[first : first + _CHUNK].tolist()
