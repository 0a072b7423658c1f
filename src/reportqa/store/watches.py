"""Topics that people watch, and what was found for each."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from reportqa.errors import NotFound
from reportqa.store.database import Database, insertion
from reportqa.types import Filters, Level, Role


@dataclass(frozen=True, slots=True)
class Watch:
    """A topic to watch. ``added_at`` is an ISO time in UTC; ``matches`` counts what was found.

    ``readable`` are the collections that whoever watches may read, ``None`` for all of them.
    """

    topic: str
    filters: Filters = field(default_factory=Filters)
    webhook: str | None = None
    id: str = ""
    added_at: str = ""
    matches: int = 0
    readable: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence that a watch found, by its offsets; the words are the report's alone."""

    watch_id: str
    report_id: str
    passage_index: int
    start: int
    end: int
    score: float
    found_at: str = ""

    @property
    def passage_id(self) -> str:
        """The public id of the passage that holds it."""
        return f"{self.report_id}-{self.passage_index}"


_OF_MATCH = tuple(item.name for item in fields(Match))


class Watches:
    """The watches in the catalog's file. Reading never waits; change under the writer lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, watch: Watch) -> Watch:
        """Keep a watch; it comes back with its id and the time, its own if it has them."""
        fresh = watch.id or uuid.uuid4().hex[:12]
        kept = replace(watch, id=fresh, added_at=watch.added_at or _now(), matches=0)
        row = {
            "id": kept.id,
            "topic": kept.topic,
            "filters": json.dumps(asdict(kept.filters)),
            "webhook": kept.webhook,
            "added_at": kept.added_at,
            "collections": None if kept.readable is None else json.dumps(sorted(kept.readable)),
        }
        with self._database.writing() as connection:
            connection.execute(insertion("watches", row), row)
        return kept

    def remove(self, watch_id: str) -> None:
        """Forget a watch and what it found. Raises ``NotFound``."""
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM watches WHERE id = ?", (watch_id,))
            if gone.rowcount == 0:
                raise NotFound(no_watch(watch_id))

    def all(self) -> list[Watch]:
        """Every watch, oldest first."""
        query = (
            "SELECT *, (SELECT count(*) FROM watch_matches WHERE watch_id = watches.id) "
            "AS matches FROM watches ORDER BY added_at, id"
        )
        with self._database.reading() as connection:
            return list(map(_watch_of, connection.execute(query)))

    def get(self, watch_id: str) -> Watch:
        """The watch with this id. Raises ``NotFound``."""
        for watch in self.all():
            if watch.id == watch_id:
                return watch
        raise NotFound(no_watch(watch_id))

    def keep(self, matches: Iterable[Match]) -> list[Match]:
        """Keep what a watch found; only what it had not found before comes back."""
        fresh = []
        adding = f"{insertion('watch_matches', _OF_MATCH)} ON CONFLICT DO NOTHING"
        with self._database.writing() as connection:
            for match in matches:
                dated = replace(match, found_at=_now())
                if connection.execute(adding, asdict(dated)).rowcount:
                    fresh.append(dated)
        return fresh

    def matches(self, watch_id: str, *, limit: int = 50, offset: int = 0) -> list[Match]:
        """What a watch found, the latest find first. Raises ``NotFound``."""
        self.get(watch_id)
        found = self._database.rows(
            "SELECT * FROM watch_matches WHERE watch_id = ? "
            "ORDER BY found_at DESC, report_id, start LIMIT ? OFFSET ?",
            watch_id,
            limit,
            offset,
        )
        return [Match(**row) for row in found]


def filters_of(kept: Mapping[str, Any]) -> Filters:
    """The limits of a watch, from how they are kept."""
    held = dict(kept)
    held["level"] = Level(held["level"]) if held["level"] else None
    held["role"] = Role(held["role"]) if held["role"] else None
    return Filters(**held)


def _watch_of(row: sqlite3.Row) -> Watch:
    readable = row["collections"]
    return Watch(
        topic=row["topic"],
        filters=filters_of(json.loads(row["filters"])),
        webhook=row["webhook"],
        id=row["id"],
        added_at=row["added_at"],
        matches=row["matches"],
        readable=None if readable is None else frozenset(json.loads(readable)),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def no_watch(watch_id: str) -> str:
    """What to say where no watch has an id."""
    return f"没有编号为 {watch_id} 的关注；用 `reportqa watch list` 查看已有的"
