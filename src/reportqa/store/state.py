"""The one row that says which library this is and where it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from reportqa.embedding.base import Fingerprint
from reportqa.store.records import State
from reportqa.store.schema import state


def read_state(connection: Connection) -> State:
    """The one row of ``state``."""
    row = connection.execute(select(state)).one()
    model = None if row.model is None else Fingerprint(**row.model)
    return State(row.library, row.revision, model, row.dictionary)


def raise_revision(connection: Connection, **values: Any) -> None:
    """Count a change, within its own transaction; ``values`` are other columns of ``state``."""
    connection.execute(state.update().values(revision=state.c.revision + 1, **values))
