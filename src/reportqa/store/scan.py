"""The whole catalog as it stands at one revision: what the views and the table are made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from reportqa.embedding.base import to_unit_length
from reportqa.store.records import ROLES, HalfVectors, Keys, State, WordRow
from reportqa.store.rows import EVERY_REPORT, PASSAGE, among, listed, passage_of, report_of
from reportqa.store.state import read_state
from reportqa.types import Passage, Report

_CHUNK = 4096
_MEANT = among('"key"')


class Scan:
    """Reads within one transaction, so that all of them see the same revision."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def state(self) -> State:
        """Which library this is and where it stands."""
        return read_state(self._connection)

    @cached_property
    def size(self) -> int:
        """The number of passages."""
        [count] = self._connection.execute("SELECT count(*) FROM passages").fetchone()
        return int(count)

    def keys(self, before: Keys | None = None) -> Keys:
        """The keys of all passages, rising; ``before`` are those of an earlier time, if known."""
        known = np.empty(0, np.int64) if before is None else before
        last = int(known[-1]) if len(known) else 0
        fresh = np.fromiter(
            chain.from_iterable(
                self._plain('SELECT "key" FROM passages WHERE "key" > ? ORDER BY "key"', last)
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
        return to_unit_length(rows)

    def vectors_in_parts(self, keys: Keys) -> Iterator[tuple[int, HalfVectors]]:
        """The embeddings as they are kept, some at a time, each with the number of its first."""
        query = f'SELECT embedding FROM passages WHERE {_MEANT} ORDER BY "key"'
        for first, chunk in _chunks(keys):
            blobs = b"".join(blob for (blob,) in self._plain(query, listed(chunk)))
            yield first, np.frombuffer(blobs, np.float16).reshape(len(chunk), -1)

    def dimension(self) -> int:
        """The length of an embedding, 0 while there is none."""
        model = self.state().model
        return model.dimension if model else 0

    def words(self, keys: Keys) -> Iterator[WordRow]:
        """What the word view holds of these passages."""
        columns = ", ".join(f'"{name}"' for name in WordRow._fields)
        query = f'SELECT {columns} FROM passages WHERE {_MEANT} ORDER BY "key"'
        for _, chunk in _chunks(keys):
            yield from map(WordRow._make, self._plain(query, listed(chunk)))

    def table(self, ordinals: Mapping[str, int], after: int = 0) -> NDArray[np.int64]:
        """What filters need of every passage whose key is above ``after``, by rising key.

        Rows are ``(key, report, role, start, end)``: the report by the ordinal of its id, the role
        as in ``ROLES``.
        """
        # All passages are told by an index without their text, some by their keys. SQLite joins
        # the numbers of a report, which takes a third of the time of a row for each passage.
        found = self._plain(
            "SELECT report_id, role, count(*), "
            """group_concat("key" || ' ' || start || ' ' || "end", ' ') """
            f"FROM passages {'NOT INDEXED' if after else ''} "
            'WHERE "key" > ? GROUP BY report_id, role',
            after,
        ).fetchall()
        code = {role.value: index for index, role in enumerate(ROLES)}
        told = " ".join(numbers for *_, numbers in found)
        keys, starts, ends = np.fromstring(told, np.int64, sep=" ").reshape(-1, 3).T
        counts = [count for _, _, count, _ in found]
        of_each = [(ordinals[report_id], code[role]) for report_id, role, *_ in found]
        report, role = np.repeat(np.array(of_each, np.int64).reshape(-1, 2), counts, axis=0).T
        rows = np.column_stack([keys, report, role, starts, ends])
        return rows[np.argsort(keys)]

    def reports(self) -> tuple[Report, ...]:
        """All reports, by id."""
        return tuple(map(report_of, self._plain(EVERY_REPORT)))

    def passages(self) -> Iterator[tuple[Report, list[tuple[int, Passage]]]]:
        """Each report with its passages and their keys."""
        for report in self.reports():
            rows = self._plain(
                f'SELECT {PASSAGE} FROM passages WHERE report_id = ? ORDER BY "index"', report.id
            )
            yield report, [(row[0], passage_of(row)) for row in rows]

    def _plain(self, statement: str, *values: int | str) -> sqlite3.Cursor:
        """Rows as plain tuples, which a million of them are read faster by."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, values)


def _chunks(keys: Keys) -> Iterator[tuple[int, Sequence[int]]]:
    for first in range(0, len(keys), _CHUNK):
        yield first, keys[first : first + _CHUNK].tolist()
