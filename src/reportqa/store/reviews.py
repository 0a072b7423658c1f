"""What people said of commitments: a trail that is only ever added to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from reportqa.store.database import Database, insertion
from reportqa.store.rows import among, listed


class Action(StrEnum):
    """What a person does with a commitment's verdict."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    NOTE = "note"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Review:
    """One entry of the trail. ``at`` is an ISO time in UTC; ``checked_in`` a year of delivery.

    ``before`` and ``after`` hold the values that this entry touches (``verdict``, ``actual``,
    ``evidence``) as they stood and as they stand. Evidence is kept by offsets, never as text, so
    that removing a report leaves none of its words here.
    """

    commitment_id: str
    checked_in: int | None
    reviewer: str
    at: str
    action: Action
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str = ""
    number: int = 0


class Reviews:
    """The trail in the catalog's file. Reading never waits; add only under the writer lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, review: Review) -> Review:
        """Keep an entry; it comes back with its number."""
        row = {
            "commitment_id": review.commitment_id,
            "checked_in": review.checked_in,
            "reviewer": review.reviewer,
            "at": review.at,
            "action": review.action,
            "before": json.dumps(dict(review.before)),
            "after": json.dumps(dict(review.after)),
            "note": review.note,
        }
        with self._database.writing() as connection:
            connection.execute(insertion("reviews", row), row)
            [number] = connection.execute("SELECT last_insert_rowid()").fetchone()
        return replace(review, number=number)

    def all(self) -> list[Review]:
        """The whole trail, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM reviews ORDER BY number")
            return list(map(_review_of, rows))

    def of(self, commitment_id: str) -> list[Review]:
        """The trail of one commitment, oldest first."""
        return self.among([commitment_id]).get(commitment_id, [])

    def among(self, commitment_ids: Iterable[str]) -> dict[str, list[Review]]:
        """The trails of those of the commitments that have one, each oldest first."""
        query = f"SELECT * FROM reviews WHERE {among('commitment_id')} ORDER BY number"
        trails: dict[str, list[Review]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query, (listed(commitment_ids),)):
                trails.setdefault(row["commitment_id"], []).append(_review_of(row))
        return trails


def now() -> str:
    """This moment as the trail writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _review_of(row: sqlite3.Row) -> Review:
    return Review(
        commitment_id=row["commitment_id"],
        checked_in=row["checked_in"],
        reviewer=row["reviewer"],
        at=row["at"],
        action=Action(row["action"]),
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        note=row["note"],
        number=row["number"],
    )
