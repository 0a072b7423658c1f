"""Topics that people watch, and what was found for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.sqlite import insert

from reportqa.errors import NotFound
from reportqa.store.database import Database
from reportqa.store.schema import watch_matches, watches
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
            "filters": asdict(kept.filters),
            "webhook": kept.webhook,
            "added_at": kept.added_at,
            "collections": None if kept.readable is None else sorted(kept.readable),
        }
        with self._database.writing() as connection:
            connection.execute(watches.insert(), row)
        return kept

    def remove(self, watch_id: str) -> None:
        """Forget a watch and what it found. Raises ``NotFound``."""
        with self._database.writing() as connection:
            gone = connection.execute(watches.delete().where(watches.c.id == watch_id))
            if gone.rowcount == 0:
                raise NotFound(no_watch(watch_id))

    def all(self) -> list[Watch]:
        """Every watch, oldest first."""
        counted = (
            select(watch_matches.c.watch_id, func.count().label("matches"))
            .group_by(watch_matches.c.watch_id)
            .subquery()
        )
        query = (
            select(watches, counted.c.matches)
            .join_from(watches, counted, counted.c.watch_id == watches.c.id, isouter=True)
            .order_by(watches.c.added_at, watches.c.id)
        )
        with self._database.reading() as connection:
            return [_watch_of(row) for row in connection.execute(query)]

    def get(self, watch_id: str) -> Watch:
        """The watch with this id. Raises ``NotFound``."""
        for watch in self.all():
            if watch.id == watch_id:
                return watch
        raise NotFound(no_watch(watch_id))

    def keep(self, matches: Iterable[Match]) -> list[Match]:
        """Keep what a watch found; only what it had not found before comes back."""
        fresh = []
        with self._database.writing() as connection:
            for match in matches:
                dated = replace(match, found_at=_now())
                done = connection.execute(
                    insert(watch_matches).on_conflict_do_nothing(), asdict(dated)
                )
                if done.rowcount:
                    fresh.append(dated)
        return fresh

    def matches(self, watch_id: str, *, limit: int = 50, offset: int = 0) -> list[Match]:
        """What a watch found, the latest find first. Raises ``NotFound``."""
        self.get(watch_id)
        query = (
            select(watch_matches)
            .where(watch_matches.c.watch_id == watch_id)
            .order_by(
                watch_matches.c.found_at.desc(), watch_matches.c.report_id, watch_matches.c.start
            )
            .limit(limit)
            .offset(offset)
        )
        with self._database.reading() as connection:
            return [Match(**row._mapping) for row in connection.execute(query)]


def filters_of(kept: Mapping[str, Any]) -> Filters:
    """The limits of a watch, from how they are kept."""
    held = dict(kept)
    held["level"] = Level(held["level"]) if held["level"] else None
    held["role"] = Role(held["role"]) if held["role"] else None
    return Filters(**held)


def _watch_of(row: Row[Any]) -> Watch:
    return Watch(
        topic=row.topic,
        filters=filters_of(row.filters),
        webhook=row.webhook,
        id=row.id,
        added_at=row.added_at,
        matches=row.matches or 0,
        readable=None if row.collections is None else frozenset(row.collections),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def no_watch(watch_id: str) -> str:
    """What to say where no watch has an id."""
    return f"没有编号为 {watch_id} 的关注；用 `reportqa watch list` 查看已有的"
