"""The one row that says which library this is and where it stands."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

from reportqa.embedding.base import Fingerprint
from reportqa.store.records import State


def read_state(connection: sqlite3.Connection) -> State:
    """The one row of ``state``."""
    row = connection.execute("SELECT library, revision, model, dictionary FROM state").fetchone()
    model = None if row["model"] is None else Fingerprint(**json.loads(row["model"]))
    return State(row["library"], row["revision"], model, row["dictionary"])


def raise_revision(
    connection: sqlite3.Connection,
    *,
    model: Fingerprint | None = None,
    dictionary: str | None = None,
) -> None:
    """Count a change, within its own transaction; ``None`` leaves what was there."""
    connection.execute(
        "UPDATE state SET revision = revision + 1, model = coalesce(?, model), "
        "dictionary = coalesce(?, dictionary)",
        (None if model is None else json.dumps(asdict(model)), dictionary),
    )
