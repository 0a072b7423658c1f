"""The tables of ``access.db``: apart from the catalog, so that a question need not wait for it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Connection, Integer, LargeBinary, MetaData, String, Table

from reportqa.store.database import Migrations, only_added_to

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("right", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", String, nullable=False),
    Column("expires_at", String),
    Column("revoked_at", String),
    Column("collections", JSON, nullable=False),
)
"""Keys, by the hash of their secret. None is ever deleted, so that the trail's names stay known."""

deeds = Table(
    "deeds",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("key_id", String, nullable=False),
    Column("key_name", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("request_id", String, nullable=False),
    sqlite_autoincrement=True,
)
"""Who did what, and how it ended."""


def _create(connection: Connection) -> None:
    metadata.create_all(connection, checkfirst=False)
    only_added_to(connection, "deeds", "the trail is")


MIGRATIONS: Migrations = (_create,)
"""As in the catalog: step ``i`` takes the file from version ``i`` to ``i + 1``."""
