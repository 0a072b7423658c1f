"""Embeddings of another model, made beside those that serve, and put in their place at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import and_, func, select

from reportqa.embedding.base import Fingerprint
from reportqa.store.database import Database
from reportqa.store.records import HalfVectors
from reportqa.store.rows import REPORT, among, passage_of, report_of
from reportqa.store.schema import passages, prepared, reports
from reportqa.store.state import raise_revision
from reportqa.types import Passage, Report

_PASSAGE = list(passages.c)[: list(passages.c.keys()).index("text") + 1]


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
        self._is_this = and_(prepared.c.key == passages.c.key, prepared.c.model == self._name)

    def missing(self, after: int, limit: int) -> list[tuple[int, Report, Passage]]:
        """The first passages that are not embedded yet, by rising keys above ``after``."""
        query = (
            select(*_PASSAGE, *REPORT)
            .join_from(passages, reports)
            .where(passages.c.key > after, ~select(prepared).where(self._is_this).exists())
            .order_by(passages.c.key)
            .limit(limit)
        )
        held: dict[str, Report] = {}
        found = []
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if row.report_id not in held:
                    held[row.report_id] = report_of(row)
                found.append((row.key, held[row.report_id], passage_of(row)))
        return found

    def keep(self, keys: Sequence[int], vectors: HalfVectors) -> None:
        """Keep the embeddings of these passages; those gone meanwhile are left out."""
        with self._database.writing() as connection:
            there = set(
                connection.execute(
                    select(passages.c.key).where(among(passages.c.key, keys))
                ).scalars()
            )
            rows = [
                {"key": key, "model": self._name, "embedding": vector.tobytes()}
                for key, vector in zip(keys, vectors, strict=True)
                if key in there
            ]
            if rows:
                connection.execute(prepared.insert().prefix_with("OR REPLACE"), rows)

    def count(self) -> tuple[int, int]:
        """How many passages are embedded already, and how many there are."""
        done = select(func.count()).select_from(prepared).where(prepared.c.model == self._name)
        total = select(func.count()).select_from(passages)
        with self._database.reading() as connection:
            return (
                int(connection.execute(done).scalar_one()),
                int(connection.execute(total).scalar_one()),
            )

    def swap(self) -> None:
        """Put them in the place of the embeddings that serve; there must be one a passage."""
        embedding = select(prepared.c.embedding).where(self._is_this).scalar_subquery()
        with self._database.writing() as connection:
            connection.execute(passages.update().values(embedding=embedding))
            connection.execute(prepared.delete())
            raise_revision(connection, model=asdict(self._model))
