"""The tables of the catalog, and the small steps that bring an older catalog up to date."""

from __future__ import annotations

import sqlite3
import uuid

from reportqa.store.database import Migrations, making, only_added_to

# One row: the library's own name, its revision, its model's fingerprint, its dictionary's hash.
_STATE = """
    CREATE TABLE state (
        id INTEGER NOT NULL CHECK (id = 1),
        library VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        model JSON,
        dictionary VARCHAR,
        PRIMARY KEY (id)
    )
"""

# The text comes last, so that a listing never walks its overflow pages.
_REPORTS = """
    CREATE TABLE reports (
        id VARCHAR NOT NULL,
        origin VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        file_hash VARCHAR NOT NULL,
        overrides VARCHAR NOT NULL,
        structure_version VARCHAR NOT NULL,
        added_at VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        place VARCHAR,
        level VARCHAR,
        delivered_year INTEGER,
        review_year INTEGER,
        plan_year INTEGER,
        meeting VARCHAR,
        speaker VARCHAR,
        delivered_on VARCHAR,
        characters INTEGER NOT NULL,
        evidence JSON NOT NULL,
        page_starts JSON NOT NULL,
        needs_ocr JSON NOT NULL,
        text VARCHAR NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (origin)
    )
"""
_REPORTS_BY_PLACE = "CREATE INDEX reports_by_place ON reports (place, delivered_year)"

_SECTIONS = """
    CREATE TABLE sections (
        report_id VARCHAR NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        "index" INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        role VARCHAR NOT NULL,
        heading VARCHAR NOT NULL,
        number VARCHAR NOT NULL,
        parent INTEGER,
        path JSON NOT NULL,
        PRIMARY KEY (report_id, "index")
    ) WITHOUT ROWID
"""

# A key names one immutable passage for ever: the views rest on it. Hence AUTOINCREMENT.
_PASSAGES = """
    CREATE TABLE passages (
        "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        report_id VARCHAR NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        "index" INTEGER NOT NULL,
        section_index INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        role VARCHAR NOT NULL,
        path JSON NOT NULL,
        text VARCHAR NOT NULL,
        tokens VARCHAR NOT NULL,
        context_tokens VARCHAR NOT NULL,
        embedding BLOB NOT NULL,
        UNIQUE (report_id, "index")
    )
"""
# All that the passage table needs, so that no page with text is read for it.
_PASSAGES_TABLE = 'CREATE INDEX passages_table ON passages (report_id, role, start, "end")'

# What people said of commitments. It hangs on no report, so that it outlives a re-ingest.
_REVIEWS = """
    CREATE TABLE reviews (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        commitment_id VARCHAR NOT NULL,
        checked_in INTEGER,
        reviewer VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        action VARCHAR NOT NULL,
        "before" JSON NOT NULL,
        "after" JSON NOT NULL,
        note VARCHAR NOT NULL
    )
"""
_REVIEWS_BY_COMMITMENT = "CREATE INDEX reviews_by_commitment ON reviews (commitment_id, checked_in)"

# Topics that people keep an eye on.
_WATCHES = """
    CREATE TABLE watches (
        id VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        filters JSON NOT NULL,
        webhook VARCHAR,
        added_at VARCHAR NOT NULL,
        collections JSON,
        PRIMARY KEY (id)
    )
"""

# What a watch found, by offsets; it goes when its report goes.
_WATCH_MATCHES = """
    CREATE TABLE watch_matches (
        watch_id VARCHAR NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
        report_id VARCHAR NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        passage_index INTEGER NOT NULL,
        score FLOAT NOT NULL,
        found_at VARCHAR NOT NULL,
        PRIMARY KEY (watch_id, report_id, start)
    ) WITHOUT ROWID
"""

# What a person said of a report since it came; it wins whenever the file is read again.
_CORRECTIONS = """
    CREATE TABLE corrections (
        report_id VARCHAR NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        said JSON NOT NULL,
        PRIMARY KEY (report_id)
    )
"""

# Whose a report is; one without a row is for everybody who may read the library.
_COLLECTIONS = """
    CREATE TABLE collections (
        report_id VARCHAR NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
        name VARCHAR NOT NULL,
        PRIMARY KEY (report_id)
    )
"""

# Embeddings of another model, by the hash of its fingerprint, until all are there.
_PREPARED = """
    CREATE TABLE prepared (
        "key" INTEGER NOT NULL REFERENCES passages ("key") ON DELETE CASCADE,
        model VARCHAR NOT NULL,
        embedding BLOB NOT NULL,
        PRIMARY KEY ("key", model)
    )
"""


def _create(connection: sqlite3.Connection) -> None:
    for statement in (_STATE, _REPORTS, _REPORTS_BY_PLACE, _SECTIONS, _PASSAGES, _PASSAGES_TABLE):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO state (id, library, revision) VALUES (1, ?, 0)", (uuid.uuid4().hex,)
    )


def _add_collections(connection: sqlite3.Connection) -> None:
    connection.execute(_COLLECTIONS)
    there = {column["name"] for column in connection.execute("PRAGMA table_info (watches)")}
    # Watches made since have the column from the start.
    if "collections" not in there:
        connection.execute("ALTER TABLE watches ADD COLUMN collections JSON")


MIGRATIONS: Migrations = (
    _create,
    making(_REVIEWS, _REVIEWS_BY_COMMITMENT, *only_added_to("reviews", "reviews are")),
    making(_WATCHES, _WATCH_MATCHES),
    making(_CORRECTIONS),
    _add_collections,
    making(_PREPARED),
)
"""Step ``i`` takes a catalog from version ``i`` to ``i + 1``; ``PRAGMA user_version`` counts them.

A step, once released, never changes what it makes.
"""
