"""The tables of the catalog, and the small steps that bring an older catalog up to date."""

from __future__ import annotations

import uuid

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    inspect,
)

from reportqa.store.database import Migrations, adding, only_added_to

metadata = MetaData()

state = Table(
    "state",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("library", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("model", JSON(none_as_null=True)),
    Column("dictionary", String),
)
"""One row: the library's own name, its revision, its model's fingerprint, its dictionary's hash."""

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("origin", String, nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("file_hash", String, nullable=False),
    Column("overrides", String, nullable=False),
    Column("structure_version", String, nullable=False),
    Column("added_at", String, nullable=False),
    Column("title", String, nullable=False),
    Column("place", String),
    Column("level", String),
    Column("delivered_year", Integer),
    Column("review_year", Integer),
    Column("plan_year", Integer),
    Column("meeting", String),
    Column("speaker", String),
    Column("delivered_on", String),
    Column("characters", Integer, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("page_starts", JSON, nullable=False),
    Column("needs_ocr", JSON, nullable=False),
    # Last, so that a listing never walks the overflow pages of the text.
    Column("text", String, nullable=False),
    Index("reports_by_place", "place", "delivered_year"),
)

sections = Table(
    "sections",
    metadata,
    Column("report_id", ForeignKey(reports.c.id, ondelete="CASCADE"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("role", String, nullable=False),
    Column("heading", String, nullable=False),
    Column("number", String, nullable=False),
    Column("parent", Integer),
    Column("path", JSON, nullable=False),
    sqlite_with_rowid=False,
)

passages = Table(
    "passages",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("report_id", ForeignKey(reports.c.id, ondelete="CASCADE"), nullable=False),
    Column("index", Integer, nullable=False),
    Column("section_index", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("role", String, nullable=False),
    Column("path", JSON, nullable=False),
    Column("text", String, nullable=False),
    Column("tokens", String, nullable=False),
    Column("context_tokens", String, nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    UniqueConstraint("report_id", "index"),
    # All that the passage table needs, so that no page with text is read for it.
    Index("passages_table", "report_id", "role", "start", "end"),
    # A key names one immutable passage for ever: the views rest on it.
    sqlite_autoincrement=True,
)


kept_reviews = MetaData()
"""Apart from ``metadata``, which the first step creates whole and which must not grow."""

reviews = Table(
    "reviews",
    kept_reviews,
    Column("number", Integer, primary_key=True),
    Column("commitment_id", String, nullable=False),
    Column("checked_in", Integer),
    Column("reviewer", String, nullable=False),
    Column("at", String, nullable=False),
    Column("action", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("note", String, nullable=False),
    Index("reviews_by_commitment", "commitment_id", "checked_in"),
    sqlite_autoincrement=True,
)
"""What people said of commitments. It hangs on no report, so that it outlives a re-ingest."""

kept_watches = MetaData()

watches = Table(
    "watches",
    kept_watches,
    Column("id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("webhook", String),
    Column("added_at", String, nullable=False),
    Column("collections", JSON(none_as_null=True)),
)
"""Topics that people keep an eye on."""

watch_matches = Table(
    "watch_matches",
    kept_watches,
    Column("watch_id", ForeignKey(watches.c.id, ondelete="CASCADE"), primary_key=True),
    Column("report_id", ForeignKey(reports.c.id, ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("passage_index", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("found_at", String, nullable=False),
    sqlite_with_rowid=False,
)
"""What a watch found, by offsets; it goes when its report goes."""

kept_corrections = MetaData()

corrections = Table(
    "corrections",
    kept_corrections,
    Column("report_id", ForeignKey(reports.c.id, ondelete="CASCADE"), primary_key=True),
    Column("said", JSON, nullable=False),
)
"""What a person said of a report since it came; it wins whenever the file is read again."""

kept_collections = MetaData()

collections = Table(
    "collections",
    kept_collections,
    Column("report_id", ForeignKey(reports.c.id, ondelete="CASCADE"), primary_key=True),
    Column("name", String, nullable=False),
)
"""Whose a report is; one without a row is for everybody who may read the library."""


kept_prepared = MetaData()

prepared = Table(
    "prepared",
    kept_prepared,
    Column("key", ForeignKey(passages.c.key, ondelete="CASCADE"), primary_key=True),
    Column("model", String, primary_key=True),
    Column("embedding", LargeBinary, nullable=False),
)
"""Embeddings of another model, by the hash of its fingerprint, until all are there."""


def _create(connection: Connection) -> None:
    metadata.create_all(connection, checkfirst=False)
    connection.execute(state.insert().values(id=1, library=uuid.uuid4().hex, revision=0))


def _add_reviews(connection: Connection) -> None:
    kept_reviews.create_all(connection, checkfirst=False)
    only_added_to(connection, "reviews", "reviews are")


def _add_collections(connection: Connection) -> None:
    kept_collections.create_all(connection, checkfirst=False)
    there = {column["name"] for column in inspect(connection).get_columns("watches")}
    if "collections" not in there:
        connection.exec_driver_sql("ALTER TABLE watches ADD COLUMN collections JSON")


MIGRATIONS: Migrations = (
    _create,
    _add_reviews,
    adding(kept_watches),
    adding(kept_corrections),
    _add_collections,
    adding(kept_prepared),
)
"""Step ``i`` takes a catalog from version ``i`` to ``i + 1``; ``PRAGMA user_version`` counts them.

A step, once released, never changes.
"""
