"""What people said of commitments: a trail that is only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from reportqa.store.database import Database
from reportqa.store.rows import among
from reportqa.store.schema import reviews


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
            "before": dict(review.before),
            "after": dict(review.after),
            "note": review.note,
        }
        with self._database.writing() as connection:
            added = connection.execute(reviews.insert().returning(reviews), row).one()
        return _review_of(added)

    def all(self) -> list[Review]:
        """The whole trail, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(reviews).order_by(reviews.c.number))
            return [_review_of(row) for row in rows]

    def of(self, commitment_id: str) -> list[Review]:
        """The trail of one commitment, oldest first."""
        return self.among([commitment_id]).get(commitment_id, [])

    def among(self, commitment_ids: Iterable[str]) -> dict[str, list[Review]]:
        """The trails of those of the commitments that have one, each oldest first."""
        query = (
            select(reviews)
            .where(among(reviews.c.commitment_id, commitment_ids))
            .order_by(reviews.c.number)
        )
        trails: dict[str, list[Review]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                trails.setdefault(row.commitment_id, []).append(_review_of(row))
        return trails


def now() -> str:
    """This moment as the trail writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _review_of(row: Row[Any]) -> Review:
    return Review(
        commitment_id=row.commitment_id,
        checked_in=row.checked_in,
        reviewer=row.reviewer,
        at=row.at,
        action=Action(row.action),
        before=row.before,
        after=row.after,
        note=row.note,
        number=row.number,
    )
