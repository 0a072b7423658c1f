"""The tables of ``access.db``: apart from the catalog, so that a question need not wait for it."""

from __future__ import annotations

from reportqa.store.database import Migrations, making, only_added_to

# Keys, by the hash of their secret. None is ever deleted, so that the trail's names stay known.
_KEYS = """
    CREATE TABLE keys (
        id VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        "right" VARCHAR NOT NULL,
        digest BLOB NOT NULL,
        created_at VARCHAR NOT NULL,
        expires_at VARCHAR,
        revoked_at VARCHAR,
        collections JSON NOT NULL,
        PRIMARY KEY (id)
    )
"""

# Who did what, and how it ended.
_DEEDS = """
    CREATE TABLE deeds (
        number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        at VARCHAR NOT NULL,
        key_id VARCHAR NOT NULL,
        key_name VARCHAR NOT NULL,
        action VARCHAR NOT NULL,
        detail VARCHAR NOT NULL,
        status INTEGER NOT NULL,
        request_id VARCHAR NOT NULL
    )
"""

MIGRATIONS: Migrations = (making(_KEYS, _DEEDS, *only_added_to("deeds", "the trail is")),)
"""As in the catalog: step ``i`` takes the file from version ``i`` to ``i + 1``."""
