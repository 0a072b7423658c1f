"""Embeddings of another model, made beside those that serve, and put in their place at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from reportqa.embedding.base import Fingerprint
from reportqa.store.database import Database, insertion
from reportqa.store.records import HalfVectors
from reportqa.store.rows import PASSAGE, PASSAGE_WIDTH, REPORT, among, listed, passage_of, report_of
from reportqa.store.state import raise_revision
from reportqa.types import Passage, Report

_OF_PASSAGE = 'prepared."key" = passages."key" AND prepared.model = :model'


class Prepared:
    """What is embedded already of a change of model, in the catalog's file.

    It outlives the process that makes it, a passage that is removed takes its own along, and no
    search ever sees it. Reading never waits; change it only under the writer lock.
    """

    def __init__(self, database: Database, model: Fingerprint) -> None:
        self._database = database
        self._model = model
        said = json.dumps(asdict(model), sort_keys=True)
        self._name = hashlib.sha256(said.encode()).hexdigest()[:16]

    def missing(self, after: int, limit: int) -> list[tuple[int, Report, Passage]]:
        """The first passages that are not embedded yet, by rising keys above ``after``."""
        query = (
            f"SELECT {PASSAGE}, {REPORT} FROM passages "
            "JOIN reports ON reports.id = passages.report_id "
            'WHERE passages."key" > :after '
            f"AND NOT EXISTS (SELECT 1 FROM prepared WHERE {_OF_PASSAGE}) "
            'ORDER BY passages."key" LIMIT :limit'
        )
        with self._database.reading() as connection:
            rows = connection.execute(
                query, {"after": after, "limit": limit, "model": self._name}
            ).fetchall()
        return [(row["key"], report_of(row[PASSAGE_WIDTH:]), passage_of(row)) for row in rows]

    def keep(self, keys: Sequence[int], vectors: HalfVectors) -> None:
        """Keep the embeddings of these passages; those gone meanwhile are left out."""
        with self._database.writing() as connection:
            there = {
                key
                for (key,) in connection.execute(
                    'SELECT "key" FROM passages WHERE ' + among('"key"'), (listed(keys),)
                )
            }
            connection.executemany(
                insertion("prepared", ("key", "model", "embedding"), "INSERT OR REPLACE"),
                [
                    {"key": key, "model": self._name, "embedding": vector.tobytes()}
                    for key, vector in zip(keys, vectors, strict=True)
                    if key in there
                ],
            )

    def count(self) -> tuple[int, int]:
        """How many passages are embedded already, and how many there are."""
        [[done, total]] = self._database.rows(
            "SELECT (SELECT count(*) FROM prepared WHERE model = ?), "
            "(SELECT count(*) FROM passages)",
            self._name,
        )
        return int(done), int(total)

    def swap(self) -> None:
        """Put them in the place of the embeddings that serve; there must be one a passage."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE passages SET embedding = "
                f"(SELECT embedding FROM prepared WHERE {_OF_PASSAGE})",
                {"model": self._name},
            )
            connection.execute("DELETE FROM prepared")
            raise_revision(connection, model=self._model)
